"""From what was done to a set to what is told of it. Pure."""

from msgspec import Struct

from watcher.events import Cause, Event
from watcher.facts import PlayerFacts
from watcher.news.beatmaps.facts import (
    DoneFacts,
    MapDiscussionFacts,
    MapFacts,
    MapFallFacts,
    MapOtherFacts,
    MapOwnerFacts,
    MapStateFacts,
    SetFacts,
    of_row,
    of_set,
)
from watcher.news.beatmaps.memory import HISTORY, Memory
from watcher.osu import keys
from watcher.osu.nouns import MapEvent

_PLAIN = {"uploaded", "revived", "deleted"}
_FALLS = {"reset", "disqualified", "unloved"}
_DISCUSSED = {"resolved", "reopened"}
_BY_ROW = {"nominated", "owner", "other", *_DISCUSSED}
"""What may happen twice in one second: the number of its row tells it apart."""
_TOGETHER = 1_000


def told(memory: Memory, event: MapEvent) -> Event:
    """The event of a row which the memory has noted already."""
    kind = "map_discussion" if event.what in _DISCUSSED else f"map_{event.what}"
    subject = keys.beatmapset(event.server, event.beatmapset_id)
    return Event(
        key=_key(kind, subject, event),
        kind=kind,
        subject=subject,
        cause=Cause.PLAYED,
        happened=event.happened,
        facts=_facts(memory, event, the_set(memory, event)),
        about=_nomination(memory, event, subject),
    )


def _key(kind: str, subject: str, event: MapEvent) -> str:
    row = f"/{event.id or event.by}" if event.what in _BY_ROW else ""
    return f"{kind}/{subject}/{event.happened // 1000}{row}"


def _nomination(memory: Memory, event: MapEvent, subject: str) -> str | None:
    """The nomination that qualified a set, in the same second: both are one message."""
    if event.what != "qualified":
        return None
    nominations = reversed(memory.nominations(event.happened + _TOGETHER))
    last = next((one for one in nominations if abs(one.happened - event.happened) <= _TOGETHER), None)
    row = "" if last is None else f"/{last.row or last.by}"
    return None if last is None else f"map_nominated/{subject}/{last.happened // 1000}{row}"


def the_set(memory: Memory, event: MapEvent) -> SetFacts:
    """The set as it stands, or as far as the row tells; with what was done to it before."""
    before = (one for one in memory.done if one.what in HISTORY and one.happened <= event.happened)
    history = [
        DoneFacts(what=one.what, when=one.happened, by=one.name)
        for one in before
        if (one.what, one.happened) != (event.what, event.happened)
    ]
    return of_row(event, history) if memory.stands is None else of_set(memory.stands, history)


def _facts(memory: Memory, event: MapEvent, of: SetFacts) -> Struct:
    by = PlayerFacts(id=event.by, name=event.by_name) if event.by else None
    if event.what in _PLAIN:
        return MapFacts(set=of)
    if event.what in _FALLS:
        return MapFallFacts(set=of, by=by, reason=event.text, nominators=event.nominators)
    if event.what in _DISCUSSED:
        return MapDiscussionFacts(set=of, what=event.what, by=by, text=event.text)
    if event.what == "owner":
        return MapOwnerFacts(
            set=of,
            beatmap_id=event.beatmap_id,
            version=event.version,
            owners=tuple(name or f"player {number}" for number, name in event.owners.items()),
            owner_ids=tuple(event.owners),
            by=by,
        )
    if event.what == "other":
        return MapOtherFacts(set=of, text=event.text, by=by)
    nominators = (one.by for one in memory.nominations(event.happened) if one.by)
    return MapStateFacts(set=of, by=by, nominators=tuple(dict.fromkeys(nominators)))
