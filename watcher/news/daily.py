"""Daily challenges: how long a player's streak is, that it ends tonight, that it is lost, and how well a day went.

A day is one of UTC. A streak holds as long as the day before was passed; whether today was, is looked up in the evening
and told once, early enough to play.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from watcher import facts as samples
from watcher import words as say
from watcher.events import Cause, Event, Look, Step, is_outdated
from watcher.facts import PlayerFacts
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Daily

VERSION = 1
NAME = "daily"
PERSONAL = True
DEFAULT: tuple[str, ...] = ()

HOUR = 3_600_000
DAY = 24 * HOUR
EVENING = 20 * HOUR
"""How long after midnight a day that was not passed is a danger to the streak (ms)."""
SPREAD = 60_000
"""Players are looked at one after the other, so many ms apart, within an hour."""
STREAKS = (7, 14, 30, 50, 100, 200, 300, 365, 500, 730, 1000)
"""How many days are a milestone."""


class Memory(Struct, frozen=True):
    """What must be remembered of one player: the last answer, with a streak of 0 where it does not hold any more.

    warned: the day of the last warning (ms UTC). awaited: when the look of an evening is due.
    """

    asked: int
    day: int | None
    streak: int
    top_tenth: int
    top_half: int
    warned: int = 0
    awaited: int = 0

    @property
    def began(self) -> int:
        """The first day of the streak (ms UTC); 0 without one."""
        return (self.day or 0) - (self.streak - 1) * DAY if self.streak else 0


class DailyStreakFacts(Struct, frozen=True, kw_only=True):
    """A player passed the daily challenges of so many days in a row.

    milestone: 7, 14, 30, 50, 100, 200, 300, 365, 500, 730 or 1,000 days. streak: how many they are now; best: the most
    ever.
    """

    player: PlayerFacts
    milestone: int
    streak: int
    best: int


class DailyStreakAtRiskFacts(Struct, frozen=True, kw_only=True):
    """The day is nearly over (20:00 UTC or later), and its daily challenge is not passed by a player with a streak.

    streak: how many days it is. seconds: how long is left.
    """

    player: PlayerFacts
    streak: int
    seconds: int


class DailyStreakLostFacts(Struct, frozen=True, kw_only=True):
    """A player missed a daily challenge.

    streak: how many days in a row it had been. best: the most ever.
    """

    player: PlayerFacts
    streak: int
    best: int


class DailyPlacedFacts(Struct, frozen=True, kw_only=True):
    """A player was among the best of a daily challenge, as reckoned once its day is over.

    percent: 10 for the best tenth, 50 for the better half. times: how often that happened so far.
    """

    player: PlayerFacts
    percent: int
    times: int


KINDS: dict[str, type[Struct]] = {
    "daily_streak": DailyStreakFacts,
    "daily_streak_at_risk": DailyStreakAtRiskFacts,
    "daily_streak_lost": DailyStreakLostFacts,
    "daily_placed": DailyPlacedFacts,
}
CAUSES = {"daily_streak_at_risk": frozenset({Cause.OTHERS}), "daily_streak_lost": frozenset({Cause.OTHERS})}
SAMPLES: dict[str, Struct] = {
    "daily_streak": DailyStreakFacts(player=samples.PLAYER, milestone=100, streak=100, best=120),
    "daily_streak_at_risk": DailyStreakAtRiskFacts(player=samples.PLAYER, streak=99, seconds=13_200),
    "daily_streak_lost": DailyStreakLostFacts(player=samples.PLAYER, streak=99, best=120),
    "daily_placed": DailyPlacedFacts(player=samples.PLAYER, percent=10, times=12),
}


def concerned(seen: Daily) -> tuple[str]:
    """The player."""
    return (keys.user(seen.server, seen.user_id),)


READS = {Daily: concerned}


def diff(memory: Memory | None, seen: Daily, _now: int) -> Step:
    """How the streak stands, and when it has to be looked at again."""
    if memory is not None and is_outdated(seen.asked, memory.asked):
        return Step(memory)
    warned = memory.warned if memory else 0
    after = Memory(
        asked=seen.asked,
        day=seen.day,
        streak=seen.streak if _holds(seen) else 0,
        top_tenth=seen.top_tenth,
        top_half=seen.top_half,
        warned=_today(seen) if memory and _in_danger(seen) else warned,
        awaited=_evening(seen) if _holds(seen) else 0,
    )
    again = after.awaited if memory is None or after.awaited != memory.awaited else 0
    looks = (Look(question="daily", subject=concerned(seen)[0], due=again, asker=NAME),) if again else ()
    return Step(after, tuple(_news(memory, after, seen)) if memory else (), looks)


def _today(seen: Daily) -> int:
    return seen.asked // DAY * DAY


def _holds(seen: Daily) -> bool:
    """Whether there is a streak that is not lost, whether or not osu! has reckoned that yet."""
    return seen.streak > 0 and seen.day is not None and seen.day >= _today(seen) - DAY


def _in_danger(seen: Daily) -> bool:
    return _holds(seen) and (seen.day or 0) < _today(seen) and seen.asked - _today(seen) >= EVENING


def _evening(seen: Daily) -> int:
    """When the next evening is looked at."""
    due = _today(seen) + EVENING + seen.user_id % 60 * SPREAD
    return due if due > seen.asked else due + DAY


def _news(before: Memory, after: Memory, seen: Daily) -> Iterator[Event]:
    subject, player = concerned(seen)[0], PlayerFacts(id=seen.user_id, name=seen.username, country=seen.country)
    goes_on = before.began == after.began
    if before.streak and not goes_on:
        lost = DailyStreakLostFacts(player=player, streak=before.streak, best=seen.best)
        yield _event("daily_streak_lost", f"{subject}/{before.began}", seen, lost)
    reached = [days for days in STREAKS if (before.streak if goes_on else 0) < days <= after.streak]
    if reached:
        streak = DailyStreakFacts(player=player, milestone=reached[-1], streak=after.streak, best=seen.best)
        yield _event("daily_streak", f"{subject}/{after.began}/{reached[-1]}", seen, streak)
    if after.warned != before.warned:
        left = (after.warned + DAY - seen.asked) // 1000
        risk = DailyStreakAtRiskFacts(player=player, streak=after.streak, seconds=left)
        yield _event("daily_streak_at_risk", f"{subject}/{after.warned}", seen, risk)
    if placed := _placed(before, after):
        percent, times = placed
        best = DailyPlacedFacts(player=player, percent=percent, times=times)
        yield _event("daily_placed", f"{subject}/{percent}/{times}", seen, best)


def _placed(before: Memory, after: Memory) -> tuple[int, int] | None:
    """Among how many percent, and how often so far; who is among the best tenth is in the better half, too."""
    if after.top_tenth > before.top_tenth:
        return 10, after.top_tenth
    return (50, after.top_half) if after.top_half > before.top_half else None


def _event(kind: str, key: str, seen: Daily, facts: Struct) -> Event:
    cause = Cause.OTHERS if kind in CAUSES else Cause.PLAYED
    subject = concerned(seen)[0]
    return Event(key=f"{kind}/{key}", kind=kind, subject=subject, cause=cause, happened=seen.asked, facts=facts)


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    facts = events[0].facts
    assert isinstance(facts, DailyStreakFacts | DailyStreakAtRiskFacts | DailyStreakLostFacts | DailyPlacedFacts)
    title, body = _said(facts, say.player_name(facts.player))
    return Notification(
        title=title, body=body, url=say.player_link(facts.player.id), picture=say.avatar_link(facts.player.id)
    )


def _said(
    facts: DailyStreakFacts | DailyStreakAtRiskFacts | DailyStreakLostFacts | DailyPlacedFacts, name: str
) -> tuple[str, str]:
    if isinstance(facts, DailyPlacedFacts):
        return (
            f"{name} was in the top {facts.percent}% of a daily challenge",
            "For the first time" if facts.times == 1 else f"{facts.times} times so far",
        )
    days = say.plural(facts.streak, "day")
    if isinstance(facts, DailyStreakAtRiskFacts):
        left = say.span(facts.seconds)
        return f"{name}: a daily streak of {days} ends in {left}", "Today's daily challenge is not passed yet"
    longest = "The longest so far" if facts.streak >= facts.best else f"The longest was {say.plural(facts.best, 'day')}"
    if isinstance(facts, DailyStreakLostFacts):
        return f"{name} lost a daily streak of {days}", longest
    return f"{name}: {days} of daily challenges in a row", longest
