"""Bring a store up to date, step by step, each step in one transaction."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

FOLDER = Path(__file__).parent / "migrations"


class NewerStore(Exception):
    """The file was written by a newer version of us."""


def migrate(engine: Engine, before: Callable[[str], None] = lambda _: None) -> None:
    """Run what is missing; `before` is called first with the version found, where there is one.

    Raises NewerStore for a file from the future, and touches nothing then.
    """
    with engine.begin() as connection:
        found = revision(connection)
        if found != newest():
            _check_known(connection)
            if found is not None:
                before(found)
            command.upgrade(_config(connection), "head")


def revision(connection: Connection) -> str | None:
    """The version the tables are at; None for an empty file."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The version these sources bring."""
    return ScriptDirectory(str(FOLDER)).get_current_head()


def _check_known(connection: Connection) -> None:
    known = {script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()}
    found = revision(connection)
    if found is not None and found not in known:
        raise NewerStore(
            f"this store is at version {found}, newer than this watcher knows ({newest()}): upgrade watcher"
        )


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config
