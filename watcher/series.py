"""The series of a match: whose wins count, how it stands, who has won it. Pure.

osu! knows games and no series. What counts is said by whoever watches: how many warm-ups there are, which games are
left out, best of how many. Without that every finished game counts, and nobody wins the series.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Literal, Protocol, runtime_checkable

from msgspec import Struct

from watcher.pool import Slot

Stage = Literal["", "warm-up", "excluded", "open", "match point", "tie-breaker", "won", "after"]
_TEAMS = re.compile(r"[^:]*:\s*\((?P<a>[^()]+)\)\s*vs\.?\s*\((?P<b>[^()]+)\)", re.IGNORECASE)


class Terms(Struct, frozen=True, kw_only=True):
    """What a watch says of a match.

    best_of: of how many games, 0: it did not say. warmups: how many finished games at the beginning do not count.
    exclude: ids of games that do not count. red, blue: what the teams are called.
    pool: the maps that are to be played. attempts: how many plays of a map count, 0: all.
    idle, deadline: after how long without a game, and after how long in all, something is said (ms; 0: never).
    leave: how long a lobby is followed after its series is decided (ms).
    """

    best_of: int = 0
    warmups: int = 0
    exclude: tuple[int, ...] = ()
    red: str = ""
    blue: str = ""
    pool: tuple[Slot, ...] = ()
    attempts: int = 0
    idle: int = 0
    deadline: int = 0
    leave: int = 15 * 60_000

    @property
    def first_to(self) -> int:
        """How many wins decide the series; 0: nobody said."""
        return self.best_of // 2 + 1 if self.best_of else 0


@runtime_checkable
class Counting(Protocol):
    """Facts that hold a series, which each watch may count by terms of its own."""

    def under(self, terms: Terms) -> Struct:
        """The same facts, with the series as these terms count it."""
        ...


@runtime_checkable
class Concerning(Protocol):
    """Facts that exist by the terms of some watches, and do not concern the others."""

    def concerns(self, terms: Terms) -> bool:
        """Whether they concern a watch of these terms."""
        ...


class Outcome(Struct, frozen=True):
    """A finished game: who won it (`red`, `blue`, a player's id, or empty), and each player's share in it.

    A share of 1 is the average of those who played. map: its id. scores: player's id → score.
    """

    game_id: int
    winner: str
    shares: dict[int, float] = {}
    map: int = 0
    scores: dict[int, int] = {}


class Series(Struct, frozen=True):
    """How it stands after some games.

    counted: the games that count. wins: per side. stage: what the last game was, or how it stands after it; empty
    where it counts and nobody said best of how many. winner: who has won the series.
    """

    counted: tuple[Outcome, ...]
    wins: dict[str, int]
    stage: Stage
    winner: str


def series(outcomes: Sequence[Outcome], terms: Terms) -> Series:
    """How it stands after these games, in the order in which they ended."""
    counted: list[Outcome] = []
    wins: dict[str, int] = {}
    stage: Stage = ""
    winner = ""
    for place, outcome in enumerate(outcomes):
        if place < terms.warmups:
            stage = "warm-up"
        elif outcome.game_id in terms.exclude:
            stage = "excluded"
        elif winner:
            stage = "after"
        else:
            counted.append(outcome)
            if outcome.winner:
                wins[outcome.winner] = wins.get(outcome.winner, 0) + 1
            stage = _stage(wins, terms.first_to)
            winner = outcome.winner if stage == "won" else ""
    return Series(tuple(counted), wins, stage, winner)


def _stage(wins: Mapping[str, int], first_to: int) -> Stage:
    if not first_to:
        return ""
    if first_to in wins.values():
        return "won"
    near = sum(count == first_to - 1 for count in wins.values()) if first_to > 1 else 0
    return "tie-breaker" if near > 1 else "match point" if near else "open"


def near(found: Series, terms: Terms) -> tuple[str, ...]:
    """The sides that need one more win."""
    return tuple(side for side, count in found.wins.items() if count == terms.first_to - 1 and not found.winner)


def ratings(counted: Sequence[Outcome]) -> dict[int, tuple[int, float]]:
    """Player's id → in how many games, and the mean share: of those who took part in at least half of the games.

    The highest comes first. A game of a single player, or in which nobody scored, rates nobody.
    """
    of_each: dict[int, list[float]] = {}
    for outcome in counted:
        for user_id, share in outcome.shares.items():
            of_each.setdefault(user_id, []).append(share)
    means = {
        user_id: (len(each), sum(each) / len(each))
        for user_id, each in of_each.items()
        if 2 * len(each) >= len(counted)
    }
    return dict(sorted(means.items(), key=lambda rated: rated[1][1], reverse=True))


def team_names(match_name: str, terms: Terms) -> dict[str, str]:
    """What red and blue are called: as the watch says, the other one by the match's name (`ACR: (A) vs (B)`).

    The name alone does not tell which of the two is red: then they are Red and Blue.
    """
    found = _TEAMS.search(match_name)
    both = (found["a"].strip(), found["b"].strip()) if found else ("", "")
    red = terms.red or _other(terms.blue, both) or "Red"
    blue = terms.blue or _other(terms.red, both) or "Blue"
    return {"red": red, "blue": blue}


def _other(one: str, both: tuple[str, str]) -> str:
    folded = [name.casefold() for name in both]
    return both[1 - folded.index(one.casefold())] if one and one.casefold() in folded else ""
