"""Friends: where a player stands on a map among the others of the watch, by pp, after a better play of their own.

The subject is a map, whoever of those watched together played it. Nothing is asked for to compare them: what is known
of the others is in their best lists, and in the plays they made since. Who has no pp on the map there is not counted.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, structs

from watcher.events import Cause, Event, Look, Step
from watcher.facts import FriendFacts, MapFacts, PlayerFacts, PlayFacts
from watcher.news.friends.facts import KINDS, SAMPLES, FriendsBoardFacts, notification, placed
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Play, TopPlays

__all__ = ["KINDS", "SAMPLES"]
VERSION = 1
NAME = "friends"
DEFAULT: tuple[str, ...] = ()
PAUSED = ("friends_board",)  # while pp is recalculated, some have new values and some have old ones

ASK_AGAIN = 45_000  # pp that is being calculated is there by then, mostly
INDEX_LAG = 5 * 60_000  # how long the server's search index may take to show a play
WAITS = frozenset({"pending", "not offered"})
"""Why a play has no pp, where a list may show it."""
MOST_KNOWN = 200
"""The players of whom a map's best are remembered, where it is a crowd that is watched."""


class Best(Struct, frozen=True, array_like=True):
    """Somebody's best play on the map: pp, when it ended (seconds UTC), and the pp of the best before it (0: none).

    told: it was seen as a play; else only a list has shown it so far.
    """

    pp: float
    ended: int
    before: float = 0.0
    told: bool = False


class Memory(Struct, frozen=True):
    """What must be remembered of one map. bests: by player. held: plays that wait for their pp, one for each player."""

    beatmap_id: int
    bests: dict[int, Best] = {}
    held: dict[int, Play] = {}


def concerned(seen: Play | TopPlays) -> Iterator[str]:
    """The map; of a list, all its maps."""
    for play in (seen,) if isinstance(seen, Play) else seen.plays:
        yield keys.board(seen.server, seen.mode, play.beatmap_id)


def player(seen: Play | TopPlays) -> str:
    """Whose it is."""
    return keys.player(seen.server, seen.mode, seen.user_id)


READS = {Play: concerned, TopPlays: concerned}
CIRCLE = {Play: player, TopPlays: player}  # it concerns a map where the player is watched


def about(subject: str, _since: int) -> Memory:
    """What a map begins with: nobody has played it."""
    return Memory(keys.read_board(subject).beatmap_id)


def diff(memory: Memory, seen: Play | TopPlays, now: int) -> Step:
    """A better play is placed among the others' bests; a list says what bests are worth, and what waited for it."""
    return _listed(memory, seen, now) if isinstance(seen, TopPlays) else _played(memory, seen, now)


def _played(memory: Memory, play: Play, now: int) -> Step:
    known = memory.bests.get(play.user_id)
    same = known is not None and known.ended == play.ended // 1000
    if not play.passed or (known and same and known.told):
        return Step(memory)
    if known and same:
        return _told(memory, structs.replace(play, pp=known.pp, no_pp=""), now)
    if play.pp is None:
        return _held(memory, play, now)
    if known and known.pp >= play.pp:
        return Step(_released(memory, play))
    return _told(memory, play, now)


def _held(memory: Memory, play: Play, now: int) -> Step:
    """A play whose pp will be known, if it is the player's best, waits for the list."""
    known, held = memory.bests.get(play.user_id), memory.held.get(play.user_id)
    last = max(known.ended if known else 0, held.ended // 1000 if held else 0)
    if play.no_pp not in WAITS or play.ended // 1000 <= last:
        return Step(memory)
    look = Look(question="best", subject=player(play), due=now + ASK_AGAIN, asker=NAME)
    return Step(structs.replace(memory, held=memory.held | {play.user_id: play}), (), (look,))


def _listed(memory: Memory, seen: TopPlays, now: int) -> Step:
    row = next((play for play in seen.plays if play.beatmap_id == memory.beatmap_id), None)
    if row is None or row.pp is None:
        return Step(memory)
    known, held = memory.bests.get(seen.user_id), memory.held.get(seen.user_id)
    if held and keys.play(held) == keys.play(row):
        return _told(memory, row, now)
    if known and known.ended > row.ended // 1000 and known.ended * 1000 > seen.asked - seen.stale - INDEX_LAG:
        return Step(memory)  # the list is too old for it
    if known and known.ended == row.ended // 1000:
        best = structs.replace(known, pp=row.pp)
    else:
        best = Best(row.pp, row.ended // 1000, known.pp if known else 0.0)
    return Step(memory if best == known else _with(memory, seen.user_id, best))


def _with(memory: Memory, user_id: int, best: Best) -> Memory:
    bests = sorted((memory.bests | {user_id: best}).items(), key=lambda one: (-one[1].pp, one[1].ended))
    return structs.replace(memory, bests=dict(bests[:MOST_KNOWN]))


def _released(memory: Memory, play: Play) -> Memory:
    held = memory.held.get(play.user_id)
    if held is None or keys.play(held) != keys.play(play):
        return memory
    return structs.replace(memory, held={one: other for one, other in memory.held.items() if one != play.user_id})


def _told(memory: Memory, play: Play, now: int) -> Step:
    """The play is the player's best on the map. It is news where others have played it."""
    assert play.pp is not None
    known, second = memory.bests.get(play.user_id), play.ended // 1000
    before = 0.0 if known is None else known.before if known.ended == second else known.pp
    after = _with(_released(memory, play), play.user_id, Best(play.pp, second, before, told=True))
    others = {user_id: best for user_id, best in after.bests.items() if user_id != play.user_id}
    if not others:
        return Step(after)
    subject = keys.beatmap(play.server, play.beatmap_id)
    name = () if play.beatmap else (Look(question="beatmap", subject=subject, due=now, asker=NAME),)
    return Step(after, (_event(play, before, others),), name)


def _event(play: Play, before: float, others: Mapping[int, Best]) -> Event:
    return Event(
        key=f"friends_board/{keys.play(play)}",
        kind="friends_board",
        subject=player(play),
        cause=Cause.PLAYED,
        happened=play.ended,
        facts=placed(
            FriendsBoardFacts(
                player=PlayerFacts(id=play.user_id, name=play.username),
                mode=play.mode.value,
                map=MapFacts.of(play.beatmap) if play.beatmap else MapFacts(id=play.beatmap_id),
                play=PlayFacts.of(play),
                friends=tuple(FriendFacts(player=PlayerFacts(id=one), pp=best.pp) for one, best in others.items()),
                best_before=before or None,
            )
        ),
    )


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    return notification(events[0])
