"""Top plays: a play that enters a player's best list is news at once, decided by a shadow of that list.

No request is made to decide. A list that comes later confirms, finds what the feed missed, and names every difference.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from msgspec import Struct, structs

from watcher.events import Cause, Event, Look, Step
from watcher.facts import needs_map
from watcher.news.top_plays import phrases
from watcher.news.top_plays.facts import (
    SAMPLES,
    TopPlayCorrectedFacts,
    TopPlayFacts,
    TopPlaysChangedFacts,
    changed,
    corrected,
    entered,
)
from watcher.news.top_plays.shadow import Difference, Row, Rows, differences, enter, ordered
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Play, TopPlays

__all__ = ["SAMPLES"]
VERSION = 1
NAME = "top_plays"

INDEX_LAG = 5 * 60_000  # how long the server's search index may take to show a play
ASK_AGAIN = 45_000  # pp that is being calculated is there by then, mostly
CONFIRM = 30 * 60_000  # long enough that one list confirms most of a session
DAY = 24 * 3_600_000
OLD = 7 * DAY  # how old a list may be when the player plays again
PATIENCE = {"pending": DAY, "not offered": 0}  # how long after a list could show it a play may still lack pp
MOST_HELD = 50
CLAIM_SLACK = 0.5  # pp by which a claim may be off without a word


class Memory(Struct, frozen=True):
    """What must be remembered of one player in one mode.

    since: plays that ended before are never news. asked: when the last list was asked for, 0 before the first.
    settled: up to here the list has shown everything. held: plays that wait for the list, or for their pp.
    wanted: until when a list is due that was asked for only because the last one is old. revision: changes told.
    """

    since: int
    asked: int = 0
    settled: int = 0
    window: int = 0
    rows: Rows = ()
    held: tuple[Play, ...] = ()
    wanted: int = 0
    revision: int = 0


KINDS: dict[str, type[Struct]] = {
    "top_play": TopPlayFacts,
    "top_play_corrected": TopPlayCorrectedFacts,
    "top_plays_changed": TopPlaysChangedFacts,
}
DEFAULT = ("top_play", "top_play_corrected")
CAUSES = {"top_play_corrected": frozenset(Cause), "top_plays_changed": frozenset(Cause) - {Cause.REORDERED}}
COMPLETED = {"top_play": ("rank_change",)}  # worth waiting for


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


# -- a play ----------------------------------------------------------------------------------------------------------


def _played(memory: Memory, play: Play, now: int) -> Step:
    if not play.passed or play.ended <= memory.since:
        return Step(memory)
    if play.pp is None and not _worth_waiting(play, memory.settled):
        return Step(memory)
    if play.pp is None or not memory.asked:
        return _hold(memory, play, now)
    memory, events = _judge(_release(memory, play), play)
    if not events and now - memory.asked > OLD and memory.wanted < now:
        memory = structs.replace(memory, wanted=now + CONFIRM)
        return Step(memory, (), (_ask_list(play, memory.wanted),))
    return Step(memory, events, tuple(_afterwards(events, now)))


def _worth_waiting(play: Play, settled: int) -> bool:
    return play.no_pp in PATIENCE and play.ended + PATIENCE[play.no_pp] > settled


def _hold(memory: Memory, play: Play, now: int) -> Step:
    """Keep it until the list can tell. The same play again changes nothing, unless it has its pp by now."""
    same = next((held for held in memory.held if keys.play(held) == keys.play(play)), None)
    known = any(row.identity == Row.of(play).identity for row in memory.rows)
    if known or (same and (same.pp is not None or play.pp is None)):
        return Step(memory)
    held = (*_release(memory, play).held, play)[-MOST_HELD:]
    looks = () if same else (_ask_list(play, now + ASK_AGAIN),)
    return Step(structs.replace(memory, held=held), (), looks)


def _release(memory: Memory, play: Play) -> Memory:
    kept = tuple(held for held in memory.held if keys.play(held) != keys.play(play))
    return memory if len(kept) == len(memory.held) else structs.replace(memory, held=kept)


def _judge(memory: Memory, play: Play, *, sure: bool = True) -> tuple[Memory, tuple[Event, ...]]:
    entry = enter(memory.rows, Row.of(play), memory.window)
    if entry is None:
        return memory, ()
    return structs.replace(memory, rows=entry.rows), (entered(play, entry, sure=sure),)


# -- a list ----------------------------------------------------------------------------------------------------------


def _listed(memory: Memory, seen: TopPlays, now: int) -> Step:
    if seen.asked <= memory.asked or (memory.rows and not seen.plays):
        return Step(memory)  # nobody loses all plays: an empty list is how v1 shows a restricted player
    first = not memory.asked
    listed = [play for play in seen.plays if play.pp is not None]
    shown = {keys.play(play) for play in listed}
    new = _unknown(memory, listed)
    if first:  # what the new plays replaced is gone from the list already
        old = {Row.of(play) for play in listed} - {Row.of(play) for play in new}
        memory = structs.replace(memory, rows=ordered(old, seen.window), window=seen.window)
    late = [play for play in memory.held if play.pp is not None and keys.play(play) not in shown]
    events: list[Event] = []
    for play in sorted((*new, *late), key=lambda play: play.ended):
        memory, news = _judge(memory, play, sure=not (first and keys.play(play) in shown))
        events.extend(news)
    after = _believe(memory, seen)
    if not first and memory.window == seen.window:  # another window is another API generation: not comparable
        events.extend(_differences(memory, after, seen))
    looks = (*_look_again(after, seen, now), *_afterwards(events, now))
    if first:  # the rank before the next play
        looks = (*looks, Look(question="profile", subject=concerned(seen)[0], due=now, asker=NAME))
    return Step(after, tuple(events), looks)


def _unknown(memory: Memory, listed: Iterable[Play]) -> list[Play]:
    """Plays that are in the list before the feed told of them, or that waited for it."""
    waiting = {keys.play(play) for play in memory.held}
    after = max(memory.since, memory.settled)
    return [play for play in listed if play.ended > after or keys.play(play) in waiting]


def _believe(memory: Memory, seen: TopPlays) -> Memory:
    """Believe the list, except where it may be too old to know better, or has no value for a row just now."""
    settled = max(memory.settled, seen.asked - seen.stale - INDEX_LAG)
    listed = {Row.of(play) for play in seen.plays if play.pp is not None}
    shown = {row.identity for row in listed}
    unvalued = {Row.of(play).identity for play in seen.plays} - shown
    kept = {row for row in memory.rows if row.ended * 1000 > settled or row.identity in unvalued}
    return structs.replace(
        memory,
        asked=seen.asked,
        settled=settled,
        window=seen.window,
        rows=ordered(listed | {row for row in kept if row.identity not in shown}, seen.window),
        held=tuple(play for play in memory.held if _still_waits(play, shown, settled)),
        wanted=0,
        revision=memory.revision + 1,
    )


def _still_waits(play: Play, shown: set[tuple[int, int]], settled: int) -> bool:
    return play.pp is None and Row.of(play).identity not in shown and _worth_waiting(play, settled)


def _differences(before: Memory, after: Memory, seen: TopPlays) -> Iterator[Event]:
    """Claims that were wrong one by one, everything else by its cause."""
    found = differences(before.rows, after.rows, seen.window)
    wrong = [one for one in found if _was_claimed(one, before)]
    for one in wrong:
        yield corrected(seen, one, before.rows, after.rows, after.revision)
    rest = sorted((one for one in found if one not in wrong), key=lambda one: one.cause)
    for _, alike in groupby(rest, key=lambda one: one.cause):
        yield changed(seen, list(alike), before.rows, after.rows, after.revision)


def _was_claimed(one: Difference, before: Memory) -> bool:
    """Whether it concerns a top play that no list had confirmed yet, and matters."""
    if one.before is None or one.before.ended * 1000 <= max(before.settled, before.since):
        return False
    same = one.after is not None and one.after.identity == one.before.identity
    return not same or (one.after is not None and abs(one.after.pp - one.before.pp) >= CLAIM_SLACK)


# -- looks -----------------------------------------------------------------------------------------------------------


def _ask_list(seen: Play | TopPlays, due: int) -> Look:
    return Look(question="best", subject=concerned(seen)[0], due=due, asker=NAME)


def _look_again(memory: Memory, seen: TopPlays, now: int) -> Iterator[Look]:
    """Plays without pp are asked for again, later and later; a play too young for this list after a while."""
    if memory.held:
        yield _ask_list(seen, now + max(ASK_AGAIN, now - min(play.ended for play in memory.held)))
    elif any(row.ended * 1000 > memory.settled for row in memory.rows):
        yield _ask_list(seen, now + CONFIRM)


def _afterwards(events: Iterable[Event], now: int) -> Iterator[Look]:
    """The map gets its name; the new rank completes the message; a later list confirms."""
    for event in events:
        if unknown := needs_map(event.facts):
            server = keys.read_player(event.subject).server
            yield Look(question="beatmap", subject=keys.beatmap(server, unknown), due=now, asker=NAME)
        if event.cause is Cause.PLAYED:
            yield Look(question="profile", subject=event.subject, due=now + 3_000, asker=NAME)
            yield Look(question="best", subject=event.subject, due=now + CONFIRM, asker=NAME)
