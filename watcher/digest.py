"""Many news in one message. Pure: words in, words out."""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from msgspec import structs

from watcher import words
from watcher.notification import Notification

LINES = 20
"""News that are shown in one message; those beyond are counted."""


def digest(said: Sequence[tuple[int, Notification]], *, zone: str = "UTC", most: int | None = None) -> Notification:
    """One message of many: each with the time it happened (ms UTC), oldest first. `most`: the newest so many count.

    One alone is its own message, with the time added.
    """
    clock = _clock(zone)
    told = sorted(said, key=lambda each: each[0])
    chosen = told if most is None else told[-most:]
    if len(told) == 1:
        [(happened, notification)] = told
        return late(notification, happened, zone)
    lines = [f"{_time(happened, told, clock)} {notification.title}" for happened, notification in chosen[-LINES:]]
    left_out = len(told) - len(lines)
    more = [f"and {words.plural(left_out, 'older one')}"] if left_out else []
    return Notification(
        title=f"{len(told)} news since {datetime.fromtimestamp(told[0][0] / 1000, clock):%A %H:%M}",
        body="\n".join([*lines, *more]),
    )


def late(notification: Notification, happened: int, zone: str) -> Notification:
    """A message that comes later than its news: it says when that was."""
    when = f"{datetime.fromtimestamp(happened / 1000, _clock(zone)):%A %H:%M}"
    return structs.replace(notification, body="\n".join(filter(None, (notification.body, when))))


def _clock(zone: str) -> tzinfo:
    return ZoneInfo(zone) if zone != "UTC" else UTC


def _time(happened: int, told: Sequence[tuple[int, Notification]], clock: tzinfo) -> str:
    """`21:04`; with the day where the news are of several."""
    days = {datetime.fromtimestamp(each / 1000, clock).date() for each, _ in told}
    return f"{datetime.fromtimestamp(happened / 1000, clock):{'%H:%M' if len(days) == 1 else '%a %H:%M'}}"
