"""`watcher status`: how the daemon stands, read from its store."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from watcher.cli._config import WRONG_CONFIG, config_option, fail, usable_config

DAY = 86_400_000


@click.command()
@config_option
def command(path: Path) -> None:
    """Show what waits, what was told, and the latest news.

    Where the config can't be used its mistakes are shown too, and the exit code is 2.
    """
    config = usable_config(path)
    from watcher.cli._store import store_file
    from watcher.store import care
    from watcher.store.lock import Lock
    from watcher.store.store import connect, lock_of

    file = store_file(path, config)
    if not file.exists():
        fail(f"no store at {file} yet: `watcher run` makes it")
    engine = connect(file)
    try:
        with engine.connect() as connection:
            show(connection, Lock(lock_of(file)).holder(), config.osu.requests_per_minute if config else None)
        for aside in care.damaged(file):
            click.echo(f"set aside as damaged: {aside}")
    except DatabaseError as error:
        fail(f"{file} can't be read as a store ({error.orig})")
    finally:
        engine.dispose()
    if config is None:
        sys.exit(WRONG_CONFIG)


def show(connection: Connection, holder: int | None, limit: int | None) -> None:
    """Print it."""
    from rich.console import Console
    from rich.table import Table

    from watcher import words
    from watcher.roll import is_family
    from watcher.store import agenda, outbox, roster

    now = time.time_ns() // 1_000_000
    console = Console()
    runs = "[red]not running[/red]" if holder is None else f"[green]running[/green] (process {holder or 'unknown'})"
    console.print(runs)
    if holder is not None:
        for line in refusal_lines(connection, now):
            console.print(line, soft_wrap=True)
    watched = len({entry.subject for entry in roster.everybody(connection) if not is_family(entry.subject)})
    due = agenda.next_due(connection)
    ahead = "nothing" if due is None else "now" if due <= now else f"in {words.span((due - now) / 1000)}"
    console.print(f"{words.plural(watched, 'subject')} watched, next look {ahead}")
    for line in looking_lines(connection, now, limit):
        console.print(line, soft_wrap=True)
    table = Table("sink", "waiting", "sent", "dead", "oldest", "last trouble", box=None, header_style="bold")
    for depth in outbox.depths(connection):
        oldest = "" if depth.oldest is None else words.span((now - depth.oldest) / 1000)
        numbers = (str(depth.waiting), str(depth.sent), str(depth.dead))
        table.add_row(depth.sink, *numbers, oldest, depth.last_reason or "")
    console.print(table)
    for event in outbox.latest(connection, 5):
        console.print(f"[dim]{words.moment(event.noticed)}[/dim] {event.kind} {event.subject}", highlight=False)


def refusal_lines(connection: Connection, now: int) -> Iterator[str]:
    """That the file was changed and can't be used, since when, and why."""
    from rich.markup import escape

    from watcher import reloading, words
    from watcher.store import roster

    if since := roster.noted(connection, reloading.SINCE):
        ago = words.span(max(0, now - int(since)) / 1000)
        why = roster.noted(connection, reloading.NOTE) or ""
        yield f"[red]the changed config is refused since {words.moment(int(since))}[/red] ({ago}); the old one holds"
        yield f"  {escape(why)}"


def looking_lines(connection: Connection, now: int, limit: int | None) -> Iterator[str]:
    """How much is asked of osu!, how late what happens is noticed, and when we were blind."""
    import msgspec

    from watcher import forecast, news, words
    from watcher.news.coverage import GapFacts
    from watcher.store import facts, spending

    most = f", of {limit} at most" if limit else ""
    yield f"{words.plural(spending.lately(connection, now), 'request')} in the last minute{most}"
    dated = [name for name, family in news.families().items() if forecast.is_dated(family)]
    if late := facts.lateness(connection, dated, now - DAY):
        half, most = words.span(late.half), words.span(late.most)
        plays = words.plural(late.facts, "fact")
        yield f"{plays} in the last day, half of them noticed within {half}, nineteen of twenty within {most}"
    for text in facts.of_kind(connection, "gap", now - 7 * DAY):
        gap = msgspec.json.decode(text, type=GapFacts)
        span = f"{words.moment(gap.since)} to {words.moment(gap.until)}"
        yield f"[yellow]blind from {span}[/yellow] ({gap.asked}): {gap.reason}"
