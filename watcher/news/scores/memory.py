"""What is remembered of a player's plays. Pure."""

from msgspec import Struct, structs

from watcher.doubt import is_short
from watcher.osu import keys
from watcher.osu.nouns import Play, TopPlays

MOST_KNOWN = 128  # no API shows more recent plays than 100
INDEX_LAG = 5 * 60_000  # how long the server's search index may take to show a play


class Known(Struct, frozen=True, array_like=True, gc=False):
    """A play that was seen: its map, when it ended (seconds UTC), its pp (0: none)."""

    beatmap_id: int
    ended: int
    pp: float


class Memory(Struct, frozen=True):
    """What must be remembered of one player in one mode.

    since: plays that ended before are never news. known: the last plays seen, newest last. held: those that wait for
    their pp. best: map → pp, as far as the player's best list shows; window: how long that list is, 0 while unknown.
    asked: when the last list was asked for. settled: up to here the list has shown everything.
    doubted: when a list was asked for that lacked too much to be believed, 0 after one that was.
    """

    since: int
    known: tuple[Known, ...] = ()
    held: tuple[Play, ...] = ()
    best: dict[int, float] = {}
    window: int = 0
    asked: int = 0
    settled: int = 0
    doubted: int = 0


def is_known(memory: Memory, play: Play) -> bool:
    """Whether it was told, or seen before."""
    return any((one.beatmap_id, one.ended) == (play.beatmap_id, play.ended // 1000) for one in memory.known)


def with_play(memory: Memory, play: Play) -> Memory:
    """The play is known from now on, and may be the best on its map."""
    known = (*memory.known, Known(play.beatmap_id, play.ended // 1000, play.pp or 0.0))
    best = memory.best
    if counts(memory, play):
        best = _top(best | {play.beatmap_id: play.pp or 0.0}, memory.window)
    held = tuple(one for one in memory.held if keys.play(one) != keys.play(play))
    return structs.replace(memory, known=known[-MOST_KNOWN:], best=best, held=held)


def _top(best: dict[int, float], window: int) -> dict[int, float]:
    return dict(sorted(best.items(), key=lambda row: (-row[1], row[0]))[:window])


def lacks_too_much(memory: Memory, seen: TopPlays) -> bool:
    """Whether the list has to be seen a second time before it is believed."""
    short = seen.window == memory.window and is_short(memory.best, [one.beatmap_id for one in seen.plays], seen.window)
    return short and memory.doubted in {0, seen.asked}


def with_list(memory: Memory, seen: TopPlays) -> Memory:
    """The list, and the plays that are too young for it."""
    fresh = {play.beatmap_id: play.pp for play in seen.plays if play.pp is not None}
    young = [play for play in memory.known if play.ended * 1000 > seen.asked - seen.stale - INDEX_LAG]
    best = fresh | {play.beatmap_id: play.pp for play in young if play.pp > fresh.get(play.beatmap_id, 0.0)}
    known = memory.settled if memory.settled <= seen.asked else 0  # the clock was set back since
    return structs.replace(
        memory,
        best=_top(best, seen.window),
        window=seen.window,
        asked=seen.asked,
        settled=max(known, seen.asked - seen.stale - INDEX_LAG),
        doubted=0,
    )


def counts(memory: Memory, play: Play) -> bool:
    """Whether the play has a place in the best list, as far as that is known: most plays are worth too little."""
    if not memory.window or not play.passed or play.pp is None or play.pp <= memory.best.get(play.beatmap_id, 0.0):
        return False
    return len(memory.best) < memory.window or play.pp > min(memory.best.values())


def place(memory: Memory, play: Play) -> int | None:
    """Where the play stands in the best list; None if it does not count there, or if that is unknown."""
    if not counts(memory, play) or play.pp is None:
        return None
    return 1 + sum(pp >= play.pp for beatmap, pp in memory.best.items() if beatmap != play.beatmap_id)
