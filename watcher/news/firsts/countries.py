"""First places of a country, as far as a leaderboard shows where players are from. Pure."""

from msgspec import Struct

from watcher.events import Cause, Event
from watcher.facts import MapFacts, PlayerFacts, PlayFacts
from watcher.news.firsts.claims import points
from watcher.news.firsts.facts import CountryFirstFacts
from watcher.osu import keys
from watcher.osu.nouns import Leaderboard, Mode, Play

FRESH = 24 * 3_600_000
"""A play that is older (ms) when its leaderboard is looked at stood there before, for all that is known."""
MOST_HELD = 500

Places = tuple[tuple[Mode, int], ...]
"""Mode and map of each first place of a country that is held."""


class Standing(Struct, frozen=True):
    """A player on a leaderboard among those of the same country, the best first."""

    mine: Play
    compatriots: tuple[Play, ...]

    @property
    def is_first(self) -> bool:
        """Whether nobody of that country stands above."""
        return self.compatriots[0] is self.mine


def standing(seen: Leaderboard, user_id: int) -> Standing | None:
    """How a player stands there; None where the player does not, or the API tells no countries."""
    mine = next((play for play in seen.plays if play.user_id == user_id), None)
    if mine is None or not mine.country or seen.stable:
        return None
    return Standing(mine, tuple(play for play in seen.plays if play.country == mine.country))


def changed(held: Places, seen: Leaderboard, player: PlayerFacts, since: int) -> tuple[Places, tuple[Event, ...]]:
    """The first places that a player holds after this look, and what is news of it. `since`: nothing older is (ms)."""
    found = standing(seen, player.id)
    where = seen.mode, seen.beatmap_id
    if found is None or found.is_first == (where in held):
        return held, ()
    first = found.compatriots[0]
    if found.is_first:
        fresh = first.ended > max(since, seen.asked - FRESH)
        return (*held, where)[-MOST_HELD:], (_event("country_first", found, seen, player),) if fresh else ()
    lost = first.ended > min(found.mine.ended, seen.asked - FRESH)  # else who stands above was hidden for a while
    return tuple(one for one in held if one != where), (
        (_event("country_first_lost", found, seen, player),) if lost else ()
    )


def _event(kind: str, found: Standing, seen: Leaderboard, player: PlayerFacts) -> Event:
    first = found.compatriots[0]
    rival = next(iter(found.compatriots[1:]), None) if found.is_first else first
    worse = found.compatriots[1:2] if found.is_first else (found.mine,)
    subject = keys.player(seen.server, seen.mode, player.id)
    return Event(
        key=f"{kind}/{subject}/{seen.beatmap_id}/{first.ended // 1000}",
        kind=kind,
        subject=subject,
        cause=Cause.PLAYED,
        happened=first.ended,
        facts=CountryFirstFacts(
            player=PlayerFacts(id=player.id, name=player.name, country=found.mine.country),
            mode=seen.mode.value,
            map=MapFacts(id=seen.beatmap_id),
            play=PlayFacts.of(first),
            place=seen.plays.index(first) + 1,
            rival="" if rival is None else rival.username or f"player {rival.user_id}",
            margin=points(first, *worse) if worse else None,
        ),
    )
