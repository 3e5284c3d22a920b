"""What a recalculation of pp does to news: some of it waits for the calm, some is told by the notice alone."""

from collections.abc import Iterable
from enum import Enum
from typing import Literal

from watcher.events import Cause, Event
from watcher.rules import DONE_BY_SOMEBODY
from watcher.store import Transaction, held, roster

Recalculation = Literal["auto", "on", "off"]
BREWS = 10 * 60_000
"""How long a change of value is kept back (ms), so that a recalculation can swallow it."""
VALUES = frozenset({Cause.REVALUED, Cause.REORDERED})


class Fate(Enum):
    """What becomes of a piece of news now."""

    TELL = "tell"
    WAIT = "wait"
    FOLD = "fold"


class Storm:
    """Whether pp is being recalculated, as far as it was told. The store outlives the process.

    recalculation: `auto`, as the news tells; `on`, it is; `off`, nothing waits for one.
    """

    def __init__(self, recalculation: Recalculation = "auto", families: Iterable[object] = ()) -> None:
        there = list(families)
        self.recalculation = recalculation
        self._paused = frozenset(kind for family in there for kind in getattr(family, "PAUSED", ()))
        self._folded = frozenset(kind for family in there for kind in getattr(family, "SWALLOWED", ()))
        self._times: tuple[int, int] | None = None

    def keep(self, tx: Transaction, now: int) -> None:
        """Let go of what has waited long enough, unless it waits for the calm."""
        began, ended = self._read(tx)
        if self.recalculation == "off" or (self.recalculation == "auto" and (ended or not began)):
            held.let_go(tx, now - BREWS if self.recalculation == "auto" else now, now)

    def learn(self, tx: Transaction, event: Event, now: int) -> None:
        """The notice was given, or it is over: what waits is judged anew."""
        began, _ = self._read(tx)
        if event.kind == "recalculation":
            self._times = (event.happened, 0)
        elif event.kind == "recalculation_over":
            self._times = (began, event.happened)
        else:
            return
        roster.say(tx, {"recalculation": f"{self._times[0]} {self._times[1]}"}, now)
        held.let_go(tx, now, now)

    def fate(self, event: Event, noticed: int, now: int) -> Fate:
        """What becomes of an event that was noticed then (ms UTC)."""
        moved = event.kind in self._folded and event.cause not in DONE_BY_SOMEBODY
        if self.recalculation == "off":
            return Fate.TELL
        if moved and self._covers(getattr(event.facts, "since", noticed), noticed):
            return Fate.FOLD
        if moved and event.cause in VALUES:
            return Fate.WAIT if abs(now - noticed) < BREWS else Fate.TELL
        return Fate.WAIT if event.kind in self._paused and self._rages else Fate.TELL

    @property
    def _rages(self) -> bool:
        began, ended = self._times or (0, 0)
        return self.recalculation == "on" or bool(began and not ended)

    def _covers(self, since: int, noticed: int) -> bool:
        """Whether what changed between these times (ms UTC) may be the recalculation's doing."""
        began, ended = self._times or (0, 0)
        told = began and began - BREWS <= noticed and (not ended or since <= ended)
        return self.recalculation == "on" or bool(told)

    def _read(self, tx: Transaction) -> tuple[int, int]:
        if self._times is None:
            began, _, ended = (roster.noted(tx, "recalculation") or "0 0").partition(" ")
            self._times = (int(began), int(ended))
        return self._times
