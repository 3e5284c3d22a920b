"""How news of a match sounds. Pure."""

from collections.abc import Mapping

from watcher import words as say
from watcher.news.match.facts import MatchFinishedFacts, MatchGameAbortedFacts, MatchGameFacts, MatchGameStartedFacts
from watcher.notification import Notification
from watcher.osu import mods


def series(wins: Mapping[str, int], names: Mapping[str, str]) -> str:
    """`Red 3 – 2 Blue`; with more than two sides the leaders stand first; empty before the first win."""
    if set(wins) <= {"red", "blue"} and wins:
        return f"Red {wins.get('red', 0)} – {wins.get('blue', 0)} Blue"
    ranking = sorted(wins.items(), key=lambda side: side[1], reverse=True)
    return ", ".join(f"{names.get(side, side)} {count}" for side, count in ranking[:4])


def _map(facts: MatchGameFacts | MatchGameStartedFacts) -> str:
    shown = mods.display(facts.mods)
    return say.map_name(facts.map) + (f" +{shown}" if shown else "")


def started(facts: MatchGameStartedFacts) -> Notification:
    """A game began, or was aborted."""
    what = "aborted" if isinstance(facts, MatchGameAbortedFacts) else "now"
    return Notification(
        title=f"{facts.match_name}: {what} {_map(facts)}",
        body=series(facts.wins, facts.names),
        url=say.match_link(facts.match_id),
    )


def game(facts: MatchGameFacts) -> Notification:
    """A finished game."""
    unit = {"accuracy": "%", "combo": "x"}.get(facts.scoring, "")
    margin = say.number(facts.margin, 2 if unit == "%" else 0)
    result = f"{facts.winner_name} wins by {margin}{unit}" if facts.winner else "no winner"
    best = [f"{result.name} {say.number(result.score)}" for result in facts.results[:3]]
    return Notification(
        title=f"{facts.match_name}, game {facts.number}: {result}",
        body="\n".join(
            (
                _map(facts),
                " · ".join(filter(None, (series(facts.wins, facts.names), ", ".join(best)))),
            )
        ),
        url=say.match_link(facts.match_id),
    )


def end(facts: MatchFinishedFacts) -> Notification:
    """The series."""
    score = series(facts.wins, facts.names) or "no winner"
    winner = f"{facts.winner_name} wins · " if facts.winner else ""
    mvp = f"\nMVP: {facts.mvp} ({say.number(facts.mvp_rating, 2)}× the average)" if facts.mvp else ""
    return Notification(
        title=f"{facts.match_name} is over: {score}",
        body=f"{winner}{say.plural(facts.games, 'game')} in {say.span(facts.seconds)}{mvp}",
        url=say.match_link(facts.match_id),
    )
