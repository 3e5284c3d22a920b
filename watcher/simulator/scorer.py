"""How well somebody told what happened: the truth held against what a sink received. Pure."""

import math
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from watcher.simulator.truth import Fact


class Told(Struct, frozen=True):
    """One thing a sink was told: what it was about, and when, ms UTC."""

    key: str
    at: int


class Expected(Struct, frozen=True):
    """One thing a sink should have been told, and since when it could be known, ms UTC."""

    key: str
    visible: int


class Report(Struct, frozen=True):
    """The outcome. `delays` are seconds from visible to told, rising, of what was told once or more."""

    right: int
    missed: tuple[str, ...]
    doubled: tuple[str, ...]
    false: tuple[str, ...]
    delays: tuple[float, ...]

    def percentile(self, share: float) -> float:
        """The delay in seconds that this share (0–1) of the news did not exceed; NaN without any."""
        if not self.delays:
            return math.nan
        return self.delays[max(0, math.ceil(share * len(self.delays)) - 1)]

    def __str__(self) -> str:
        counts = f"{self.right} right, {len(self.missed)} missed, {len(self.doubled)} doubled, {len(self.false)} false"
        if not self.delays:
            return counts
        return counts + "; delay " + ", ".join(f"p{n} {self.percentile(n / 100):.1f} s" for n in (50, 95, 99))


def expect(
    facts: Iterable[Fact],
    key: Callable[[Fact], str | None],
    where: Sequence[str],
    shown: Callable[[Fact, str], int | None] = lambda fact, where: fact.visible[where],
) -> list[Expected]:
    """What should be told of these facts.

    key: what a fact is called in the messages; None for one that nobody asked for.
    where: the endpoints that are watched; a fact counts from its first appearance on one of them, or not at all.
    shown: when an endpoint first showed it to whoever asked, None for never (`Truth.shown`).
    """
    found = []
    for fact in facts:
        times = [fact.visible[each] for each in where if each in fact.visible and shown(fact, each) is not None]
        name = key(fact) if times else None
        if name is not None:
            found.append(Expected(name, min(times)))
    return found


def score(expected: Iterable[Expected], told: Iterable[Told]) -> Report:
    """Compare. Told twice is doubled, however often; told without having happened is false."""
    due = {each.key: each.visible for each in expected}
    heard: dict[str, list[int]] = {}
    for each in told:
        heard.setdefault(each.key, []).append(each.at)
    return Report(
        right=sum(len(heard.get(key, ())) == 1 for key in due),
        missed=tuple(key for key in due if key not in heard),
        doubled=tuple(key for key, times in heard.items() if key in due and len(times) > 1),
        false=tuple(key for key in heard if key not in due),
        delays=tuple(sorted((min(heard[key]) - at) / 1000 for key, at in due.items() if key in heard)),
    )
