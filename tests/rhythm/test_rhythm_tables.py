"""When news is told: pure tables, through both nights of the year when clocks are set, in three zones."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.rules import Away, CatchUp, Digest, Place, Quiet, Rhythm, most_of, next_digest, place, quiet_until

SECOND, MINUTE, HOUR, DAY = 1000, 60_000, 3_600_000, 86_400_000
ZONES = ("UTC", "Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")


def at(text):
    """`2026-03-29 01:30`, UTC, in milliseconds."""
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


NINE = 9 * 60
HALF_PAST_TWO = 150
DAILY = [
    # zone, minutes, now → next, both in UTC
    ("UTC", NINE, "2026-11-23 08:59", "2026-11-23 09:00"),
    ("UTC", NINE, "2026-11-23 09:00", "2026-11-24 09:00"),
    ("Europe/Oslo", NINE, "2026-07-01 06:59", "2026-07-01 07:00"),
    ("Europe/Oslo", NINE, "2026-12-01 07:30", "2026-12-01 08:00"),
    # clocks go from 02:00 to 03:00 on 29 March 2026, and from 03:00 to 02:00 on 25 October
    ("Europe/Oslo", NINE, "2026-03-28 09:00", "2026-03-29 07:00"),
    ("Europe/Oslo", HALF_PAST_TWO, "2026-03-28 12:00", "2026-03-29 01:30"),  # there is no 02:30: 03:30
    ("Europe/Oslo", HALF_PAST_TWO, "2026-10-24 12:00", "2026-10-25 00:30"),  # 02:30 comes twice: the first
    ("Europe/Oslo", HALF_PAST_TWO, "2026-10-25 00:30", "2026-10-26 01:30"),  # and not the second
    # New York: 8 March and 1 November 2026
    ("America/New_York", HALF_PAST_TWO, "2026-03-07 12:00", "2026-03-08 07:30"),
    ("America/New_York", 90, "2026-10-31 12:00", "2026-11-01 05:30"),
    ("America/New_York", 90, "2026-11-01 05:30", "2026-11-02 06:30"),
    # Lord Howe moves by half an hour: 5 April (back) and 4 October 2026 (forward)
    ("Australia/Lord_Howe", NINE, "2026-04-04 12:00", "2026-04-04 22:30"),
    ("Australia/Lord_Howe", NINE, "2026-10-03 12:00", "2026-10-03 22:00"),
    ("Australia/Lord_Howe", 135, "2026-10-03 12:00", "2026-10-03 15:45"),  # there is no 02:15: 02:45
]


@pytest.mark.parametrize(("zone", "minutes", "now", "due"), DAILY)
def test_a_daily_digest(zone, minutes, now, due):
    assert next_digest(Digest(at=minutes, zone=zone), at(now)) == at(due)


@pytest.mark.parametrize(
    ("on", "now", "due"),
    [
        ("monday", "2026-11-23 08:00", "2026-11-23 09:00"),  # a Monday
        ("monday", "2026-11-23 09:00", "2026-11-30 09:00"),
        ("sunday", "2026-11-23 09:00", "2026-11-29 09:00"),
    ],
)
def test_a_weekly_digest(on, now, due):
    assert next_digest(Digest(every="week", on=on), at(now)) == at(due)


@pytest.mark.parametrize(
    ("zone", "now", "due"),
    [
        ("UTC", "2026-11-23 08:29:59", "2026-11-23 08:30"),
        ("UTC", "2026-11-23 08:30", "2026-11-23 09:30"),
        ("Asia/Kathmandu", "2026-11-23 08:30", "2026-11-23 08:45"),
        ("Europe/Oslo", "2026-10-25 00:30", "2026-10-25 01:30"),  # 02:30 comes twice: an hour is an hour
        ("Europe/Oslo", "2026-03-29 00:30", "2026-03-29 01:30"),
        ("Australia/Lord_Howe", "2026-10-03 15:00", "2026-10-03 15:30"),  # 02:00 is 02:30: half past at once
    ],
)
def test_an_hourly_digest(zone, now, due):
    assert next_digest(Digest(every="hour", at=30, zone=zone), at(now)) == at(due)


@given(
    now=st.integers(at("2020-01-01"), at("2030-01-01")),
    every=st.sampled_from(["hour", "day", "week"]),
    minutes=st.integers(0, 1439),
    zone=st.sampled_from(ZONES),
)
def test_a_digest_is_always_ahead_and_never_further_than_its_period(now, every, minutes, zone):
    digest = Digest(every=every, at=minutes, zone=zone)
    period = {"hour": HOUR, "day": DAY, "week": 7 * DAY}[every]
    due = next_digest(digest, now)
    assert now < due <= now + period + HOUR
    assert next_digest(digest, due - 1) == due


NOW = at("2026-11-23 12:00")
AWAY = Away(NOW - 5 * HOUR, NOW - HOUR)
MISSED = NOW - 3 * HOUR
DAILY_SINK = Rhythm(digest=Digest())
TOMORROW = at("2026-11-24 09:00")


@pytest.mark.parametrize(
    ("happened", "catch_up", "rhythm", "away", "expected"),
    [
        (NOW, CatchUp(), Rhythm(), None, Place(NOW)),
        (NOW, CatchUp(), Rhythm(), AWAY, Place(NOW)),
        (AWAY.until, CatchUp(), Rhythm(), AWAY, Place(NOW)),
        (MISSED, CatchUp(), Rhythm(), None, Place(NOW)),
        (MISSED, CatchUp(), Rhythm(), AWAY, Place(NOW + 2 * MINUTE, "catch-up")),
        (MISSED, CatchUp(how="all"), Rhythm(), AWAY, Place(NOW)),
        (MISSED, CatchUp(how="newest", most=5), Rhythm(), AWAY, Place(NOW + 2 * MINUTE, "newest 5")),
        (MISSED, CatchUp(how="drop", age=4 * HOUR), Rhythm(), AWAY, Place(NOW)),
        (NOW, CatchUp(how="drop", age=0), Rhythm(), AWAY, Place(NOW)),
        (NOW, CatchUp(), DAILY_SINK, None, Place(TOMORROW, "scheduled")),
        (MISSED, CatchUp(), DAILY_SINK, AWAY, Place(TOMORROW, "scheduled")),
        (MISSED, CatchUp(how="all"), DAILY_SINK, AWAY, Place(TOMORROW, "scheduled")),
    ],
)
def test_when_and_how_news_is_told(happened, catch_up, rhythm, away, expected):
    assert place(happened, NOW, catch_up=catch_up, rhythm=rhythm, away=away) == expected


NIGHT = {"start": 23 * 60, "end": 8 * 60}
NIGHTS = [
    # zone, now → the end of the quiet hours, both in UTC; none: it is not quiet
    ("UTC", "2026-11-23 22:59", None),
    ("UTC", "2026-11-23 23:00", "2026-11-24 08:00"),
    ("UTC", "2026-11-24 00:00", "2026-11-24 08:00"),
    ("UTC", "2026-11-24 07:59", "2026-11-24 08:00"),
    ("UTC", "2026-11-24 08:00", None),
    ("Europe/Oslo", "2026-11-23 22:00", "2026-11-24 07:00"),
    ("Europe/Oslo", "2026-03-28 22:00", "2026-03-29 06:00"),  # an hour shorter
    ("Europe/Oslo", "2026-10-24 21:00", "2026-10-25 07:00"),  # an hour longer
    ("America/New_York", "2026-03-08 04:00", "2026-03-08 12:00"),
    ("America/New_York", "2026-11-01 03:00", "2026-11-01 13:00"),
    ("Australia/Lord_Howe", "2026-04-04 12:00", "2026-04-04 21:30"),
    ("Australia/Lord_Howe", "2026-10-03 12:30", "2026-10-03 21:00"),
]


@pytest.mark.parametrize(("zone", "now", "end"), NIGHTS)
def test_quiet_hours_over_midnight(zone, now, end):
    assert quiet_until(Quiet(**NIGHT, zone=zone), at(now)) == (end and at(end))


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-11-23 12:59", None),
        ("2026-11-23 13:00", "2026-11-23 14:30"),
        ("2026-11-23 14:30", None),
        ("2026-11-23 23:30", None),
    ],
)
def test_quiet_hours_at_noon(now, end):
    assert quiet_until(Quiet(start=13 * 60, end=14 * 60 + 30), at(now)) == (end and at(end))


@given(
    now=st.integers(at("2020-01-01"), at("2030-01-01")),
    start=st.integers(0, 1439),
    end=st.integers(0, 1439),
    zone=st.sampled_from(ZONES),
)
def test_quiet_hours_end_and_what_comes_then_is_told(now, start, end, zone):
    quiet = Quiet(start=start, end=(end + (start == end)) % 1440, zone=zone)
    until = quiet_until(quiet, now)
    assert until is None or now < until <= now + DAY + HOUR


NOON = {"start": 11 * 60, "end": 13 * 60}


@pytest.mark.parametrize(
    ("then", "expected"),
    [("digest", Place(NOW + HOUR, "quiet")), ("hold", Place(NOW)), ("drop", Place(NOW, "", "it came in quiet hours"))],
)
def test_what_becomes_of_news_in_quiet_hours(then, expected):
    rhythm = Rhythm(quiet=Quiet(**NOON, then=then))
    assert place(NOW, NOW, catch_up=CatchUp(), rhythm=rhythm, away=None) == expected
    later = NOW + HOUR
    assert place(later, later, catch_up=CatchUp(), rhythm=rhythm, away=None) == Place(later)


def test_what_is_too_old_is_dropped_with_a_reason():
    found = place(MISSED, NOW, catch_up=CatchUp(how="drop", age=2 * HOUR), rhythm=Rhythm(), away=AWAY)
    assert "nobody watched" in found.silenced


def test_how_many_are_shown():
    assert [most_of(name) for name in ("newest 5", "catch-up", "scheduled")] == [5, None, None]
