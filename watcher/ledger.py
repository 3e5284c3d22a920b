"""Events as they come back from the store: whole again, with the names and maps learnt since."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import msgspec
import structlog
from msgspec import Struct

from watcher import digest
from watcher.events import Cause, Event, Family, continued, states
from watcher.facts import RankChangeFacts, complete, needs_map, people, within
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Misworded
from watcher.pictures import MOST_POINTS, Point
from watcher.store import Transaction, history, roster
from watcher.store.outbox import StoredEvent
from watcher.templates import TemplateFailed, Wording, Wordings

log = structlog.get_logger()

NONE: Wordings = MappingProxyType({})


class Ledger:
    """Reads events, and says them, by asking the family that speaks for their kind."""

    def __init__(self, families: Mapping[str, Family]) -> None:
        self._speakers = {kind: family for family in families.values() for kind in family.KINDS}
        self._faults: dict[str, Misworded] = {}
        self._confessed: set[str] = set()

    def speaker(self, kind: str) -> Family | None:
        """The family that declares this kind; None for a kind that no file declares any more."""
        return self._speakers.get(kind)

    def read(self, tx: Transaction, rows: Iterable[StoredEvent]) -> dict[str, Event]:
        """Events by key, for those that can be read; the others are logged."""
        events = [event for row in rows if (event := self._decode(row)) is not None]
        users = {keys.user(server_of(event), one) for event in events for one in people(event.facts)}
        names = {keys.number(subject): name for subject, name in roster.player_names(tx, users).items()}
        maps = roster.maps(tx, {subject for event in events for subject in unknown_maps_of(event)})
        files = roster.files(tx, {subject for event in events for subject in files_of(event)})
        return {
            event.key: msgspec.structs.replace(
                event,
                facts=complete(
                    event.facts,
                    names=names,
                    maps={keys.number(one): maps[one] for one in unknown_maps_of(event) if one in maps},
                    files={keys.number(one): files[one] for one in files_of(event) if one in files},
                ),
            )
            for event in events
        }

    def words(self, events: Sequence[Event], wordings: Wordings = NONE) -> Notification:
        """In the user's words where there are some for this kind, else, or where those fail, in the family's."""
        said = self._built_in(events)
        wording = wordings.get(events[0].kind)
        if wording is None:
            return said
        try:
            return wording.say(events, said)
        except TemplateFailed as failed:
            self._note(events[0], wording, str(failed))
            return said

    def faults(self) -> list[Misworded]:
        """Which templates failed since this was asked last, each once in its life."""
        found = [fault for fault in self._faults.values() if fault.template not in self._confessed]
        self._confessed.update(fault.template for fault in found)
        self._faults.clear()
        return found

    def _note(self, event: Event, wording: Wording, reason: str) -> None:
        if wording.name not in self._confessed | self._faults.keys():
            log.warning("template_failed", kind=wording.kind, reason=reason)
            self._faults[wording.name] = Misworded(
                server=server_of(event), kind=wording.kind, template=wording.name, reason=reason, found=event.happened
            )

    def _built_in(self, events: Sequence[Event]) -> Notification:
        """The family's words. A fault in them must not lose the news: then it is said plainly, and logged."""
        family = self._speakers[events[0].kind]
        try:
            return family.words(events)
        except Exception:
            log.exception("words_broke", kind=events[0].kind, key=events[0].key)
            return Notification(title=f"{events[0].kind.replace('_', ' ')}: {events[0].subject}")

    def digest(
        self, events: Sequence[Event], wordings: Wordings = NONE, *, zone: str = "UTC", most: int | None = None
    ) -> Notification:
        """One message of news of many subjects. What is about another of them completes it."""
        return digest.digest(self._said(_groups(events), wordings), zone=zone, most=most)

    def running(
        self, events: Sequence[Event], before: Sequence[Event], wordings: Wordings = NONE, *, zone: str = "UTC"
    ) -> Notification:
        """One message of something that goes on: these events, and what stays of what was told of it before."""
        lasting = getattr(self._speakers[events[0].kind], "LASTING", ())
        kept = [[event] for event in before if event.kind in lasting]
        return digest.running(self.words(events, wordings), self._said(kept, wordings), zone=zone)

    def points(self, tx: Transaction, subject: str) -> list[Point]:
        """A player's pp and rank over time, oldest first, as far as their changes were news."""
        rows = history.events(tx, kind="rank_change", subjects=[subject], most=MOST_POINTS)
        facts = [(event.happened, event.facts) for event in self.read(tx, reversed(rows)).values()]
        return [Point(at, one.pp_after, one.rank_after) for at, one in facts if isinstance(one, RankChangeFacts)]

    def continues(self, kind: str) -> Sequence[str]:
        """The kinds of news whose message this one takes over, where the service lets us."""
        return continued(self._speakers.get(kind)).get(kind, ())

    def ends(self, kind: str) -> Sequence[str]:
        """The kinds of news after which what this one continues is over."""
        on = {kind, *self.continues(kind)}
        others = {one: set(over) for family in self._speakers.values() for one, over in continued(family).items()}
        return sorted(one for one, over in others.items() if over & on and one not in self.continues(kind))

    def is_state(self, kind: str) -> bool:
        """Whether it tells how something stands, so that only the newest matters."""
        return kind in states(self._speakers.get(kind))

    def more(self, events: Sequence[Event], wordings: Wordings = NONE, *, zone: str = "UTC") -> Notification:
        """One message of what was over a cap."""
        groups = _groups(events)
        return digest.more(self._said(groups, wordings), [group[0].kind for group in groups], zone=zone)

    def _said(self, groups: Sequence[Sequence[Event]], wordings: Wordings) -> list[tuple[int, Notification]]:
        return [(group[0].happened, self.words(group, wordings)) for group in groups]

    def _decode(self, row: StoredEvent) -> Event | None:
        family = self._speakers.get(row.kind)
        if family is None:
            log.error("event_unknown", key=row.key, kind=row.kind)
            return None
        try:
            facts: Struct = msgspec.json.decode(row.facts, type=family.KINDS[row.kind])
            cause = Cause(row.cause)
        except (msgspec.MsgspecError, ValueError) as error:
            log.warning("event_unreadable", key=row.key, kind=row.kind, reason=str(error))
            return None
        return Event(
            key=row.key,
            kind=row.kind,
            subject=row.subject,
            cause=cause,
            happened=row.happened,
            facts=facts,
            about=row.about,
        )


