"""`watcher db`: is the store whole, a copy of it, the news in it."""

import json
import os
import sqlite3
import sys
import time
from pathlib import Path

import click

from watcher.cli._config import config_option, fail, read_config


@click.group()
def command() -> None:
    """Check the store, copy it, or print the news in it. The daemon may run meanwhile."""


@command.command()
@config_option
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def check(path: Path, as_json: bool) -> None:
    """Read the whole store and say what is wrong with it: exit code 0 for nothing, 1 for something."""
    file = store_of(path)
    from watcher.store import care

    faults = care.faults(file)
    if as_json:
        gone = [str(aside) for aside in (*care.damaged(file), *care.replaced(file))]
        click.echo(json.dumps({"file": str(file), "whole": not faults, "faults": faults, "set_aside": gone}))
        sys.exit(1 if faults else 0)
    for aside in care.damaged(file):
        click.echo(f"set aside as damaged: {aside}")
    for aside in care.replaced(file):
        click.echo(f"was in use when another file took its place: {aside}")
    if faults:
        fail("\n".join(f"{file}: {fault}" for fault in faults))
    click.echo(f"{file} is whole")


@command.command()
@config_option
@click.argument("target", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def backup(path: Path, target: Path | None, as_json: bool) -> None:
    """Copy the store to TARGET, or to where the daily copies are. The copy is a store like any other."""
    file = store_of(path)
    from watcher.store import care

    made = target or care.copy_of(file, time.strftime("%Y-%m-%dT%H%M%S", time.gmtime()))
    if made.exists():
        fail(f"{made} is there already")
    try:
        care.back_up(file, made)
    except (OSError, sqlite3.Error) as error:
        fail(f"{made} could not be made ({error})")
    click.echo(json.dumps({"file": str(made), "bytes": made.stat().st_size}) if as_json else str(made))


@command.command()
@config_option
def export(path: Path) -> None:
    """Print the news, oldest first, as JSON lines."""
    file = store_of(path)
    from watcher.store import care

    try:
        for event in care.events(file):
            sys.stdout.write(json.dumps(event, ensure_ascii=False) + "\n")
    except sqlite3.Error as error:
        fail(f"{file} can't be read ({error})")


def store_of(path: Path) -> Path:
    """The store of this config, which must be there."""
    config = read_config(path)
    from watcher.config import store_path

    file = store_path(config.store, os.environ)
    if not file.exists():
        fail(f"no store at {file} yet: `watcher run` makes it")
    return file
