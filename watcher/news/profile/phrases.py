"""How news of a profile sounds. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from watcher import phrases
from watcher import words as say
from watcher.events import Cause, Event
from watcher.facts import RankChangeFacts
from watcher.news.profile.facts import (
    CounterMilestoneFacts,
    LevelUpFacts,
    PpMilestoneFacts,
    PpStepFacts,
    RankedAgainFacts,
    RankMilestoneFacts,
    RankStepFacts,
    UnrankedFacts,
    VariantChangeFacts,
)
from watcher.notification import Notification

_COUNTERS = {
    "play_count": "{} plays",
    "play_hours": "{} hours of play",
    "ranked_score": "{} ranked score",
    "accuracy": "{}% accuracy",
    "ss": "{} SS",
    "s": "{} S",
    "a": "{} A",
}


_WHY = {
    Cause.PLAYED: "by a play",
    Cause.DECAY: "without a play: a score is gone",
    Cause.REVALUED: "without a play: pp were recalculated",
    Cause.OTHERS: "only others moved",
}


def _why(cause: Cause, change: RankChangeFacts) -> str:
    """Why a rank changed. A play that is gone does not always leave another trace than less pp."""
    perhaps = ", or a score is gone" if cause is Cause.REVALUED and change.pp_change < 0 else ""
    return f"{_WHY.get(cause, '')}{perhaps}"


def _country(change: RankChangeFacts) -> str:
    ranks = say.rank_change(change.country_rank_before, change.country_rank_after)
    country = say.flag(change.player.country) or change.player.country or "Country"
    return f"{country} {ranks}" if change.country_rank_gain else ""


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


def _rank_step(facts: RankStepFacts) -> tuple[str, str]:
    passed = f"{say.rank_change(facts.rank_before, facts.rank_after)} · {say.pp(facts.pp)}"
    return f"{say.rank(facts.step)} passed", passed


def _pp_step(facts: PpStepFacts) -> tuple[str, str]:
    rank = f" · {say.rank(facts.rank)}" if facts.rank else ""
    return f"{say.pp(facts.step)} reached", f"{say.pp(facts.pp)}{rank}"


def _variant_change(facts: VariantChangeFacts) -> tuple[str, str]:
    parts = []
    if facts.pp_change:
        parts.append(say.pp_change(facts.pp_before, facts.pp_after))
    if facts.rank_before != facts.rank_after:
        parts.append(say.rank_change(facts.rank_before, facts.rank_after))
    return f"{facts.keys}K {parts[0] if parts else say.rank(facts.rank_after)}", " · ".join(parts[1:])


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
    RankStepFacts: _rank_step,
    PpStepFacts: _pp_step,
    VariantChangeFacts: _variant_change,
    CounterMilestoneFacts: _counter_milestone,
    LevelUpFacts: _level_up,
    UnrankedFacts: _unranked,
    RankedAgainFacts: _ranked_again,
}


_ROUND = RankMilestoneFacts | PpMilestoneFacts


def _of(facts: Any) -> tuple[type, int] | None:
    """The milestone that a step is as well: said once."""
    if isinstance(facts, RankStepFacts | PpStepFacts):
        return (RankMilestoneFacts if isinstance(facts, RankStepFacts) else PpMilestoneFacts), facts.step
    return None


def notification(events: Sequence[Event]) -> Notification:
    """The words for any of these kinds. What completes the first stands beside it in the title."""
    first: Any = events[0].facts
    url = say.player_link(first.player.id, getattr(first, "mode", ""))
    picture = say.avatar_link(first.player.id)
    told = {(type(each), each.milestone) for event in events if isinstance(each := event.facts, _ROUND)}
    lines = [
        _LINES[type(each)](each) for event in events if type(each := event.facts) in _LINES and _of(each) not in told
    ]
    why = _why(events[0].cause, first) if isinstance(first, RankChangeFacts) else ""
    title = f"{phrases.who(first.player, first.mode)}: {', '.join(title for title, _ in lines)}"
    return Notification(title=title, body=" · ".join(filter(None, (lines[0][1], why))), url=url, picture=picture)
