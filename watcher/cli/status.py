"""`watcher status`: how the daemon stands, read from its store."""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct, to_builtins
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from watcher.cli._config import WRONG_CONFIG, config_option, fail, usable_config
from watcher.cli.health import told
from watcher.news.coverage import GapFacts
from watcher.news.feed import FeedMovesFacts, FeedStillFacts
from watcher.store.facts import Lateness
from watcher.store.outbox import Depth

if TYPE_CHECKING:
    from rich.console import Console

DAY = 86_400_000
LATEST = 5


class Refusal(Struct, frozen=True):
    """A changed config that can't be used: since when (ms UTC), and why."""

    since: int
    reason: str


class Latest(Struct, frozen=True):
    """One of the latest news. Times in ms UTC."""

    kind: str
    subject: str
    happened: int
    noticed: int


class Standing(Struct, frozen=True, kw_only=True):
    """How the daemon stands at `now`. Times in ms UTC, spans in seconds.

    process: its number; None: it does not run. next_look: None: there is none. requests: in the last minute, of `limit`
    at most (None: the config can't be used). first_looks: how many of the looks that are made once are done, and how
    many there are. late: of the last day; None: nothing happened. gaps: of the last week. damaged: files set aside.
    replaced: what was in use when another file took its place. stuck: half → for how long it has stood still.
    still: since when osu! has shown no new plays of anybody, None: it shows some.
    """

    now: int
    process: int | None
    refused: Refusal | None
    watched: int
    next_look: int | None
    first_looks: tuple[int, int]
    requests: int
    limit: int | None
    late: Lateness | None
    gaps: Sequence[GapFacts]
    sinks: Sequence[Depth]
    latest: Sequence[Latest]
    damaged: Sequence[str]
    replaced: Sequence[str]
    stuck: dict[str, float]
    still: int | None


@click.command()
@config_option
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def command(path: Path, as_json: bool) -> None:
    """Show what waits, what was told, and the latest news.

    Where the config can't be used its mistakes are shown too, and the exit code is 2.
    """
    config = usable_config(path)
    from watcher.cli._store import store_file
    from watcher.store import care
    from watcher.store.lock import Lock, lock_of
    from watcher.store.store import connect

    file = store_file(path, config)
    if not file.exists():
        fail(f"no store at {file} yet: `watcher run` makes it")
    engine = connect(file, writes=False)
    limit = config.osu.requests_per_minute if config else None
    aside = [str(one) for one in care.damaged(file)], [str(one) for one in care.replaced(file)]
    try:
        with engine.connect() as connection:
            holder, now = Lock(lock_of(file)).holder(), time.time_ns() // 1_000_000
            standing = read(connection, holder, limit, aside, now)
    except DatabaseError as error:
        fail(f"{file} can't be read as a store ({error.orig})")
    finally:
        engine.dispose()
    if as_json:
        click.echo(json.dumps(for_programs(standing), indent=2, ensure_ascii=False))
    else:
        show(standing)
    if config is None:
        sys.exit(WRONG_CONFIG)


def read(
    connection: Connection, process: int | None, limit: int | None, aside: tuple[Sequence[str], Sequence[str]], now: int
) -> Standing:
    """How it stands at `now` (ms UTC), by its store. `aside`: what was damaged, and what was replaced."""
    import msgspec

    from watcher import forecast, heartbeat, news
    from watcher.roll import is_family
    from watcher.store import agenda, facts, outbox, roster, spending

    dated = [name for name, family in news.families().items() if forecast.is_dated(family)]
    gaps = facts.of_kind(connection, "gap", now - 7 * DAY)
    events = outbox.latest(connection, LATEST)
    return Standing(
        now=now,
        process=process,
        refused=refusal(connection) if process is not None else None,
        watched=len({entry.subject for entry in roster.everybody(connection) if not is_family(entry.subject)}),
        next_look=agenda.next_due(connection),
        first_looks=agenda.firsts(connection),
        requests=spending.lately(connection, now),
        limit=limit,
        late=facts.lateness(connection, dated, now - DAY),
        gaps=[msgspec.json.decode(text, type=GapFacts) for text in gaps],
        sinks=outbox.depths(connection),
        latest=[Latest(each.kind, each.subject, each.happened, each.noticed) for each in events],
        damaged=aside[0],
        replaced=aside[1],
        stuck={}
        if process is None
        else heartbeat.stuck(heartbeat.read(roster.noted(connection, "progress"), now), heartbeat.STALE),
        still=still(connection, now - 7 * DAY),
    )


