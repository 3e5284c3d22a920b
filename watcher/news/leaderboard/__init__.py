"""Leaderboards of watched maps: who took the first place, who came onto the board, who got a full combo.

Only a play that was made since the last look is news. Rows that move because others left are none.
"""

from collections.abc import Sequence

from msgspec import Struct

from watcher.events import Cause, Event, Look, Step
from watcher.facts import MapFacts, PlayerFacts, PlayFacts
from watcher.news.leaderboard.facts import KINDS, SAMPLES, BoardFacts, notification
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Leaderboard, Play

__all__ = ["KINDS", "SAMPLES"]
VERSION = 1
NAME = "leaderboard"
DEFAULT = ("board_first",)

LATE = 15 * 60_000
"""How long after its end a play may come onto a leaderboard (ms)."""


class Known(Struct, frozen=True, array_like=True):
    """A play that was seen: whose, and when it ended (seconds UTC)."""

    user_id: int
    ended: int


class Memory(Struct, frozen=True):
    """When the last answer was asked for (ms UTC), and the plays that stood there then, or shortly before."""

    asked: int
    known: tuple[Known, ...]


def concerned(seen: Leaderboard) -> tuple[str]:
    """The leaderboard."""
    return (keys.board(seen.server, seen.mode, seen.beatmap_id, stable=seen.stable),)


READS = {Leaderboard: concerned}


def diff(memory: Memory | None, seen: Leaderboard, now: int) -> Step:
    """Plays that were not there and are not old are news, in the order in which they ended."""
    if memory is None:
        return Step(_looked((), seen))
    if seen.asked <= memory.asked or (memory.known and not seen.plays):
        return Step(memory)
    known = {*memory.known}
    new = [play for play in seen.plays if _known(play) not in known and play.ended > memory.asked - LATE]
    events = [event for play in sorted(new, key=lambda play: play.ended) for event in _told(seen, play)]
    subject = keys.beatmap(seen.server, seen.beatmap_id)
    looks = (Look(question="beatmap", subject=subject, due=now, asker=NAME),) if events else ()
    return Step(_looked(memory.known, seen), tuple(events), looks)


def _looked(before: Sequence[Known], seen: Leaderboard) -> Memory:
    """What stands there, and what stood there and is young enough to come back as news."""
    young = (one for one in before if one.ended * 1000 > seen.asked - 2 * LATE)
    return Memory(seen.asked, tuple(dict.fromkeys([*map(_known, seen.plays), *young])))


def _known(play: Play) -> Known:
    return Known(play.user_id, play.ended // 1000)


def _told(seen: Leaderboard, play: Play) -> list[Event]:
    """One event for the place, and one that completes it where the play is a full combo."""
    place = seen.plays.index(play) + 1
    facts = _facts(seen, play, place)
    first = _event("board_first" if place == 1 else "board_top", seen, play, facts)
    return [first, _event("board_full_combo", seen, play, facts, first.key)] if play.full_combo else [first]


def _facts(seen: Leaderboard, play: Play, place: int) -> BoardFacts:
    below = seen.plays[place] if place < len(seen.plays) else None
    comparable = below is not None and below.lazer == play.lazer and below.score < play.score
    return BoardFacts(
        player=PlayerFacts(id=play.user_id, name=play.username),
        mode=seen.mode.value,
        map=MapFacts(id=seen.beatmap_id),
        play=PlayFacts.of(play),
        place=place,
        rival="" if below is None else below.username or f"player {below.user_id}",
        margin=play.score - below.score if below is not None and comparable else None,
    )


def _event(kind: str, seen: Leaderboard, play: Play, facts: BoardFacts, about: str | None = None) -> Event:
    return Event(
        key=f"{kind}/{keys.play(play)}",
        kind=kind,
        subject=concerned(seen)[0],
        cause=Cause.PLAYED,
        happened=play.ended,
        facts=facts,
        about=about,
    )


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    return notification(events)
