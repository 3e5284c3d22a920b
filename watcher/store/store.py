"""The door to the database: one file, one writer thread, one transaction at a time."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

import structlog
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import StaticPool

from watcher.store import care
from watcher.store.lock import Lock, Locked
from watcher.store.migrate import NewerStore, migrate

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


def connect(path: Path | None) -> Engine:
    """An engine on the file, or in memory for None. Transactions begin when SQLAlchemy says so, as writers."""
    # In memory there is one connection, or each thread would see a database of its own.
    pool = {} if path else {"poolclass": StaticPool}
    url = f"sqlite:///{path}" if path else "sqlite://"
    engine = create_engine(url, connect_args={"check_same_thread": False}, **pool)

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
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


class Store:
    """All that is remembered and owed.

    `await store.run(work)` runs `work(transaction)` on the writer thread and commits it: all of it, or none of it.
    """

    def __init__(self, engine: Engine, lock: Lock | None = None) -> None:
        self._engine = engine
        self._lock = lock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")

    @classmethod
    def open(cls, path: Path | None, *, anew: int | None = None) -> "Store":
        """Take the lock, bring the tables up to date, and be ready. Blocks.

        `anew`: the time (ms UTC), if a damaged file is to be set aside and a new store begun.
        Raises StoreBusy when another daemon holds it, StoreError when the file can't be used.
        """
        if path is None:
            engine = connect(None)
            migrate(engine)
            return cls(engine)
        lock = _take_lock(path)
        try:
            return cls(_open_file(path) if anew is None else _open_or_begin_anew(path, anew), lock)
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
        return await asyncio.get_running_loop().run_in_executor(self._thread, self.work, work)

    def close(self) -> None:
        """Finish what is under way and give the file back."""
        self._thread.shutdown(wait=True)
        self._engine.dispose()
        if self._lock is not None:
            self._lock.release()


def lock_of(path: Path) -> Path:
    """The file whose lock says that somebody uses the store at `path`."""
    return path.with_name(path.name + ".lock")


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
