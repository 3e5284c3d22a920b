"""`watcher history`: what happened, and who was told."""

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Connection

from watcher import words
from watcher.cli._config import config_option, fail, read_config
from watcher.config.words import milliseconds


@click.command()
@config_option
@click.option("--player", help="What names this player only: a name, or an id.")
@click.option("--kind", help="Of this kind of news only.")
@click.option("--since", help="How far back, such as 2h or 7d.")
@click.option("--most", default=50, show_default=True, type=click.IntRange(1, 100_000), help="How many at most.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def command(path: Path, *, player: str | None, kind: str | None, since: str | None, most: int, as_json: bool) -> None:
    """Show what happened, newest first, and who was told of it."""
    config = read_config(path)
    from watcher.cli._store import reading

    began = begin(since)
    with reading(config) as connection:
        users = None if player is None else users_called(connection, config.osu.server, player)
        found = told(connection, since=began, most=most, kind=kind, users=users)
    if as_json:
        json.dump(found, sys.stdout, indent=2, ensure_ascii=False)
        click.echo()
        return
    for each in found:
        heard = ", ".join(f"{telling['sink']} {telling['state']}" for telling in each["told"])
        click.echo(f"{each['id']}  {words.moment(each['event']['happened'])}  {each['title']}  → {heard or 'nobody'}")
    if not found:
        click.echo("nothing happened, as far as is known")


def begin(since: str | None, option: str = "--since") -> int:
    """The moment (ms UTC) that is so long ago; 0 for nothing said."""
    if since is None:
        return 0
    try:
        return time.time_ns() // 1_000_000 - milliseconds(since)
    except ValueError as error:
        fail(f"{option}: {error}", 2)


def users_called(tx: Connection, server: str, player: str) -> Sequence[str]:
    """Who is meant by a name or an id, as `keys.user`. Ends the program where nobody has that name."""
    from watcher.osu import keys
    from watcher.store import history

    users = [keys.user(server, int(player))] if player.isdecimal() else history.users(tx, player)
    if not users:
        fail(f"nobody called {player!r} was seen so far")
    return users


def told(tx: Connection, **wanted: Any) -> Sequence[dict[str, Any]]:
    """The events that are wanted, each with its title and what became of it."""
    from watcher import news
    from watcher.ledger import Ledger, as_json
    from watcher.store import history

    ledger = Ledger(news.families())
    rows = history.events(tx, **wanted)
    events = ledger.read(tx, rows)
    return [
        {
            "id": row.id,
            "event": as_json(events[row.key], row),
            "title": ledger.words([events[row.key]]).title,
            "told": [telling._asdict() for telling in history.tellings(tx, row.key)],
        }
        for row in rows
        if row.key in events
    ]
