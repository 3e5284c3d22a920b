"""Recall → diff → remember, inside one transaction: the middle of the looking half.

One look brings sightings of many subjects home, and each goes to every family that reads it. A `diff` can't wait, so
it may stand inside the transaction; it sees one memory and one sighting.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import chain
from typing import Any

import msgspec
import structlog
from msgspec import structs

from watcher.events import Cause, Event, Family, Look, Step, is_ours
from watcher.osu import keys
from watcher.osu.nouns import Beatmap, Card, MapFile, Match, Play, Profile, Sighting, Stir, TopPlays
from watcher.recollection import Recollection, decoded
from watcher.series import Terms
from watcher.store import Transaction, agenda, facts, memories, roster

log = structlog.get_logger()

GRACE = 86_400_000
"""By how much osu!'s clock and ours may differ (ms), at most."""
Since = Mapping[str, Mapping[str, int]]
"""family → subject → when its watch began (ms UTC). Who is not in it is not watched."""
Groups = Mapping[str, Mapping[str, Collection[str]]]
"""family → subject of a sighting → the subjects that it concerns, where these are several at once, such as rivals."""


class Readers:
    """Which families read which sighting, and for which subjects they are wanted."""

    def __init__(self, families: Mapping[str, Family]) -> None:
        self.families = families
        self.recollection = Recollection(families)
        self.since: Since = {}
        self.groups: Groups = {}
        self.terms: Mapping[str, tuple[Terms, ...]] = {}
        self._of: dict[type, list[tuple[str, Callable[[Any], Iterable[str]]]]] = {}
        self._ours = {name for name, family in families.items() if is_ours(family)}
        self._others: dict[tuple[str, type], Callable[[Any], Iterable[str]]] = {}
        self._circles: dict[tuple[str, type], Callable[[Any], str]] = {}
        for name, family in families.items():
            for noun, subjects in family.READS.items():
                self._of.setdefault(noun, []).append((name, subjects))
            for noun, others in getattr(family, "WATCHED", {}).items():
                self._others[name, noun] = others
            for noun, whose in getattr(family, "CIRCLE", {}).items():
                self._circles[name, noun] = whose

    def dressed(self, sighting: Sighting) -> Sighting:
        """A match with what those who follow it say of it; any other sighting as it is."""
        terms = self.terms.get(keys.lobby(sighting)) if isinstance(sighting, Match) else None
        return structs.replace(sighting, terms=terms) if terms else sighting

    def players(self) -> list[str]:
        """Everybody whose plays somebody wants to hear of."""
        wanted = {
            subject
            for name, _ in self._of.get(Play, ())
            for subject in chain(self.since.get(name, ()), self.groups.get(name, ()))
        }
        return sorted(subject for subject in wanted if keys.is_player(subject))

    def concerned(self, sighting: Sighting) -> Iterable[tuple[str, str]]:
        """The families that read it, with the subjects that somebody watches for them."""
        for name, subjects in self._of.get(type(sighting), ()):
            watched, groups = self.since.get(name, {}), self.groups.get(name, {})
            for subject in (one for part in subjects(sighting) for one in groups.get(part, (part,))):
                if subject in watched or name in self._ours or self._is_watched_as(name, sighting):
                    yield name, subject

    def first_wanted(self, subject: str) -> int | None:
        """Since when somebody wants any news of a subject; None: nobody does."""
        return min((known[subject] for known in self.since.values() if subject in known), default=None)

    def began(self, name: str, sighting: Sighting) -> int | None:
        """Since when somebody watches what a sighting is of by another subject, such as the mapper of a set."""
        others = self._others.get((name, type(sighting)))
        if others is None:
            return None
        watched = self.since.get(name, {})
        return min((watched[one] for one in others(sighting) if one in watched), default=None)

    def _is_watched_as(self, name: str, sighting: Sighting) -> bool:
        """Whether somebody watches what a sighting is of, though not by the subject that it concerns."""
        return self.began(name, sighting) is not None or self._is_of_circle(name, sighting)

    def _is_of_circle(self, name: str, sighting: Sighting) -> bool:
        """Whether a sighting is of one of those whom a family compares; a play from before the watch is none."""
        whose = self._circles.get((name, type(sighting)))
        began = self.since.get(name, {}).get(whose(sighting)) if whose else None
        return began is not None and not (isinstance(sighting, Play) and sighting.ended <= began)


