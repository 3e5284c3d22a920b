"""Since when nobody watched, once somebody does again: after a stop, a crash, a machine asleep, an osu! unreachable."""

from watcher.events import Event
from watcher.rules import AWAY, Away
from watcher.store import Transaction, roster

NOTED_EVERY = 60_000
"""How often it is written down that somebody watches (ms)."""


class Vigil:
    """Remembers when somebody last watched, and the last time when nobody did. The store outlives the process."""

    def __init__(self) -> None:
        self._last: int | None = None
        self.away: Away | None = None

    def keep(self, tx: Transaction, now: int) -> None:
        """Somebody watches now."""
        if self._last is None:
            self._last = int(roster.noted(tx, "awake") or 0)
            self.away = _read(roster.noted(tx, "away"))
        if self._last and now - self._last > AWAY:
            self._was_away(tx, Away(self._last, now), now)
        if not self._last or now - self._last >= NOTED_EVERY:
            roster.say(tx, {"awake": str(now)}, now)
            self._last = now

    def learn(self, tx: Transaction, event: Event, now: int) -> None:
        """News of the watcher itself tell of times when osu! could not be watched."""
        since, until = getattr(event.facts, "since", None), getattr(event.facts, "until", None)
        if since and until and until - since > AWAY:
            self._was_away(tx, Away(since, until), now)

    def shift(self, by: int) -> None:
        """The wall clock was set by so many ms: that is no time when nobody watched."""
        self._last = self._last + by if self._last else None

    def _was_away(self, tx: Transaction, away: Away, now: int) -> None:
        self.away = away
        roster.say(tx, {"away": f"{away.since} {away.until}"}, now)


def _read(noted: str | None) -> Away | None:
    since, _, until = (noted or "").partition(" ")
    return Away(int(since), int(until)) if until else None
