"""What a store does that can't do what it is asked to: it is left alone for a while, and there is a reserve of room.

On a full disk SQLite can't even forget. What was sent must be written down all the same, or it is sent again: that is
what the ballast is for, a file beside the store that is given up when there is no room, and made again when there is.
"""

import os
from pathlib import Path

FIRST, LONGEST = 1.0, 30.0
"""Seconds for which a store that failed is left alone: twice as long after each failure that follows."""
CALM = 60.0
"""Seconds without a failure after which the next one is a first one."""
BALLAST = 512 * 1024
"""Bytes: dozens of transactions."""


class Trouble:
    """Whether the store fails, why, and for how long to leave it alone. Times are monotonic seconds."""

    def __init__(self) -> None:
        self.reason = ""
        self._pause = 0.0
        self._until = 0.0

    def begins(self, reason: str, now: float) -> bool:
        """It failed. Whether it had been fine before."""
        first = not self.reason
        again = now - self._until <= CALM and self._pause > 0
        self._pause = min(LONGEST, self._pause * 2) if again else FIRST
        self._until = now + self._pause
        self.reason = reason
        return first

    def ends(self) -> None:
        """It works again."""
        self.reason = ""

    def holds(self, now: float) -> bool:
        """Whether it is left alone now."""
        return bool(self.reason) and now < self._until


class Ballast:
    """The reserve beside the store at `path`."""

    def __init__(self, path: Path) -> None:
        self._file = path.with_name(path.name + ".ballast")

    @property
    def is_there(self) -> bool:
        """Whether it can be given up."""
        return self._file.exists()

    def drop(self) -> bool:
        """Give it up. Whether that made room."""
        there = self.is_there
        self._file.unlink(missing_ok=True)
        return there

    def make(self) -> bool:
        """Make it, where there is room for it twice. Whether it is there now."""
        if self.is_there:
            return True
        if room(self._file.parent)[0] < 2 * BALLAST:
            return False
        part = self._file.with_name(self._file.name + ".part")
        try:
            with part.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, BALLAST)
            part.chmod(0o600)
            part.replace(self._file)
        except OSError:
            part.unlink(missing_ok=True)
        return self.is_there


def room(folder: Path) -> tuple[int, int]:
    """Bytes that are left for us on the disk of a folder, and how many there are."""
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize
