"""One daemon per store: a lock that the kernel gives back when its holder dies, however it dies."""

import fcntl
import os
from pathlib import Path


class Locked(Exception):
    """Somebody holds it. The text says who; `holder` is the process id, 0 where the file does not tell."""

    def __init__(self, holder: int) -> None:
        super().__init__(f"another watcher uses this store: process {holder or 'unknown'}")
        self.holder = holder


class Lock:
    """An exclusive lock on the file beside the store, which names its holder for people."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def take(self) -> None:
        """Take it, or raise Locked with the holder's process id."""
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _named(file)
            os.close(file)
            raise Locked(holder) from None
        os.ftruncate(file, 0)
        os.write(file, str(os.getpid()).encode())
        self._file = file

    def keep(self) -> None:
        """Take it anew if its file was deleted: who comes would find nobody. Raises Locked where somebody came."""
        if self._file is None or (self._path.exists() and self._path.stat().st_ino == os.fstat(self._file).st_ino):
            return
        deleted = self._file
        self.take()
        os.close(deleted)

    def holder(self) -> int | None:
        """Who holds it now, 0 where the file does not tell; None for nobody. Takes nothing, and makes no file."""
        try:
            file = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _named(file)
        finally:
            os.close(file)
        return None

    def release(self) -> None:
        """Give it back."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def lock_of(path: Path) -> Path:
    """The file whose lock says that somebody uses the store at `path`."""
    return path.with_name(path.name + ".lock")


def _named(file: int) -> int:
    name = os.read(file, 20).decode(errors="replace").strip()
    return int(name) if name.isdigit() else 0
