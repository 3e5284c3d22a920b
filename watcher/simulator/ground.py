"""The ground a world stands on: its state, its time, its numbers, and who stands where. Pure: no clock, no I/O."""

import heapq
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from watcher.simulator import creation, names, past, scoring, standings
from watcher.simulator.crowd import Crowd
from watcher.simulator.model import (
    APPROVED,
    LOVED,
    QUALIFIED,
    RANKED,
    Difficulty,
    Happening,
    MapEvent,
    MapSet,
    Match,
    Player,
    Score,
    Standing,
)
from watcher.simulator.truth import Truth

IDS_PER_SECOND = 61  # how fast score ids rise in the real world, all submitted plays together
FIRST_ID = 5_000_000_000
FIRST_LEGACY_ID = 4_700_000_000
FIRST_HAPPENING = 1_100_000_000
BOARDS = {RANKED, APPROVED, QUALIFIED, LOVED}
WORTHY = {RANKED, APPROVED}


class Ground:
    """Everything there is, and the time; nothing is played here yet.

    seed, start: what it grows from; `start` in ms UTC.
    players: how many, at least the cast of twelve.
    depth: how many plays of the years before each player has at most, per mode (default: 100, in big worlds 30).
    every_id: any user id that is asked for exists.
    crowd: how many plays a second the feed shows of strangers (12–30 in the real world).
    """

    def __init__(
        self,
        seed: int = 1,
        start: int = 1_790_000_000_000,
        *,
        players: int = 12,
        depth: int | None = None,
        every_id: bool = False,
        crowd: float = 0,
    ) -> None:
        self.seed, self.start, self.now, self.every_id = seed, start, start, every_id
        self.depth = depth or (100 if players <= 100 else 30)
        self.truth = Truth()
        self.players: dict[int, Player] = {}
        self.named: dict[str, int] = {}
        self.sets: dict[int, MapSet] = {}
        self.maps: dict[int, Difficulty] = {}
        self.standings: dict[tuple[int, int], Standing] = {}
        self.boards: dict[tuple[int, int], list[Score]] = defaultdict(list)
        self.stable_boards: dict[tuple[int, int], list[Score]] = defaultdict(list)
        self.listing: list[Score] = []
        self.scores: dict[int, Score] = {}
        self.happenings: list[Happening] = []
        self.activity: dict[int, list[Happening]] = defaultdict(list)
        self.map_events: list[MapEvent] = []
        self.discussions: list[dict[str, Any]] = []
        self.posts: list[dict[str, Any]] = []
        self.builds: list[dict[str, Any]] = []
        self.matches: dict[int, Match] = {}
        self.rooms: dict[int, Match] = {}
        self.revision = 0
        self._ladders: dict[tuple[int, str], list[float]] = defaultdict(list)
        self._by_stars: dict[int, list[tuple[float, int]]] = defaultdict(list)
        self._agenda: list[tuple[int, int, Callable[..., None], tuple[Any, ...]]] = []
        self._turn = count()
        self._last_id = 0
        self._numbers: dict[str, int] = defaultdict(int)
        past.create(self, players)
        rows = list(self.maps.values())
        self.crowd = (
            Crowd(crowd, rows, seed=seed, start=start, first_id=FIRST_ID, rate=IDS_PER_SECOND) if crowd else None
        )

    # ── time and numbers ──

    def later(self, at: int, call: Callable[..., None], *args: Any) -> None:
        """Have something happen at a time; at the same time, in the order of asking."""
        heapq.heappush(self._agenda, (at, next(self._turn), call, args))

    def advance(self, now: int) -> None:
        """Let everything happen that is due. A time before the present changes nothing."""
        while self._agenda and self._agenda[0][0] <= now:
            at, _, call, args = heapq.heappop(self._agenda)
            self.now = max(self.now, at)
            call(*args)
        self.now = max(self.now, now)

    def number(self, series: str) -> int:
        """0, 1, 2 … in a series of that name."""
        self._numbers[series] += 1
        return self._numbers[series] - 1

    def newest_id(self) -> int:
        """The newest score id on the feed, whether it is shown yet or not."""
        return max(self.listing[-1].id or 0 if self.listing else 0, self.id_at(self.now) if self.crowd else 0)

    def id_at(self, at: int) -> int:
        """About the newest score id at a time."""
        return FIRST_ID + (at - self.start) * IDS_PER_SECOND // 1000

    def score_id(self) -> int:
        """The next score id: they rise with time, as if the rest of the world played as well."""
        self._last_id = max(self._last_id + 1, self.id_at(self.now))
        if self.crowd is not None and self.crowd.owns(self._last_id):
            self._last_id += 1
        return self._last_id

    def legacy_id(self) -> int:
        """The next id of a stable best."""
        return FIRST_LEGACY_ID + self.number("legacy score")

    # ── who and what ──

    def enrol(self, player: Player) -> None:
        """Add a player."""
        self.players[player.id] = player
        self.named[player.name.casefold()] = player.id

    def player(self, who: int | str) -> Player | None:
        """A player who can be seen, by id or by present or former name."""
        number = who if isinstance(who, int) else self.named.get(who.casefold())
        found = self.players.get(number) if number is not None else None
        if found is None and self.every_id and isinstance(number, int) and number > 0:
            found = past.welcome(self, creation.stranger(self.seed, number, self.start))
        return None if found is None or found.restricted else found

    def known(self, who: int | str) -> Player:
        """As `player`, for scripts. Raises LookupError."""
        found = self.player(who)
        if found is None:
            raise LookupError(f"no player {who!r} in this world")
        return found

    def add_set(self, made: MapSet, rows: Sequence[Difficulty]) -> None:
        """Put a set and its difficulties into the library."""
        self.sets[made.id] = made
        for row in rows:
            self.add_map(row)

    def add_map(self, row: Difficulty) -> None:
        """Put a difficulty into the library."""
        self.maps[row.id] = row
        insort(self._by_stars[row.mode], (row.stars, row.id))

    def drop_map(self, row: Difficulty) -> None:
        """Take a difficulty, which nobody has played, out of the library."""
        del self.maps[row.id]
        self._by_stars[row.mode].remove((row.stars, row.id))

    def status(self, beatmap_id: int) -> int:
        """The ranked status of a difficulty."""
        return self.sets[self.maps[beatmap_id].set_id].status

    def near(self, mode: int, stars: float, reach: float) -> list[int]:
        """The difficulties of a mode, from `reach` stars below that to half a star above, that give pp."""
        rows = self._by_stars[mode]
        low, high = (bisect_left(rows, (edge, 0)) for edge in (stars - reach, stars + 0.5))
        return [number for _, number in rows[low:high] if self.status(number) in WORTHY]

    # ── ranks ──

    def standing(self, user_id: int, mode: int) -> Standing | None:
        """What a player has reached in a mode; None where it was never played."""
        return self.standings.get((user_id, mode))

    def reached(self, user_id: int, mode: int) -> Standing:
        """As `standing`, beginning a new one where there is none."""
        found = self.standings.get((user_id, mode))
        if found is None:
            found = self.standings[user_id, mode] = Standing()
        return found

    def rank(self, user_id: int, mode: int, country: str = "") -> int | None:
        """The global rank, or the one within a country. None without pp, or after a long absence."""
        mine = self.standings.get((user_id, mode))
        return None if mine is None or mine.ladder is None else self.place(mine.ladder, mode, country)

    def place(self, pp: float, mode: int, country: str = "") -> int:
        """The rank that so much pp gives: behind the strangers of the wide world and the people of this one."""
        share = names.COUNTRIES[country][2] if country else 1.0
        return 1 + scoring.strangers_above(pp, mode, share) + bisect_left(self._ladders[mode, country], -pp)

    def settle(self, user_id: int, mode: int) -> None:
        """Compute a player's totals anew and move him on the ladders, or off them."""
        mine, player = self.standings[user_id, mode], self.players[user_id]
        standings.total(mine)
        stands = None if mine.idle or player.restricted or not mine.top else mine.pp
        for country in ("", player.country):
            ladder = self._ladders[mode, country]
            if mine.ladder is not None:
                del ladder[bisect_left(ladder, -mine.ladder)]
            if stands is not None:
                insort(ladder, -stands)
        mine.ladder = stands

    def happen(self, kind: str, user_id: int, epic: int = 2, board: str = "", /, **facts: Any) -> None:
        """Put a row into the activity of a player (0: of nobody) and of the world."""
        number = FIRST_HAPPENING + self.number("happening")
        name = self.players[user_id].name if user_id else ""
        row = Happening(
            id=number, kind=kind, at=self.now, user_id=user_id, name=name, facts=facts, epic=epic, board=board
        )
        self.happenings.append(row)
        self.activity[user_id].append(row)
        self.truth.activity(row)
