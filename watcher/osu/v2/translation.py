"""From models to nouns."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Literal, TypeVar

from watcher.osu import nouns
from watcher.osu.deeds import WORDS, linked
from watcher.osu.keys import BoardKey
from watcher.osu.nouns import Mode
from watcher.osu.unknown import say_once
from watcher.osu.v2 import models

A = TypeVar("A")
B = TypeVar("B")

_NEVER = models.Statistics(global_rank=None, pp=0.0, play_count=0)
_RANKED = (1, 2)  # maps that give pp: ranked and approved
_SCORING: dict[str, Literal["score", "accuracy", "combo", "score_v2"]] = {
    "score": "score",
    "accuracy": "accuracy",
    "combo": "combo",
    "scorev2": "score_v2",
}
_TEAMS: dict[str, Literal["head_to_head", "tag_coop", "team_vs", "tag_team_vs"]] = {
    "head-to-head": "head_to_head",
    "tag-coop": "tag_coop",
    "team-vs": "team_vs",
    "tag-team-vs": "tag_team_vs",
}
_SIDES: dict[str, Literal["red", "blue"]] = {"red": "red", "blue": "blue"}


def each(items: Iterable[A], translate: Callable[[A], B]) -> list[B]:
    """All of them, but those that our words can't tell (a fifth ruleset): they are set aside and logged once."""
    told: list[B] = []
    for item in items:
        try:
            told.append(translate(item))
        except ValueError as error:
            say_once(f"a {type(item).__name__} that is set aside: {error}")
    return told


def milliseconds(moment: datetime) -> int:
    """Since the epoch."""
    return round(moment.timestamp() * 1000)


def mods(found: Iterable[models.Mod]) -> tuple[nouns.Mod, ...]:
    """As they are: unknown ones pass."""
    return tuple(nouns.Mod(mod.acronym, mod.settings) for mod in found)


def beatmap(found: models.Beatmap, server: str, beatmapset: models.Beatmapset | None = None) -> nouns.Beatmap:
    """A difficulty, named with its set. Raises ValueError for an unknown mode."""
    of = found.beatmapset or beatmapset or models.Beatmapset(id=found.beatmapset_id, artist="", title="", creator="")
    return nouns.Beatmap(
        server=server,
        id=found.id,
        beatmapset_id=found.beatmapset_id,
        mode=Mode(found.mode),
        status=_status(found),
        artist=of.artist,
        title=of.title,
        version=found.version,
        creator=of.creator,
        creator_id=of.user_id,
        stars=found.difficulty_rating,
        length=found.total_length,
        bpm=found.bpm or 0.0,
        cs=found.cs or 0.0,
        ar=found.ar or 0.0,
        od=found.accuracy or 0.0,
        hp=found.drain or 0.0,
        max_combo=found.max_combo,
    )


def _status(found: models.Beatmap) -> int:
    if found.ranked is not None:
        return found.ranked
    return nouns.Status.__members__.get(found.status.upper(), nouns.Status.PENDING)


def plays(scores: Iterable[models.Score], server: str) -> list[nouns.Play]:
    """Plays in the order in which they ended."""
    return sorted(each(scores, lambda score: play(score, server)), key=lambda seen: seen.ended)


def play(score: models.Score, server: str) -> nouns.Play:
    """A play. Raises ValueError for an unknown mode, or where nobody knows when it ended.

    The score is stable's own where the play is stable, as v1 tells it; otherwise the standardised one.
    """
    if score.ended_at is None:
        raise ValueError("no time at which it ended")
    return nouns.Play(
        server=server,
        user_id=score.user_id,
        mode=Mode.numbered(score.ruleset_id),
        beatmap_id=score.beatmap_id or (score.beatmap.id if score.beatmap else 0),
        ended=milliseconds(score.ended_at),
        passed=score.passed,
        accuracy=score.accuracy,
        max_combo=score.max_combo,
        misses=score.statistics.get("miss", 0),
        grade=score.rank,
        score=score.legacy_total_score or score.total_score,
        pp=score.pp,
        no_pp="" if score.pp is not None else _no_pp(score),
        mods=mods(score.mods),
        hits=score.statistics,
        full_combo=bool(score.is_perfect_combo or score.legacy_perfect),
        lazer=score.legacy_score_id is None,
        score_id=score.id,
        legacy_score_id=score.legacy_score_id or None,
        username=score.user.username if score.user else "",
        country=(score.user.country_code or "") if score.user else "",
        beatmap=beatmap(score.beatmap, server, score.beatmapset) if score.beatmap else None,
    )


