"""What is told of a goal, and how it sounds. Pure."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from msgspec import Struct

from watcher import facts as samples
from watcher import phrases
from watcher import words as say
from watcher.events import Event
from watcher.facts import PlayerFacts
from watcher.notification import Notification


class GoalFacts(Struct, frozen=True, kw_only=True):
    """How far a player is on the way to a goal of a watch.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`).
    measure: `rank`, `country_rank`, `pp`, `level` or `play_count`. target: what is to be reached.
    start: where the player stood at the first look; value: where now. missing: what is between there and the target.
    percent: how much of the way is done (0–100). pp: the player's.
    pp_missing: how much more pp the rank took when it was last looked up; None: not known, or no matter of rank.
    until: the end of the last day for it (ms UTC), None: some day.
    """

    player: PlayerFacts
    mode: str
    measure: str
    target: int
    start: float
    value: float
    missing: float
    percent: float
    pp: float
    pp_missing: float | None = None
    until: int | None = None


KINDS: dict[str, type[Struct]] = {"goal_reached": GoalFacts, "goal_missed": GoalFacts, "goal_progress": GoalFacts}
_WAY = GoalFacts(
    player=samples.PLAYER,
    mode="osu",
    measure="rank",
    target=9_999,
    start=12_000,
    value=10_040,
    missing=41,
    percent=97.9,
    pp=7000.0,
    pp_missing=12.4,
    until=1_798_761_600_000,
)
SAMPLES: dict[str, Struct] = {
    "goal_reached": GoalFacts(
        player=samples.PLAYER,
        mode="osu",
        measure="pp",
        target=7000,
        start=6500.0,
        value=7021.4,
        missing=0,
        percent=100,
        pp=7021.4,
    ),
    "goal_missed": _WAY,
    "goal_progress": _WAY,
}

_AIMS: Mapping[str, Callable[[float, str], str]] = {
    "rank": lambda value, _: say.rank(round(value)),
    "country_rank": lambda value, country: f"{say.rank(round(value))} in {country or 'the country'}",
    "pp": lambda value, _: say.pp(value),
    "level": lambda value, _: f"level {say.number(value, 2)}",
    "play_count": lambda value, _: say.plural(round(value), "play"),
}
_SHORT: Mapping[str, Callable[[float], str]] = {
    "rank": lambda value: say.plural(round(value), "place"),
    "country_rank": lambda value: say.plural(round(value), "place"),
    "pp": say.pp,
    "level": lambda value: f"{say.number(value, 2)} levels",
    "play_count": lambda value: say.plural(round(value), "play"),
}


def notification(events: Sequence[Event]) -> Notification:
    """Who, how far, and until when."""
    facts = events[0].facts
    assert isinstance(facts, GoalFacts)
    who = phrases.who(facts.player, facts.mode)
    aim = _AIMS[facts.measure](facts.target, facts.player.country)
    title, lines = _SAID[events[0].kind](facts, who, aim)
    return Notification(
        title=title,
        body=" · ".join(lines),
        url=say.player_link(facts.player.id, facts.mode),
        picture=say.avatar_link(facts.player.id),
    )


def _now(facts: GoalFacts) -> list[str]:
    """Where the player stands; the pp beside a rank."""
    stands = _AIMS[facts.measure](facts.value, facts.player.country)
    return [stands, *([say.pp(facts.pp)] if facts.measure in {"rank", "country_rank"} else [])]


def _reached(facts: GoalFacts, who: str, aim: str) -> tuple[str, list[str]]:
    return f"{who} reached the goal: {aim}", ["Now " + ", ".join(_now(facts))]


def _missed(facts: GoalFacts, who: str, aim: str) -> tuple[str, list[str]]:
    return f"{who} missed the goal: {aim}", [f"{_gap(facts)} short", *_now(facts)]


def _progress(facts: GoalFacts, who: str, aim: str) -> tuple[str, list[str]]:
    by = [f"until {datetime.fromtimestamp(facts.until / 1000 - 1, UTC):%Y-%m-%d}"] if facts.until else []
    return f"{who}: {_gap(facts)} to {aim}", [f"{int(facts.percent)}% of the way", *_now(facts), *by]


def _gap(facts: GoalFacts) -> str:
    return _SHORT[facts.measure](facts.missing) if facts.pp_missing is None else say.pp(facts.pp_missing)


_SAID: Mapping[str, Callable[[GoalFacts, str, str], tuple[str, list[str]]]] = {
    "goal_reached": _reached,
    "goal_missed": _missed,
    "goal_progress": _progress,
}
