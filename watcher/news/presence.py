"""Presence: who comes online and leaves, and of whom there was no sign for days.

Whoever looks in again within half an hour was never away: osu! itself shows players as online for ten minutes after
their last sign. Who hides it neither comes nor leaves; then, and where an API does not tell, plays are signs.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct, structs

from watcher import facts as samples
from watcher import words as say
from watcher.events import Cause, Event, Step, is_outdated, numbered
from watcher.facts import PlayerFacts
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Card, Play, Profile

VERSION = 1
PERSONAL = True
DEFAULT: tuple[str, ...] = ()

DAY = 86_400_000
AWAY = 30 * 60_000
"""How long after the last sign a player counts as there (ms)."""
DAYS = (7, 14, 30, 60, 90, 180, 365)
"""After how many days without a sign it is told."""


class Memory(Struct, frozen=True):
    """What must be remembered of one player. seen: the last sign that a profile showed, or the first look (ms UTC).

    played: when the last play ended that was seen since; it says nothing of how long the player was away before.
    online: whether they are there; since: since when (ms UTC), 0: not known. days: the last of `DAYS` that was reached.
    plays: mode → how many are counted. revision: how often there was news.
    """

    asked: int
    seen: int
    played: int = 0
    online: bool = False
    since: int = 0
    days: int = 0
    plays: dict[str, int] = {}
    revision: int = 0


class OnlineFacts(Struct, frozen=True, kw_only=True):
    """A player came online.

    seconds: how long they were not. last: when they were last seen before (ms UTC).
    """

    player: PlayerFacts
    seconds: int
    last: int


class OfflineFacts(Struct, frozen=True, kw_only=True):
    """A player went offline, half an hour ago.

    seconds: how long they were online; None: they were at the first look. last: the last sign of them (ms UTC).
    """

    player: PlayerFacts
    seconds: int | None
    last: int


class InactiveFacts(Struct, frozen=True, kw_only=True):
    """A player was neither online nor playing for days, as far as that is shown.

    days: 7, 14, 30, 60, 90, 180 or 365. last: the last sign of them, or the first look (ms UTC).
    """

    player: PlayerFacts
    days: int
    last: int


KINDS: dict[str, type[Struct]] = {"online": OnlineFacts, "offline": OfflineFacts, "inactive": InactiveFacts}
SAMPLES: dict[str, Struct] = {
    "online": OnlineFacts(player=samples.PLAYER, seconds=1_209_600, last=1_790_000_000_000),
    "offline": OfflineFacts(player=samples.PLAYER, seconds=7_800, last=1_790_000_000_000),
    "inactive": InactiveFacts(player=samples.PLAYER, days=30, last=1_790_000_000_000),
}


def concerned(seen: Play | Card | Profile) -> tuple[str]:
    """The player, in whatever mode."""
    return (keys.user(seen.server, seen.user_id),)


READS = {Play: concerned, Card: concerned, Profile: concerned}
TOLD_BY = (Card, Profile)
NEEDS = {"online": "online", "offline": "online"}


def diff(memory: Memory | None, seen: Play | Card | Profile, _now: int) -> Step:
    """A play is a sign of the player; all else shows whether they are there, and how long ago the last sign was."""
    if isinstance(seen, Play):
        fresh = memory is not None and seen.ended > max(memory.seen, memory.played)
        return Step(structs.replace(memory, played=seen.ended) if memory and fresh else memory)
    if memory is None:
        first = Memory(asked=seen.asked, seen=seen.asked if seen.visited is None else seen.visited)
        after = _signs(first, seen)
        there = bool(seen.visited) and seen.asked - after.seen < AWAY
        return Step(structs.replace(after, online=there, since=0))
    if is_outdated(seen.asked, memory.asked):
        return Step(memory)
    after = _signs(memory, seen)
    if structs.replace(after, asked=memory.asked) == memory:
        return Step(memory)
    found = list(_news(memory, after, seen))
    events = [
        numbered(
            kind,
            concerned(seen)[0],
            memory.revision + number,
            cause=Cause.ACCOUNT if kind == "inactive" else Cause.PLAYED,
            happened=seen.asked,
            facts=facts,
        )
        for number, (kind, facts) in enumerate(found, 1)
    ]
    return Step(structs.replace(after, revision=memory.revision + len(found)), tuple(events))


def _signs(memory: Memory, seen: Card | Profile) -> Memory:
    """The latest sign, whether it is a fresh one, and how many days without one are full."""
    counted = {seen.mode.value: seen.play_count} if isinstance(seen, Profile) else {}
    there = seen.online or any(count > memory.plays.get(mode, count) for mode, count in counted.items())
    last = max(memory.seen, memory.played, seen.asked if there else 0, seen.visited or 0)
    left = seen.online is False and seen.asked - last >= AWAY
    online = bool(seen.online) or (memory.online and not left)
    return structs.replace(
        memory,
        asked=seen.asked,
        seen=last,
        online=online,
        since=memory.since if online == memory.online else seen.asked if online else 0,
        days=max((days for days in DAYS if seen.asked - last >= days * DAY), default=0),
        plays=memory.plays | {mode: max(count, memory.plays.get(mode, 0)) for mode, count in counted.items()},
    )


def _news(before: Memory, after: Memory, seen: Card | Profile) -> Iterator[tuple[str, Struct]]:
    player = PlayerFacts(id=seen.user_id, name=seen.username, country=seen.country)
    if after.online and not before.online:
        yield "online", OnlineFacts(player=player, seconds=(seen.asked - before.seen) // 1000, last=before.seen)
    if before.online and not after.online:
        lasted = max(0, after.seen - before.since) // 1000 if before.since else None
        yield "offline", OfflineFacts(player=player, seconds=lasted, last=after.seen)
    if after.days > before.days:
        yield "inactive", InactiveFacts(player=player, days=after.days, last=after.seen)


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    facts = events[0].facts
    assert isinstance(facts, OnlineFacts | OfflineFacts | InactiveFacts)
    title, body = _said(facts)
    return Notification(
        title=f"{say.player_name(facts.player)} {title}",
        body=body,
        url=say.player_link(facts.player.id),
        picture=say.avatar_link(facts.player.id),
    )


def _said(facts: OnlineFacts | OfflineFacts | InactiveFacts) -> tuple[str, str]:
    last = f"Last seen {say.moment(facts.last)}"
    if isinstance(facts, InactiveFacts):
        return f"has not been seen for {facts.days} days", last
    if isinstance(facts, OfflineFacts):
        return "is offline", last if facts.seconds is None else f"Was online for {say.stay(facts.seconds)}"
    again = f" again after {say.span(facts.seconds)}" if facts.seconds >= DAY // 1000 else ""
    return f"is online{again}", last
