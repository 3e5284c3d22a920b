"""Top plays: a play that enters a player's best list is news at once, decided by a shadow of that list.

No request is made to decide. A list that comes later confirms, finds what the feed missed, and names every difference.
"""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, structs

from watcher.doubt import is_short
from watcher.events import Cause, Event, Look, Step, is_outdated
from watcher.facts import needs_map
from watcher.news.top_plays import phrases
from watcher.news.top_plays.belief import DAY, Memory, freed, is_overshadowed, judge, release, worth_waiting
from watcher.news.top_plays.facts import SAMPLES, TopPlayCorrectedFacts, TopPlayFacts, TopPlaysChangedFacts
from watcher.news.top_plays.reconcile import reconcile
from watcher.news.top_plays.shadow import Row
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Play, TopPlays

__all__ = ["SAMPLES", "Memory"]
VERSION = 1
NAME = "top_plays"

ASK_AGAIN = 45_000  # pp that is being calculated is there by then, mostly
CONFIRM = 30 * 60_000  # long enough that one list confirms most of a session
OLD = 7 * DAY  # how old a list may be when the player plays again
MOST_HELD = 50

KINDS: dict[str, type[Struct]] = {
    "top_play": TopPlayFacts,
    "top_play_corrected": TopPlayCorrectedFacts,
    "top_plays_changed": TopPlaysChangedFacts,
}
DEFAULT = ("top_play", "top_play_corrected")
CAUSES = {"top_play_corrected": frozenset(Cause), "top_plays_changed": frozenset(Cause) - {Cause.REORDERED}}
COMPLETED = {"top_play": ("rank_change",)}  # worth waiting for
PAUSED = ("top_play", "top_play_corrected")  # while pp is recalculated
SWALLOWED = ("top_plays_changed",)  # into the notice of it


def concerned(seen: Play | TopPlays) -> tuple[str]:
    """The player, in that mode."""
    return (keys.player(seen.server, seen.mode, seen.user_id),)


READS = {Play: concerned, TopPlays: concerned}


def start(since: int) -> Memory:
    """Nothing known yet; what ended up to `since` (ms) will not be news."""
    return Memory(since=since)


def diff(memory: Memory | None, seen: Play | TopPlays, now: int) -> Step:
    """A play is judged at once; a list confirms, and is searched for what was missed."""
    memory = memory or start(now)
    return _listed(memory, seen, now) if isinstance(seen, TopPlays) else _played(memory, seen, now)


def words(events: Sequence[Event]) -> Notification:
    """Say it. The first event is the fact, the others complete it."""
    return phrases.notification(events)


def _played(memory: Memory, play: Play, now: int) -> Step:
    if not play.passed or play.ended <= memory.since:
        return Step(memory)
    if play.pp is None and not worth_waiting(play, memory.settled):
        return Step(memory)
    if play.pp is None or not memory.asked or is_overshadowed(memory, play):
        return _hold(memory, play, now)
    memory, events = freed(*judge(release(memory, play), play), play.beatmap_id)
    if not events and now - memory.asked > OLD and memory.wanted < now:
        memory = structs.replace(memory, wanted=now + CONFIRM)
        return Step(memory, (), (_ask_list(play, memory.wanted),))
    confirm = (_ask_list(play, now + CONFIRM),) if events else ()
    return Step(memory, events, (*_afterwards(events, now), *confirm))


def _hold(memory: Memory, play: Play, now: int) -> Step:
    """Keep it until the list can tell. The same play again changes nothing, unless it has its pp by now."""
    same = next((held for held in memory.held if keys.play(held) == keys.play(play)), None)
    known = any(row.identity == Row.of(play).identity for row in memory.rows)
    if known or (same and (same.pp is not None or play.pp is None)):
        return Step(memory)
    held = (*release(memory, play).held, play)[-MOST_HELD:]
    looks = () if same else (_ask_list(play, now + ASK_AGAIN),)
    return Step(structs.replace(memory, held=held), (), looks)


def _listed(memory: Memory, seen: TopPlays, now: int) -> Step:
    if is_outdated(seen.asked, memory.asked) or (memory.rows and not seen.plays):
        return Step(memory)  # nobody loses all plays: an empty list is how v1 shows a restricted player
    if _is_short(memory, seen):
        if memory.doubted:
            return Step(memory)
        return Step(structs.replace(memory, doubted=seen.asked), (), (_ask_list(seen, now + ASK_AGAIN),))
    after, events = reconcile(memory, seen)
    looks = (*_look_again(after, seen, now), *_afterwards(events, now))
    return Step(after, events, looks)


def _is_short(memory: Memory, seen: TopPlays) -> bool:
    """Whether the list lacks so much that it has to be seen a second time before it is believed."""
    maps = [row.beatmap_id for row in memory.rows]
    short = seen.window == memory.window and is_short(maps, [play.beatmap_id for play in seen.plays], seen.window)
    return short and memory.doubted in {0, seen.asked}


def _ask_list(seen: Play | TopPlays, due: int) -> Look:
    return Look(question="best", subject=concerned(seen)[0], due=due, asker=NAME)


def _look_again(memory: Memory, seen: TopPlays, now: int) -> Iterator[Look]:
    """Plays without pp are asked for again, later and later; a play too young for this list after a while."""
    if memory.held:
        yield _ask_list(seen, now + max(ASK_AGAIN, now - min(play.ended for play in memory.held)))
    elif any(row.ended * 1000 > memory.settled for row in memory.rows):
        yield _ask_list(seen, now + CONFIRM)


def _afterwards(events: Iterable[Event], now: int) -> Iterator[Look]:
    """The map gets its name; the new rank completes the message."""
    for event in events:
        if unknown := needs_map(event.facts):
            server = keys.read_player(event.subject).server
            yield Look(question="beatmap", subject=keys.beatmap(server, unknown), due=now, asker=NAME)
        if event.cause is Cause.PLAYED:
            yield Look(question="profile", subject=event.subject, due=now + 3_000, asker=NAME)
