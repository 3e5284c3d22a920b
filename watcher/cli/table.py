"""`watcher table`: who did best on the maps of a pool, over all lobbies of a watch."""

import csv
import json
import sys
from pathlib import Path

import click
import msgspec

from watcher.cli._config import config_option, fail, read_config
from watcher.config import Config
from watcher.config.mistakes import unknown
from watcher.pool import Row, Slot, table
from watcher.rules import Watch


@click.command()
@click.argument("watch")
@config_option
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def command(path: Path, *, watch: str, as_json: bool) -> None:
    """Print the table of the qualifiers that WATCH follows: each player's best on each map of the pool."""
    config = read_config(path)
    names = [each.name for each in config.watches]
    if watch not in names:
        fail(unknown(watch, names), 2)
    found = config.watches[names.index(watch)]
    pool, attempts = _pool(found)
    if not pool:
        fail(f"no match of {watch} has a pool, so there is no table", 2)
    rows = _rows(config, found, pool, attempts)
    if as_json:
        json.dump(msgspec.to_builtins(rows), sys.stdout, indent=2, ensure_ascii=False)
        click.echo()
        return
    lines = csv.writer(sys.stdout, lineterminator="\n")
    lines.writerow(["rank", "player", "id", "total", *(slot.name for slot in pool)])
    for row in rows:
        lines.writerow([row.rank, row.name, row.user_id, row.total, *(row.scores.get(slot.name, "") for slot in pool)])


def _pool(watch: Watch) -> tuple[tuple[Slot, ...], int]:
    """The pool of the watch: that of the first of its entries that has one."""
    terms = [*(lobby.terms for lobby in watch.matches), *(finding.terms for finding in watch.finds)]
    first = next((each for each in terms if each.pool), None)
    return (first.pool, first.attempts) if first else ((), 0)


def _rows(config: Config, watch: Watch, pool: tuple[Slot, ...], attempts: int) -> tuple[Row, ...]:
    """From what is remembered of the lobbies of the watch that have this pool, in the order in which they began."""
    from watcher import news
    from watcher.cli._store import reading
    from watcher.recollection import recalled
    from watcher.roll import Roll
    from watcher.store import roster

    families = news.families()
    with reading(config) as connection:
        there = roster.everybody(connection)
        roll = Roll(config.watches, config.osu.server, families)
        since = {entry.subject: entry.since for entry in there if entry.list == watch.name}
        lobbies = [subject for subject, terms in roll.terms(there).items() if any(one.pool == pool for one in terms)]
        mine = {subject: since[subject] for subject in lobbies if subject in since}
        known = recalled(connection, families["match"], "match", mine)
    memories = sorted(known.values(), key=lambda memory: memory.last)
    games = [game for memory in memories for game in memory.played]
    names = {user_id: name for memory in memories for user_id, name in memory.names.items()}
    return table(games, pool, attempts, names)