class Desk:
    """The memories of one transaction: recalled together, changed by diffs, written back together."""

    def __init__(self, tx: Transaction, readers: Readers, now: int) -> None:
        self._tx = tx
        self._readers = readers
        self._now = now
        self._memories: dict[str, dict[str, Any]] = {}
        self._changed: dict[str, set[str]] = {}
        self._lost: set[tuple[str, str]] = set()
        self._began: dict[str, dict[str, int]] = {}
        self._events: list[dict[str, Any]] = []
        self.looks: list[Look] = []
        self.over: set[str] = set()
        self.moved: dict[str, int] = {}
        self.news = 0

    def take(self, sightings: Iterable[Sighting]) -> None:
        """Let each family that reads them compare them with its memories."""
        concerned = []
        for sighting in map(self._readers.dressed, sightings):
            learn(self._tx, sighting, self._now)
            concerned += [(family, subject, sighting) for family, subject in self._readers.concerned(sighting)]
        self._note_beginnings(concerned)
        played = [seen for _, _, seen in concerned if isinstance(seen, Play)]
        self.moved = {keys.player(seen.server, seen.mode, seen.user_id): seen.ended for seen in played}
        self._recall(concerned)
        for family, subject, sighting in concerned:
            self._compare(family, subject, sighting)
        self._take_stock(concerned)
        self._write()

    def _note_beginnings(self, concerned: Iterable[tuple[str, str, Sighting]]) -> None:
        """Since when subjects are watched that stand in no list themselves."""
        for family, subject, sighting in concerned:
            if (began := self._readers.began(family, sighting)) is not None:
                known = self._began.setdefault(family, dict(self._readers.since.get(family, {})))
                known[subject] = min(began, known.get(subject, began))

    def _since(self, family: str) -> Mapping[str, int]:
        return self._began.get(family, self._readers.since.get(family, {}))

    def _recall(self, concerned: Iterable[tuple[str, str, Sighting]]) -> None:
        wanted: dict[str, dict[str, None]] = {}
        for name, subject, _ in concerned:
            wanted.setdefault(name, {})[subject] = None
        for name, subjects in wanted.items():
            found = self._readers.recollection.recall(self._tx, name, subjects, self._since(name))
            self._lost |= {(name, subject) for subject, memory in found.items() if memory is None}
            self._memories[name] = {subject: found.get(subject) for subject in subjects}

    def _compare(self, family: str, subject: str, sighting: Sighting) -> None:
        memory = before = self._memories[family][subject]
        if memory is None:
            memory = self._baseline(family, subject)
        try:
            step: Step = self._readers.families[family].diff(memory, sighting, self._now)
        except Exception:  # one family's fault over one subject must not blind us to the whole feed
            log.exception("diff_broke", family=family, subject=subject)
            return
        if step.memory is not before:
            self._memories[family][subject] = step.memory
            self._changed.setdefault(family, set()).add(subject)
        self.looks += step.looks
        self.over |= {subject} if step.over else set()
        for event in step.events:
            self._keep(family, event)

    def _take_stock(self, concerned: Iterable[tuple[str, str, Sighting]]) -> None:
        """Values that changed although nobody played are seen together: many of them are a recalculation."""
        moved = {row["subject"] for row in self._events if row["cause"] == Cause.REVALUED.value}
        seen: dict[type, dict[str, bool]] = {Profile: {}, TopPlays: {}}
        for _, _, sighting in concerned:
            if isinstance(sighting, Profile | TopPlays):
                subject = keys.player(sighting.server, sighting.mode, sighting.user_id)
                seen[type(sighting)][subject] = subject in moved
        if any(seen.values()):
            server = next(iter(seen[Profile] | seen[TopPlays])).partition("/")[0]
            stir = Stir(server=server, asked=self._now, profiles=seen[Profile], lists=seen[TopPlays])
            families = [(family, subject, stir) for family, subject in self._readers.concerned(stir)]
            self._recall(families)
            for family, subject, sighting in families:
                self._compare(family, subject, sighting)

    def _baseline(self, family: str, subject: str) -> Any:
        start = getattr(self._readers.families[family], "start", None)
        since = self._since(family).get(subject)
        if since is None and is_ours(self._readers.families[family]):
            since = self._readers.first_wanted(subject)
        if (family, subject) in self._lost:
            since = self._now  # what was news since the watch began may have been told and forgotten
        if about := getattr(self._readers.families[family], "about", None):
            return about(subject, since or self._now)
        if start is None or since is None:
            return None
        kept = getattr(self._readers.families[family], "KEPT", None)
        return start(since if kept is None else max(since, self._now - kept))

    def _keep(self, family: str, event: Event) -> None:
        text = msgspec.json.encode(event.facts).decode()
        row = {name: getattr(event, name) for name in ("key", "kind", "subject", "happened", "about")}
        row |= {"cause": event.cause.value, "noticed": self._now, "facts": text, "source": family}
        row |= {"version": self._readers.families[family].VERSION}
        self._events.append(row)

    def _write_events(self) -> None:
        new = facts.add(self._tx, self._events)
        self.news += len(new)
        say = log.bind().info  # found once: a page may bring hundreds
        for row in self._events:
            if row["key"] in new:
                say("noticed", **{name: row[name] for name in ("kind", "subject", "cause", "key")})

    def _write(self) -> None:
        for family, subjects in self._changed.items():
            known = {
                subject: self._readers.recollection.stored(family, subject, self._memories[family][subject])
                for subject in sorted(subjects)
            }
            memories.remember(self._tx, family, known, self._now, self._readers.since.get(family))
        self._write_events()
        agenda.add(self._tx, self.looks)


def forget(tx: Transaction, readers: Readers, name: str, now: int, after: str = "") -> tuple[int, str]:
    """Forget some hundred subjects of a family that were left alone for its `KEPT` ms; never what is watched by itself.

    What happened to them is older than the baseline that they get when they come again, or they get a silent one.
    Returns how many were forgotten, and after which subject to go on; empty at the end.
    """
    family: Any = readers.families[name]
    watched = readers.since.get(name, {})
    if not watched:  # nobody wants its news, or who does is not known here
        return 0, ""
    old = memories.untouched(tx, name, now - family.KEPT - GRACE, after)
    over = [subject for subject, found in old.items() if subject not in watched]
    if hasattr(family, "named"):  # somebody may watch it by another subject
        known = {subject: decoded(family, name, subject, old[subject]) for subject in over}
        over = [one for one, memory in known.items() if memory and watched.keys().isdisjoint(family.named(memory))]
    memories.forget(tx, name, over)
    return len(over), max(old, default="")


def learn(tx: Transaction, sighting: Sighting, now: int) -> None:
    """Keep what helps to name players and maps later."""
    if isinstance(sighting, Beatmap):
        roster.learn_map(tx, sighting, now)
    elif isinstance(sighting, MapFile):
        roster.learn_file(tx, keys.beatmap(sighting.server, sighting.beatmap_id), sighting.body)
    elif isinstance(sighting, Profile | Card):
        subject = keys.user(sighting.server, sighting.user_id)
        roster.learn_player(tx, subject, sighting.username, sighting.country, now)
