"""The mappool of a lobby: which maps are to be played, with which mods, and who did best on them. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Protocol

from msgspec import Struct

FREE = {"NM", "FM", "TB"}
"""Slots that force no mods: no mod, free mod, tie-breaker."""
ALIKE = {"NC": "DT", "DC": "HT", "PF": "SD"}
"""Mods that are another one, and something more."""


class Slot(Struct, frozen=True):
    """A map of a pool: what people call it (`HD1`), its id, and the mods that everybody has to play it with."""

    name: str
    map: int
    mods: tuple[str, ...] = ()


class Finished(Protocol):
    """What is needed of a finished game."""

    @property
    def map(self) -> int:
        """The id of the map."""
        ...

    @property
    def scores(self) -> Mapping[int, int]:
        """Player's id → score."""
        ...


class Row(Struct, frozen=True, kw_only=True):
    """A player in the table: the rank by the sum of the best scores, and the best score on each map, by slot."""

    rank: int
    user_id: int
    name: str
    total: int
    maps: int
    scores: dict[str, int]


def forced(slot: str) -> tuple[str, ...]:
    """The mods that the name of a slot forces: `HD1` → HD, `HDHR2` → HD and HR, `NM3`, `FM1` and `TB` → none."""
    letters = slot.rstrip("0123456789").upper()
    if letters in FREE or len(letters) % 2 or not letters.isalpha():
        return ()
    return tuple(letters[place : place + 2] for place in range(0, len(letters), 2))


def lacks(mods: Collection[str], wanted: Iterable[str]) -> bool:
    """Whether one of the mods that are wanted is missing. Nightcore is double time, too."""
    played = {*mods, *(ALIKE[mod] for mod in mods if mod in ALIKE)}
    return not played.issuperset(wanted)


def slot_of(pool: Sequence[Slot], map_id: int) -> Slot | None:
    """The slot of a map; None where the pool has no such map."""
    return next((slot for slot in pool if slot.map == map_id), None)


def open_slots(pool: Sequence[Slot], played: Collection[int]) -> tuple[str, ...]:
    """The slots whose maps were not played yet."""
    return tuple(slot.name for slot in pool if slot.map not in played)


def table(games: Iterable[Finished], pool: Sequence[Slot], attempts: int, names: Mapping[int, str]) -> tuple[Row, ...]:
    """Everybody's best on each map of the pool, of the first so many attempts (0: of all), the best player first.

    Who has the same sum shares a rank.
    """
    tries: dict[int, dict[str, list[int]]] = {}
    for game in games:
        slot = slot_of(pool, game.map)
        for user_id, score in game.scores.items() if slot else ():
            assert slot is not None
            tries.setdefault(user_id, {}).setdefault(slot.name, []).append(score)
    best = {
        user_id: {slot: max(scores[: attempts or None]) for slot, scores in of_each.items()}
        for user_id, of_each in tries.items()
    }
    ranking = sorted(best, key=lambda user_id: (-sum(best[user_id].values()), user_id))
    return tuple(
        Row(
            rank=rank,
            user_id=user_id,
            name=names.get(user_id) or f"player {user_id}",
            total=sum(best[user_id].values()),
            maps=len(best[user_id]),
            scores={slot.name: best[user_id][slot.name] for slot in pool if slot.name in best[user_id]},
        )
        for user_id, rank in zip(ranking, _ranks([sum(best[each].values()) for each in ranking]), strict=True)
    )


def _ranks(totals: Sequence[int]) -> list[int]:
    """1, 2, 2, 4: equal ones share the first place that is theirs."""
    ranks = [1] if totals else []
    for place, (before, this) in enumerate(pairwise(totals), 2):
        ranks.append(ranks[-1] if this == before else place)
    return ranks
