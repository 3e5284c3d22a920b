"""When comes what next: quiet hours, digests and caps of sinks, summaries of watches, with the times on the wall."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from watcher import rules, words
from watcher.config import Config
from watcher.rules import Rhythm


def windows(config: Config, now: int) -> Iterator[str]:
    """A line for each part of the rhythm of a sink, and for the next summary of a watch. `now` in ms UTC."""
    for sink in config.sinks:
        yield from (f"{sink.name}: {line}" for line in of_rhythm(sink.rhythm, now))
    for watch in config.watches:
        if watch.summary is not None:
            when = watch.summary.when
            of_all = ", of all together" if watch.summary.together else ""
            yield f"{watch.name}: next summary {at(rules.next_digest(when, now), ZoneInfo(when.zone))}{of_all}"


def of_rhythm(rhythm: Rhythm, now: int) -> Iterator[str]:
    """`quiet from Mon 2026-11-23 23:00 CET to Tue 2026-11-24 08:00 CET, then one digest`."""
    if rhythm.quiet is not None:
        start, end = rules.next_quiet(rhythm.quiet, now)
        zone = ZoneInfo(rhythm.quiet.zone)
        when = f"until {at(end, zone)}" if start <= now else f"from {at(start, zone)} to {at(end, zone)}"
        yield f"quiet {when}, {_THEN[rhythm.quiet.then]}"
    if rhythm.digest is not None:
        yield f"next digest {at(rules.next_digest(rhythm.digest, now), ZoneInfo(rhythm.digest.zone))}"
    if rhythm.cap is not None:
        each = words.span(rhythm.cap.within / 1000)
        yield f"at most {words.plural(rhythm.cap.most, 'message')} in {each}; what is over that folds into one"


_THEN = {"digest": "then one digest", "hold": "then each message by itself", "drop": "their news is dropped"}


def at(moment: int, zone: ZoneInfo) -> str:
    """A moment (ms UTC) as clocks of that zone show it."""
    return f"{datetime.fromtimestamp(moment / 1000, zone):%a %Y-%m-%d %H:%M %Z}"
