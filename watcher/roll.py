"""Who is watched: the config's watches against the roster. Pure.

The roster keeps ids, so a rename at osu! loses nobody, and the day each watch began.
"""

from collections.abc import Iterator, Mapping, Sequence

from watcher.events import Family
from watcher.osu import keys
from watcher.osu.nouns import Match, Plan, Source
from watcher.rules import Watch
from watcher.store.roster import Entry
from watcher.telling import Recipients


class Roll:
    """Who is watched: the config's names resolved to ids, and what follows from it for both halves."""

    def __init__(self, watches: Sequence[Watch], server: str, families: Mapping[str, Family]) -> None:
        self._watches = {watch.name: watch for watch in watches}
        self._server = server
        self._families = families

    def wanted_names(self, there: Sequence[Entry]) -> list[str | int]:
        """Names and ids that the roster does not hold yet."""
        known = {(entry.list, entry.name) for entry in there}
        missing = [
            player
            for watch in self._watches.values()
            for player in watch.players
            if (watch.name, str(player)) not in known
        ]
        return list(dict.fromkeys(missing))

    def entries(self, there: Sequence[Entry], found: Mapping[str | int, tuple[int, str]], now: int) -> Iterator[Entry]:
        """The roster as it should be: who is there stays by id, whatever they are called by now."""
        ids = {(entry.list, entry.name): keys.number(entry.subject) for entry in there}
        for watch in self._watches.values():
            for player in watch.players:
                user_id = ids.get((watch.name, str(player))) or found.get(player, (0, ""))[0]
                for mode in watch.modes if user_id else ():
                    yield Entry(watch.name, keys.player(self._server, mode, user_id), now, str(player))
            for match in watch.matches:
                yield Entry(watch.name, keys.match(self._server, match), now, str(match))

    def recipients(self, there: Sequence[Entry], admin: str | None) -> Recipients:
        """Subject → watches, in the order of the config."""
        lists: dict[str, set[str]] = {}
        for entry in there:
            lists.setdefault(entry.subject, set()).add(entry.list)
        watches = {
            subject: tuple(watch for name, watch in self._watches.items() if name in names)
            for subject, names in lists.items()
        }
        return Recipients(watches, admin)

    def since(self, there: Sequence[Entry]) -> dict[str, dict[str, int]]:
        """Family → subject → when its watch began."""
        since: dict[str, dict[str, int]] = {}
        for entry in there:
            for name in self._families_of(self._watches[entry.list]):
                subjects = since.setdefault(name, {})
                subjects[entry.subject] = min(entry.since, subjects.get(entry.subject, entry.since))
        return since

    def plan(self, there: Sequence[Entry], source: Source) -> Plan:
        """The looks that cover the roster."""
        since = self.since(there)
        wanted: dict[type, dict[str, None]] = {}
        for name, family in self._families.items():
            for noun in family.READS:
                subjects = (subject for subject in since.get(name, ()) if is_match(subject) == (noun is Match))
                wanted.setdefault(noun, {}).update(dict.fromkeys(subjects))
        return source.plan({noun: list(subjects) for noun, subjects in wanted.items() if subjects})

    def _families_of(self, watch: Watch) -> list[str]:
        kinds = {rule.kind for rule in watch.news}
        return [name for name, family in self._families.items() if kinds & family.KINDS.keys()]


def is_match(subject: str) -> bool:
    """Whether a subject is a match or room, not a player."""
    return subject.split("/")[1] in {"match", "room"}
