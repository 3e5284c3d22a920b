"""What follows from plays: totals, grades, counts; and the orders in which plays stand. Pure."""

from bisect import bisect_left, insort
from random import Random

from watcher.simulator import scoring
from watcher.simulator.model import DAY, Score, Standing

_GRADES = {"XH": "ssh", "X": "ss", "SH": "sh", "S": "s", "A": "a"}
SHOWN = 200  # osu-web shows no more of a player's best plays
SHOWN_BY_V1 = 100


def by_id(score: Score) -> int:
    """Order of the feed."""
    return score.id or 0


def by_pp(score: Score) -> tuple[float, int]:
    """Order of a player's best plays."""
    return (-(score.pp or 0), score.id or 0)


def by_total(score: Score) -> tuple[int, int]:
    """Order of a leaderboard: the earlier of two equal ones stands first."""
    return (-score.total, score.ended)


def by_legacy(score: Score) -> tuple[int, int]:
    """Order of a leaderboard as stable shows it."""
    return (-score.legacy_total, score.ended)


def count_play(standing: Standing, score: Score) -> None:
    """Count one more play, passed or not."""
    standing.play_count += 1
    standing.play_time += max(0, score.ended - score.started) // 1000
    standing.total_score += score.legacy_total or score.total
    standing.combo = max(standing.combo, score.combo)
    standing.last_play = score.ended
    for index, hits in enumerate((score.hits.great, score.hits.ok, score.hits.meh, score.hits.miss)):
        standing.hits[index] += hits
    if standing.recent and standing.recent[0].ended < score.ended - 2 * DAY:
        standing.recent = [each for each in standing.recent if each.ended >= score.ended - DAY]
    standing.recent.append(score)


def enter(standing: Standing, score: Score) -> int | None:
    """Keep a play with pp if it is the best of its map; its place among all the bests, from 1, else None."""
    old = standing.best.get(score.beatmap_id)
    if score.pp is None or (old is not None and (old.pp or 0) >= score.pp):
        return None
    if old is not None:
        leave(standing, old)
    standing.best[score.beatmap_id] = score
    score.best = True
    insort(standing.top, score, key=by_pp)
    return bisect_left(standing.top, by_pp(score), key=by_pp) + 1


def enter_total(standing: Standing, score: Score) -> None:
    """Of each map the highest total is ranked score (osu-queue-score-statistics: RankedScoreProcessor)."""
    before = standing.totals.get(score.beatmap_id, 0)
    standing.totals[score.beatmap_id] = max(before, score.legacy_total or score.total)
    standing.ranked_score += standing.totals[score.beatmap_id] - before


def enter_stable(standing: Standing, score: Score) -> bool:
    """Keep a stable play if it is the best stable one of its map: whether it was."""
    old = standing.stable.get(score.beatmap_id)
    if score.pp is None or score.lazer or (old is not None and (old.pp or 0) >= score.pp):
        return False
    standing.stable[score.beatmap_id] = score
    return True


def leave(standing: Standing, score: Score) -> None:
    """Take a play out of the bests."""
    score.best = False
    del standing.best[score.beatmap_id]
    standing.top = [each for each in standing.top if each is not score]


def total(standing: Standing) -> None:
    """Compute what follows from the bests: pp, accuracy, grades."""
    top = standing.top
    shown = top[:SHOWN]
    pp = scoring.weighted(score.pp or 0 for score in shown) + scoring.bonus(len(top))
    standing.pp = round(pp, 3) if top else 0.0
    standing.accuracy = scoring.profile_accuracy([score.accuracy for score in shown])
    standing.grades = dict.fromkeys(("ss", "ssh", "s", "sh", "a"), 0)
    for score in top:
        if score.grade in _GRADES:
            standing.grades[_GRADES[score.grade]] += 1


def grow_old(standing: Standing, luck: Random) -> None:
    """Give a career to a list of best plays: all the other plays of the years before."""
    plays = len(standing.top) * luck.randrange(20, 200)
    standing.play_count = plays
    standing.play_time = plays * 85
    standing.total_score = plays * luck.randrange(300_000, 900_000)
    standing.combo = max((score.combo for score in standing.top), default=0)
    standing.hits = [plays * luck.randrange(150, 400), plays * 20, plays * 4, plays * 9]
    standing.watched = plays // 900
