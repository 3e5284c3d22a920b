"""Who is silenced for a while: a sink, a watch, or a player, until when. Kept among the notes."""

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, select

from watcher.store import roster
from watcher.store.store import Transaction
from watcher.store.tables import note

_PREFIX = "mute/"


def mute(tx: Transaction, what: str, until: int, now: int) -> None:
    """Silence `sink/<name>`, `watch/<name>` or `player/<keys.user>` until then (ms UTC)."""
    roster.say(tx, {_PREFIX + what: str(until)}, now)


def unmute(tx: Transaction, what: str) -> bool:
    """Let it speak again. False where it was not silenced."""
    return tx.execute(delete(note).where(note.c.name == _PREFIX + what)).rowcount == 1


def muted(tx: Transaction, now: int) -> Mapping[str, int]:
    """What is silenced now, and until when (ms UTC)."""
    rows = tx.execute(select(note.c.name, note.c.value).where(note.c.name.startswith(_PREFIX)).order_by(note.c.name))
    untils = {row.name.removeprefix(_PREFIX): int(row.value) for row in rows}
    return {what: until for what, until in untils.items() if until > now}


def among(mutes: Mapping[str, int], names: Iterable[str]) -> str:
    """Which of these is silenced; empty where none is."""
    return next((name for name in names if name in mutes), "")
