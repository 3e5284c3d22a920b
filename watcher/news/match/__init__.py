"""Matches: each finished game with its results, and the series when the room closes. Aborted games don't count.

What those who follow a match say of it (its mappool, how long it may take) comes with the sighting, as its terms.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct, structs

from watcher.events import Event, Look, Step
from watcher.facts import needs_map
from watcher.news.match import notices, phrases
from watcher.news.match.facts import (
    SAMPLES,
    MatchFinishedFacts,
    MatchGameAbortedFacts,
    MatchGameFacts,
    MatchGameStartedFacts,
    MatchNoticeFacts,
    finished,
    game_finished,
    game_started,
)
from watcher.news.match.outcome import outcome, shares
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Game, Match
from watcher.series import Outcome, series

__all__ = ["SAMPLES"]
VERSION = 2
NAME = "match"
KEPT = 30 * 86_400_000
"""How long a lobby that nobody follows any more is remembered (ms)."""
_GAMES = ("match_game_started", "match_game_aborted", "match_game")
CONTINUES = dict.fromkeys(_GAMES, _GAMES)  # one message for a running match, where it can be changed
LASTING = ("match_game",)


class Memory(Struct, frozen=True):
    """What was seen of one match.

    played: the games that are finished, in the order in which they ended. open: those begun. gone: those aborted.
    names: of the players, as far as they were told. over: the match was closed.
    so_far: how many games were found by the first look and not yet spoken of.
    last: when a game last began or ended, or the match was opened (ms UTC), 0 before the first look.
    noticed: the notices that were given. since: what happened up to then (ms UTC) is counted, not told.
    """

    played: tuple[Outcome, ...] = ()
    open: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()
    names: dict[int, str] = {}
    over: bool = False
    so_far: int = 0
    last: int = 0
    noticed: tuple[str, ...] = ()
    since: int = 0


def start(since: int) -> Memory:
    """What happened up to `since` (ms UTC) will not be told."""
    return Memory(since=since)


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
    "match_notice": MatchNoticeFacts,
}
DEFAULT = ("match_game", "match_finished", "match_notice")


def concerned(seen: Match) -> Iterable[str]:
    """The match itself."""
    return (keys.lobby(seen),)


READS = {Match: concerned}


def diff(memory: Memory | None, seen: Match, now: int) -> Step:
    """Games that began, were aborted or ended since the last look, what there is to notice, then the end.

    What happened before the watch began is counted, not told; the first game after it says how many those were.
    """
    before = memory or start(seen.asked)
    if before.over:
        return Step(memory)
    after, events = _named(before if before.last else structs.replace(before, last=seen.started), seen), []
    for game in seen.games:
        after, news = _seen(after, seen, game)
        events += news
    after, news = _noticed(after, seen)
    events += news
    over = seen.ended is not None or _is_decided(after, seen)
    if over:
        events.append(finished(seen, after.played, after.names, after.so_far, after.last))
        after = structs.replace(after, over=True)
    told = tuple(event for event in events if event.happened > after.since)
    return Step(after, told, tuple(_looks(told, seen, now)), over=over)


def _is_decided(memory: Memory, seen: Match) -> bool:
    """Whether everybody who follows it knows the winner of the series for long enough to leave."""
    runs = any(game.ended is None and not game.aborted for game in seen.games)
    return bool(seen.terms) and all(
        not runs and seen.asked - memory.last >= terms.leave and series(memory.played, terms).winner
        for terms in seen.terms
    )


def _noticed(memory: Memory, seen: Match) -> tuple[Memory, list[Event]]:
    given = notices.of(seen, memory.played, memory.names, memory.last)
    new = {name: event for name, event in given.items() if name not in memory.noticed}
    return structs.replace(memory, noticed=(*memory.noticed, *new)) if new else memory, list(new.values())


def _named(memory: Memory, seen: Match) -> Memory:
    names = memory.names | seen.names
    return memory if names == memory.names else structs.replace(memory, names=names)


def _seen(memory: Memory, seen: Match, game: Game) -> tuple[Memory, list[Event]]:
    """One game: it began, was aborted, or ended, if that is new."""
    if game.id in memory.gone or any(game.id == one.game_id for one in memory.played):
        return memory, []
    if game.aborted:
        found = game.started <= memory.since and game.id not in memory.open  # nobody knows when it was aborted
        memory = structs.replace(memory, gone=(*memory.gone, game.id))
        if found:
            return memory, []
    elif game.ended is not None:
        scores = {score.user_id: score.score for score in game.scores}
        played = (*memory.played, Outcome(game.id, outcome(game)[0], shares(game), game.beatmap_id, scores))
        event = game_finished(seen, game, played, memory.so_far)
        so_far = memory.so_far + 1 if game.ended <= memory.since else 0
        return structs.replace(memory, played=played, so_far=so_far, last=max(memory.last, game.ended)), [event]
    elif game.id not in memory.open:
        memory = structs.replace(memory, open=(*memory.open, game.id), last=max(memory.last, game.started))
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
    if isinstance(facts, MatchNoticeFacts):
        return phrases.notice(facts)
    assert isinstance(facts, MatchFinishedFacts)
    return phrases.end(facts)
