"""`watcher backtest`: what these rules would have sent."""

import asyncio
import json
import logging
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import structlog
from msgspec import structs
from sqlalchemy import Connection

from watcher import words
from watcher.cli._config import config_option, fail, read_config
from watcher.cli.history import begin
from watcher.config import Config

if TYPE_CHECKING:
    from watcher.backtest import Spoken, Told


@click.command()
@config_option
@click.argument("watch", required=False)
@click.option("--last", default="7d", show_default=True, help="How far back, such as 12h or 30d.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def command(path: Path, watch: str | None, last: str, as_json: bool) -> None:
    """Show what the rules of the config would have sent, day by day, had they held before.

    All rules, or those of one WATCH. News that the daemon noticed is told again, with the config as it is now: to
    nobody, in no time. What nobody was watched for was not noticed and can't be told.
    """
    config = read_config(path)
    names = [each.name for each in config.watches]
    if watch is not None and watch not in names:
        fail(f"no watch {watch!r}, there is {', '.join(names)}", 2)
    from watcher.cli._store import reading

    since = begin(last, "--last")
    with reading(config) as connection:
        told, count = tell(connection, config, since, watch)
    if as_json:
        json.dump(document(told, count, since), sys.stdout, indent=2, ensure_ascii=False)
        click.echo()
    else:
        click.echo("\n".join(lines(told, count)))


def tell(tx: Connection, config: Config, since: int, watch: str | None) -> tuple["Told", int]:
    """Let what happened since then (ms UTC) happen again. Returns what is told, and how many events there were."""
    from watcher import news
    from watcher.backtest import Backtest
    from watcher.store import history
    from watcher.storm import Storm

    families = news.families()
    rows = history.recorded(tx, since)
    who = recipients(tx, config, watch)
    storm = Storm(config.recalculation, families.values())
    test = Backtest(families, who, [sink.name for sink in config.sinks], storm, rows[0].noticed if rows else since)
    test.learn(tx)
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=len(rows), label="telling again", file=sys.stderr, hidden=hidden) as bar:

        def progress(done: int) -> None:
            bar.update(done - bar.pos)

        with silence():
            return asyncio.run(test.run(rows, progress)), len(rows)


@contextmanager
def silence() -> Iterator[None]:
    """Nothing is logged meanwhile: what is told again was logged when it was told."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        yield
    finally:
        structlog.configure(**before)


def recipients(tx: Connection, config: Config, watch: str | None) -> Any:
    """Who would hear of what, also of watches that never ran, as far as their players are known by now."""
    from watcher import news
    from watcher.osu import keys
    from watcher.roll import Roll
    from watcher.store import history, roster

    chosen = [each for each in config.watches if watch in {None, each.name}]
    roll = Roll(chosen, config.osu.server, news.families())
    there = roster.everybody(tx)
    found: dict[str | int, tuple[int, str]] = {}
    for player in roll.wanted_names(there):
        users = [] if isinstance(player, int) else history.users(tx, player)
        if isinstance(player, int) or users:
            found[player] = (player, "") if isinstance(player, int) else (keys.number(users[0]), player)
    entries = {(each.list, each.subject): each for each in [*there, *roll.entries(there, found, 0)]}
    rhythms = {sink.name: sink.rhythm for sink in config.sinks}
    wordings = {sink.name: sink.wordings for sink in config.sinks}
    return structs.replace(roll.recipients(list(entries.values()), None, rhythms), wordings=wordings)


def document(told: "Told", count: int, since: int) -> Mapping[str, Any]:
    """For programs. Times are ms UTC."""
    return {
        "since": since,
        "events": count,
        "days": [{"day": day, "sinks": dict(counts)} for day, counts in days(told.messages).items()],
        "messages": [
            {name: getattr(each, name) for name in ("at", "sink", "title", "body", "events")} for each in told.messages
        ],
        "silenced": dict(told.silenced),
    }


def days(messages: Sequence["Spoken"]) -> Mapping[str, Counter[str]]:
    """Day (UTC) → sink → how many messages."""
    found: dict[str, Counter[str]] = {}
    for each in messages:
        found.setdefault(f"{datetime.fromtimestamp(each.at / 1000, UTC):%a %Y-%m-%d}", Counter())[each.sink] += 1
    return found


def lines(told: "Told", count: int) -> Iterator[str]:
    """For people."""
    for each in told.messages:
        yield f"{words.moment(each.at)}  {each.sink}: {each.title}"
    if told.messages:
        yield ""
    for day, counts in days(told.messages).items():
        yield f"{day}  " + ", ".join(f"{sink} {number}" for sink, number in sorted(counts.items()))
    total = words.plural(len(told.messages), "message")
    yield f"{total} of {words.plural(count, 'event')}"
    for reason, number in told.silenced.items():
        yield f"{words.plural(number, 'message')} not sent: {reason}"
