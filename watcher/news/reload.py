"""Reload: the config was changed and can't be used, and later it can. Until then the old one holds."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from watcher import words as say
from watcher.events import Cause, Event, Step, numbered
from watcher.notification import Notification
from watcher.osu.nouns import ConfigRead

VERSION = 1
OURS = True


class Memory(Struct, frozen=True):
    """The mistakes that were told of, none where the config is fine; and how often something was told."""

    mistakes: tuple[str, ...] = ()
    revision: int = 0


class ConfigRefusedFacts(Struct, frozen=True, kw_only=True):
    """The changed config can't be used, the old one still holds.

    server: of which watch. mistakes: what is wrong, each with its line and column.
    """

    server: str
    mistakes: tuple[str, ...]


class ConfigAcceptedFacts(Struct, frozen=True, kw_only=True):
    """The config that could not be used can be used again, and holds. server: of which watch."""

    server: str


KINDS: dict[str, type[Struct]] = {"config_refused": ConfigRefusedFacts, "config_accepted": ConfigAcceptedFacts}
DEFAULT = ("config_refused", "config_accepted")
SAMPLES: dict[str, Struct] = {
    "config_refused": ConfigRefusedFacts(
        server="bancho",
        mistakes=("config.yaml:12:9: watches.friends.news: no 'top_plays', did you mean 'top_play'?",),
    ),
    "config_accepted": ConfigAcceptedFacts(server="bancho"),
}


def concerned(seen: ConfigRead) -> Iterable[str]:
    """The watch over a server as a whole."""
    return (f"{seen.server}/config",)


READS = {ConfigRead: concerned}


def diff(memory: Memory | None, seen: ConfigRead, _now: int) -> Step:
    """Speak once of the same mistakes, and once when they are gone. The first time too: there is no baseline."""
    before = memory or Memory()
    if before.mistakes == seen.mistakes:
        return Step(memory)
    after = Memory(seen.mistakes, before.revision + 1)
    if seen.mistakes:
        refused = ConfigRefusedFacts(server=seen.server, mistakes=seen.mistakes)
        return Step(after, (_event("config_refused", after, seen, refused),))
    return Step(after, (_event("config_accepted", after, seen, ConfigAcceptedFacts(server=seen.server)),))


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    facts = events[0].facts
    if isinstance(facts, ConfigAcceptedFacts):
        return Notification(title="The config is fine again, and holds")
    assert isinstance(facts, ConfigRefusedFacts)
    count = len(facts.mistakes)
    more = f"and {say.plural(count - 1, 'more mistake')}; " if count > 1 else ""
    return Notification(
        title="The changed config can't be used",
        body=f"{facts.mistakes[0]}\n{more}until it is repaired the old one holds",
    )


def _event(kind: str, memory: Memory, seen: ConfigRead, facts: Struct) -> Event:
    subject = f"{seen.server}/config"
    return numbered(kind, subject, memory.revision, cause=Cause.OURS, happened=seen.asked, facts=facts)
