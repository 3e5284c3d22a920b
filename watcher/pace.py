"""When to look again. Pure: the time and the dice are passed in.

Intervals are irregular, as osu!'s rules ask (osu-web: docs/info.md), without drifting: half of the spread lies before,
half after.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import NamedTuple, Protocol, TypeVar

from watcher.belief import Belief, Market, seen, wait
from watcher.osu import keys
from watcher.osu.nouns import PlannedLook

FEED = "feed"
"""The question for everybody's plays."""
URGENT = ("match", "room", FEED, "score", "beatmap")
"""Questions whose answer somebody waits for, most urgent first. All others follow, the longest waiting first."""
FIRST = (*URGENT, "best", "recent", "board")
"""Questions that are looked for on the agenda by name, so that thousands of others that are due don't hide them."""
STIRRED = ("profile",)
"""Questions that are worth asking soon after something happened to a player."""
SWEEPS = 4
"""One of so many looks under way may be a sweep however much there is of what is urgent."""
FAST = ("match", "room", FEED)
"""Questions that may be asked about the same subject more than once a minute."""

LATE = 60_000
"""Who should have been asked so long ago (ms) and was not: then we are behind."""

SPREAD = 0.1
EXACT = 60_000
"""Up to here an interval is kept exactly: only the feed and a running match are so fast."""
HOLD = 20 * 60_000
"""How long after something happened a subject is looked at as often as ever (ms)."""
MORE = 1000
"""The pause between two pages while there is more (ms): a request a second is what osu! asks of its guests."""
AFTER_PLAY = 60_000
"""How long after a play a regular look at the player is worth its request (ms)."""
FIRST_RETRY = 5_000
SLOWEST_RETRY = 5 * 60_000
PROBE_RETRY = 60_000
"""The slowest retry of what is urgent (ms): it is what finds out that osu! answers again."""
REFUSED_RETRY = 10 * 60_000
MINUTE = 60.0
FOLLOW_UPS = 3
"""Follow-ups about one player in one minute."""


class Key(NamedTuple):
    """A question about a subject, regular or in the wake of something."""

    question: str
    subject: str
    follow_up: bool


