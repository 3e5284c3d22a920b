"""Who gets what: a watch's rules against an event. Pure.

Every rule of every watch is asked. A sink gets one fact once, however many watches want it; the most specific one
(a rule with a condition, then the watch of the fewest, then the first in the config) is the one whose wording counts.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Protocol, runtime_checkable

from msgspec import Struct, structs

from watcher.events import Cause, Event
from watcher.osu.nouns import Mode
from watcher.rules.conditions import Condition
from watcher.rules.fields import each, view
from watcher.rules.lobbies import Finding, Lobby, concerns, counted
from watcher.rules.rhythm import CatchUp
from watcher.rules.wanted import Goal, Listing, Summary

DONE_BY_SOMEBODY = frozenset({Cause.PLAYED, Cause.ACCOUNT})
"""The causes a rule chooses when it names none: not what others, recalculations or the list itself did."""


SESSION_PAUSE = 30 * 60_000
"""How long without a play ends a session (ms), where nobody says."""
MANY = 10**9
"""The size of a watch that watches everybody."""


class NewsRule(Struct, frozen=True, kw_only=True):
    """One kind of news that is wanted, under a condition, for these causes.

    `to` names sinks, where they differ from the watch's. `priority` above 0 breaks through quiet hours and digests.
    `cooldown`: how long the rule is silent about a subject (ms), once a sink was told of it. `mention`: who is called
    by name where the service can do that (`role:ID`, `user:ID`, `everyone`, `here`).
    """

    kind: str
    when: Condition | None = None
    causes: frozenset[Cause] = DONE_BY_SOMEBODY
    to: tuple[str, ...] = ()
    priority: int = 0
    cooldown: int = 0
    mention: str = ""


class Watch(Struct, frozen=True, kw_only=True):
    """Who is watched, which news of them is wanted, and who is told.

    Players are ids or names; `members`: all of them by id, where its news compares them; `streams`: of some, where they
    stream. `anyone`: plays of everybody, from so many pp on. `settle` is milliseconds to wait for events that complete
    a message. `only` holds the rules of sinks that have some of their own: such a sink takes nothing else. `catch_up`
    is about what happened while nobody watched. `session_pause`: how long without a play ends a session (ms).
    `summary`: when what they did is summed up, if at all.
    """

    name: str
    players: tuple[str | int, ...] = ()
    streams: Mapping[str | int, str] = {}
    lists: tuple[Listing, ...] = ()
    rivals: tuple[str | int, ...] = ()
    goals: tuple[Goal, ...] = ()
    modes: tuple[Mode, ...] = (Mode.OSU,)
    maps: tuple[int, ...] = ()
    mappers: tuple[str | int, ...] = ()
    nominators: tuple[str | int, ...] = ()
    sets: tuple[int, ...] = ()
    members: frozenset[int] = frozenset()
    everybodys: bool = False
    anyone: float | None = None
    matches: tuple[Lobby, ...] = ()
    finds: tuple[Finding, ...] = ()
    news: tuple[NewsRule, ...] = ()
    to: tuple[str, ...] = ()
    only: Mapping[str, tuple[NewsRule, ...]] = {}
    settle: int = 20_000
    session_pause: int = SESSION_PAUSE
    summary: Summary | None = None
    catch_up: CatchUp = CatchUp()

    @property
    def size(self) -> int:
        """How many it watches: of two watches that want the same, the smaller one tells it."""
        listed = sum(each.top for each in self.lists)
        named = (self.players, self.maps, self.matches, self.mappers, self.nominators, self.sets)
        return MANY if self.everybodys else sum(map(len, named)) + listed


class Route(Struct, frozen=True):
    """An event's way to one sink: on whose behalf, how long to wait (ms) for what completes it, and how to catch up."""

    sink: str
    watch: str
    settle: int
    catch_up: CatchUp = CatchUp()
    priority: int = 0
    cooldown: int = 0
    mention: str = ""
    rule: str = ""
    """which rule it was, where that must be remembered"""


class Verdict(Struct, frozen=True):
    """What one rule said to an event. `refused` is the reason, empty where the event goes to these sinks."""

    watch: str
    sinks: tuple[str, ...]
    refused: str


@runtime_checkable
class Shared(Protocol):
    """Facts that interest more than the watches of their subject."""

    def watched_as(self, server: str) -> Sequence[str]:
        """The other subjects whose watches hear of it."""
        ...


@runtime_checkable
class Apart(Protocol):
    """Facts that interest some of the watches of their subject only."""

    def heard_as(self, subject: str) -> str:
        """The subject whose watches hear of it."""
        ...


@runtime_checkable
class Comparing(Protocol):
    """Facts that compare a player with others."""

    def among(self, players: Collection[int]) -> Struct | None:
        """The same among these players alone; None where there is nobody to compare with."""
        ...


