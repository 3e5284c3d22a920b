"""Many news in one message. Pure: words in, words out."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from msgspec import structs

from watcher import words
from watcher.notification import Notification, Row

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
    rows = [Row(_time(happened, told, clock), said.title, said.url) for happened, said in chosen[-LINES:]]
    left_out = len(told) - len(rows)
    return Notification(
        title=f"{len(told)} news since {datetime.fromtimestamp(told[0][0] / 1000, clock):%A %H:%M}",
        rows=(*rows, *([Row("", f"and {words.plural(left_out, 'older one')}")] if left_out else [])),
    )


def running(now: Notification, before: Sequence[tuple[int, Notification]], *, zone: str = "UTC") -> Notification:
    """One thing that goes on, as it is now, and below it what was told of it before, the newest first."""
    clock = _clock(zone)
    told = sorted(before, key=lambda each: each[0], reverse=True)
    rows = tuple(Row(_time(happened, told, clock), _beyond(now.title, said.title), said.url) for happened, said in told)
    return structs.replace(now, rows=(*now.rows, *rows))


def _beyond(title: str, other: str) -> str:
    """What another title says beyond the beginning that both share: `game 3: Red wins` after `OWC, game 4: …`."""
    begins = title.partition(", ")[0] + ", "
    return other.removeprefix(begins) or other


def more(said: Sequence[tuple[int, Notification]], kinds: Sequence[str], *, zone: str = "UTC") -> Notification:
    """What was over a cap, in one message: `+6 more top plays`, and a line for each. One alone is its own message."""
    if len(said) == 1:
        return said[0][1]
    counts = Counter(kind.replace("_", " ") for kind in kinds).most_common()
    if len(counts) == 1:
        [(name, count)] = counts
        title = f"+{count} more {words.plural(count, name).partition(' ')[2]}"
    else:
        title = f"+{len(said)} more: {', '.join(words.plural(count, name) for name, count in counts)}"
    return structs.replace(digest(said, zone=zone), title=title)


def late(notification: Notification, happened: int, zone: str) -> Notification:
    """A message that comes later than its news: it says when that was."""
    when = f"{datetime.fromtimestamp(happened / 1000, _clock(zone)):%A %H:%M}"
    return structs.replace(notification, body="\n".join(filter(None, (notification.body, when))))


def streamed(notification: Notification, page: str) -> Notification:
    """A message with the page on which its player streams; empty: nothing to add. Plain forms show it without https."""
    if not page:
        return notification
    shown = page.partition("://")[2].removeprefix("www.")
    return structs.replace(notification, rows=(*notification.rows, Row("", f"stream: {shown}", page)))


def _clock(zone: str) -> tzinfo:
    return ZoneInfo(zone) if zone != "UTC" else UTC


def _time(happened: int, told: Sequence[tuple[int, Notification]], clock: tzinfo) -> str:
    """`21:04`; with the day where the news are of several."""
    days = {datetime.fromtimestamp(each / 1000, clock).date() for each, _ in told}
    return f"{datetime.fromtimestamp(happened / 1000, clock):{'%H:%M' if len(days) == 1 else '%a %H:%M'}}"
