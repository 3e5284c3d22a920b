"""Wording: a template of the config fails on news that is there. It is told in the built-in words; say so once."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from watcher.events import Cause, Event, Step
from watcher.notification import Notification
from watcher.osu.nouns import Misworded

VERSION = 1
OURS = True


class Memory(Struct, frozen=True):
    """The templates that were told of."""

    templates: tuple[str, ...] = ()


class TemplateFailedFacts(Struct, frozen=True, kw_only=True):
    """A template could not be used; the news was told in the built-in words.

    of: the kind of news that the template is for. reason: what went wrong.
    """

    of: str
    reason: str


KINDS: dict[str, type[Struct]] = {"template_failed": TemplateFailedFacts}
DEFAULT = ("template_failed",)
SAMPLES: dict[str, Struct] = {
    "template_failed": TemplateFailedFacts(of="top_play", reason="ZeroDivisionError: division by zero")
}


def concerned(seen: Misworded) -> Iterable[str]:
    """The words of one server's news."""
    return (f"{seen.server}/words",)


READS = {Misworded: concerned}


def diff(memory: Memory | None, seen: Misworded, _now: int) -> Step:
    """Told once of each template, the first time too: a fault has no baseline."""
    memory = memory or Memory()
    if seen.template in memory.templates:
        return Step(memory)
    event = Event(
        key=f"template_failed/{seen.server}/{seen.template}",
        kind="template_failed",
        subject=f"{seen.server}/words",
        cause=Cause.OURS,
        happened=seen.found,
        facts=TemplateFailedFacts(of=seen.kind, reason=seen.reason),
    )
    return Step(Memory((*memory.templates[-99:], seen.template)), (event,))


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    facts = events[0].facts
    assert isinstance(facts, TemplateFailedFacts)
    return Notification(
        title=f"The template for {facts.of} failed",
        body=f"{facts.reason}\nThe news was told in the built-in words, and will be until the template is changed",
    )
