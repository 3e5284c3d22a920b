"""What the commands share: finding the config, and saying what is wrong with it."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from watcher.config import Config, Mistakes, load

WRONG_CONFIG = 2
"""The exit code when the config can't be used; nothing was started."""

F = TypeVar("F", bound=Callable[..., Any])


def config_option(command: F) -> F:
    """`--config`, the same for every command that reads one."""
    option = click.option(
        "-c",
        "--config",
        "path",
        type=click.Path(path_type=Path),
        default=lambda: os.environ.get("WATCHER_CONFIG", "config.yaml"),
        help="The config file.  [default: $WATCHER_CONFIG or config.yaml]",
    )
    return option(command)


def strict_option(command: F) -> F:
    """`--strict`, for commands that warn of what is dangerous but works."""
    return click.option("--strict", is_flag=True, help="Refuse what is warned of: secrets that everybody can read.")(
        command
    )


def read_config(path: Path) -> Config:
    """The config, or its mistakes on standard error, one a line, and exit code 2."""
    config = usable_config(path)
    if config is None:
        sys.exit(WRONG_CONFIG)
    return config


def usable_config(path: Path) -> Config | None:
    """The config; None, and its mistakes on standard error, where it can't be used."""
    from watcher.catalogue import catalogue

    try:
        return load(path, catalogue(), os.environ)
    except Mistakes as mistakes:
        for mistake in mistakes.all:
            click.echo(str(mistake), err=True)
        return None


def fail(message: str, code: int = 1) -> NoReturn:
    """One clear sentence, and the end."""
    click.echo(message, err=True)
    sys.exit(code)
