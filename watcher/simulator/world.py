"""The world: its state, its time, and how a play comes into it. Pure: no clock, no I/O; whoever asks brings the time.

Everything that happens goes through `advance(now)` or through a deed (`play`, and those of `accounts`, `mapping`,
`matches`), at a time, in an order; so the same seed, start and script make the same world, byte for byte.
"""

import heapq
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from watcher.simulator import creation, names, past, performance, scoring, standings
from watcher.simulator.crowd import HELD, Crowd
from watcher.simulator.model import (
    APPROVED,
    LOVED,
    MODES,
    QUALIFIED,
    RANKED,
    Difficulty,
    Happening,
    MapEvent,
    MapSet,
    Match,
    Mod,
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


class World:
    """An osu! in miniature.

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
        self._crowd = (
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
        return max(self.listing[-1].id or 0 if self.listing else 0, self.id_at(self.now) if self._crowd else 0)

    def id_at(self, at: int) -> int:
        """About the newest score id at a time."""
        return FIRST_ID + (at - self.start) * IDS_PER_SECOND // 1000

    def score_id(self) -> int:
        """The next score id: they rise with time, as if the rest of the world played as well."""
        self._last_id = max(self._last_id + 1, self.id_at(self.now))
        if self._crowd is not None and self._crowd.owns(self._last_id):
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
            self.maps[row.id] = row
            insort(self._by_stars[row.mode], (row.stars, row.id))

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

    # ── plays ──

    def submit(self, score: Score, *, commit: int = 0, process: int = 0) -> None:
        """A play has just ended. Its row can be read `commit` ms later, its value is known `process` ms after that.

        A lazer row takes its id at once, before it can be read; a stable one when it is taken over.
        """
        if score.lazer:
            score.id = self.score_id()
        self.players[score.user_id].visited = self.now
        self._after(commit, self._commit, score, process)

    def _after(self, delay: int, call: Callable[..., None], *args: Any) -> None:
        if delay:
            self.later(self.now + delay, call, *args)
        else:
            call(*args)

    def _commit(self, score: Score, process: int) -> None:
        score.id = score.id or self.score_id()
        score.legacy_id = None if score.lazer else 0
        score.committed = self.now
        score.ranked = score.passed and self.status(score.beatmap_id) in BOARDS
        self.scores[score.id] = score
        mine = self.reached(score.user_id, score.mode)
        standings.count_play(mine, score)
        if mine.idle:
            mine.idle = False
            self.settle(score.user_id, score.mode)
        if score.ranked:
            insort(self.listing, score, key=standings.by_id)
        self._after(process, self._process, score)

    def _process(self, score: Score) -> None:
        score.processed = self.now
        user, mode = score.user_id, score.mode
        mine = self.reached(user, mode)
        before = self.rank(user, mode), mine.pp
        if score.passed and score.value is not None and self.status(score.beatmap_id) in WORTHY:
            score.pp = scoring.rework(score.value, score.beatmap_id, scoring.bits(score.mods), self.revision)
        self.truth.play(self.now, score)
        if standings.enter_stable(mine, score):
            score.legacy_id = self.legacy_id()
        place = standings.enter(mine, score)
        if place is not None:
            self._improve(score, place, before)
        if score.ranked:
            self._enter_boards(score)

    def _improve(self, score: Score, place: int, before: tuple[int | None, float]) -> None:
        user, mode = score.user_id, score.mode
        self.settle(user, mode)
        mine, rank = self.standings[user, mode], self.rank(user, mode)
        if rank is not None and (mine.peak is None or rank < mine.peak[0]):
            mine.peak = (rank, self.now)
        if place <= standings.SHOWN:
            self.truth.top_play(self.now, score, place, mine.pp - before[1])
        if rank != before[0]:
            self.truth.rank(self.now, user, MODES[mode], before[0], rank)

    def _enter_boards(self, score: Score) -> None:
        """One play of stable is told twice: on the board of stable, and on the one of lazer."""
        key = score.beatmap_id, score.mode
        if not score.lazer:
            self._enter_board(score, self.stable_boards[key], "stable", standings.by_legacy)
        self._enter_board(score, self.boards[key], "lazer", standings.by_total)

    def _enter_board(
        self, score: Score, board: list[Score], name: str, order: Callable[[Score], tuple[int, int]]
    ) -> None:
        old = next((row for row in board if row.user_id == score.user_id), None)
        if old is not None and order(old) <= order(score):
            return
        first = board[0].user_id if board else score.user_id
        if old is not None:
            board.remove(old)
        insort(board, score, key=order)
        place = bisect_left(board, order(score), key=order) + 1
        epic = 8 if place == 1 else 4 if place < 10 else 2 if place < 40 else 1
        grade = score.stable_grade if name == "stable" else score.grade
        where = {"beatmap_id": score.beatmap_id, "mode": score.mode}
        self.happen("rank", score.user_id, epic, name, grade=grade, rank=place, **where)
        if place == 1 and first != score.user_id:
            self.happen("rankLost", first, 2, name, **where)

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

    def feed(self, mode: int | None, after: int | None, *, cut: bool) -> list[Score]:
        """At most 1000 listed plays after an id (None: the newest 1000), oldest first.

        `cut`: stop before the first lazer play whose value is not known yet. A row that was committed late stands
        at the place of its id, behind who has passed it.
        """
        begin = -4000 if after is None else bisect_right(self.listing, after, key=standings.by_id)
        rows = [
            row
            for row in self.listing[begin:]
            if (mode is None or row.mode == mode) and not self.players[row.user_id].restricted
        ]
        if self._crowd is not None:
            rows = self._among_strangers(self._crowd, rows, mode, after, cut)
        if cut:
            rows = rows[: next((at for at, row in enumerate(rows) if row.lazer and row.processed is None), None)]
        return rows[-1000:] if after is None else rows[:1000]

    def _among_strangers(
        self, crowd: Crowd, rows: list[Score], mode: int | None, after: int | None, cut: bool
    ) -> list[Score]:
        newest = self.id_at(self.now - (HELD if cut else 0))
        strangers = crowd.newest(newest, 1000) if after is None else crowd.plays(after, newest, 1000)
        if after is not None and len(strangers) == 1000:
            newest = strangers[-1].id or 0  # the page ends with them
        if cut or len(strangers) == 1000:
            rows = [row for row in rows if (row.id or 0) <= newest]
        return sorted([*rows, *(row for row in strangers if mode is None or row.mode == mode)], key=standings.by_id)

    def play(
        self,
        user_id: int | str = 1001,
        *,
        mode: str = "",
        beatmap_id: int | None = None,
        pp: float | None = None,
        accuracy: float | None = None,
        misses: int | None = None,
        total: int | None = None,
        mods: Sequence[str] | None = None,
        lazer: bool = True,
        passed: bool = True,
        commit: float = 0,
        process: float = 0,
    ) -> Score:
        """Somebody has just finished a map: by default a new personal best, on a map not in the list so far.

        `commit` and `process` are seconds: until the row can be read, and from then until its pp is known.
        Raises LookupError for an unknown player or map, ValueError for an unknown mode.
        """
        player = self.known(user_id)
        number = MODES.index(mode) if mode else player.main
        mine = self.reached(player.id, number)
        if beatmap_id is None:
            choice = self.near(number, player.skill[number] or 3.0, 3.0)
            beatmap_id = next((each for each in choice if each not in mine.best), choice[0])
        if beatmap_id not in self.maps:
            raise LookupError(f"no map {beatmap_id} in this world")
        score = performance.performed(
            creation.chance(self.seed, "script", self.number("script")),
            player,
            self.maps[beatmap_id],
            self.now,
            mode=number,
            passed=passed,
            lazer=lazer,
            mods=None if mods is None else _mods(mods, lazer),
            wanted=0.985 if accuracy is None else accuracy,
            misses=misses,
        )
        if total is not None:
            score.total = total
        if passed and accuracy is None and pp is None:
            pp = round((mine.top[0].pp or 0) + 5, 3) if mine.top else 100.0
        if passed and pp is not None:
            score.value = pp
        self.submit(score, commit=int(commit * 1000), process=int(process * 1000))
        return score


def _mods(acronyms: Sequence[str], lazer: bool) -> tuple[Mod, ...]:
    return tuple(Mod(each) for each in (*acronyms, *(() if lazer or "CL" in acronyms else ("CL",))))
