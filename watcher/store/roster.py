"""Who is watched, and what was learnt of players and maps by name."""

import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec
from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from watcher.events import Entry
from watcher.osu import keys
from watcher.osu.nouns import Beatmap
from watcher.store.store import Transaction
from watcher.store.tables import beatmap, map_file, note, player, roster

_EVERYBODY = select(roster).order_by(roster.c.list, roster.c.subject)
_ROSTER = insert(roster).on_conflict_do_nothing()
_PLAYER = insert(player)
_NAME = _PLAYER.on_conflict_do_update(
    index_elements=["subject"],
    set_={
        "name": _PLAYER.excluded.name,
        "country": _PLAYER.excluded.country,
        "changed": _PLAYER.excluded.changed,
    },
    where=(player.c.name != _PLAYER.excluded.name) | (player.c.country != _PLAYER.excluded.country),
)
_BEATMAP = insert(beatmap)
_MAP = _BEATMAP.on_conflict_do_update(
    index_elements=["subject"], set_={"body": _BEATMAP.excluded.body, "changed": _BEATMAP.excluded.changed}
)
_FILE = insert(map_file).on_conflict_do_nothing()
_NOTE = insert(note)
_SAY = _NOTE.on_conflict_do_update(
    index_elements=["name"], set_={"value": _NOTE.excluded.value, "changed": _NOTE.excluded.changed}
)


def everybody(tx: Transaction) -> list[Entry]:
    """The whole roster, in a stable order."""
    return [Entry(*row) for row in tx.execute(_EVERYBODY).all()]


def enlist(tx: Transaction, there: Sequence[Entry], wanted: Iterable[Entry]) -> list[Entry]:
    """Make the roster this, and return it. Who was on a list already keeps the day they were put there.

    there: `everybody`, read in the same transaction.
    """
    entries = {(entry.list, entry.subject): entry for entry in wanted}
    old = {(entry.list, entry.subject): entry for entry in there}
    for list_, subject in old.keys() - entries.keys():
        tx.execute(delete(roster).where(roster.c.list == list_, roster.c.subject == subject))
    add(tx, (entry for key, entry in entries.items() if key not in old))
    return [old.get(key, entries[key]) for key in sorted(entries)]


def add(tx: Transaction, entries: Iterable[Entry]) -> None:
    """Put more on the roster. Who is on a list already keeps the day they were put there."""
    if rows := [entry._asdict() for entry in entries]:
        tx.execute(_ROSTER, rows)


def learn_player(tx: Transaction, subject: str, name: str, country: str, now: int) -> None:
    """Keep the current name and country of a `keys.user`. A name that osu! did not tell is not learnt."""
    if name:
        tx.execute(_NAME, {"subject": subject, "name": name, "country": country, "changed": now})


def player_names(tx: Transaction, subjects: Collection[str]) -> dict[str, str]:
    """The current names of `keys.user` subjects, as far as they are known."""
    if not subjects:
        return {}
    rows = tx.execute(select(player.c.subject, player.c.name).where(player.c.subject.in_(subjects)))
    return {row.subject: row.name for row in rows}


def learn_map(tx: Transaction, found: Beatmap, now: int) -> None:
    """Keep a map."""
    body = msgspec.msgpack.encode(found)
    tx.execute(_MAP, {"subject": keys.beatmap(found.server, found.id), "body": body, "changed": now})


def learn_file(tx: Transaction, subject: str, body: bytes) -> None:
    """Keep the file of a `keys.beatmap`."""
    tx.execute(_FILE, {"subject": subject, "body": zlib.compress(body)})


def files(tx: Transaction, subjects: Collection[str]) -> dict[str, bytes]:
    """The files of `keys.beatmap` subjects, as far as they could be had."""
    if not subjects:
        return {}
    rows = tx.execute(select(map_file.c.subject, map_file.c.body).where(map_file.c.subject.in_(subjects)))
    return {row.subject: zlib.decompress(row.body) for row in rows}


def maps(tx: Transaction, subjects: Collection[str]) -> dict[str, Beatmap]:
    """The maps of `keys.beatmap` subjects, as far as they are known."""
    if not subjects:
        return {}
    rows = tx.execute(select(beatmap.c.subject, beatmap.c.body).where(beatmap.c.subject.in_(subjects)))
    return {row.subject: msgspec.msgpack.decode(row.body, type=Beatmap) for row in rows}


def say(tx: Transaction, notes: Mapping[str, str], now: int) -> None:
    """Write down something about ourselves, for `watcher status`."""
    for name, value in notes.items():
        tx.execute(_SAY, {"name": name, "value": value, "changed": now})


_NOTED = select(note.c.value).where(note.c.name == bindparam("name"))


def noted(tx: Transaction, name: str) -> str | None:
    """What was written down under that name."""
    return tx.scalar(_NOTED, {"name": name})
