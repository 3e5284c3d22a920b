"""Bring a store up to date, step by step, each step in one transaction.

Alembic takes longer to import than all else together, so commands that only read a store do without.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent / "migrations"


class NewerStore(Exception):
    """The file was written by a newer version of us."""


def migrate(engine: Engine, before: Callable[[str], None] = lambda _: None) -> None:
    """Run what is missing; `before` is called first with the version found, where there is one.

    Raises NewerStore for a file from the future, and touches nothing then.
    """
    from alembic import command

    with engine.begin() as connection:
        found = revision(connection)
        if found != newest():
            _check_known(connection)
            if found is not None:
                before(found)
            command.upgrade(_config(connection), "head")


def revision(connection: Connection) -> str | None:
    """The version the tables are at; None for an empty file."""
    from alembic.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The version these sources bring."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(FOLDER)).get_current_head()


def _check_known(connection: Connection) -> None:
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()}
    found = revision(connection)
    if found is not None and found not in known:
        raise NewerStore(
            f"this store is at version {found}, newer than this watcher knows ({newest()}): upgrade watcher"
        )


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config