class Pace(NamedTuple):
    """How often a subject is looked at, as its row of the agenda notes it.

    every: ms between two looks; 0: once. idle: the most that this grows to while nothing happens; 0: it never grows.
    moved: when something was last seen to happen (ms UTC, 0: never). habits: where these decide, what is believed of
    them (see `belief`), and `every` is the mean over all subjects; None elsewhere.
    """

    every: int
    idle: int = 0
    moved: int = 0
    habits: Belief | None = None

    @classmethod
    def read(cls, text: str) -> "Pace":
        """What `written` wrote; nothing at all is a look that is made once."""
        plan, _, learnt = text.partition("@")
        every, _, idle = plan.removeprefix("~").partition("/")
        if plan.startswith("~"):
            return cls(int(every), int(idle), 0, Belief.read(learnt))
        return cls(int(every or 0), int(idle or 0), int(learnt or 0))

    @property
    def written(self) -> str:
        """As text: `10000/60000@1790000000000`, or `~2000000/14400000@` and what is believed."""
        idle = f"/{self.idle}" if self.idle else ""
        if self.habits is not None:
            return f"~{self.every}{idle}" + (f"@{self.habits.written}" if self.habits.looked else "")
        return f"{self.every}{idle}" + (f"@{self.moved}" if self.moved else "")

    def seen(self, moved: int) -> "Pace":
        """The same after something happened at `moved`. Where nothing slows down, nothing needs to be noted."""
        return self._replace(moved=max(moved, self.moved)) if self.idle else self

    def learnt(self, ends: list[int], now: int) -> "Pace":
        """The same after a look at `now` that showed plays that ended then (ms)."""
        if self.habits is None:
            return self.seen(max(ends, default=0))
        return self._replace(habits=seen(self.habits, ends, now))

    def interval(self, now: int) -> int:
        """How long to wait between two looks now: for a third of the silence, once that is long enough."""
        quiet = now - self.moved
        return max(self.every, min(self.idle, quiet // 3)) if quiet >= HOLD else self.every


def has_room(at_once: int, question: str, under_way: Sequence[str]) -> bool:
    """Whether one more look may be started beside those, by their questions.

    Sweeps that wait for the budget block nothing, and what is urgent leaves room for some of them: once they wait, the
    budget lets nothing starve.
    """
    if question in FIRST:
        return len(under_way) < at_once * (3 if question in URGENT else 2)
    return len(under_way) < at_once or sum(other not in FIRST for other in under_way) < at_once // SWEEPS


def planned(look: PlannedLook) -> str:
    """The pace of a planned look, as text."""
    return Pace(look.every, look.idle, 0, Belief() if look.by_habit else None).written


def by_habit(habits: Belief, pace: Pace, market: Market, chance: float) -> int:
    """When to look again at somebody whose habits decide (ms UTC). The market learns of it."""
    mean = pace.every / 1000
    waited = wait(habits, market.price(mean), pace.idle / 1000)
    market.settled(waited, mean)
    return again(round(waited * 1000), habits.looked, chance)


def again(every: int, now: int, chance: float) -> int:
    """When to repeat a look that was answered now: after `every` ms, give or take. `chance` is in [0, 1)."""
    if every <= 10_000:
        return now + every
    return now + round(every * (1 + SPREAD * (chance - 0.5)))


def onward(pace: Pace, due: int, now: int, chance: float, rest: int = 0) -> int:
    """When to repeat a look that was due at `due` and is answered now. `rest` ms would only repeat the answer.

    Short intervals are counted from when the look was due, so that the time that answers take does not add up.
    """
    every = pace.interval(now)
    if every > EXACT:
        return max(again(every, now, chance), now + rest)
    passed = max(0, now - due) // every
    return max(due + every * (passed + 1), now + rest)


def further(due: int, now: int) -> int:
    """When to ask for the next page, while there is more."""
    return max(now, due + MORE)


def slowest_retry(question: str) -> int:
    """The longest pause after a failure (ms)."""
    return PROBE_RETRY if question in URGENT else SLOWEST_RETRY


def after_failure(
    misses: int, now: int, chance: float, retry_after: float | None = None, slowest: int = SLOWEST_RETRY
) -> int:
    """When to try a failed look again: the pause doubles with each miss, up to `slowest` ms.

    `retry_after` is what the server asked for, in seconds; we never come earlier.
    """
    pause = min(FIRST_RETRY << min(misses, 16), slowest)
    pause = round(pause * (0.75 + 0.5 * chance))
    return now + max(pause, round((retry_after or 0) * 1000))


class Asked(Protocol):
    """A look as far as manners go. `asker` is empty for a regular one."""

    @property
    def question(self) -> str:
        """What is asked."""
        ...

    @property
    def subject(self) -> str:
        """About what."""
        ...

    @property
    def asker(self) -> str:
        """Who wants to know."""
        ...


A = TypeVar("A", bound=Asked)


class Remembered(Protocol):
    """What an earlier process asked: `question`, `subject`, `follow_up`, and when, by both clocks (ms UTC, seconds)."""

    @property
    def question(self) -> str:
        """What was asked."""
        ...

    @property
    def subject(self) -> str:
        """About what."""
        ...

    @property
    def follow_up(self) -> bool:
        """Whether in the wake of something."""
        ...

    @property
    def now(self) -> int:
        """When, by the wall clock."""
        ...

    @property
    def monotonic(self) -> float:
        """When, by the clock that never jumps, and begins anew when the machine does."""
        ...


class Manners:
    """What was asked in the last minute. Nobody asks the same about the same subject twice in it.

    A follow-up of a change just seen is another question than the regular one; a player gets three of them a minute.
    Times are monotonic seconds.
    """

    def __init__(self) -> None:
        self._asked: dict[Key, float] = {}  # oldest first
        self._follow_ups: Counter[str] = Counter()

    def recall(self, earlier: Iterable[Remembered], now: int, monotonic: float) -> None:
        """What an earlier process asked counts too. Of two clocks that one is believed that says it was just now.

        A clock by which it lies ahead was set back, or began anew: it knows nothing.
        """
        ages = {}
        for one in earlier:
            known = [age for age in (monotonic - one.monotonic, (now - one.now) / 1000) if age >= 0]
            ages[Key(one.question, one.subject, one.follow_up)] = min(known, default=0.0)
        for key, age in sorted(ages.items(), key=lambda item: -item[1]):
            self._note(key, monotonic - age)

    def choose(self, looks: Sequence[A], now: float) -> list[A]:
        """The looks that may be made now; they count as asked from now on."""
        self._forget(now)
        chosen: dict[Key, list[A]] = {}
        for look in looks:
            key = _key(look)
            if key not in chosen and self._allow(key):
                chosen[key] = []
                self._note(key, now)
            if key in chosen:
                chosen[key].append(look)
        return [look for some in chosen.values() for look in some]

    def answered(self, looks: Iterable[Asked], now: float, *, more: bool) -> None:
        """They were answered now, however long they had to wait; where there is `more`, it is asked for at once."""
        for key in keys_of(looks):
            self._drop(key)
            if not more:
                self._note(key, now)

    def unanswered(self, looks: Iterable[Asked]) -> None:
        """They were not answered: when to try again is not a matter of manners."""
        for key in keys_of(looks):
            self._drop(key)

    def _allow(self, key: Key) -> bool:
        crowded = key.follow_up and self._follow_ups[about(key.subject)] >= FOLLOW_UPS
        return key.question in FAST or (not crowded and key not in self._asked)

    def _note(self, key: Key, now: float) -> None:
        if key.question not in FAST:
            self._asked[key] = now
            self._follow_ups[about(key.subject)] += key.follow_up

    def _drop(self, key: Key) -> None:
        if self._asked.pop(key, None) is not None and key.follow_up:
            self._follow_ups -= Counter([about(key.subject)])

    def _forget(self, now: float) -> None:
        for key, _ in list(takewhile(lambda noted: noted[1] <= now - MINUTE, self._asked.items())):
            self._drop(key)


def keys_of(looks: Iterable[Asked]) -> set[Key]:
    """The questions that these looks are."""
    return {_key(look) for look in looks}


def _key(look: Asked) -> Key:
    return Key(look.question, look.subject, bool(look.asker))


def about(subject: str) -> str:
    """Whom a subject is about: a player is the same in every mode."""
    if not keys.is_player(subject):
        return subject
    server, _, user_id = keys.read_player(subject)
    return keys.user(server, user_id)
