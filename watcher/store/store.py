"""The door to the database: one file, one writer thread, one transaction at a time."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TypeVar, cast

import structlog
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import StaticPool

from watcher.store import care
from watcher.store.lock import Lock, Locked, lock_of
from watcher.store.migrate import NewerStore, migrate
from watcher.store.trouble import BALLAST, Ballast, Trouble, room

Transaction = Connection
T = TypeVar("T")

log = structlog.get_logger()

PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # NORMAL loses the last commits on power loss
    "PRAGMA busy_timeout = 30000",
)


class StoreError(Exception):
    """The store can't be used. The text says what to do."""


class StoreBusy(StoreError):
    """Another daemon holds this store."""


class StoreNewer(StoreError):
    """A newer version of us wrote it. Trying again won't help."""


class StoreDamaged(StoreError):
    """This was a store, and can't be read any more."""


class StoreFailed(StoreError):
    """It can't be used now: no room, locked, read-only. Nothing of the transaction happened. Later it may."""


_PASSING = frozenset(
    (
        *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_READONLY),
        *(sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN),
    )
)
_DAMAGE = frozenset((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB))
NO_ROOM = "there is no room on the disk: nothing is looked at until there is"


def connect(path: Path | None, *, writes: bool = True) -> Engine:
    """An engine on the file, or in memory for None. Transactions begin when SQLAlchemy says so.

    As writers, one after the other; or, where nothing is to be written, without a wait for those who write.
    A file that is not there is not made: an empty one must never take the place of one that was deleted.
    """
    if path:
        url = f"{path.absolute().as_uri()}?mode={'rw' if writes else 'ro'}"
        opened = partial(sqlite3.connect, url, uri=True, check_same_thread=False)
        engine = create_engine(f"sqlite:///{path}", creator=opened)
    else:  # one connection, or each thread would see a database of its own
        engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)

    @event.listens_for(engine, "connect")
    def prepare(raw: sqlite3.Connection, _record: object) -> None:
        # sqlite3 would begin transactions by itself, and only before INSERT: reads would stand outside.
        raw.isolation_level = None
        if not raw.execute("PRAGMA page_count").fetchone()[0]:
            raw.execute("PRAGMA auto_vacuum = INCREMENTAL")  # before the first table; later it would only write
        for pragma in PRAGMAS:
            raw.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


