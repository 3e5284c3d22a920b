"""The clock on the wall, which somebody may set while a program runs: Debian's libfaketime."""

from pathlib import Path

import pytest

LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
STEPS = {"an hour back": -3600, "an hour on": 3600, "a day back": -86_400, "ten years on": 10 * 365 * 86_400}

needs_faketime = pytest.mark.skipif(
    LIBRARY is None, reason="Debian's faketime is not here; `make test-system` installs it"
)


class WallClock:
    """What a program that is started with this environment takes for the time of day. The monotonic clock is real."""

    def __init__(self, folder):
        self._file = folder / "set by"
        self.set_by(0)
        self.environ = {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DONT_RESET": "1",
        }

    def set_by(self, seconds):
        """Set it to so many seconds from the real time; it goes on from there."""
        new = self._file.with_suffix(".new")
        new.write_text(f"{seconds:+d}")
        new.replace(self._file)
