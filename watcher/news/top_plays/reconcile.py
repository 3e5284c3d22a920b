"""A real list against what was believed: what the feed missed, which claims were wrong, what changed without a play.

A list is old when it comes and ends somewhere, so absence proves nothing about what is younger or below.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec import structs

from watcher.events import Cause, Event
from watcher.news.top_plays.belief import Memory, judge, settled_by, worth_waiting
from watcher.news.top_plays.facts import changed, corrected
from watcher.news.top_plays.shadow import Difference, Identity, Row, differences, is_full, ordered
from watcher.osu import keys
from watcher.osu.nouns import Play, TopPlays

CLAIM_SLACK = 0.5  # pp by which a claim may be off without a word


def reconcile(memory: Memory, seen: TopPlays) -> tuple[Memory, tuple[Event, ...]]:
    """Believe the list, and say what is new, what was told wrongly, and what is not as it was."""
    new = _unknown(memory, seen)
    if not memory.asked:  # what the new plays replaced is gone from the list already
        old = {Row.of(play) for play in _valued(seen)} - {Row.of(play) for play in new}
        memory = structs.replace(memory, rows=ordered(old, seen.window), window=seen.window)
    judged, events = _judge_late(_as_of_today(memory, seen), seen, new)
    after = _believe(judged, seen)
    if memory.window == seen.window:  # another window is another API generation: not comparable
        events = (*events, *_corrections(memory, judged, after, seen), *_changes(memory, judged, after, seen))
    return after, events


def _valued(seen: TopPlays) -> list[Play]:
    return [play for play in seen.plays if play.pp is not None]


def _unknown(memory: Memory, seen: TopPlays) -> list[Play]:
    """Plays that are in the list before the feed told of them, or that waited for it."""
    waiting = {keys.play(play) for play in memory.held}
    after = max(memory.since, memory.settled)
    return [play for play in _valued(seen) if play.ended > after or keys.play(play) in waiting]


def _as_of_today(memory: Memory, seen: TopPlays) -> Memory:
    """The rows that are still there, at today's values, so that a new play is measured against those.

    What is gone makes no room in a full list for what was too low when it was played.
    """
    today = {row.identity: row for row in map(Row.of, _valued(seen))}
    gone = set(_gone(memory, seen)) if memory.window == seen.window else set()
    kept = (today.get(row.identity, row) for row in memory.rows if row not in gone)
    return structs.replace(memory, rows=ordered(kept, memory.window), window=memory.window - len(gone))


def _gone(memory: Memory, seen: TopPlays) -> Iterator[Row]:
    """The rows that the list would have to show, and has no play on their maps. Claims are judged later."""
    maps = {play.beatmap_id for play in seen.plays}
    listed = ordered(map(Row.of, _valued(seen)), seen.window)
    lowest = listed[-1].pp if is_full(listed, seen.window) else 0.0
    settled = settled_by(memory.settled, seen)
    for row in memory.rows:
        shown = row.pp > lowest and row.ended * 1000 <= settled
        if shown and row.beatmap_id not in maps and not _is_claim(row, memory):
            yield row


def _judge_late(memory: Memory, seen: TopPlays, new: Sequence[Play]) -> tuple[Memory, tuple[Event, ...]]:
    """Judge what the list shows first, and what waited for the list and is not in it, in the order they were played."""
    shown = {keys.play(play) for play in seen.plays}
    late = [play for play in memory.held if play.pp is not None and keys.play(play) not in shown]
    events: tuple[Event, ...] = ()
    for play in sorted((*new, *late), key=lambda play: play.ended):
        sure = bool(memory.asked) or play in late
        memory, news = judge(memory, play, sure=sure, listed=play not in late)
        events += news
    return memory, events


def _believe(memory: Memory, seen: TopPlays) -> Memory:
    """Believe the list, except where it may be too old to know better, or has no value for a row just now."""
    settled = settled_by(memory.settled, seen)
    listed = {Row.of(play) for play in _valued(seen)}
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
        doubted=0,
    )


def _still_waits(play: Play, shown: set[Identity], settled: int) -> bool:
    return play.pp is None and Row.of(play).identity not in shown and worth_waiting(play, settled)


# -- what was told wrongly -------------------------------------------------------------------------------------------


def _corrections(memory: Memory, judged: Memory, after: Memory, seen: TopPlays) -> Iterator[Event]:
    for row in memory.rows:
        if _is_claim(row, memory) and row.ended * 1000 <= after.settled and (wrong := _wrong(row, judged, after)):
            yield corrected(seen, wrong, memory.rows, after.rows, after.revision)


def _is_claim(row: Row, memory: Memory) -> bool:
    """Whether it was told, and no list has confirmed it yet."""
    return row.ended * 1000 > max(memory.settled, memory.since)


def _wrong(row: Row, judged: Memory, after: Memory) -> Difference | None:
    """What is wrong with a claim; None if it holds, or was overtaken by what was played since."""
    now = next((other for other in after.rows if other.beatmap_id == row.beatmap_id), None)
    if now and now.identity == row.identity:
        return Difference(Cause.REVALUED, row, now) if abs(now.pp - row.pp) >= CLAIM_SLACK else None
    if now and now.ended < row.ended:
        return Difference(Cause.REPLACED, row, now)
    overtaken = all(row.identity != other.identity for other in judged.rows)
    nearly_full = is_full(after.rows, after.window) and len(after.rows) < after.window
    hidden = nearly_full and row.pp <= after.rows[-1].pp
    return None if overtaken or hidden else Difference(Cause.REMOVED, row, now)


# -- what changed without a play -------------------------------------------------------------------------------------


def _changes(memory: Memory, judged: Memory, after: Memory, seen: TopPlays) -> Iterator[Event]:
    """One event for each cause."""
    new = {row.identity for row in judged.rows} - {row.identity for row in memory.rows}
    found = [
        one
        for one in differences(memory.rows, after.rows, seen.window)
        if not _is_new(one, new) and not (one.before and _is_claim(one.before, memory))
    ]
    for _, alike in groupby(sorted(found, key=lambda one: one.cause), key=lambda one: one.cause):
        yield changed(seen, list(alike), memory.rows, after.rows, since=memory.asked, revision=after.revision)


def _is_new(one: Difference, new: set[Identity]) -> bool:
    """Whether a new play explains it: one that came later than what it replaced."""
    play = one.after if one.after and one.after.identity in new else None
    return play is not None and (one.before is None or one.before.ended < play.ended)
