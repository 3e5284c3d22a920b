"""Leaderboards of watched maps: who took the first place, who came onto the board, who got a full combo.

Only a play that was made since the last look is news. Rows that move because others left are none.
"""

from collections.abc import Sequence

from msgspec import Struct

from watcher.events import Cause, Event, Look, Step, is_outdated
from watcher.facts import MapFacts, PlayerFacts, PlayFacts
from watcher.news.leaderboard.facts import KINDS, SAMPLES, BoardFacts, notification
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Leaderboard, Play

__all__ = ["KINDS", "SAMPLES"]
VERSION = 1
NAME = "leaderboard"
DEFAULT = ("board_first",)
NEEDS = {"board_country_first": "countries"}

LATE = 15 * 60_000
"""How long after its end a play may come onto a leaderboard (ms)."""


class Known(Struct, frozen=True, array_like=True):
    """A play that was seen: whose, and when it ended (seconds UTC)."""

    user_id: int
    ended: int


class Memory(Struct, frozen=True):
    """When the last answer was asked for (ms UTC), and the plays that stood there then, or shortly before.

    shown: how many of them stood there; they come first, in order.
    """

    asked: int
    known: tuple[Known, ...]
    shown: int = 0

    def place_of(self, user_id: int) -> int | None:
        """Where a player stood when it was last looked at."""
        places = {one.user_id: place for place, one in enumerate(self.known[: self.shown], 1)}
        return places.get(user_id)


def concerned(seen: Leaderboard) -> tuple[str]:
    """The leaderboard."""
    return (keys.board(seen.server, seen.mode, seen.beatmap_id, stable=seen.stable),)


READS = {Leaderboard: concerned}


def diff(memory: Memory | None, seen: Leaderboard, now: int) -> Step:
    """Plays that were not there and are not old are news, in the order in which they ended."""
    if memory is None:
        return Step(_looked((), seen))
    if is_outdated(seen.asked, memory.asked) or (memory.known and not seen.plays):
        return Step(memory)
    known = {*memory.known}
    new = [play for play in seen.plays if _known(play) not in known and play.ended > memory.asked - LATE]
    events = [event for play in sorted(new, key=lambda play: play.ended) for event in _told(memory, seen, play)]
    subject = keys.beatmap(seen.server, seen.beatmap_id)
    looks = (Look(question="beatmap", subject=subject, due=now, asker=NAME),) if events else ()
    return Step(_looked(memory.known, seen), tuple(events), looks)


def _looked(before: Sequence[Known], seen: Leaderboard) -> Memory:
    """What stands there, and what stood there and is young enough to come back as news."""
    young = (one for one in before if one.ended * 1000 > seen.asked - 2 * LATE)
    known = tuple(dict.fromkeys([*map(_known, seen.plays), *young]))
    return Memory(seen.asked, known, len(seen.plays))


def _known(play: Play) -> Known:
    return Known(play.user_id, play.ended // 1000)


def _told(memory: Memory, seen: Leaderboard, play: Play) -> list[Event]:
    """One event for the place; others complete it where the play is a full combo, or now the first of its country."""
    place = seen.plays.index(play) + 1
    facts = _facts(memory, seen, play, place)
    first = _event("board_first" if place == 1 else "board_top", seen, play, facts)
    more = [
        *(["board_full_combo"] if play.full_combo else []),
        *(["board_country_first"] if _is_new_in_country(memory, seen, play, facts) else []),
    ]
    return [first, *(_event(kind, seen, play, facts, first.key) for kind in more)]


def _is_new_in_country(memory: Memory, seen: Leaderboard, play: Play, facts: BoardFacts) -> bool:
    """Whether it is the first of its country, and the player was not before."""
    if facts.country_place != 1 or facts.place_before is None:
        return facts.country_place == 1
    others = (memory.place_of(one.user_id) for one in seen.plays if one.country == play.country and one is not play)
    return any(place is not None and place < facts.place_before for place in others)


def _facts(memory: Memory, seen: Leaderboard, play: Play, place: int) -> BoardFacts:
    below = seen.plays[place] if place < len(seen.plays) else None
    comparable = below is not None and below.lazer == play.lazer and below.score < play.score
    country = [one for one in seen.plays if one.country == play.country] if play.country else []
    ahead = country.index(play) if country else 0
    return BoardFacts(
        player=PlayerFacts(id=play.user_id, name=play.username, country=play.country),
        mode=seen.mode.value,
        map=MapFacts(id=seen.beatmap_id),
        play=PlayFacts.of(play),
        place=place,
        place_before=memory.place_of(play.user_id),
        mods_place=sum(_mods(one) == _mods(play) for one in seen.plays[:place]),
        country_place=ahead + 1 if country else None,
        rival=_name(below),
        margin=play.score - below.score if below is not None and comparable else None,
        country_rival=_name(next(iter(country[ahead + 1 :]), None)),
    )


def _mods(play: Play) -> frozenset[str]:
    """What counts as the same mods: CL is what stable is, NC sounds like DT but is one, PF is a stricter SD."""
    return frozenset(_SAME.get(mod.acronym, mod.acronym) for mod in play.mods) - {"CL"}


_SAME = {"NC": "DT", "PF": "SD"}


def _name(play: Play | None) -> str:
    return "" if play is None else play.username or f"player {play.user_id}"


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
