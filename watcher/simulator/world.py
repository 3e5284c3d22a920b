"""The world: its state, its time, and what can be done to it. Pure: no clock, no I/O; whoever asks brings the time.

Everything that happens goes through `advance(now)` or through a verb (`play`, `rename`, …), at a time, in an order;
so the same seed, start and script make the same world, byte for byte.
"""

import heapq
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from watcher.simulator import creation, names, scoring
from watcher.simulator.model import (
    APPROVED,
    DAY,
    LOVED,
    MODES,
    QUALIFIED,
    RANKED,
    Difficulty,
    Happening,
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
BOARDS = {RANKED, APPROVED, QUALIFIED, LOVED}


class World:
    """An osu! in miniature.

    seed, start: what it grows from; `start` in ms UTC.
    players: how many, at least the cast of twelve.
    depth: how many plays of the years before each player has at most, per mode.
    every_id: any user id that is asked for exists.
    """

    def __init__(
        self,
        seed: int = 1,
        start: int = 1_790_000_000_000,
        *,
        players: int = 12,
        depth: int = 100,
        every_id: bool = False,
    ) -> None:
        self.seed, self.start, self.now, self.depth, self.every_id = seed, start, start, depth, every_id
        self.truth = Truth()
        self.players: dict[int, Player] = {}
        self.named: dict[str, int] = {}
        self.sets: dict[int, MapSet] = {}
        self.maps: dict[int, Difficulty] = {}
        self.standings: dict[tuple[int, int], Standing] = {}
        self.boards: dict[tuple[int, int], list[Score]] = defaultdict(list)
        self.listing: list[Score] = []
        self.scores: dict[int, Score] = {}
        self.happenings: list[Happening] = []
        self.matches: dict[int, Match] = {}
        self.rooms: dict[int, Match] = {}
        self.revision = 0
        self._ladders: dict[tuple[int, str], list[float]] = defaultdict(list)
        self._agenda: list[tuple[int, int, Callable[..., None], tuple[Any, ...]]] = []
        self._turn = count()
        self._last_id = 0
        self._legacy = count(FIRST_LEGACY_ID)
        self._happening = count(1_100_000_000)
        self._numbers: dict[str, int] = defaultdict(int)
        self._create(players)

    # ── time ──

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

    def score_id(self) -> int:
        """The next score id: they rise with time, as if the rest of the world played as well."""
        self._last_id = max(self._last_id + 1, self.id_at(self.now))
        return self._last_id

    def id_at(self, now: int) -> int:
        """About the newest score id at a time."""
        return FIRST_ID + (now - self.start) * IDS_PER_SECOND // 1000

    # ── who and what ──

    def player(self, who: int | str) -> Player | None:
        """A player who can be seen, by id or by present or former name."""
        number = who if isinstance(who, int) else self.named.get(who.casefold())
        found = self.players.get(number) if number is not None else None
        if found is None and self.every_id and isinstance(number, int) and number > 0:
            found = self._welcome(creation.stranger(self.seed, number, self.start))
        return None if found is None or found.restricted else found

    def standing(self, user_id: int, mode: int) -> Standing | None:
        """What a player has reached in a mode; None where it was never played."""
        return self.standings.get((user_id, mode))

    def rank(self, user_id: int, mode: int, country: str = "") -> int | None:
        """The global rank, or the one within a country. None without pp, or after a long absence."""
        mine = self.standings.get((user_id, mode))
        if mine is None or mine.idle or mine.pp <= 0:
            return None
        return self._place(mine.pp, mode, country)

    def _place(self, pp: float, mode: int, country: str = "") -> int:
        share = names.COUNTRIES[country][2] if country else 1.0
        return 1 + scoring.strangers_above(pp, mode, share) + bisect_left(self._ladders[mode, country], -pp)

    def status(self, beatmap_id: int) -> int:
        """The ranked status of a difficulty."""
        return self.sets[self.maps[beatmap_id].set_id].status

    def feed(self, mode: int | None, after: int | None, *, cut: bool) -> list[Score]:
        """At most 1000 listed plays after an id (None: the newest 1000), oldest first.

        `cut`: stop before the first lazer play whose value is not known yet. A row that was committed late stands
        at the place of its id, behind who has passed it.
        """
        rows = [
            row
            for row in self.listing[0 if after is None else bisect_right(self.listing, after, key=_score_id) :]
            if (mode is None or row.mode == mode) and not self.players[row.user_id].restricted
        ]
        if cut:
            waiting = next((at for at, row in enumerate(rows) if row.lazer and row.processed is None), len(rows))
            rows = rows[:waiting]
        return rows[-1000:] if after is None else rows[:1000]

    # ── plays ──

    def submit(self, score: Score, *, commit: int = 0, process: int = 0) -> None:
        """A play has just ended. Its row can be read `commit` ms later, its value is known `process` ms after that.

        A lazer row takes its id at once, before it can be read; a stable one when it is taken over.
        """
        if score.lazer:
            score.id = self.score_id()
        self.players[score.user_id].visited = self.now
        self._do(commit, self._commit, score, process)

    def _do(self, delay: int, call: Callable[..., None], *args: Any) -> None:
        if delay:
            self.later(self.now + delay, call, *args)
        else:
            call(*args)

    def _commit(self, score: Score, process: int) -> None:
        score.id = score.id or self.score_id()
        score.committed = self.now
        if not score.lazer:
            score.legacy_id = 0
        self.scores[score.id] = score
        standing = self._standing(score.user_id, score.mode)
        standing.recent.append(score)
        count_play(standing, score)
        score.ranked = score.passed and self.status(score.beatmap_id) in BOARDS
        if score.ranked:
            insort(self.listing, score, key=_score_id)
        self._do(process, self._process, score)

    def _process(self, score: Score) -> None:
        score.processed = self.now
        user, mode = score.user_id, score.mode
        standing = self._standing(user, mode)
        before = self.rank(user, mode), standing.pp
        if self.status(score.beatmap_id) in {RANKED, APPROVED} and score.value is not None:
            score.pp = scoring.rework(score.value, score.beatmap_id, scoring.bits(score.mods), self.revision)
        place = self._enter_best(standing, score)
        self.truth.tell(
            self.now, "play", user_id=user, mode=MODES[mode], beatmap_id=score.beatmap_id, ended=score.ended // 1000,
            score_id=score.id, passed=score.passed, pp=score.pp, lazer=score.lazer,
            visible={"recent": score.committed} | ({"feed": self.now} if score.ranked else {}),
        )  # fmt: skip
        if place is not None:
            self._top_play(score, place, before)
        if score.ranked:
            self._enter_board(score)

    def _top_play(self, score: Score, place: int, before: tuple[int | None, float]) -> None:
        user, mode = score.user_id, score.mode
        standing = self._standing(user, mode)
        rank = self.rank(user, mode)
        if rank is not None and (standing.peak is None or rank < standing.peak[0]):
            standing.peak = (rank, self.now)
        self.truth.tell(
            self.now, "top_play", user_id=user, mode=MODES[mode], beatmap_id=score.beatmap_id,
            ended=score.ended // 1000, place=place, pp=score.pp, gained=round(standing.pp - before[1], 3),
            visible={"feed": self.now, "best": self.now},
        )  # fmt: skip
        if rank != before[0]:
            self.truth.tell(
                self.now, "rank", user_id=user, mode=MODES[mode], before=before[0], after=rank,
                visible={"user": self.now, "users": self.now},
            )  # fmt: skip

    def _enter_best(self, standing: Standing, score: Score) -> int | None:
        """Keep the play if it is the best of its map; answer its place among the best 200, from 1."""
        old = standing.best.get(score.beatmap_id)
        if score.pp is None or (old is not None and (old.pp or 0) >= score.pp):
            return None
        if old is not None:
            old.best = False
            standing.top.remove(old)
        standing.best[score.beatmap_id] = score
        score.best, score.indexed = True, self.now
        if not score.lazer:
            score.legacy_id = next(self._legacy)
        insort(standing.top, score, key=_falling)
        self._total(score.user_id, score.mode)
        place = bisect_left(standing.top, _falling(score), key=_falling) + 1
        return place if place <= 200 else None

    def _total(self, user_id: int, mode: int) -> None:
        """Compute the totals anew and move the player on the ladders."""
        standing, player = self.standings[user_id, mode], self.players[user_id]
        for country in ("", player.country):
            _take_off(self._ladders[mode, country], -standing.pp)
        settle(standing)
        if not (standing.idle or player.restricted):
            for country in ("", player.country):
                insort(self._ladders[mode, country], -standing.pp)

    def _enter_board(self, score: Score) -> None:
        board = self.boards[score.beatmap_id, score.mode]
        old = next((row for row in board if row.user_id == score.user_id), None)
        if old is not None and old.total >= score.total:
            return
        first = board[0] if board else None
        if old is not None:
            board.remove(old)
        insort(board, score, key=_board_order)
        place = board.index(score) + 1
        self._announce(score, place)
        if place == 1 and first is not None and first.user_id != score.user_id:
            self.happen("rankLost", first.user_id, beatmap_id=score.beatmap_id, mode=score.mode)

    def _announce(self, score: Score, place: int) -> None:
        facts = {"beatmap_id": score.beatmap_id, "mode": score.mode, "rank": place}
        epic = 8 if place == 1 else 4 if place < 10 else 2 if place < 40 else 1
        if not score.lazer:
            self.happen("rank", score.user_id, epic, "stable", grade=score.stable_grade, **facts)
        self.happen("rank", score.user_id, epic, "lazer", grade=score.grade, **facts)

    def happen(self, kind: str, user_id: int, epic: int = 2, board: str = "", /, **facts: Any) -> None:
        """Put a row into the activity of a player (0: of nobody) and of the world."""
        row = Happening(
            id=next(self._happening), kind=kind, at=self.now, user_id=user_id, facts=facts, epic=epic, board=board
        )
        self.happenings.append(row)
        if board != "lazer" or not any(r.board == "stable" and r.at == row.at for r in self.happenings[-2:-1]):
            visible = {"recent_activity": self.now, "events": self.now}
            self.truth.tell(self.now, f"activity.{kind}", user_id=user_id, id=row.id, **facts, visible=visible)

    # ── the beginning ──

    def _create(self, players: int) -> None:
        for player in creation.people(self.seed, players, self.start):
            self._enrol(player)
        mappers = [number for number, _, _ in names.MAPPERS]
        for made, rows in creation.library(self.seed, mappers, self.start):
            self.add_set(made, rows)
        self._by_stars = {
            mode: sorted((row.stars, row.id) for row in self.maps.values() if row.mode == mode) for mode in range(4)
        }
        for player in list(self.players.values()):
            self._give_past(player)

    def add_set(self, made: MapSet, rows: Sequence[Difficulty]) -> None:
        """Put a set and its difficulties into the library."""
        self.sets[made.id] = made
        self.maps.update((row.id, row) for row in rows)

    def _enrol(self, player: Player) -> Player:
        self.players[player.id] = player
        self.named[player.name.casefold()] = player.id
        return player

    def _welcome(self, player: Player) -> Player:
        self._give_past(self._enrol(player))
        return player

    def near(self, mode: int, stars: float, reach: float) -> list[int]:
        """The difficulties of a mode from `reach` stars below that to half a star above, that can be ranked."""
        rows = self._by_stars[mode]
        low, high = (bisect_left(rows, (edge, 0)) for edge in (stars - reach, stars + 0.5))
        return [number for _, number in rows[low:high] if self.status(number) in {RANKED, APPROVED}]

    def _give_past(self, player: Player) -> None:
        for mode, skill in enumerate(player.skill):
            if skill:
                self._past(player, mode, skill)

    def _past(self, player: Player, mode: int, skill: float) -> None:
        luck = creation.chance(self.seed, "past", player.id, mode)
        standing = self._standing(player.id, mode)
        around = self.near(mode, skill, 2.5)
        for beatmap_id in luck.sample(around, min(self.depth, len(around))):
            ended = self.start - int(luck.uniform(2, 900) * DAY)
            score = creation.performed(luck, player, self.maps[beatmap_id], ended // 1000 * 1000)
            self._remember(standing, score)
        standing.top.sort(key=_falling)
        grow_old(standing, luck)
        # osu! hides the rank of who has not played a mode for long
        standing.idle = player.name == "Old Rowan" or (mode != player.main and luck.random() < 0.3)
        standing.last_play = self.start - DAY * (200 if standing.idle else 2)
        self._total(player.id, mode)

    def _remember(self, standing: Standing, score: Score) -> None:
        if score.value is None:
            return
        score.pp, score.best = score.value, True
        score.id = FIRST_ID - 4_000_000_000 + self.number("past score")
        score.committed = score.processed = score.indexed = score.ended
        score.legacy_id = None if score.lazer else next(self._legacy) - 2_000_000_000
        self.scores[score.id] = score
        standing.best[score.beatmap_id] = score
        standing.top.append(score)
        insort(self.boards[score.beatmap_id, score.mode], score, key=_board_order)

    def _standing(self, user_id: int, mode: int) -> Standing:
        found = self.standings.get((user_id, mode))
        if found is None:
            found = self.standings[user_id, mode] = Standing()
        return found

    # ── verbs for scripts ──

    def play(
        self,
        user_id: int | str = 1001,
        *,
        mode: str = "",
        beatmap_id: int | None = None,
        pp: float | None = None,
        accuracy: float | None = None,
        misses: int | None = None,
        mods: Sequence[str] | None = None,
        lazer: bool = True,
        passed: bool = True,
        commit: float = 0,
        process: float = 0,
    ) -> Score:
        """Somebody has just finished a map: by default a new personal best, on a map not in the list so far.

        `commit` and `process` are seconds: until the row can be read, and from then until its pp is known.
        Raises LookupError for an unknown player or map.
        """
        player = self._known(user_id)
        number = MODES.index(mode) if mode else player.main
        luck = creation.chance(self.seed, "script", self.number("script"))
        standing = self._standing(player.id, number)
        if beatmap_id is None:
            beatmap_id = self._fresh_map(standing, number, player)
        if beatmap_id not in self.maps:
            raise LookupError(f"no map {beatmap_id} in this world")
        score = creation.performed(
            luck, player, self.maps[beatmap_id], self.now, mode=number, passed=passed, lazer=lazer,
            mods=None if mods is None else _mods(mods, lazer), wanted=accuracy or 0.985, misses=misses,
        )  # fmt: skip
        if passed and accuracy is None and pp is None:
            pp = round((standing.top[0].pp or 0) + 5, 3) if standing.top else 100.0
        if passed and pp is not None:
            score.value = pp
        self.submit(score, commit=int(commit * 1000), process=int(process * 1000))
        return score

    def _known(self, who: int | str) -> Player:
        found = self.player(who)
        if found is None:
            raise LookupError(f"no player {who!r} in this world")
        return found

    def _fresh_map(self, standing: Standing, mode: int, player: Player) -> int:
        choice = self.near(mode, player.skill[mode] or 3.0, 3.0)
        return next((number for number in choice if number not in standing.best), choice[0])


def _score_id(score: Score) -> int:
    return score.id or 0


def _falling(score: Score) -> tuple[float, int]:
    return (-(score.pp or 0), score.id or 0)


def _board_order(score: Score) -> tuple[int, int]:
    return (-score.total, score.ended)


def _take_off(ladder: list[float], pp: float) -> None:
    index = bisect_left(ladder, pp)
    if index < len(ladder) and ladder[index] == pp:
        del ladder[index]


def _mods(acronyms: Sequence[str], lazer: bool) -> tuple[Mod, ...]:
    return tuple(Mod(each) for each in (*acronyms, *(() if lazer or "CL" in acronyms else ("CL",))))


def count_play(standing: Standing, score: Score) -> None:
    """Count one more play, passed or not."""
    standing.play_count += 1
    standing.play_time += max(0, score.ended - score.started) // 1000
    standing.total_score += score.legacy_total or score.total
    standing.combo = max(standing.combo, score.combo)
    standing.last_play, standing.idle = score.ended, False
    for index, hits in enumerate((score.hits.great, score.hits.ok, score.hits.meh, score.hits.miss)):
        standing.hits[index] += hits


def settle(standing: Standing) -> None:
    """Compute what follows from the list of best plays: pp, accuracy, ranked score, grades."""
    top = standing.top
    standing.pp = (
        round(scoring.weighted(score.pp or 0 for score in top[:200]) + scoring.bonus(len(top)), 3) if top else 0.0
    )
    standing.accuracy = scoring.profile_accuracy([score.accuracy for score in top[:200]])
    standing.ranked_score = sum(score.legacy_total or score.total for score in top)
    grades = {"XH": "ssh", "X": "ss", "SH": "sh", "S": "s", "A": "a"}
    standing.grades = dict.fromkeys(("ss", "ssh", "s", "sh", "a"), 0)
    for score in top:
        if score.grade in grades:
            standing.grades[grades[score.grade]] += 1


def grow_old(standing: Standing, luck: Any) -> None:
    """Give a career to a list of best plays: all the other plays of the years before."""
    plays = len(standing.top) * luck.randrange(20, 200)
    standing.play_count = plays
    standing.play_time = plays * 85
    standing.total_score = plays * luck.randrange(300_000, 900_000)
    standing.combo = max((score.combo for score in standing.top), default=0)
    standing.hits = [plays * luck.randrange(150, 400), plays * 20, plays * 4, plays * 9]
    standing.watched = plays // 900
