"""First places: taken, lost and taken back, as osu! tells them, and as the map's leaderboard then bears them out.

A claim is held until the leaderboard was looked at. Where it can't be, it is told as osu! told it, ten minutes later.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct, structs

from watcher.aftermath import look_due
from watcher.events import Cause, Event, Look, Step, is_outdated
from watcher.facts import PlayerFacts
from watcher.news.firsts import countries, phrases
from watcher.news.firsts.claims import Claim, claims, confirmed, reported
from watcher.news.firsts.facts import KINDS, SAMPLES, FirstPlaceFacts
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Activity, Leaderboard, Mode, Play

__all__ = ["KINDS", "SAMPLES"]
VERSION = 1
NAME = "firsts"
DEFAULT = ("first_place", "first_place_lost")
NEEDS = {"country_first": "countries", "country_first_lost": "countries"}

PATIENCE = 10 * 60_000
"""How long a claim waits for the leaderboard (ms)."""
SHOWN = 100
"""A place up to which a leaderboard shows."""
MOST_KNOWN = 128
MOST_LOST = 100


class Held(Struct, frozen=True, array_like=True):
    """A claim that waits for the leaderboard, and since when (ms UTC)."""

    claim: Claim
    since: int


class Memory(Struct, frozen=True):
    """What must be remembered of one player.

    since: what happened up to then (ms UTC) is never news. asked: when the last answer was asked for.
    player: who it is. known: claims that were told or held, oldest first. held: those that wait.
    lost: mode and map where the first place was lost, and not taken back since. country: where the player is the first
    of a country. awaited: when the look that the last play brought about is due.
    """

    since: int
    asked: int = 0
    player: PlayerFacts = PlayerFacts(id=0)
    known: tuple[Claim, ...] = ()
    held: tuple[Held, ...] = ()
    lost: tuple[tuple[Mode, int], ...] = ()
    country: countries.Places = ()
    awaited: int = 0


def concerned(seen: Play | Activity | Leaderboard) -> Iterable[str]:
    """The player, whatever the mode; of a leaderboard, all who stand there."""
    ids = [play.user_id for play in seen.plays] if isinstance(seen, Leaderboard) else [seen.user_id]
    return [keys.user(seen.server, user_id) for user_id in ids]


READS = {Play: concerned, Activity: concerned, Leaderboard: concerned}
ASKED_FOR = (Play,)  # by those who tell of plays; here they are only a reason to look soon
TOLD_BY = (Activity, Leaderboard)


def about(subject: str, since: int) -> Memory:
    """Who it is; what happened up to `since` (ms) will not be news."""
    return Memory(since=since, player=PlayerFacts(id=keys.number(subject)))


def diff(memory: Memory, seen: Play | Activity | Leaderboard, now: int) -> Step:
    """New claims are held for a look at the leaderboard; a leaderboard settles those about its map."""
    if isinstance(seen, Play):
        return _played(memory, seen, now)
    return _claimed(memory, seen, now) if isinstance(seen, Activity) else _settled(memory, seen, now)


def _played(memory: Memory, play: Play, now: int) -> Step:
    due = look_due(play, memory.awaited, memory.asked, now) if play.ended > memory.since else None
    return Step(memory if due is None else structs.replace(memory, awaited=due), (), _look(play, due or 0))


def _look(seen: Play | Activity, due: int) -> tuple[Look, ...]:
    subject = keys.user(seen.server, seen.user_id)
    return (Look(question="activity", subject=subject, due=due, asker=NAME),) if due else ()


def _claimed(memory: Memory, seen: Activity, now: int) -> Step:
    if is_outdated(seen.asked, memory.asked):
        return Step(memory)
    fresh = [claim for claim in claims(seen) if claim.second * 1000 > memory.since]
    new = [claim for claim in fresh if not any(known.tells_of(claim) for known in memory.known)]
    waited = [held.claim for held in memory.held if held.since + PATIENCE <= seen.asked]
    memory = _with(memory, seen, new)
    ready = [*waited, *(claim for claim in new if claim.kind == "placement")]
    events: list[Event] = []
    for claim in ready:
        memory, event = _told(memory, seen.server, claim, reported(claim, memory.player))
        events.append(event)
    return Step(memory, tuple(events), (*_looks(seen.server, new, now), *_look(seen, _again(memory, seen.asked))))


def _again(memory: Memory, asked: int) -> int:
    """When to look again: at what came of the last play, or as a leaderboard may not show the player; 0: no need."""
    dues = [held.since + PATIENCE for held in memory.held]
    return min([*dues, *([memory.awaited] if memory.awaited > asked else [])], default=0)


def _with(memory: Memory, seen: Activity, new: Sequence[Claim]) -> Memory:
    """These are known from now on. What falls out of the memory is too old to be news for ever."""
    known = sorted((*memory.known, *new), key=lambda claim: claim.second)
    dropped, kept = known[:-MOST_KNOWN], known[-MOST_KNOWN:]
    held = tuple(Held(claim, seen.asked) for claim in new if claim.kind != "placement")
    return structs.replace(
        memory,
        since=max(memory.since, *(claim.second * 1000 for claim in dropped), 0),
        asked=seen.asked,
        player=PlayerFacts(id=seen.user_id, name=seen.username or memory.player.name),
        known=tuple(kept),
        held=memory.held + held,
    )


def _looks(server: str, new: Sequence[Claim], now: int) -> Iterable[Look]:
    for claim in new:
        yield Look(question="beatmap", subject=keys.beatmap(server, claim.beatmap_id), due=now, asker=NAME)
        for stable in sorted(_boards(claim)):
            board = keys.board(server, claim.mode, claim.beatmap_id, stable=stable)
            yield Look(question="board", subject=board, due=now, asker=NAME)


def _boards(claim: Claim) -> set[bool]:
    """Which leaderboards have something to say, stable's or lazer's: the one told of, and that which tells countries.

    An API that does not say whose leaderboard a place is on (v1) tells no countries either.
    """
    told_of = set() if claim.kind == "placement" else {claim.board == "stable"}
    return told_of | ({False} if claim.board and 0 < claim.rank <= SHOWN else set())


def _settled(memory: Memory, seen: Leaderboard, now: int) -> Step:
    events: list[Event] = []
    for held in memory.held:
        if _is_about(held, seen):
            facts = confirmed(held.claim, memory.player, seen)
            memory = _without(memory, held.claim)
            if facts is not None:
                memory, event = _told(memory, seen.server, held.claim, facts)
                events.append(event)
    places, more = countries.changed(memory.country, seen, memory.player, memory.since)
    if places is not memory.country:
        memory = structs.replace(memory, country=places)
    return Step(memory, (*events, *more), tuple(_names(more, now)))


def _names(events: Sequence[Event], now: int) -> Iterable[Look]:
    for event in events:
        server, _, _ = keys.read_player(event.subject)
        beatmap = keys.beatmap(server, event.facts.map.id)  # type: ignore[attr-defined]  # all facts here have a map
        yield Look(question="beatmap", subject=beatmap, due=now, asker=NAME)


def _is_about(held: Held, seen: Leaderboard) -> bool:
    claim = held.claim
    same_board = not claim.board or seen.stable == (claim.board == "stable")
    return same_board and seen.asked >= held.since and (claim.mode, claim.beatmap_id) == (seen.mode, seen.beatmap_id)


def _without(memory: Memory, claim: Claim) -> Memory:
    return structs.replace(memory, held=tuple(held for held in memory.held if held.claim != claim))


def _told(memory: Memory, server: str, claim: Claim, facts: Struct) -> tuple[Memory, Event]:
    """The event of a claim, and the memory after it."""
    where = claim.mode, claim.beatmap_id
    lost = tuple(one for one in memory.lost if one != where)
    if isinstance(facts, FirstPlaceFacts):
        facts = structs.replace(facts, regained=where in memory.lost)
    elif claim.kind == "first_place_lost":
        lost = (*lost, where)[-MOST_LOST:]
    else:
        lost = memory.lost
    subject = keys.player(server, claim.mode, memory.player.id)
    event = Event(
        key=f"{claim.kind}/{subject}/{claim.beatmap_id}/{claim.second}",
        kind=claim.kind,
        subject=subject,
        cause=Cause.PLAYED,
        happened=claim.second * 1000,
        facts=facts,
    )
    return structs.replace(_without(memory, claim), lost=lost), event


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    return phrases.notification(events)