def leaderboard(scores: Iterable[models.Score], board: BoardKey, asked: int) -> nouns.Leaderboard:
    """A leaderboard, in the server's order."""
    return nouns.Leaderboard(
        server=board.server,
        mode=board.mode,
        beatmap_id=board.beatmap_id,
        asked=asked,
        plays=tuple(each(scores, lambda score: play(score, board.server))),
        stable=board.stable,
    )


def _no_pp(score: models.Score) -> Literal["pending", "none"]:
    """Why there is no pp. Stable plays count as processed at once, so theirs may still come."""
    if not score.passed or score.ranked is False or (score.beatmap and _status(score.beatmap) not in _RANKED):
        return "none"
    stable = score.legacy_score_id is not None
    return "pending" if stable or not score.processed else "none"


def profile(user: models.User, mode: Mode, server: str, asked: int, *, whole: bool = False) -> nouns.Profile:
    """A player's standing. Without statistics for the mode among those of others: never played it.

    whole: the player was asked for alone; only then are badges told.
    Raises ValueError where there are no statistics at all: that tells nothing.
    """
    if user.statistics is None and user.statistics_rulesets is None:
        raise ValueError("no statistics")
    stats = user.statistics or (user.statistics_rulesets or {}).get(mode.value) or _NEVER
    return nouns.Profile(
        server=server,
        user_id=user.id,
        username=user.username,
        mode=mode,
        asked=asked,
        pp=stats.pp or 0.0,
        global_rank=stats.global_rank or None,
        country_rank=stats.country_rank or None,
        country=user.country_code or "",
        accuracy=stats.hit_accuracy / 100,
        level=stats.level.current + stats.level.progress / 100,
        play_count=stats.play_count,
        play_time=stats.play_time or 0,
        ranked_score=stats.ranked_score,
        total_score=stats.total_score,
        grades={grade: count or 0 for grade, count in stats.grade_counts.items()},
        variants={
            each.variant: nouns.Variant(each.global_rank or None, each.country_rank or None, each.pp or 0.0)
            for each in stats.variants
            if each.mode == mode.value
        },
        team=_team(user),
        groups=_groups(user.groups),
        badges=_badges(user.badges) if whole else None,
        best_rank=user.rank_highest.rank if user.rank_highest else None,
        online=user.is_online if user.last_visit else None,  # osu-web: UserCompactTransformer, both for who hides it
        visited=milliseconds(user.last_visit) if user.last_visit else None,
        supporter=user.is_supporter,
    )


def card(user: models.User, mode: Mode, server: str, asked: int) -> nouns.Card:
    """What is told of a player among many, with the rank in a mode."""
    rank = user.global_rank
    return nouns.Card(
        server=server,
        user_id=user.id,
        username=user.username,
        mode=mode,
        asked=asked,
        global_rank=rank.rank if rank and rank.ruleset_id == mode.number else None,
        country=user.country_code or "",
        team=_team(user),
        groups=_groups(user.groups),
        online=user.is_online if user.last_visit else None,
        visited=milliseconds(user.last_visit) if user.last_visit else None,
        supporter=user.is_supporter,
    )


def _team(user: models.User) -> nouns.Team:
    return nouns.Team(user.team.id, user.team.name) if user.team else nouns.Team()


def _groups(found: list[dict[str, Any]]) -> dict[str, str]:
    return {str(each["short_name"]): str(each.get("name", "")) for each in found if each.get("short_name")}


def _badges(found: list[dict[str, Any]]) -> dict[str, str]:
    return {str(each["image_url"]): str(each.get("description") or "") for each in found if each.get("image_url")}


def ranking(rows: Iterable[tuple[int, models.Statistics]], subject: str, server: str, asked: int) -> nouns.Ranking:
    """A ranking, of rows with their places. A player who moved to the next page between two answers counts once."""
    found = {
        stats.user.id: nouns.RankingRow(
            place=place,
            user_id=stats.user.id,
            username=stats.user.username,
            pp=stats.pp or 0.0,
            team=_team(stats.user),
        )
        for place, stats in rows
        if stats.user
    }
    ordered = sorted(found.values(), key=lambda row: row.place)
    return nouns.Ranking(server=server, subject=subject, asked=asked, rows=tuple(ordered))


