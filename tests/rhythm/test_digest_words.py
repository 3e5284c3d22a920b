"""Many news in one message: what it says."""

from datetime import UTC, datetime

from watcher.digest import LINES, digest
from watcher.notification import Notification

HOUR = 3_600_000
SUNDAY = round(datetime(2026, 11, 22, 21, 4, tzinfo=UTC).timestamp() * 1000)


def news(count, every=60_000):
    return [(SUNDAY + number * every, Notification(title=f"news {number}")) for number in range(count)]


def test_one_alone_is_its_own_message_and_says_when_it_happened():
    said = Notification(title="Mira: new top play", body="320pp", url="https://osu.ppy.sh/users/2")
    made = digest([(SUNDAY, said)])
    assert (made.title, made.body, made.url) == (said.title, "320pp\nSunday 21:04", said.url)


def test_several_are_lines_oldest_first_whatever_order_they_come_in():
    made = digest(list(reversed(news(3))))
    assert made.title == "3 news since Sunday 21:04"
    assert made.listed.splitlines() == ["21:04 news 0", "21:05 news 1", "21:06 news 2"]


def test_of_several_days_each_line_has_its_day():
    assert digest(news(2, every=24 * HOUR)).listed.splitlines() == ["Sun 21:04 news 0", "Mon 21:04 news 1"]


def test_times_are_those_of_the_zone():
    made = digest(news(2), zone="Asia/Tokyo")
    assert made.title == "2 news since Monday 06:04"
    assert made.listed.startswith("06:04 ")


def test_too_many_are_counted():
    lines = digest(news(LINES + 7)).listed.splitlines()
    assert (len(lines), lines[0], lines[-1]) == (LINES + 1, "21:11 news 7", "and 7 older ones")


def test_the_newest_may_be_wanted_only():
    made = digest(news(4), most=1)
    assert made.title == "4 news since Sunday 21:04"
    assert made.listed.splitlines() == ["21:07 news 3", "and 3 older ones"]
