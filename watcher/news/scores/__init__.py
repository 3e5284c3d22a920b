"""Scores: every new play of the watched, passed or failed, and what it is worth to them."""

from collections.abc import Iterable, Sequence

from msgspec import Struct, structs

from watcher.events import Event, Look, Step, is_outdated
from watcher.news.scores.facts import SAMPLES, FailFacts, ScoreFacts, notification, told
from watcher.news.scores.memory import INDEX_LAG, Memory, is_known, lacks_too_much, with_list, with_play
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Play, TopPlays

__all__ = ["SAMPLES", "Memory"]
VERSION = 1
NAME = "scores"

MOST_HELD = 20
ASK_AGAIN = 45_000  # pp that is being calculated is there by then, mostly
PATIENCE = {"pending": INDEX_LAG, "not offered": 30_000}  # ms after its end that a play is held back for its pp

KINDS: dict[str, type[Struct]] = {"score": ScoreFacts, "fail": FailFacts}
DEFAULT: tuple[str, ...] = ()


def concerned(seen: Play | TopPlays) -> tuple[str]:
    """The player, in that mode."""
    return (keys.player(seen.server, seen.mode, seen.user_id),)


READS = {Play: concerned, TopPlays: concerned}


def start(since: int) -> Memory:
    """What ended up to `since` (ms) will not be news."""
    return Memory(since=since)


def diff(memory: Memory | None, seen: Play | TopPlays, now: int) -> Step:
    """A play is told once, with its pp if that comes in time; a list tells what plays are worth."""
    memory = memory or start(now)
    return _listed(memory, seen, now) if isinstance(seen, TopPlays) else _played(memory, seen, now)


def _played(memory: Memory, play: Play, now: int) -> Step:
    held = any(keys.play(one) == keys.play(play) for one in memory.held)
    if play.ended <= memory.since or (held and play.pp is None) or (not held and is_known(memory, play)):
        return Step(memory)
    if _waits_for_pp(play):
        memory = structs.replace(memory, held=(*memory.held, play)[-MOST_HELD:])
        look = Look(question="best", subject=concerned(play)[0], due=now + ASK_AGAIN, asker=NAME)
        return Step(memory, (), (look, *_map_look(play, now)))
    return Step(with_play(memory, play), (told(memory, play),), () if held else tuple(_map_look(play, now)))


def _waits_for_pp(play: Play) -> bool:
    return play.may_be_worth and play.no_pp in PATIENCE


def _map_look(play: Play, now: int) -> Iterable[Look]:
    if play.beatmap is None:
        yield Look(question="beatmap", subject=keys.beatmap(play.server, play.beatmap_id), due=now, asker=NAME)


def _listed(memory: Memory, seen: TopPlays, now: int) -> Step:
    """What waited for its pp has it now, or is told without. A play the feed has not shown yet is told from here."""
    if is_outdated(seen.asked, memory.asked) or (memory.best and not seen.plays):
        return Step(memory)
    if lacks_too_much(memory, seen):
        if memory.doubted:
            return Step(memory)
        again = Look(question="best", subject=concerned(seen)[0], due=now + ASK_AGAIN, asker=NAME)
        return Step(structs.replace(memory, doubted=seen.asked), (), (again,))
    shown = {keys.play(play): play for play in seen.plays if play.pp is not None}
    waiting = [held for held in memory.held if keys.play(held) not in shown and _may_come(held, seen)]
    ready = [shown.get(keys.play(held), held) for held in memory.held if held not in waiting]
    ready += [play for play in shown.values() if play.ended > memory.settled and not is_known(memory, play)]
    events: list[Event] = []
    looks: list[Look] = []
    for play in sorted({keys.play(play): play for play in ready}.values(), key=lambda play: play.ended):
        if play.ended > memory.since:
            events.append(told(memory, play))
            looks.extend(_map_look(play, now))
            memory = with_play(memory, play)
    memory = with_list(memory, seen)
    if waiting:
        looks.append(Look(question="best", subject=concerned(seen)[0], due=now + 2 * ASK_AGAIN, asker=NAME))
    return Step(memory, tuple(events), tuple(looks))


def _may_come(held: Play, seen: TopPlays) -> bool:
    return seen.asked - seen.stale < held.ended + PATIENCE[held.no_pp]


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    return notification(events)
