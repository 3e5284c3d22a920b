"""Matches: each finished game with its results, and the series when the room closes. Aborted games don't count."""

from collections.abc import Iterable, Sequence

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

__all__ = ["SAMPLES"]
VERSION = 1
NAME = "match"


class Tally(Struct, frozen=True, array_like=True):
    """One player's games that could be compared, and the sum of the shares in them."""

    games: int
    shares: float


class Memory(Struct, frozen=True):
    """What was counted of one match.

    games: those finished. open: those begun. gone: those aborted. wins: per side (`red`, `blue`, or a
    player's id). tallies: per player's id. over: the match was closed.
    """

    games: tuple[int, ...] = ()
    open: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()
    wins: dict[str, int] = {}
    tallies: dict[int, Tally] = {}
    over: bool = False


KINDS: dict[str, type[Struct]] = {
    "match_game_started": MatchGameStartedFacts,
    "match_game_aborted": MatchGameAbortedFacts,
    "match_game": MatchGameFacts,
    "match_finished": MatchFinishedFacts,
}
DEFAULT = ("match_game", "match_finished")


def concerned(seen: Match) -> Iterable[str]:
    """The match itself."""
    return (keys.match(seen.server, seen.id),)


READS = {Match: concerned}


def diff(memory: Memory | None, seen: Match, now: int) -> Step:
    """Games that began, were aborted or ended since the last look, then the end.

    What the first look finds is counted, not told.
    """
    before = memory or Memory()
    if before.over:
        return Step(memory)
    after, events = before, []
    for game in seen.games:
        after, news = _seen(after, seen, game)
        events += news
    if seen.ended is not None:
        after = structs.replace(after, over=True)
        events.append(finished(seen, after.wins, len(after.games), _ratings(after)))
    if memory is None:
        return Step(after)
    return Step(after, tuple(events), tuple(_looks(events, seen, now)))


def _seen(memory: Memory, seen: Match, game: Game) -> tuple[Memory, list[Event]]:
    """One game: it began, was aborted, or ended, if that is new."""
    if game.id in (*memory.games, *memory.gone):
        return memory, []
    if game.aborted:
        memory = structs.replace(memory, gone=(*memory.gone, game.id))
    elif game.ended is not None:
        memory = _count(memory, game)
        return memory, [game_finished(seen, game, memory.wins, len(memory.games))]
    elif game.id not in memory.open:
        memory = structs.replace(memory, open=(*memory.open, game.id))
    else:
        return memory, []
    return memory, [game_started(seen, game, memory.wins)]


def _count(memory: Memory, game: Game) -> Memory:
    winner, _ = outcome(game)
    wins = memory.wins | ({winner: memory.wins.get(winner, 0) + 1} if winner else {})
    tallies = dict(memory.tallies)
    for user_id, share in shares(game).items():
        so_far = tallies.get(user_id, Tally(0, 0.0))
        tallies[user_id] = Tally(so_far.games + 1, so_far.shares + share)
    return structs.replace(memory, games=(*memory.games, game.id), wins=wins, tallies=tallies)


def _ratings(memory: Memory) -> dict[int, float]:
    """The mean share of each player who took part in at least half of the games."""
    least = len(memory.games) / 2
    return {user: tally.shares / tally.games for user, tally in memory.tallies.items() if tally.games >= least}


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
