"""What `check` says of the next quiet hours and digests: both nights when clocks are set, in three zones."""

from datetime import UTC, datetime

import pytest

from watcher.cli._windows import of_rhythm
from watcher.rules import Cap, Digest, Quiet, Rhythm

NIGHT = {"start": 23 * 60, "end": 8 * 60}
OSLO, NEW_YORK, LORD_HOWE = "Europe/Oslo", "America/New_York", "Australia/Lord_Howe"
QUIET = [
    # zone, now in UTC → what is said
    (OSLO, "2026-03-28 12:00", "from Sat 2026-03-28 23:00 CET to Sun 2026-03-29 08:00 CEST"),
    (OSLO, "2026-03-29 01:30", "until Sun 2026-03-29 08:00 CEST"),
    (OSLO, "2026-10-24 12:00", "from Sat 2026-10-24 23:00 CEST to Sun 2026-10-25 08:00 CET"),
    (OSLO, "2026-10-25 00:30", "until Sun 2026-10-25 08:00 CET"),
    (NEW_YORK, "2026-03-07 20:00", "from Sat 2026-03-07 23:00 EST to Sun 2026-03-08 08:00 EDT"),
    (NEW_YORK, "2026-10-31 20:00", "from Sat 2026-10-31 23:00 EDT to Sun 2026-11-01 08:00 EST"),
    (LORD_HOWE, "2026-04-04 06:00", "from Sat 2026-04-04 23:00 +11 to Sun 2026-04-05 08:00 +1030"),
    (LORD_HOWE, "2026-10-03 06:00", "from Sat 2026-10-03 23:00 +1030 to Sun 2026-10-04 08:00 +11"),
]
DIGESTS = [
    # a digest at 02:30, a time that comes not at all or twice in some of these nights
    (OSLO, "2026-03-28 12:00", "Sun 2026-03-29 03:30 CEST"),
    (OSLO, "2026-10-24 12:00", "Sun 2026-10-25 02:30 CEST"),
    (NEW_YORK, "2026-03-07 20:00", "Sun 2026-03-08 03:30 EDT"),
    (NEW_YORK, "2026-10-31 20:00", "Sun 2026-11-01 02:30 EST"),
    (LORD_HOWE, "2026-04-04 06:00", "Sun 2026-04-05 02:30 +1030"),
    (LORD_HOWE, "2026-10-03 06:00", "Sun 2026-10-04 02:30 +11"),
]


def moment(text):
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(("zone", "now", "said"), QUIET)
def test_the_next_quiet_hours(zone, now, said):
    assert list(of_rhythm(Rhythm(quiet=Quiet(**NIGHT, zone=zone)), moment(now))) == [f"quiet {said}, then one digest"]


@pytest.mark.parametrize(("zone", "now", "said"), DIGESTS)
def test_the_next_digest(zone, now, said):
    assert list(of_rhythm(Rhythm(digest=Digest(at=150, zone=zone)), moment(now))) == [f"next digest {said}"]


def test_what_a_sink_gets_at_most():
    [line] = of_rhythm(Rhythm(cap=Cap(most=5, within=60_000)), 0)
    assert line == "at most 5 messages in 1 min; what is over that folds into one"


def test_quiet_hours_that_a_night_swallows_are_those_of_the_next_day():
    quiet = Quiet(start=125, end=155, zone=OSLO)  # 02:05 to 02:35, that are 03:05 and 03:35 in that night
    [line] = of_rhythm(Rhythm(quiet=quiet), moment("2026-03-29 00:30"))
    assert line.startswith("quiet from Sun 2026-03-29 03:05 CEST to Sun 2026-03-29 03:35 CEST")
