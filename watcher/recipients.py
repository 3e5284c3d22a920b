"""Who watches what, and where it is told. Pure."""

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct

from watcher import rules
from watcher.events import Event
from watcher.templates import Wordings


class Recipients(Struct, frozen=True):
    """Who watches what, and who hears of the watcher's own troubles. Replaced as a whole when the config changes."""

    watches: Mapping[str, Sequence[rules.Watch]] = {}
    """subject → the watches that watch it, in the order of the config"""
    admin: str | None = None
    rhythms: Mapping[str, rules.Rhythm] = {}
    """sink → when it wants to be told; all sinks there are, in the order of the config"""
    everybody: Sequence[rules.Route] = ()
    """the sinks whose news a recalculation of pp keeps back"""
    wordings: Mapping[str, Wordings] = {}
    """sink → kind → how it is said there, where that is not as built in"""
    pictured: Collection[str] = ()
    """the sinks that want pictures"""
    streams: Mapping[str, str] = {}
    """`keys.user` → where this player streams"""

    def of(self, event: Event) -> Sequence[rules.Watch]:
        """The watches that hear of an event: those of its subject, and of whoever else its facts name."""
        found = (watch for subject in rules.watched_as(event) for watch in self.watches.get(subject, ()))
        return tuple({watch.name: watch for watch in found}.values())

    def rhythm(self, sink: str) -> rules.Rhythm:
        """When a sink wants to be told."""
        return self.rhythms.get(sink, rules.Rhythm())

    def holding(self) -> set[str]:
        """The sinks that hold back what may have been sent before."""
        return {sink for sink, rhythm in self.rhythms.items() if rhythm.hold_uncertain}

    def routes(self, event: Event, *, ours: bool) -> Sequence[rules.Route]:
        """The sinks this event goes to."""
        if ours:
            told = self._told_of(getattr(event.facts, "sink", ""))
            return [] if told is None else [rules.Route(told, "", 0)]
        return rules.route(event, self.of(event))

    def _told_of(self, sink: str) -> str | None:
        """Who hears of our own troubles: the admin sink. Of its own it can't: then the first of the others."""
        if self.admin is None or self.admin != sink:
            return self.admin
        return next((other for other in self.rhythms if other != sink), None)

    def asked_for(self, event: Event) -> bool:
        """Whether any watch of its subject asks for news of this kind, whatever it says to this one."""
        return any(rule.kind == event.kind for each in self.watches.get(event.subject, ()) for rule in each.news)

    def counted(self, event: Event, watch: str) -> Event:
        """The event as this watch sees it; where that one has gone, as the first of those that watch its subject."""
        watches = self.of(event)
        chosen = next((each for each in watches if each.name == watch), watches[0] if watches else None)
        return (rules.seen_by(chosen, event) if chosen else None) or event
