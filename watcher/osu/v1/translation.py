"""From models to nouns. Nothing that only v1 says gets past here."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Literal, TypeVar

from msgspec import structs

from watcher.osu import nouns
from watcher.osu.deeds import WORDS
from watcher.osu.enums import ScoringType, TeamType
from watcher.osu.keys import BANCHO, BoardKey
from watcher.osu.mods import OsuMod, from_bits, is_silver
from watcher.osu.nouns import Mode
from watcher.osu.scoring import stable_accuracy, stable_grade, statistics
from watcher.osu.unknown import say_once
from watcher.osu.v1.models import Beatmap, BeatmapScore, Game, Match, RecentScore, TeamScore, User, UserEvent

A = TypeVar("A")
B = TypeVar("B")

_SIDES: dict[int, Literal["blue", "red"]] = {1: "blue", 2: "red"}
_SCORING: dict[ScoringType, Literal["score", "accuracy", "combo", "score_v2"]] = {
    ScoringType.score: "score",
    ScoringType.accuracy: "accuracy",
    ScoringType.combo: "combo",
    ScoringType.score_v2: "score_v2",
}
_TEAMS: dict[TeamType, Literal["head_to_head", "tag_coop", "team_vs", "tag_team_vs"]] = {
    TeamType.head_to_head: "head_to_head",
    TeamType.tag_coop: "tag_coop",
    TeamType.team_vs: "team_vs",
    TeamType.tag_team_vs: "tag_team_vs",
}
_GRADES = {"SS": "X", "SSH": "XH"}  # Ripple's words


def each(rows: Iterable[A], translate: Callable[[A], B]) -> list[B]:
    """All of them, but those that our words can't tell (a fifth mode, no date): they are set aside and logged."""
    told: list[B] = []
    for row in rows:
        try:
            told.append(translate(row))
        except ValueError as error:
            say_once(f"a {type(row).__name__} is set aside, {error}")
    return told


def milliseconds(moment: datetime | None) -> int:
    """Since the epoch. Raises ValueError where the server gave no time."""
    if moment is None:
        raise ValueError("it has no date")
    return round(moment.timestamp() * 1000)


def play(score: RecentScore, mode: Mode, server: str) -> nouns.Play:
    """A play. v1 knows stable plays only, and tells the pp of recent ones nowhere but on some private servers."""
    return _play(score, mode, server, score.beatmap_id)


def leaderboard(scores: Iterable[BeatmapScore], board: BoardKey, asked: int) -> nouns.Leaderboard:
    """The leaderboard of stable."""
    rows = ((score, score.username) for score in scores)
    found = each(
        rows, lambda row: structs.replace(_play(row[0], board.mode, board.server, board.beatmap_id), username=row[1])
    )
    return nouns.Leaderboard(
        server=board.server,
        mode=board.mode,
        beatmap_id=board.beatmap_id,
        asked=asked,
        plays=tuple(found),
        stable=board.stable,
    )


def _play(score: RecentScore | BeatmapScore, mode: Mode, server: str, beatmap_id: int) -> nouns.Play:
    passed = score.rank != "F"
    return nouns.Play(
        server=server,
        user_id=score.user_id,
        mode=mode,
        beatmap_id=beatmap_id,
        ended=milliseconds(score.date),
        passed=passed,
        accuracy=stable_accuracy(mode, score.counts),
        max_combo=score.maxcombo,
        misses=score.countmiss,
        grade=_GRADES.get(score.rank, score.rank),
        score=score.score,
        pp=score.pp,
        no_pp="" if score.pp is not None else "not offered" if passed else "none",
        mods=from_bits(score.enabled_mods.value),
        hits=statistics(mode, score.counts),
        full_combo=score.perfect,
        lazer=False,
        legacy_score_id=score.score_id or None,
    )


def plays(scores: Iterable[RecentScore], mode: Mode, server: str) -> list[nouns.Play]:
    """Plays in the order in which they ended."""
    return sorted(each(scores, lambda score: play(score, mode, server)), key=lambda seen: seen.ended)


