"""Who won a game, and by how much. Pure.

As osu-web's match page counts: only finished games, failed players add nothing to their team, tag co-op has no winner.
"""

from collections.abc import Sequence

from watcher.osu.nouns import Game, GameScore


def outcome(game: Game) -> tuple[str, float]:
    """Who won (`red`, `blue`, a player's id) and by how much; empty for a tie or a shared effort."""
    best = sorted(totals(game).items(), key=lambda side: side[1], reverse=True)
    if game.teams == "tag_coop" or len(best) < 2 or best[0][1] == best[1][1]:
        return "", 0.0
    return best[0][0], round(best[0][1] - best[1][1], 4)


def totals(game: Game) -> dict[str, float]:
    """What each side reached: a team together, without those who failed, or each player for themselves."""
    if game.teams in {"team_vs", "tag_team_vs"}:
        by_team = {team: [s for s in game.scores if s.team == team and s.passed] for team in ("red", "blue")}
        return {team: points(game, scores) for team, scores in by_team.items()}
    return {str(score.user_id): points(game, [score]) if score.passed else 0.0 for score in game.scores}


def points(game: Game, scores: Sequence[GameScore]) -> float:
    """What these scores are worth together, in what the game is scored by; accuracy in percent, by mean."""
    if game.scoring == "accuracy":
        return sum(score.accuracy for score in scores) * 100 / len(scores) if scores else 0.0
    if game.scoring == "combo":
        return sum(score.max_combo for score in scores)
    return sum(score.score for score in scores)


def shares(game: Game) -> dict[int, float]:
    """Each player's part in a game, by score: 1 is the average of those who played it. Empty for a single player."""
    total = sum(score.score for score in game.scores)
    if len(game.scores) < 2 or not total:
        return {}
    return {score.user_id: score.score * len(game.scores) / total for score in game.scores}
