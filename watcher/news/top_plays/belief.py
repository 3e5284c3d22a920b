"""What is believed of a player's best plays, and what one play does to it. Pure."""

from msgspec import Struct, structs

from watcher.events import Event
from watcher.news.top_plays.facts import entered
from watcher.news.top_plays.shadow import Row, Rows, enter
from watcher.osu import keys
from watcher.osu.nouns import Play, TopPlays

DAY = 24 * 3_600_000
INDEX_LAG = 5 * 60_000  # how long the server's search index may take to show a play
PATIENCE = {"pending": DAY, "not offered": 0}  # how long after a list could show it a play may still lack pp


class Memory(Struct, frozen=True):
    """What must be remembered of one player in one mode.

    since: plays that ended before are never news. asked: when the last list was asked for, 0 before the first.
    settled: up to here the list has shown everything. held: plays that wait for the list, or for their pp.
    wanted: until when a list is due that was asked for only because the last one is old. revision: changes told.
    doubted: when a list was asked for that lacked too much to be believed, 0 after one that was.
    """

    since: int
    asked: int = 0
    settled: int = 0
    window: int = 0
    rows: Rows = ()
    held: tuple[Play, ...] = ()
    wanted: int = 0
    revision: int = 0
    doubted: int = 0


def worth_waiting(play: Play, settled: int) -> bool:
    """Whether a play without pp may still get one, where lists up to `settled` (ms UTC) have shown none."""
    return play.no_pp in PATIENCE and play.ended + PATIENCE[play.no_pp] > settled


def settled_by(settled: int, seen: TopPlays) -> int:
    """Up to when lists have shown everything, after this one (ms UTC). What lies ahead is of a clock set back since."""
    known = settled if settled <= seen.asked else 0
    return max(known, seen.asked - seen.stale - INDEX_LAG)


def release(memory: Memory, play: Play) -> Memory:
    """The play waits no longer."""
    kept = tuple(held for held in memory.held if keys.play(held) != keys.play(play))
    return memory if len(kept) == len(memory.held) else structs.replace(memory, held=kept)


def judge(memory: Memory, play: Play, *, sure: bool = True, listed: bool = False) -> tuple[Memory, tuple[Event, ...]]:
    """Let a play enter the list, if it does. `sure`: the list from before it is known. `listed`: see `enter`."""
    entry = enter(memory.rows, Row.of(play), memory.window, listed=listed)
    if entry is None:
        return memory, ()
    return structs.replace(memory, rows=entry.rows), (entered(play, entry, sure=sure),)


def is_overshadowed(memory: Memory, play: Play) -> bool:
    """Whether an older play on the same map waits for its pp, and may turn out to be the better one."""
    rivals = (held for held in memory.held if held.beatmap_id == play.beatmap_id and held.ended < play.ended)
    return any(held.pp is None for held in rivals)


def freed(memory: Memory, events: tuple[Event, ...], beatmap_id: int) -> tuple[Memory, tuple[Event, ...]]:
    """Judge what waited for an older play on the same map, now that this one has its pp."""
    waiting = (held for held in memory.held if held.beatmap_id == beatmap_id and held.pp is not None)
    for held in sorted(waiting, key=lambda held: held.ended):
        if memory.asked and not is_overshadowed(memory, held):
            memory, more = judge(release(memory, held), held)
            events += more
    return memory, events