def seen_by(watch: Watch, event: Event) -> Event | None:
    """The event as a watch sees it: by its own terms, among its own players. None where it does not concern it."""
    if not concerns(event, watch.matches):
        return None
    if not isinstance(event.facts, Comparing):
        return counted(event, watch.matches)
    facts = event.facts.among(watch.members)
    return None if facts is None else structs.replace(event, facts=facts)


def watched_as(event: Event) -> Sequence[str]:
    """The subjects whose watches hear of an event: its own first."""
    if isinstance(event.facts, Apart):
        return (event.facts.heard_as(event.subject),)
    others = event.facts.watched_as(event.subject.partition("/")[0]) if isinstance(event.facts, Shared) else ()
    return (event.subject, *others)


def route(event: Event, watches: Sequence[Watch]) -> list[Route]:
    """Where an event goes, given the watches that watch its subject (in the order of the config)."""
    seen = _views(event, watches)
    watches = [watch for watch in watches if watch.name in seen]
    best: dict[str, tuple[tuple[bool, int], Route]] = {}
    for watch, rule in _asked(event, watches):
        if _refusal(rule, event, seen[watch.name]) is not None:
            continue
        rank = (rule.when is not None, -watch.size)
        for sink in rule.to or watch.to:
            if _taken(watch, sink, event, seen[watch.name]) and (sink not in best or rank > best[sink][0]):
                best[sink] = rank, _route(watch, rule, sink)
    return [found for _, found in best.values()]


def _route(watch: Watch, rule: NewsRule, sink: str) -> Route:
    when = f" when {rule.when.text}" if rule.when else ""
    return Route(
        sink=sink,
        watch=watch.name,
        settle=watch.settle,
        catch_up=watch.catch_up,
        priority=rule.priority,
        cooldown=rule.cooldown,
        mention=rule.mention,
        rule=f"{watch.name}: {rule.kind}{when}" if rule.cooldown else "",
    )


def explain(event: Event, watches: Sequence[Watch]) -> list[Verdict]:
    """What every rule about this kind of news said, and why not where it refused.

    Does not say which watch a sink hears it from: two that send it to the same sink both count as matched.
    """
    seen = _views(event, watches)
    watches = [watch for watch in watches if watch.name in seen]
    verdicts = [
        verdict for watch, rule in _asked(event, watches) for verdict in _verdicts(watch, rule, event, seen[watch.name])
    ]
    spoke = {verdict.watch for verdict in verdicts}
    silent = (watch for watch in watches if watch.name not in spoke)
    return [*verdicts, *(Verdict(watch.name, watch.to, f"asks for no {event.kind}") for watch in silent)]


def _views(event: Event, watches: Sequence[Watch]) -> dict[str, Mapping[str, Any]]:
    """What each watch that an event concerns sees of it, most often the same."""
    of_all = view(event)
    own = {watch.name: seen_by(watch, event) for watch in watches}
    return {name: of_all if each is event else view(each) for name, each in own.items() if each is not None}


def _asked(event: Event, watches: Sequence[Watch]) -> Iterator[tuple[Watch, NewsRule]]:
    return ((watch, rule) for watch in watches for rule in watch.news if rule.kind == event.kind)


Refusal = Callable[[], str]
"""Why a rule refused, put into words only when somebody asks."""


def _refusal(rule: NewsRule, event: Event, seen: Mapping[str, Any]) -> Refusal | None:
    if event.cause not in rule.causes:
        return lambda: f"the cause is {event.cause.value}, asked for {', '.join(sorted(rule.causes))}"
    if rule.when is None or any(map(rule.when.holds, each(seen))):
        return None
    return partial(rule.when.why_not, seen)


def _taken(watch: Watch, sink: str, event: Event, seen: Mapping[str, Any]) -> bool:
    rules = watch.only.get(sink)
    return rules is None or any(rule.kind == event.kind and _refusal(rule, event, seen) is None for rule in rules)


def _verdicts(watch: Watch, rule: NewsRule, event: Event, seen: Mapping[str, Any]) -> Iterator[Verdict]:
    sinks = rule.to or watch.to
    refusal = _refusal(rule, event, seen)
    if refusal is not None:
        yield Verdict(watch.name, sinks, refusal())
        return
    told = tuple(sink for sink in sinks if _taken(watch, sink, event, seen))
    if told:
        yield Verdict(watch.name, told, "")
    for sink in sinks:
        if sink not in told:
            refusals = (_refusal(one, event, seen) for one in watch.only[sink] if one.kind == event.kind)
            reasons = "; ".join(found() for found in refusals if found)
            yield Verdict(watch.name, (sink,), reasons or f"{sink} takes no {event.kind}")
