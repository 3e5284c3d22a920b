"""`watcher dead`: what was given up; `replay` and `drop` decide about it."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
from sqlalchemy import Connection

from watcher import words
from watcher.cli._config import config_option, fail, read_config


@click.group()
def command() -> None:
    """List what was given up, tell it after all, or forget it."""


@command.command("list")
@config_option
@click.option("--sink", help="Of this sink only.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def listed(path: Path, sink: str | None, as_json: bool) -> None:
    """List the dead letters: what was refused for good, or grew too old."""
    config = read_config(path)
    from watcher.cli._store import reading
    from watcher.store import history

    with reading(config) as connection:
        found = history.dead(connection, sink)
    if as_json:
        json.dump([letter._asdict() for letter in found], sys.stdout, indent=2, ensure_ascii=False)
        click.echo()
        return
    for letter in found:
        when = words.moment(letter.created)
        click.echo(f"{letter.id}  {when}  {letter.sink}: {letter.subject} ({letter.reason or 'no reason'})")
    if not found:
        click.echo("nothing was given up")


@command.command()
@config_option
@click.argument("numbers", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="All of them.")
@click.option("--sink", help="With --all: of this sink only.")
def replay(path: Path, numbers: tuple[int, ...], everything: bool, sink: str | None) -> None:
    """Tell them after all: NUMBERS as `list` shows them. A daemon that runs does so at once."""
    from watcher.store import outbox

    now = time.time_ns() // 1_000_000
    ages = {each.name: each.rhythm.max_age for each in read_config(path).sinks}
    decide(
        path,
        numbers,
        everything=everything,
        sink=sink,
        deed=lambda tx, number: outbox.replay(tx, number, now=now, ages=ages),
        said="told again",
    )


@command.command()
@config_option
@click.argument("numbers", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="All of them.")
@click.option("--sink", help="With --all: of this sink only.")
def drop(path: Path, numbers: tuple[int, ...], everything: bool, sink: str | None) -> None:
    """Forget them: NUMBERS as `list` shows them."""
    from watcher.store import outbox

    decide(path, numbers, everything=everything, sink=sink, deed=outbox.drop, said="dropped")


def decide(
    path: Path,
    numbers: tuple[int, ...],
    *,
    everything: bool,
    sink: str | None,
    deed: Callable[[Connection, int], bool],
    said: str,
) -> None:
    """Do it to each of the chosen, all or none, and say so."""
    if everything == bool(numbers) or (sink and not everything):
        fail("name their numbers as `watcher dead list` shows them, or say --all (and --sink NAME)", 2)
    config = read_config(path)
    from watcher.cli._store import writing
    from watcher.store import history

    with writing(config) as connection:
        chosen = numbers or [letter.id for letter in history.dead(connection, sink)]
        unknown = [str(number) for number in chosen if not deed(connection, number)]
        if unknown:
            connection.rollback()
            fail(f"no dead letter {', '.join(unknown)} that could be {said}: nothing was changed")
    click.echo(f"{words.plural(len(chosen), 'dead letter')} {said}")