def still(connection: Connection, since: int) -> int | None:
    """Since when the feed of everybody's plays stands still, if that was told since then (ms UTC) and is not over."""
    import msgspec

    from watcher.store import facts

    begun = [msgspec.json.decode(text, type=FeedStillFacts) for text in facts.of_kind(connection, "feed_still", since)]
    over = [msgspec.json.decode(text, type=FeedMovesFacts) for text in facts.of_kind(connection, "feed_moves", since)]
    ended = {(each.server, each.since) for each in over}
    return next((each.since for each in begun if (each.server, each.since) not in ended), None)


def refusal(connection: Connection) -> Refusal | None:
    """Since when the changed config is refused, and why; None: it is not."""
    from watcher import reloading
    from watcher.store import roster

    since = roster.noted(connection, reloading.SINCE)
    return Refusal(int(since), roster.noted(connection, reloading.NOTE) or "") if since else None


def for_programs(standing: Standing) -> dict[str, Any]:
    """The same as JSON."""
    done, of = standing.first_looks
    found: dict[str, Any] = to_builtins(standing)
    return found | {
        "first_looks": {"done": done, "of": of},
        "late": standing.late and standing.late._asdict(),
        "sinks": [depth._asdict() for depth in standing.sinks],
    }


def show(standing: Standing) -> None:
    """Print it."""
    from rich.console import Console

    console = Console()
    for line in lines(standing):
        console.print(line, soft_wrap=True)
    show_sinks(console, standing)
    from watcher import words

    for event in standing.latest:
        console.print(f"[dim]{words.moment(event.noticed)}[/dim] {event.kind} {event.subject}", highlight=False)
    for aside in standing.damaged:
        click.echo(f"set aside as damaged: {aside}")
    for aside in standing.replaced:
        click.echo(f"was in use when another file took its place: {aside}")


def lines(standing: Standing) -> Iterator[str]:
    """Whether it runs, how much is asked of osu!, how late what happens is noticed, and when we were blind."""
    from watcher import words

    process = standing.process
    yield "[red]not running[/red]" if process is None else f"[green]running[/green] (process {process or 'unknown'})"
    if standing.stuck:
        yield f"[red]{told(standing.stuck)}[/red]"
    if standing.refused is not None:
        yield from refusal_lines(standing.refused, standing.now)
    due = standing.next_look
    ahead = (
        "nothing" if due is None else "now" if due <= standing.now else f"in {words.span((due - standing.now) / 1000)}"
    )
    yield f"{words.plural(standing.watched, 'subject')} watched, next look {ahead}"
    done, of = standing.first_looks
    if done < of:
        yield f"{done:,} of {of:,} first looks are done; who was not looked at yet has no news"
    most = f", of {standing.limit} at most" if standing.limit else ""
    yield f"{words.plural(standing.requests, 'request')} in the last minute{most}"
    if late := standing.late:
        within = (
            f"half of them noticed within {words.span(late.half)}, nineteen of twenty within {words.span(late.most)}"
        )
        yield f"{words.plural(late.facts, 'fact')} in the last day, {within}"
    if standing.still is not None:
        yield f"[yellow]osu! shows no new plays since {words.moment(standing.still)}[/yellow], though it answers"
    for gap in standing.gaps:
        span = f"{words.moment(gap.since)} to {words.moment(gap.until)}"
        yield f"[yellow]blind from {span}[/yellow] ({gap.asked}): {gap.reason}"


def refusal_lines(refused: Refusal, now: int) -> Iterator[str]:
    """That the file was changed and can't be used, since when, and why."""
    from rich.markup import escape

    from watcher import words

    ago = words.span(max(0, now - refused.since) / 1000)
    yield f"[red]the changed config is refused since {words.moment(refused.since)}[/red] ({ago}); the old one holds"
    yield f"  {escape(refused.reason)}"


def show_sinks(console: "Console", standing: Standing) -> None:
    """Print what each sink was told, and what waits for it."""
    from rich.markup import escape
    from rich.table import Table

    from watcher import words

    table = Table("sink", "waiting", "sent", "dead", "oldest", "last trouble", box=None, header_style="bold")
    for depth in standing.sinks:
        oldest = "" if depth.oldest is None else words.span((standing.now - depth.oldest) / 1000)
        numbers = (str(depth.waiting), str(depth.sent), str(depth.dead))
        table.add_row(depth.sink, *numbers, oldest, escape(depth.last_reason or ""))
    console.print(table)
