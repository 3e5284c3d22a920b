"""How news of a profile sounds. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from watcher import phrases
from watcher import words as say
from watcher.events import Event
from watcher.facts import RankChangeFacts
from watcher.news.profile.facts import (
    CounterMilestoneFacts,
    LevelUpFacts,
    PpMilestoneFacts,
    RankedAgainFacts,
    RankMilestoneFacts,
    UnrankedFacts,
)
from watcher.notification import Notification

_COUNTERS = {
    "play_count": "{} plays",
    "play_hours": "{} hours of play",
    "ranked_score": "{} ranked score",
    "accuracy": "{}% accuracy",
    "ss": "{} SS",
    "s": "{} S",
}


def _country(change: RankChangeFacts) -> str:
    ranks = say.rank_change(change.country_rank_before, change.country_rank_after)
    return f"{change.player.country or 'Country'} {ranks}" if change.country_rank_gain else ""


def _rank_change(change: RankChangeFacts) -> tuple[str, str]:
    lines = [line for line in (phrases.standing(change), _country(change)) if line]
    if change.best_ever:
        lines.append("best rank since watched")
    return lines[0], " · ".join(lines[1:])


def _rank_milestone(facts: RankMilestoneFacts) -> tuple[str, str]:
    where = "" if facts.ranking == "global" else f" in {facts.player.country or 'the country'}"
    passed = f"{say.rank_change(facts.rank_before, facts.rank_after)} · {say.pp(facts.pp)}"
    reached = "#1" if facts.milestone == 1 else f"top {say.number(facts.milestone)}"
    return f"{reached}{where}", passed


def _pp_milestone(facts: PpMilestoneFacts) -> tuple[str, str]:
    rank = f" · {say.rank(facts.rank)}" if facts.rank else ""
    return f"{say.pp(facts.milestone)} reached", f"{say.pp(facts.pp)}{rank}"


def _counter_milestone(facts: CounterMilestoneFacts) -> tuple[str, str]:
    return _COUNTERS.get(facts.counter, "{} " + facts.counter).format(say.number(facts.milestone)), ""


def _level_up(facts: LevelUpFacts) -> tuple[str, str]:
    return f"level {facts.level_after}", f"Level {facts.level_before} → {facts.level_after}"


def _unranked(facts: UnrankedFacts) -> tuple[str, str]:
    return "no rank any more", f"Was {say.rank(facts.rank_before)} with {say.pp(facts.pp)}; inactive players have none"


def _ranked_again(facts: RankedAgainFacts) -> tuple[str, str]:
    return f"back in the ranking, {say.rank(facts.rank_after)}", f"After {say.span(facts.seconds)} · {say.pp(facts.pp)}"


_LINES: Mapping[type, Callable[[Any], tuple[str, str]]] = {
    RankChangeFacts: _rank_change,
    RankMilestoneFacts: _rank_milestone,
    PpMilestoneFacts: _pp_milestone,
    CounterMilestoneFacts: _counter_milestone,
    LevelUpFacts: _level_up,
    UnrankedFacts: _unranked,
    RankedAgainFacts: _ranked_again,
}


def notification(events: Sequence[Event]) -> Notification:
    """The words for any of these kinds. What completes the first stands beside it in the title."""
    first: Any = events[0].facts
    url = say.player_link(first.player.id, getattr(first, "mode", ""))
    picture = say.avatar_link(first.player.id)
    lines = [_LINES[type(event.facts)](event.facts) for event in events if type(event.facts) in _LINES]
    title = f"{phrases.who(first.player, first.mode)}: {', '.join(title for title, _ in lines)}"
    return Notification(title=title, body=lines[0][1], url=url, picture=picture)