def _groups(events: Sequence[Event]) -> list[list[Event]]:
    """Each fact with what completes it."""
    keys_there = {event.key for event in events}
    firsts = [event for event in events if event.about not in keys_there]
    return [[first, *(event for event in events if event.about == first.key)] for first in firsts]


def player_of(event: Event) -> str | None:
    """The `keys.user` of whom an event is about, where it is about a player."""
    player = getattr(event.facts, "player", None)
    return None if player is None else keys.user(server_of(event), player.id)


def nameless(event: Event) -> bool:
    """Whether an event is about a player whose name is not known, and whom nobody watches."""
    player = getattr(event.facts, "player", None)
    return player is not None and not player.name and keys.is_anyone(event.subject)


def files_of(event: Event) -> set[str]:
    """The `keys.beatmap` of the maps that were played."""
    played = (one.map for one in within(event.facts) if getattr(one, "play", None) and getattr(one, "map", None))  # type: ignore[attr-defined]  # it has one
    return {keys.beatmap(server_of(event), each.id) for each in played}


def unknown_maps_of(event: Event) -> set[str]:
    """The `keys.beatmap` of the maps that an event knows by id only."""
    ids = (needs_map(one) for one in within(event.facts))
    return {keys.beatmap(server_of(event), beatmap_id) for beatmap_id in ids if beatmap_id is not None}


def server_of(event: Event) -> str:
    """The server in front of the subject."""
    return event.subject.partition("/")[0]


def as_json(event: Event, row: StoredEvent) -> dict[str, Any]:
    """An event for programs: what the webhook's schema calls an event."""
    return {
        "key": event.key,
        "kind": event.kind,
        "subject": event.subject,
        "cause": event.cause.value,
        "happened": event.happened,
        "noticed": row.noticed,
        "about": event.about,
        "facts": msgspec.to_builtins(event.facts),
    }
