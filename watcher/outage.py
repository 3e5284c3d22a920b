"""What was asked in vain, and what of it to ask again as soon as osu! answers. Pure."""

from collections.abc import Iterable
from typing import Protocol

LONG = 60.0
"""After a silence of so many seconds, what failed in it is asked again at once. Before, its own pause is short."""

Key = tuple[str, str, str]


class Missed(Protocol):
    """A look that failed."""

    @property
    def key(self) -> Key:
        """What names it."""
        ...


class Outage:
    """Remembers the looks that failed and were not answered since. Times are monotonic seconds."""

    def __init__(self) -> None:
        self._silent: float | None = None
        self._missed: dict[Key, float] = {}

    @property
    def is_behind(self) -> bool:
        """Whether something that failed was not answered yet."""
        return bool(self._missed)

    def failed(self, rows: Iterable[Missed], now: float, *, silent: bool, wait: float = 0.0) -> None:
        """These failed; `silent`: as all would have. They may be asked again in `wait` seconds, not before."""
        self._missed |= {row.key: now + wait for row in rows}
        if silent and self._silent is None:
            self._silent = now

    def given_up(self, rows: Iterable[Missed]) -> None:
        """These will not be asked again."""
        for row in rows:
            self._missed.pop(row.key, None)

    def answered(self, rows: Iterable[Missed], now: float) -> dict[Key, float]:
        """These were answered. After a long silence: which others to ask again, in how many seconds."""
        self.given_up(rows)
        silent, self._silent = self._silent, None
        if silent is None or now - silent < LONG:
            return {}
        return {key: max(0.0, due - now) for key, due in self._missed.items()}
