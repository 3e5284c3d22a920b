"""The truth: everything that happened, in order, with when it became visible on which endpoint."""

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct, field

from watcher.simulator.model import DAY, MODES, Happening, Score

RECENT = 50
ON_MAPS = frozenset({"board", "stable_board", "v1.board"})
IN_ALL_MODES = frozenset({"recent_activity", "v1.user"})
NOTED = ON_MAPS | IN_ALL_MODES | {"v1.best", "v1.recent"}
"""The endpoints of which it is noted when they were asked; what the others have is taken for shown."""


class Fact(Struct, frozen=True):
    """One thing that happened. `at` and the times in `visible` are ms UTC; `visible` names endpoints.

    Names with `v1.` in front are those of API v1, which shows stable plays only. Caches of the server (5 s for the
    feed, 30 s for best lists) are not counted in. `gone`: since when an endpoint does not show it any more, noted for
    what API v1 shows of plays, and for leaderboards.
    """

    at: int
    kind: str
    facts: dict[str, Any]
    visible: Mapping[str, int] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)


class Truth:
    """A log that only grows.

    `looks`: when somebody asked an endpoint about a player or a map, in a mode (ms UTC), as far as that decides what
    was shown.
    """

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.looks: dict[tuple[str, int, str], list[int]] = defaultdict(list)
        self._recent: dict[tuple[int, str], deque[Fact]] = defaultdict(deque)
        self._standing: dict[tuple[str, int, int, int], Fact] = {}
        self._listed: dict[tuple[int, str, int], Fact] = {}

    def asked(self, where: str, number: int, mode: str, at: int) -> None:
        """Write down that an endpoint was asked about a player, or about a map."""
        self.looks[where, number, mode].append(at)

    def shown(self, fact: Fact, where: str) -> int | None:
        """When an answer of that endpoint first held a fact (ms UTC); None where none did while it was there.

        What a leaderboard showed when it was first asked for had been there before anybody looked.
        """
        if where not in NOTED:
            return fact.visible[where]
        number = fact.facts["beatmap_id" if where in ON_MAPS else "user_id"]
        looks = self.looks[where, number, "" if where in IN_ALL_MODES else fact.facts["mode"]]
        next_look = bisect_left(looks, fact.visible[where])
        if next_look == len(looks) or (where in ON_MAPS and not next_look):
            return None
        return looks[next_look] if looks[next_look] < fact.gone.get(where, looks[next_look] + 1) else None

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
        fact = Fact(at, "play", facts, visible)
        self.facts.append(fact)
        if "v1.recent" in visible:
            self._now_recent(at, fact)

    def _now_recent(self, at: int, fact: Fact) -> None:
        """API v1 shows the last fifty plays of a day."""
        fact.gone["v1.recent"] = fact.facts["ended"] * 1000 + DAY
        recent = self._recent[fact.facts["user_id"], fact.facts["mode"]]
        recent.append(fact)
        if len(recent) > RECENT:
            old = recent.popleft()
            old.gone["v1.recent"] = min(at, old.gone["v1.recent"])

    def stable_top_play(self, at: int, score: Score, place: int) -> None:
        """A play entered the best 100 of stable, which is the list of API v1; another one on the map left it."""
        self.left(at, score)
        self.tell(at, "stable_top_play", ("v1.best",), **_identity(score), pp=score.pp, place=place)
        self._listed[score.user_id, MODES[score.mode], score.beatmap_id] = self.facts[-1]

    def stands(self, at: int, score: Score, place: int, board: str, /, **country: Any) -> None:
        """A play came onto a map's leaderboard, stable's or the one of lazer; the player's play before it left it.

        country: the player's, and who of it stood first there until now, and does from now on.
        """
        where = ("stable_board", "v1.board") if board == "stable" else ("board",)
        key = board, score.beatmap_id, score.mode, score.user_id
        if old := self._standing.get(key):
            old.gone.update(dict.fromkeys(where, at))
        self.tell(at, "board", where, **_identity(score), place=place, full_combo=score.perfect, **country)
        self._standing[key] = self.facts[-1]

    def left(self, at: int, score: Score) -> None:
        """What stood in the best list of API v1 for a map stands there no more."""
        if fact := self._listed.pop((score.user_id, MODES[score.mode], score.beatmap_id), None):
            fact.gone["v1.best"] = at

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
