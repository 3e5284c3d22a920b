"""Care of the store's file: is it whole, is there a copy, and where is what could not be read?

A copy is never put back by itself: it would tell old news again.
"""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

KEPT = 7
"""How many copies are kept, whatever they were made for."""
DAMAGED, REPLACED, STAMP = ".damaged-", ".replaced-", "%Y%m%dT%H%M%SZ"
_EVENTS = "SELECT key, kind, subject, cause, happened, noticed, about, version, facts FROM event ORDER BY id"
MAGIC = b"SQLite format 3\0"


def notes(path: Path) -> dict[str, str]:
    """What the daemon wrote down about itself. Waits for nobody. Raises sqlite3.Error."""
    with closing(_reader(path)) as connection:
        return dict(connection.execute("SELECT name, value FROM note").fetchall())


def events(path: Path) -> Iterator[dict[str, Any]]:
    """The news, oldest first, as the tables have it; the facts decoded. Waits for nobody. Raises sqlite3.Error."""
    with closing(_reader(path)) as connection:
        connection.row_factory = sqlite3.Row
        for row in connection.execute(_EVENTS):
            yield dict(row) | {"facts": json.loads(row["facts"])}


def faults(path: Path) -> list[str]:
    """What SQLite finds wrong with the file, the whole of it read; empty for nothing. Blocks."""
    try:
        with closing(_reader(path)) as connection:
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
    except sqlite3.Error as error:
        return [str(error)]
    return [] if found == ["ok"] else found


def back_up(path: Path, target: Path) -> None:
    """Copy the store while it is in use: all of it, or none. Blocks. Raises OSError, sqlite3.Error."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(_reader(path)) as source:
        copy_open(source, target)


def copy_open(source: sqlite3.Connection, target: Path) -> None:
    """The same of a store that is open, whether or not its file has a name any more."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    try:
        with closing(sqlite3.connect(part)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def copy_of(path: Path, name: str) -> Path:
    """Where a copy of the store by this name is kept."""
    return path.parent / "backups" / f"{path.stem}-{name}.db"


def day(now: int) -> str:
    """The name of the copy of a day (ms UTC)."""
    return f"{datetime.fromtimestamp(now / 1000, UTC):%Y-%m-%d}"


def copies(path: Path) -> list[Path]:
    """The copies of this store, oldest first."""
    return sorted(copy_of(path, "x").parent.glob(f"{path.stem}-*.db"), key=lambda copy: copy.stat().st_mtime_ns)


def drop_old_copies(path: Path) -> None:
    """Keep the newest copies only."""
    for copy in copies(path)[:-KEPT]:
        copy.unlink(missing_ok=True)


def is_store(path: Path) -> bool:
    """Whether the file is, or was, a database. Power loss may leave zeros. What begins otherwise is somebody else's."""
    with path.open("rb") as file:
        head = file.read(len(MAGIC))
    return head == MAGIC or not head.strip(b"\0")


def set_aside(path: Path, now: int) -> Path:
    """Give a damaged store, and what SQLite keeps beside it, a new name. Returns the name of the store."""
    aside = free_name(path, DAMAGED, now)
    path.rename(aside)  # first: a store without its log may look whole, and lack what was committed last
    for tail in ("-wal", "-shm"):
        beside = path.with_name(path.name + tail)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + tail))
    return aside


def free_name(path: Path, word: str, now: int) -> Path:
    """A name beside the store that nothing has: with a word for why, and the time (ms UTC)."""
    name = f"{path.name}{word}{datetime.fromtimestamp(now / 1000, UTC):{STAMP}}"
    return next(file for file in _numbered(path.with_name(name)) if not file.exists())


def damaged(path: Path) -> list[Path]:
    """What was set aside, oldest first."""
    return _aside(path, DAMAGED)


def replaced(path: Path) -> list[Path]:
    """What was in use when another file took its place, oldest first."""
    return _aside(path, REPLACED)


def set_aside_at(aside: Path) -> int:
    """When that happened (ms UTC), as its name tells."""
    stamp = re.split(f"{DAMAGED}|{REPLACED}", aside.name, maxsplit=1)[1].partition("-")[0]
    return round(datetime.strptime(stamp, STAMP).replace(tzinfo=UTC).timestamp() * 1000)


def _aside(path: Path, word: str) -> list[Path]:
    found = path.parent.glob(f"{path.name}{word}*")
    return sorted(file for file in found if not file.name.endswith(("-wal", "-shm", ".part")))


def _numbered(path: Path) -> Iterator[Path]:
    yield path
    for number in count(2):
        yield path.with_name(f"{path.name}-{number}")


def _reader(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