class Store:
    """All that is remembered and owed.

    `await store.run(work)` runs `work(transaction)` on the writer thread and commits it: all of it, or none of it.
    """

    def __init__(
        self, engine: Engine, lock: Lock | None = None, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._monotonic = monotonic
        self._engine = engine
        self._lock = lock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._trouble = Trouble()
        self._file = None if self.path is None else self.path.stat().st_ino
        self._ballast = Ballast(self.path) if self.path else None
        self.is_full = self._ballast is not None and not self._ballast.make()
        self.damage: StoreDamaged | None = None
        """what is wrong with the file for good; nothing is done any more then"""

    @classmethod
    def open(
        cls, path: Path | None, *, anew: int | None = None, monotonic: Callable[[], float] = time.monotonic
    ) -> "Store":
        """Take the lock, bring the tables up to date, and be ready. Blocks.

        `anew`: the time (ms UTC), if a damaged file is to be set aside and a new store begun. `monotonic`: seconds, by
        which a store that fails is left alone.
        Raises StoreBusy when another daemon holds it, StoreError when the file can't be used.
        """
        if path is None:
            engine = connect(None)
            migrate(engine)
            return cls(engine, monotonic=monotonic)
        lock = _take_lock(path)
        if room(path.parent)[0] < BALLAST:  # SQLite needs some beside the file
            Ballast(path).drop()
        try:
            return cls(_open_file(path) if anew is None else _open_or_begin_anew(path, anew), lock, monotonic)
        except BaseException:
            lock.release()
            raise

    @property
    def engine(self) -> Engine:
        """For those who listen to what it executes."""
        return self._engine

    @property
    def path(self) -> Path | None:
        """The file; None in memory."""
        return Path(self._engine.url.database) if self._engine.url.database else None

    def work(self, work: Callable[[Transaction], T]) -> T:
        """Run it here and now, in one transaction. Blocks; for the command line and tests."""
        with self._engine.begin() as transaction:
            return work(transaction)

    async def run(self, work: Callable[[Transaction], T]) -> T:
        """Run it on the writer thread, in one transaction."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._guarded, work)

    @property
    def trouble(self) -> str:
        """Why nothing, or not everything, can be done now; empty while all is well."""
        return self._trouble.reason or (NO_ROOM if self.is_full else "")

    @property
    def failing(self) -> str:
        """Why nothing can be done now; empty while something can."""
        return self._trouble.reason

    async def mend(self) -> bool:
        """Make what can be made of a file that was deleted under us, and of the reserve of room.

        Whether it had been deleted, and is there again with all that was in it.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._mend)

    def _guarded(self, work: Callable[[Transaction], T]) -> T:
        """The work, unless the store failed a moment ago. Once it works again, a write has to show it first."""
        if self.damage is not None:
            raise self.damage
        if self._trouble.holds(self._monotonic()):
            raise StoreFailed(self._trouble.reason)
        try:
            if self._trouble.reason:
                self.work(_try_to_write)
            done = self.work(work)
        except DatabaseError as error:
            raise self._judged(error) from error
        if self._trouble.reason:
            self._trouble.ends()
            log.info("store_recovered")
        return done

    def _judged(self, error: DatabaseError) -> Exception:
        code = getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in _DAMAGE:
            self.damage = StoreDamaged(f"{self.path} is damaged ({error.orig})")
            log.critical("store_damaged", reason=str(error.orig))
            return self.damage
        if code not in _PASSING:
            return error
        failed = StoreFailed(f"{self.path} can't be used now ({error.orig})")
        if code == sqlite3.SQLITE_FULL and self._ballast is not None and self._ballast.drop():
            self.is_full = True
            log.error("store_full", reason=NO_ROOM)
        elif self._trouble.begins(str(failed), self._monotonic()):
            log.error("store_failed", reason=str(failed))
        return failed

    def _mend(self) -> bool:
        path = self.path
        if path is None or self.damage is not None:
            return False
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self._keeps_lock(path):
            return False
        deleted = not path.exists()
        if deleted or path.stat().st_ino != self._file:
            self._rescue(path)
        if self._ballast is not None:
            full, self.is_full = self.is_full, not self._ballast.make()
            if full and not self.is_full:
                log.info("store_has_room")
        return deleted

    def _keeps_lock(self, path: Path) -> bool:
        """Whether the store is still ours alone."""
        try:
            if self._lock is not None:
                self._lock.keep()
        except Locked as held:
            self.damage = StoreDamaged(f"the lock of {path} was deleted, and {held}")
            log.critical("store_taken", reason=str(held))
            return False
        except OSError as error:  # no room, or no permission: it is tried again
            log.debug("lock_not_kept", reason=str(error))
        return True

    def _rescue(self, path: Path) -> None:
        """The file was deleted, and is still open: write it anew. One that somebody put there meanwhile stays."""
        if path.exists():
            self.damage = StoreDamaged(f"another file was put at {path} while it was in use: start again to use that")
            target = care.free_name(path, care.REPLACED, round(time.time() * 1000))
        else:
            target = path
        for tail in ("-wal", "-shm") if target == path else ():
            path.with_name(path.name + tail).unlink(missing_ok=True)  # they are of the file that is gone
        with closing(self._engine.raw_connection()) as raw:
            care.copy_open(cast("sqlite3.Connection", raw.driver_connection), target)
        self._engine.dispose()
        self._file = path.stat().st_ino
        log.error("store_deleted" if target == path else "store_replaced", saved=str(target))

    def close(self) -> None:
        """Finish what is under way and give the file back."""
        self._thread.shutdown(wait=True)
        self._engine.dispose()
        if self._lock is not None:
            self._lock.release()


def _try_to_write(tx: Transaction) -> None:
    tx.exec_driver_sql(
        "INSERT INTO note VALUES ('tried', '', 0) ON CONFLICT (name) DO UPDATE SET changed = changed + 1"
    )


def _take_lock(path: Path) -> Lock:
    lock = Lock(lock_of(path))
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock.take()
    except Locked as held:
        raise StoreBusy(str(held)) from None
    except OSError as error:
        raise StoreError(f"no store can be at {path}: {error.strerror}") from error
    return lock


def _open_or_begin_anew(path: Path, now: int) -> Engine:
    try:
        return _open_file(path)
    except StoreDamaged as damage:
        aside = care.set_aside(path, now)
        log.critical("store_set_aside", file=str(aside), reason=str(damage))
        return _open_file(path)


def _open_file(path: Path) -> Engine:
    engine = connect(path)
    try:
        if not path.exists():
            path.touch(mode=0o600)  # what SQLite keeps beside the file is then as private as the file
        path.chmod(0o600)
        _check(engine)
        migrate(engine, before=partial(_save, path))
    except StoreError:
        engine.dispose()
        raise
    except OSError as error:
        engine.dispose()
        raise StoreError(f"no store can be at {path}: {error.strerror}") from error
    except NewerStore as newer:
        engine.dispose()
        raise StoreNewer(str(newer)) from None
    except OperationalError as error:  # locked, read-only, no room: there is nothing wrong with the file
        engine.dispose()
        raise StoreError(f"{path} can't be used now ({error.orig})") from error
    except DatabaseError as error:
        engine.dispose()
        fault = StoreDamaged if care.is_store(path) else StoreError
        raise fault(f"{path} can't be read as a store ({error.orig}); move it away to start afresh") from error
    return engine


def _save(path: Path, version: str) -> None:
    try:
        care.back_up(path, care.copy_of(path, f"before-{version}"))
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{path} must be copied before it is upgraded, and can't be ({error})") from error


def _check(engine: Engine) -> None:
    with engine.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    if found != "ok":
        raise DatabaseError(None, None, sqlite3.DatabaseError(f"malformed: {found}"))
