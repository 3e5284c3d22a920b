"""What the commands share that show messages nobody got: samples of news, as messages."""

from collections.abc import Sequence

from msgspec import structs

from watcher import news
from watcher.catalogue import samples
from watcher.events import Cause, Event, is_ours
from watcher.ledger import as_json
from watcher.notification import Message, Notification
from watcher.store.outbox import StoredEvent
from watcher.templates import sample

Told = tuple[Event, StoredEvent]
_CAUSES = {"top_plays_changed": Cause.REVALUED}
"""Of kinds that nobody plays: their words speak of the cause."""


def sampled(kind: str) -> list[Told]:
    """A sample of this kind, with its row as the store would have it. Empty where there is no such kind."""
    facts = samples().get(kind)
    if facts is None:
        return []
    event = structs.replace(sample(kind, facts), cause=_cause(kind))
    row = StoredEvent(
        id=0, key=event.key, kind=kind, subject=event.subject, cause=event.cause.value, happened=event.happened,
        noticed=event.happened, about=None, version=1, facts="", source="",
    )  # fmt: skip
    return [(event, row)]


def _cause(kind: str) -> Cause:
    if any(kind in family.KINDS for family in news.families().values() if is_ours(family)):
        return Cause.OURS
    return _CAUSES.get(kind, Cause.PLAYED)


def message(told: Sequence[Told], said: Notification) -> Message:
    """The message that tells these events in these words."""
    return Message(key="preview", notification=said, told=tuple(as_json(event, row) for event, row in told))
