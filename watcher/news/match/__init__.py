"""Matches: each finished game with its results, and the series when the room closes. Aborted games don't count."""

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct, structs

from watcher.events import Event, Look, Step
from watcher.facts import needs_map
from watcher.news.match import phrases
from watcher.news.match.facts import (
    SAMPLES,
    MatchFinishedFacts,
    MatchGameAbortedFacts,
    MatchGameFacts,
    MatchGameStartedFacts,
    finished,
    game_finished,
    game_started,
)
from watcher.news.match.outcome import outcome, shares
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Game, Match
from watcher.series import Outcome

__all__ = ["SAMPLES"]
VERSION = 2
NAME = "match"
_GAMES = ("match_game_started", "match_game_aborted", "match_game")
CONTINUES = dict.fromkeys(_GAMES, _GAMES)  # one message for a running match, where it can be changed
LASTING = ("match_game",)


class Memory(Struct, frozen=True):
    """What was seen of one match.

    played: the games that are finished, in the order in which they ended. open: those begun. gone: those aborted.
    names: of the players, as far as they were told. over: the match was closed.
    so_far: how many games were found by the first look and not yet spoken of.
    """

    played: tuple[Outcome, ...] = ()
    open: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()
    names: dict[int, str] = {}
    over: bool = False
    so_far: int = 0


def upgrade(version: int, raw: dict[str, Any]) -> Memory:
    """A memory of version 1, which knew sums and not which game each came from. They are dealt out again."""
    if version != 1:
        raise ValueError(f"no version {version} of a match, there is 1")
    games = raw["games"]
    winners = [side for side, count in raw["wins"].items() for _ in range(count)]
    winners += [""] * (len(games) - len(winners))
    return Memory(
        played=tuple(
            Outcome(
                game_id,
                winners[place],
                {int(user): total / of for user, (of, total) in raw["tallies"].items() if place < of},
            )
            for place, game_id in enumerate(games)
        ),
        open=tuple(raw["open"]),
        gone=tuple(raw["gone"]),
        over=raw["over"],
    )


KINDS: dict[str, type[Struct]] = {
    "match_game_started": MatchGameStartedFacts,
    "match_game_aborted": MatchGameAbortedFacts,
    "match_game": MatchGameFacts,
    "match_finished": MatchFinishedFacts,
}
DEFAULT = ("match_game", "match_finished")


def concerned(seen: Match) -> Iterable[str]:
    """The match itself."""
    return (keys.lobby(seen),)


READS = {Match: concerned}


def diff(memory: Memory | None, seen: Match, now: int) -> Step:
    """Games that began, were aborted or ended since the last look, then the end.

    What the first look finds is counted, not told; the first game after it says how many those were.
    """
    before = memory or Memory()
    if before.over:
        return Step(memory)
    after, events = _named(before, seen), []
    for game in seen.games:
        after, news = _seen(after, seen, game)
        events += news
    if seen.ended is not None:
        events.append(finished(seen, after.played, after.names, after.so_far))
        after = structs.replace(after, over=True)
    if memory is None:
        return Step(structs.replace(after, so_far=len(after.played)))
    return Step(after, tuple(events), tuple(_looks(events, seen, now)))


def _named(memory: Memory, seen: Match) -> Memory:
    names = memory.names | seen.names
    return memory if names == memory.names else structs.replace(memory, names=names)


def _seen(memory: Memory, seen: Match, game: Game) -> tuple[Memory, list[Event]]:
    """One game: it began, was aborted, or ended, if that is new."""
    if game.id in memory.gone or any(game.id == one.game_id for one in memory.played):
        return memory, []
    if game.aborted:
        memory = structs.replace(memory, gone=(*memory.gone, game.id))
    elif game.ended is not None:
        played = (*memory.played, Outcome(game.id, outcome(game)[0], shares(game)))
        event = game_finished(seen, game, played, memory.so_far)
        return structs.replace(memory, played=played, so_far=0), [event]
    elif game.id not in memory.open:
        memory = structs.replace(memory, open=(*memory.open, game.id))
    else:
        return memory, []
    return memory, [game_started(seen, game, memory.played)]


def _looks(events: Iterable[Event], seen: Match, now: int) -> Iterable[Look]:
    for event in events:
        if unknown := needs_map(event.facts):
            yield Look(question="beatmap", subject=keys.beatmap(seen.server, unknown), due=now, asker=NAME)


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    facts = events[0].facts
    if isinstance(facts, MatchGameStartedFacts):
        return phrases.started(facts)
    if isinstance(facts, MatchGameFacts):
        return phrases.game(facts)
    assert isinstance(facts, MatchFinishedFacts)
    return phrases.end(facts)
