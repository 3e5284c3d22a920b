"""Files that name lobbies: one number or link in each line, read again when they change."""

from collections.abc import Iterable
from pathlib import Path

import structlog

from watcher.config import words
from watcher.rules import Lobby, Watch

log = structlog.get_logger()

LARGEST = 1_000_000


class LobbyFiles:
    """The files that watches name. `lobbies` is what was read of each; one that was never readable is not in it."""

    def __init__(self, watches: Iterable[Watch]) -> None:
        self._paths = sorted({one.file for watch in watches for one in watch.finds if one.file})
        self._stamps: dict[str, tuple[int, int] | None] = dict.fromkeys(self._paths, (-1, -1))
        self.lobbies: dict[str, tuple[Lobby, ...]] = {}

    def read(self) -> bool:
        """Read what has changed, and say whether something had. A file that is away keeps what it said."""
        changed = False
        for path in self._paths:
            stamp = _stamp(Path(path))
            if stamp == self._stamps[path]:
                continue
            self._stamps[path] = stamp
            if stamp is None:
                log.warning("lobby_file_not_there", file=path)
                continue
            self.lobbies[path] = lobbies_in(path)
            changed = True
            log.info("lobby_file_read", file=path, lobbies=len(self.lobbies[path]))
        return changed


def lobbies_in(path: str) -> tuple[Lobby, ...]:
    """The lobbies that a file names. A line that names none is logged and left out; `#` begins a comment.

    Raises OSError where the file can't be read.
    """
    found: dict[Lobby, None] = {}
    with Path(path).open("rb") as file:
        text = file.read(LARGEST).decode("utf-8", "replace")
    for number, line in enumerate(text.splitlines(), 1):
        if not (said := _without_comment(line)):
            continue
        try:
            lobby = words.match(said)
        except ValueError as error:
            log.warning("lobby_file_line", file=path, line=number, reason=str(error))
            continue
        if isinstance(lobby, Lobby):
            found[lobby] = None
        else:
            log.warning("lobby_file_line", file=path, line=number, reason="a pattern belongs into the config")
    return tuple(found)


def _without_comment(line: str) -> str:
    """A `#` begins a comment where a blank or nothing stands before it: links may have one, too."""
    return f" {line}".partition(" #")[0].strip()


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
