"""What the commands share that read the store of a daemon, running or not."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from watcher.cli._config import fail
from watcher.config import Config, store_named, store_path

if TYPE_CHECKING:
    from sqlalchemy import Connection


def store_file(path: Path, config: Config | None) -> Path:
    """The store of a config file. A daemon may be using it with what the file said before it was spoilt (None)."""
    return store_path(config.store if config else store_named(path, os.environ), os.environ)


@contextmanager
def reading(config: Config) -> Iterator["Connection"]:
    """The store of this config, to read from, also where it can't be written. Says in a sentence what is in the way."""
    with _opened(config, writes=False) as connection:
        yield connection


@contextmanager
def writing(config: Config) -> Iterator["Connection"]:
    """As `reading`; what is changed is committed at the end. A daemon that runs sees it with its next tick."""
    with _opened(config, writes=True) as connection:
        yield connection


@contextmanager
def _opened(config: Config, *, writes: bool) -> Iterator["Connection"]:
    from sqlalchemy.exc import DatabaseError

    from watcher.store.store import connect

    file = store_path(config.store, os.environ)
    if not file.exists():
        fail(f"no store at {file} yet: `watcher run` makes it")
    engine = connect(file, writes=writes)
    try:
        with engine.begin() as connection:
            yield connection
    except DatabaseError as error:
        fail(f"{file} can't be read as a store ({error.orig})")
    finally:
        engine.dispose()
