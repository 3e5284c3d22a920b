"""The world: how a play comes into it, and onto the feed. Pure: whoever asks brings the time.

Everything that happens goes through `advance(now)` or through a deed (`play`, and those of `accounts`, `mapping`,
`matches`), at a time, in an order; so the same seed, start and script make the same world, byte for byte.
"""

from bisect import bisect_right, insort
from collections.abc import Callable, Sequence
from typing import Any

from watcher.simulator import creation, performance, scoring, standings
from watcher.simulator.crowd import HELD, Crowd
from watcher.simulator.ground import BOARDS, WORTHY, Ground
from watcher.simulator.model import MODES, Mod, Score


class World(Ground):
    """An osu! in miniature, of which the feed is seen through `feed` and everything else directly."""

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
            standings.enter_total(mine, score)
        self.truth.play(self.now, score)
        if standings.enter_stable(mine, score):
            score.legacy_id = self.legacy_id()
            self._enter_stable_list(score)
        place = standings.enter(mine, score)
        if place is not None:
            self._improve(score, place, before)
        if score.ranked:
            self._enter_boards(score)

    def _enter_stable_list(self, score: Score) -> None:
        rows = sorted(self.standings[score.user_id, score.mode].stable.values(), key=standings.by_pp)
        place = next(number for number, row in enumerate(rows, 1) if row is score)
        if place <= standings.SHOWN_BY_V1:
            self.truth.stable_top_play(self.now, score, place)
        for row in rows[standings.SHOWN_BY_V1 :][:1]:
            self.truth.left(self.now, row)

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
            if self.status(score.beatmap_id) not in WORTHY and score in self.stable_boards[key]:
                score.legacy_id = self.legacy_id()  # a best without pp has an id as well
        self._enter_board(score, self.boards[key], "lazer", standings.by_total)

    def _enter_board(
        self, score: Score, board: list[Score], name: str, order: Callable[[Score], tuple[int, int]]
    ) -> None:
        old = next((row for row in board if row.user_id == score.user_id), None)
        if old is not None and order(old) <= order(score):
            return
        before = self._shown(board)
        if old is not None:
            board.remove(old)
        insort(board, score, key=order)
        if not self.players[score.user_id].restricted:  # since it ended
            self._take_place(score, name, before, self._shown(board))

    def _take_place(self, score: Score, name: str, before: Sequence[Score], after: Sequence[Score]) -> None:
        """Write down that a play stands on a leaderboard, given what everybody saw there before, and sees now."""
        place = 1 + next(above for above, row in enumerate(after) if row is score)
        country = self.players[score.user_id].country
        first_before, first = self._first_of(country, before), self._first_of(country, after)
        told = {"country": country, "country_before": first_before, "country_first": first}
        self.truth.stands(self.now, score, place, name, **told)
        epic = 8 if place == 1 else 4 if place < 10 else 2 if place < 40 else 1
        grade = score.stable_grade if name == "stable" else score.grade
        where = {"beatmap_id": score.beatmap_id, "mode": score.mode}
        self.happen("rank", score.user_id, epic, name, grade=grade, rank=place, **where)
        if place == 1 and before and before[0].user_id != score.user_id:
            self.happen("rankLost", before[0].user_id, 2, name, **where)

    def _shown(self, board: Sequence[Score]) -> list[Score]:
        """The rows that everybody sees: those of the restricted are hidden."""
        return [row for row in board if not self.players[row.user_id].restricted]

    def _first_of(self, country: str, rows: Sequence[Score]) -> int | None:
        """Who of a country stands first there."""
        return next((row.user_id for row in rows if self.players[row.user_id].country == country), None)

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
        if self.crowd is not None:
            rows = self._among_strangers(self.crowd, rows, mode, after, cut)
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
