"""Matches: each finished game with its results, and the series when the room closes. Aborted games don't count."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from watcher.events import Event, Look, Step
from watcher.news.match import phrases
from watcher.news.match.facts import SAMPLES, MatchFinishedFacts, MatchGameFacts, finished, game_finished
from watcher.news.match.outcome import outcome
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Game, Match

__all__ = ["SAMPLES"]
VERSION = 1
NAME = "match"


class Memory(Struct, frozen=True):
    """What was counted of one match: finished games, wins per side (`red`, `blue`, or a player's id), if it is over."""

    games: tuple[int, ...] = ()
    wins: dict[str, int] = {}
    over: bool = False


KINDS: dict[str, type[Struct]] = {"match_game": MatchGameFacts, "match_finished": MatchFinishedFacts}
DEFAULT = ("match_game", "match_finished")


def concerned(seen: Match) -> Iterable[str]:
    """The match itself."""
    return (keys.match(seen.server, seen.id),)


READS = {Match: concerned}


def diff(memory: Memory | None, seen: Match, now: int) -> Step:
    """Games that ended since the last look, then the end. What the first look finds is counted, not told."""
    before = memory or Memory()
    if before.over:
        return Step(memory)
    counted, events = before, []
    for game in seen.games:
        if game.ended is not None and not game.aborted and game.id not in counted.games:
            counted = _count(counted, game)
            events.append(game_finished(seen, game, counted.wins, len(counted.games)))
    if seen.ended is not None:
        counted = Memory(games=counted.games, wins=counted.wins, over=True)
        events.append(finished(seen, counted.wins, len(counted.games)))
    if memory is None:
        return Step(counted)
    return Step(counted, tuple(events), tuple(_looks(events, seen, now)))


def _count(memory: Memory, game: Game) -> Memory:
    winner, _ = outcome(game)
    wins = memory.wins | ({winner: memory.wins.get(winner, 0) + 1} if winner else {})
    return Memory(games=(*memory.games, game.id), wins=wins, over=memory.over)


def _looks(events: Iterable[Event], seen: Match, now: int) -> Iterable[Look]:
    for event in events:
        if isinstance(event.facts, MatchGameFacts) and event.facts.map.id and not event.facts.map.title:
            subject = keys.beatmap(seen.server, event.facts.map.id)
            yield Look(question="beatmap", subject=subject, due=now, asker=NAME)


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    facts = events[0].facts
    if isinstance(facts, MatchGameFacts):
        return phrases.game(facts)
    assert isinstance(facts, MatchFinishedFacts)
    return phrases.end(facts)
