"""When news is told: digests, quiet hours, and what happened while nobody watched. Pure: the time is passed in.

Times of day are wall-clock times in an IANA zone. Where a clock is put forward, a time that does not exist is told as
much later as the clock was moved; where it is put back, a time that comes twice counts once, the first time.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

MINUTE = 60_000
COLLECTS = 2 * MINUTE
"""How long news from a time when nobody watched is collected (ms), before its digest is sent."""
AWAY = 10 * MINUTE
"""A pause of ours that is longer (ms) is a time when nobody watched."""

NEWS_LIVES = 3 * 24 * 60 * MINUTE
"""News that waited longer than this (ms) is not worth a message, unless a sink says otherwise."""

SCHEDULED = "scheduled"
QUIET = "quiet"
CATCH_UP = "catch-up"
MORE = "more"
_NEWEST = "newest "

Every = Literal["hour", "day", "week"]
Then = Literal["digest", "hold", "drop"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)


class Digest(Struct, frozen=True, kw_only=True):
    """Everything in one message, now and then. `at`: minutes since midnight; `on`: the day of a weekly one."""

    every: Every = "day"
    at: int = 9 * 60
    on: Weekday = "monday"
    zone: str = "UTC"

    @property
    def written(self) -> str:
        """As text, for a subject."""
        return f"{self.every} {self.on} {self.at} {self.zone}"

    @classmethod
    def read(cls, text: str) -> "Digest":
        """What `written` wrote."""
        every, on, at, zone = text.split(" ")
        return msgspec.convert({"every": every, "on": on, "at": int(at), "zone": zone}, cls)


class Quiet(Struct, frozen=True, kw_only=True):
    """Hours without messages, in minutes since midnight, and what becomes of the news of these hours."""

    start: int
    end: int
    zone: str = "UTC"
    then: Then = "digest"


class CatchUp(Struct, frozen=True, kw_only=True):
    """What becomes of news from a time when nobody watched. `most` is for `newest`, `age` (ms) for `drop`."""

    how: Literal["all", "digest", "newest", "drop"] = "digest"
    most: int = 0
    age: int = 0


class Cap(Struct, frozen=True, kw_only=True):
    """At most so many messages within a time (ms). What is over it folds into one message more."""

    most: int
    within: int


class Rhythm(Struct, frozen=True, kw_only=True):
    """When a sink wants to be told, and until when.

    `max_age`: how long a message may wait (ms) before it is given up. `hold_uncertain`: a message of which nobody knows
    whether it was sent is kept as a dead letter, instead of being sent again.
    """

    digest: Digest | None = None
    quiet: Quiet | None = None
    cap: Cap | None = None
    max_age: int = NEWS_LIVES
    hold_uncertain: bool = False
    reader: str = ""

    @property
    def zone(self) -> str:
        """The time zone of who reads it: as said, or else that of the quiet hours, or of the digest."""
        if self.reader:
            return self.reader
        return self.quiet.zone if self.quiet else self.digest.zone if self.digest else "UTC"


class Away(Struct, frozen=True):
    """A time when nobody watched, ms UTC."""

    since: int
    until: int


TOO_LONG_AGO = "it happened while nobody watched, too long ago for `catch_up`"
IN_QUIET = "it came in quiet hours"


class Place(Struct, frozen=True):
    """When news is told (ms UTC): as a message of its own, `gathered` with others under a name, or not, and why not."""

    due: int
    gathered: str = ""
    silenced: str = ""


def place(happened: int, now: int, *, catch_up: CatchUp, rhythm: Rhythm, away: Away | None) -> Place:
    """When news that happened then is told to a sink."""
    if away is not None and away.since <= happened < away.until:
        if catch_up.how == "drop" and now - happened > catch_up.age:
            return Place(now, silenced=TOO_LONG_AGO)
        if catch_up.how in {"digest", "newest"} and rhythm.digest is None:
            return Place(now + COLLECTS, f"{_NEWEST}{catch_up.most}" if catch_up.how == "newest" else CATCH_UP)
    if rhythm.digest is not None:
        return Place(next_digest(rhythm.digest, now), SCHEDULED)
    return _in_quiet(rhythm.quiet, now)


def _in_quiet(quiet: Quiet | None, now: int) -> Place:
    until = None if quiet is None else quiet_until(quiet, now)
    if quiet is None or until is None or quiet.then == "hold":
        return Place(now)  # who sends keeps it back
    return Place(until, QUIET) if quiet.then == "digest" else Place(now, silenced=IN_QUIET)


def quiet_until(quiet: Quiet, now: int) -> int | None:
    """When the quiet hours of now end (ms UTC); None where it is not quiet."""
    start, end = next_quiet(quiet, now)
    return end if start <= now else None


def next_quiet(quiet: Quiet, now: int) -> tuple[int, int]:
    """When the quiet hours of now began and end, or else when the next ones do (ms UTC)."""
    zone = ZoneInfo(quiet.zone)
    today = datetime.fromtimestamp(now // 1000, UTC).astimezone(zone).date()
    for ahead in range(-1, 3):
        begun = today + timedelta(days=ahead)
        ended = begun + timedelta(days=quiet.end <= quiet.start)
        start, end = moment(begun, quiet.start, zone), moment(ended, quiet.end, zone)
        if start < end and now < end:
            return start, end
    raise AssertionError("there are quiet hours in any three days")


def most_of(gathered: str) -> int | None:
    """How many of the news gathered under this name are shown, the newest; None: all."""
    return int(gathered.removeprefix(_NEWEST)) if gathered.startswith(_NEWEST) else None


def next_digest(digest: Digest, now: int) -> int:
    """The next time of a digest (ms UTC), always after now."""
    zone = ZoneInfo(digest.zone)
    here = datetime.fromtimestamp(now // 1000, UTC).astimezone(zone)
    if digest.every == "hour":
        return _next_minute(now, digest.at % 60, zone)
    days = (here.date() + timedelta(days=ahead) for ahead in range(9))
    wanted = (day for day in days if digest.every == "day" or WEEKDAYS[day.weekday()] == digest.on)
    return next(found for day in wanted if (found := moment(day, digest.at, zone)) > now)


def moment(day: date, minutes: int, zone: ZoneInfo) -> int:
    """A time of day (minutes since midnight) on a day of that zone, in ms UTC."""
    return round(datetime.combine(day, time(minutes // 60, minutes % 60), zone).timestamp() * 1000)


def _next_minute(now: int, minute: int, zone: ZoneInfo) -> int:
    """When the clocks of that zone next show this minute of an hour. Some zones are half an hour off the others."""
    begun = now - now % MINUTE
    ahead = (begun + passed * MINUTE for passed in range(1, 121))
    return next(found for found in ahead if datetime.fromtimestamp(found // 1000, zone).minute == minute)
