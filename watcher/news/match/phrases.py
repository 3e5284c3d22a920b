"""How news of a match sounds. Pure."""

from collections.abc import Mapping

from watcher import words as say
from watcher.news.match.facts import (
    MatchFinishedFacts,
    MatchGameAbortedFacts,
    MatchGameFacts,
    MatchGameStartedFacts,
    MatchNoticeFacts,
)
from watcher.notification import Notification
from watcher.osu import mods

TEAMS = {"red", "blue"}
RATED = 3
_NOT_COUNTED = {"warm-up": "warm-up", "excluded": "not counted", "after": "after the series"}


def series(wins: Mapping[str, int], names: Mapping[str, str]) -> str:
    """`Red 3 – 2 Blue`; with more than two sides the leaders stand first; empty before the first win."""
    if set(wins) <= TEAMS and wins:
        return f"{names.get('red', 'Red')} {wins.get('red', 0)} – {wins.get('blue', 0)} {names.get('blue', 'Blue')}"
    ranking = sorted(wins.items(), key=lambda side: side[1], reverse=True)
    return ", ".join(f"{names.get(side, side)} {count}" for side, count in ranking[:4])


def _map(facts: MatchGameFacts | MatchGameStartedFacts) -> str:
    shown = mods.display(facts.mods)
    return _slot(facts.slot, say.map_name(facts.map)) + (f" +{shown}" if shown else "")


def _slot(slot: str, named: str) -> str:
    return f"{slot}: {named}" if slot else named


def _url(facts: MatchGameFacts | MatchGameStartedFacts | MatchFinishedFacts | MatchNoticeFacts) -> str:
    return (say.room_link if facts.room else say.match_link)(facts.match_id)


def _best_of(facts: MatchGameStartedFacts | MatchFinishedFacts | MatchGameFacts) -> str:
    return f"best of {facts.best_of}" if facts.best_of else ""


def _line(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def started(facts: MatchGameStartedFacts) -> Notification:
    """A game began, or was aborted."""
    what = "aborted" if isinstance(facts, MatchGameAbortedFacts) else "now"
    return Notification(
        title=f"{facts.match_name}: {what} {_map(facts)}",
        body=_line(series(facts.wins, facts.names), _best_of(facts)),
        url=_url(facts),
    )


def game(facts: MatchGameFacts) -> Notification:
    """A finished game."""
    result = f"{facts.winner_name} wins by {_points(facts, facts.margin)}" if facts.winner else "no winner"
    which = _NOT_COUNTED.get(facts.stage, f"game {facts.number}")
    best = ", ".join(f"{result.name} {say.number(result.score)}" for result in facts.results[:3])
    return Notification(
        title=f"{facts.match_name}, {which}: {result}",
        body=f"{_line(_map(facts), _totals(facts))}\n{_line(_standing(facts), _so_far(facts), best)}",
        url=_url(facts),
    )


def _points(facts: MatchGameFacts, points: float) -> str:
    unit = {"accuracy": "%", "combo": "x"}.get(facts.scoring, "")
    return f"{say.number(points, 2 if unit == '%' else 0)}{unit}"


def _totals(facts: MatchGameFacts) -> str:
    """`300,000 – 412,345`: what the teams reached, red first."""
    if set(facts.totals) != TEAMS:
        return ""
    return f"{_points(facts, facts.totals['red'])} – {_points(facts, facts.totals['blue'])}"


def _standing(facts: MatchGameFacts) -> str:
    score = series(facts.wins, facts.names)
    if facts.stage == "won":
        return _line(score, f"{facts.winner_name} wins the series")
    if facts.stage == "match point":
        return _line(score, f"match point for {facts.close[0]}")
    if facts.stage == "tie-breaker":
        return _line(score, "the next win decides")
    return _line(score, _best_of(facts))


def _so_far(facts: MatchGameFacts | MatchFinishedFacts) -> str:
    return f"with {say.plural(facts.so_far, 'game')} from before the watch began" if facts.so_far else ""


def end(facts: MatchFinishedFacts) -> Notification:
    """The series."""
    score = series(facts.wins, facts.names) or "no winner"
    winner = f"{facts.winner_name} wins" if facts.winner else "not decided" if facts.best_of else ""
    length = f"{say.plural(facts.games, 'game')} in {say.span(facts.seconds)}"
    first, *others = [f"{one.name} ({say.number(one.rating, 2)}×)" for one in facts.ratings[:RATED]] or [""]
    rated = f"\nMVP: {', then '.join(filter(None, (first, ', '.join(others))))}" if first else ""
    if facts.table:
        rated = "\n" + ", ".join(f"{row.rank}. {row.name} {say.number(row.total)}" for row in facts.table[:RATED])
    return Notification(
        title=f"{facts.match_name} is over: {score}",
        body=_line(winner, _best_of(facts), length, _so_far(facts)) + rated,
        url=_url(facts),
    )


def notice(facts: MatchNoticeFacts) -> Notification:
    """What its referee should know."""
    count, long = facts.slots - len(facts.missing), say.span(facts.seconds)
    maps = f"{count} of {say.plural(facts.slots, 'map')} of the pool played" if facts.slots else ""
    not_played = f"not played: {', '.join(facts.missing)}" if facts.missing and facts.slots else ""
    named = _slot(facts.slot, say.map_name(facts.map)) if facts.map else ""
    said, body = {
        "off pool": ("a map that is not in the pool", named),
        "mods": (f"played without {'+'.join(facts.forced)}", _line(named, ", ".join(facts.without))),
        "idle": (f"nothing is played for {long}", maps),
        "late": (f"still open after {long}", _line(maps, not_played)),
        "incomplete": (f"closed after {count} of {say.plural(facts.slots, 'map')}", not_played),
    }[facts.what]
    return Notification(title=f"{facts.match_name}: {said}", body=body, url=_url(facts))
