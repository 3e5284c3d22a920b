"""The truth: everything that happened, in order, with when it became visible on which endpoint."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct, field

from watcher.simulator.model import MODES, Happening, Score


class Fact(Struct, frozen=True):
    """One thing that happened. `at` and the times in `visible` are ms UTC; `visible` names endpoints.

    Names with `v1.` in front are those of API v1, which shows stable plays only. Caches of the server (5 s for the
    feed, 30 s for best lists) are not counted in.
    """

    at: int
    kind: str
    facts: dict[str, Any]
    visible: Mapping[str, int] = field(default_factory=dict)


class Truth:
    """A log that only grows."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []

    def tell(self, at: int, kind: str, where: tuple[str, ...], /, **facts: Any) -> None:
        """Write down that something happened, and where it can be seen from now on."""
        self.facts.append(Fact(at, kind, facts, dict.fromkeys(where, at)))

    def play(self, at: int, score: Score) -> None:
        """A play was processed; fails and unranked ones never reach the feed."""
        visible = {} if score.committed is None else {"recent": score.committed}
        if score.ranked:
            visible["feed"] = at
        if not score.lazer and score.committed is not None:
            visible["v1.recent"] = score.committed
        facts = _identity(score) | {"score_id": score.id, "passed": score.passed, "pp": score.pp, "lazer": score.lazer}
        self.facts.append(Fact(at, "play", facts, visible))

    def top_play(self, at: int, score: Score, place: int, gained: float) -> None:
        """A play entered the best 200: at which place, and what the total gained by it."""
        where = ("feed", "best") if score.lazer else ("feed", "best", "v1.best")
        facts = _identity(score) | {"pp": score.pp, "place": place, "gained": round(gained, 3)}
        self.tell(at, "top_play", where, **facts)

    def rank(self, at: int, user_id: int, mode: str, before: int | None, after: int | None) -> None:
        """A player's own deed moved his rank. That others move him as well is not written down."""
        where = ("user", "users", "rankings", "v1.user")
        self.tell(at, "rank", where, user_id=user_id, mode=mode, before=before, after=after)

    def activity(self, row: Happening) -> None:
        """A row of the activity feeds."""
        where = ("recent_activity", "events", "v1.user")
        self.tell(row.at, f"activity.{row.kind}", where, user_id=row.user_id, id=row.id, board=row.board, **row.facts)

    def lines(self, since: int = 0) -> bytes:
        """The log as JSON lines, from the fact of that number on."""
        encoder = msgspec.json.Encoder()
        return b"".join(encoder.encode(fact) + b"\n" for fact in self.facts[since:])


def _identity(score: Score) -> dict[str, Any]:
    return {
        "user_id": score.user_id,
        "mode": MODES[score.mode],
        "beatmap_id": score.beatmap_id,
        "ended": score.ended // 1000,
    }