def deed(event: models.Event, board: Literal["lazer", "stable"]) -> nouns.Deed:
    """A line of what a player did. Raises ValueError for one that osu! could not read itself."""
    if event.type is None or event.parse_error:
        raise ValueError("osu! could not read it")
    kind, how = WORDS.get(event.type, ("other", ""))
    link = event.beatmap or event.beatmapset
    ids = linked(link.url) if link else {}
    return nouns.Deed(
        kind=kind,
        happened=milliseconds(event.created_at) // 1000 * 1000,
        how=event.approval or how,
        text=event.type if kind == "other" else "",
        mode=Mode(event.mode) if event.mode else None,
        beatmap_id=ids.get("beatmap_id", 0),
        beatmapset_id=ids.get("beatmapset_id", 0),
        title=link.title if link else "",
        rank=event.rank or 0,
        grade=event.score_rank or "",
        medal=event.achievement.name if event.achievement else "",
        count=event.count or 0,
        board=board if kind in {"rank", "rank_lost"} else "",
    )


def match(
    info: models.MatchInfo, games: list[models.Game], names: dict[int, str], server: str, *, asked: int, moved: int
) -> nouns.Match:
    """A match with these games. One without an end was aborted if a later one exists or the match has ended."""
    ordered = sorted(games, key=lambda found: (found.start_time, found.id))
    last = ordered[-1].id if ordered and info.end_time is None else None
    return nouns.Match(
        server=server,
        id=info.id,
        name=info.name,
        started=milliseconds(info.start_time),
        ended=milliseconds(info.end_time) if info.end_time else None,
        asked=asked,
        moved=moved,
        games=tuple(
            each(ordered, lambda found: _game(found, server, aborted=found.end_time is None and found.id != last))
        ),
        names=names,
    )


def _game(found: models.Game, server: str, *, aborted: bool) -> nouns.Game:
    of_all = tuple(nouns.Mod(acronym) for acronym in found.mods)
    by_player = {score.user_id: score for score in found.scores}  # sent twice, it must not count twice
    return nouns.Game(
        id=found.id,
        beatmap_id=found.beatmap_id or (found.beatmap.id if found.beatmap else 0),
        mode=Mode.numbered(found.mode_int),
        started=milliseconds(found.start_time),
        ended=milliseconds(found.end_time) if found.end_time else None,
        aborted=aborted,
        scoring=_SCORING.get(found.scoring_type, "score"),
        teams=_TEAMS.get(found.team_type, "head_to_head"),
        mods=of_all,
        scores=tuple(_game_score(score, of_all) for score in by_player.values()),
        beatmap=beatmap(found.beatmap, server) if found.beatmap else None,
    )


def _game_score(score: models.Score, of_all: tuple[nouns.Mod, ...]) -> nouns.GameScore:
    slot = score.match or models.MatchSlot()
    own = tuple(mod for mod in mods(score.mods) if mod.acronym not in {one.acronym for one in of_all})
    return nouns.GameScore(
        user_id=score.user_id,
        slot=slot.slot,
        team=_SIDES.get(slot.team, ""),
        score=score.legacy_total_score or score.total_score,
        accuracy=score.accuracy,
        max_combo=score.max_combo,
        misses=score.statistics.get("miss", 0),
        grade=score.rank,
        passed=slot.passed,
        mods=of_all + own,
    )


_MOVES: dict[str, Literal["joined", "left", "kicked", "host"]] = {
    "player-joined": "joined",
    "player-left": "left",
    "player-kicked": "kicked",
    "host-changed": "host",
}


def moves(rows: Iterable[tuple[int, str, int | None, datetime]]) -> tuple[nouns.Move, ...]:
    """Who came and went, by the events of a match or room: id, type (rooms write `_` for `-`), player, when."""
    return tuple(
        nouns.Move(id=number, what=what, user_id=user_id, at=milliseconds(at))
        for number, kind, user_id, at in sorted(rows, key=lambda row: row[0])
        if user_id and (what := _MOVES.get(kind.replace("_", "-")))
    )