def profile(user: User, mode: Mode, server: str, asked: int) -> nouns.Profile:
    """A player's standing. Whoever has no pp has no rank, whatever number stands there."""
    ranked = bool(user.pp_raw)
    grades = {
        "ss": user.count_rank_ss,
        "ssh": user.count_rank_ssh,
        "s": user.count_rank_s,
        "sh": user.count_rank_sh,
        "a": user.count_rank_a,
    }
    return nouns.Profile(
        server=server,
        user_id=user.user_id,
        username=user.username,
        mode=mode,
        asked=asked,
        pp=user.pp_raw or 0.0,
        global_rank=(user.pp_rank or None) if ranked else None,
        country_rank=(user.pp_country_rank or None) if ranked else None,
        country=user.country,
        accuracy=(user.accuracy or 0.0) / 100,
        level=user.level or 0.0,
        play_count=user.playcount or 0,
        play_time=user.total_seconds_played or 0,
        ranked_score=user.ranked_score or 0,
        total_score=user.total_score or 0,
        grades={grade: count for grade, count in grades.items() if count is not None},
        hides_plays=server == BANCHO,  # its totals hold lazer's plays, its lists stable's alone (osu-api.md §1)
    )


def activity(user: User, server: str, asked: int) -> nouns.Activity:
    """What a player did lately, as the profile tells it."""
    return nouns.Activity(
        server=server,
        user_id=user.user_id,
        asked=asked,
        deeds=tuple(each(user.events, _deed)),
        username=user.username,
    )


def _deed(event: UserEvent) -> nouns.Deed:
    """A line. Raises ValueError where it has no date, or is empty."""
    what = event.what
    kind, how = WORDS.get(what.kind.value, ("other", ""))
    if not what.text:
        raise ValueError("it says nothing")
    return nouns.Deed(
        kind=kind,
        happened=milliseconds(event.date),
        how=what.approval or how,
        text=what.text if kind == "other" else "",
        mode=None if what.mode is None else Mode.numbered(what.mode.value),
        beatmap_id=what.beatmap_id or 0,
        beatmapset_id=what.beatmapset_id or 0,
        title=what.title or "",
        rank=what.rank or 0,
        grade=what.grade or "",
        medal=what.medal or "",
        count=what.count or 0,
    )


def beatmap(found: Beatmap, server: str) -> nouns.Beatmap:
    """A difficulty. Raises ValueError for an unknown mode."""
    return nouns.Beatmap(
        server=server,
        id=found.beatmap_id,
        beatmapset_id=found.beatmapset_id,
        mode=Mode.numbered(found.mode.value),
        status=found.approved.value,
        artist=found.artist,
        title=found.title,
        version=found.version,
        creator=found.creator,
        creator_id=found.creator_id,
        stars=found.difficultyrating,
        length=found.total_length,
        bpm=found.bpm,
        cs=found.diff_size,
        ar=found.diff_approach,
        od=found.diff_overall,
        hp=found.diff_drain,
        max_combo=found.max_combo,
    )


def match(found: Match, names: dict[int, str], server: str, asked: int) -> nouns.Match:
    """A match. A game without an end was aborted if a later one exists or the match has ended."""
    info = found.match
    running = found.games[-1:] if info.end_time is None else []
    moments = [moment for game in found.games for moment in (game.start_time, game.end_time) if moment]
    return nouns.Match(
        server=server,
        id=info.match_id,
        name=info.name,
        started=milliseconds(info.start_time),
        ended=milliseconds(info.end_time) if info.end_time else None,
        asked=asked,
        moved=max(map(milliseconds, moments), default=milliseconds(info.start_time)),
        games=tuple(each(found.games, lambda game: _game(game, running))),
        names=names,
    )


def _game(game: Game, running: Sequence[Game]) -> nouns.Game:
    mode = Mode.numbered(game.play_mode.value)
    return nouns.Game(
        id=game.game_id,
        beatmap_id=game.beatmap_id,
        mode=mode,
        started=milliseconds(game.start_time),
        ended=milliseconds(game.end_time) if game.end_time else None,
        aborted=game.end_time is None and game not in running,
        scoring=_SCORING.get(game.scoring_type, "score"),
        teams=_TEAMS.get(game.team_type, "head_to_head"),
        mods=from_bits(game.mods.value),
        scores=tuple(_game_score(score, game, mode) for score in game.scores),
    )


def _game_score(score: TeamScore, game: Game, mode: Mode) -> nouns.GameScore:
    mods = from_bits((game.mods | (score.enabled_mods or OsuMod.NoMod)).value)
    score_v2 = game.scoring_type is ScoringType.score_v2
    grade = stable_grade(mode, score.counts, silver=is_silver(mods)) if score.passed else "F"
    return nouns.GameScore(
        user_id=score.user_id,
        slot=score.slot,
        team=_SIDES.get(score.team, ""),
        score=score.score,
        accuracy=stable_accuracy(mode, score.counts, score_v2=score_v2),
        max_combo=score.maxcombo,
        misses=score.countmiss,
        grade=grade,
        passed=score.passed,
        mods=mods,
    )
