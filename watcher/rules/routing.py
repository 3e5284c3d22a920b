"""Who gets what: a watch's rules against an event. Pure.

Every rule of every watch is asked. A sink gets one fact once, however many watches want it; the most specific one
(a rule with a condition, then the watch of the fewest, then the first in the config) is the one whose wording counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from watcher.events import Cause, Event
from watcher.osu.nouns import Mode
from watcher.rules.conditions import Condition
from watcher.rules.fields import view

DONE_BY_SOMEBODY = frozenset({Cause.PLAYED, Cause.ACCOUNT, Cause.OURS})
"""The causes a rule chooses when it names none: not what others, recalculations or the list itself did."""


class NewsRule(Struct, frozen=True, kw_only=True):
    """One kind of news that is wanted, under a condition, for these causes.

    `to` names sinks, where they differ from the watch's.
    """

    kind: str
    when: Condition | None = None
    causes: frozenset[Cause] = DONE_BY_SOMEBODY
    to: tuple[str, ...] = ()


class Watch(Struct, frozen=True, kw_only=True):
    """Who is watched, which news of them is wanted, and who is told.

    Players are ids or names, matches are ids. `settle` is milliseconds to wait for events that complete a message.
    """

    name: str
    players: tuple[str | int, ...] = ()
    modes: tuple[Mode, ...] = (Mode.OSU,)
    matches: tuple[int, ...] = ()
    news: tuple[NewsRule, ...] = ()
    to: tuple[str, ...] = ()
    settle: int = 20_000


class Route(Struct, frozen=True):
    """An event's way to one sink: on whose behalf, and how long to wait (ms) for what completes it."""

    sink: str
    watch: str
    settle: int


class Verdict(Struct, frozen=True):
    """What one rule said to an event. `refused` is the reason, empty where the event goes to the `sinks`."""

    watch: str
    kind: str
    sinks: tuple[str, ...]
    refused: str


def route(event: Event, watches: Sequence[Watch]) -> list[Route]:
    """Where an event goes, given the watches that watch its subject (in the order of the config)."""
    seen = view(event)
    best: dict[str, tuple[tuple[bool, int], Route]] = {}
    for watch, rule in _asked(event, watches):
        if not _wants(rule, event, seen):
            continue
        rank = (rule.when is not None, -len(watch.players) - len(watch.matches))
        for sink in rule.to or watch.to:
            if sink not in best or rank > best[sink][0]:
                best[sink] = rank, Route(sink, watch.name, watch.settle)
    return [found for _, found in best.values()]


def explain(event: Event, watches: Sequence[Watch]) -> list[Verdict]:
    """What each rule about this kind of news said, and why not where it refused."""
    seen = view(event)
    verdicts = [
        Verdict(watch.name, rule.kind, rule.to or watch.to, _refusal(rule, event, seen))
        for watch, rule in _asked(event, watches)
    ]
    asked = {verdict.watch for verdict in verdicts}
    silent = [
        Verdict(watch.name, event.kind, (), f"asks for no {event.kind}") for watch in watches if watch.name not in asked
    ]
    return verdicts + silent


def _asked(event: Event, watches: Sequence[Watch]) -> Iterator[tuple[Watch, NewsRule]]:
    return ((watch, rule) for watch in watches for rule in watch.news if rule.kind == event.kind)


def _wants(rule: NewsRule, event: Event, seen: Mapping[str, Any]) -> bool:
    return event.cause in rule.causes and (rule.when is None or rule.when.holds(seen))


def _refusal(rule: NewsRule, event: Event, seen: Mapping[str, Any]) -> str:
    if event.cause not in rule.causes:
        return f"cause is {event.cause.value}, asked for {', '.join(sorted(rule.causes))}"
    return "" if rule.when is None or rule.when.holds(seen) else rule.when.why_not(seen)
