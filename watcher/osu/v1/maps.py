"""Maps on API v1: how sets stand. What is done to them is not told, but for a mapper's own activity.

ranked: sets that became ranked or loved · mapper: the sets of a mapper, and what osu! wrote down of them · set: one set
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from watcher.osu import keys, sets
from watcher.osu.enums import OsuMode
from watcher.osu.http import Priority
from watcher.osu.nouns import Answer, Beatmapset, Gap, MapEvent, PlannedLook, Question, Sighting
from watcher.osu.v1 import translation
from watcher.osu.v1.client import OsuApi
from watcher.osu.v1.connectors import AHConnector
from watcher.osu.v1.models import Beatmap, User

FULL = 500
"""Rows of a page, at most. So many are not all there are."""
OPEN = 0
"""The highest status of a set that may still be deleted."""
_MODES = (OsuMode.osu, OsuMode.taiko, OsuMode.ctb, OsuMode.mania)
MINUTE = 60_000
_LOOKS = {
    "sets": ("ranked", 5 * MINUTE, 1, 1.0),
    "mapper": ("mapper", 10 * MINUTE, 2, 0.2),
    "set": ("set", 10 * MINUTE, 1, 0.1),
}
"""What a subject is → its question, least ms between two looks, requests, largest share of the budget."""
NOT_TOLD = (
    "who nominated or disqualified a map and why, whose difficulties are, discussions; "
    "a fall from qualified is seen as it stands at the next look, and of everybody's maps those ranked or loved"
)
_TOO_MANY = "more maps were ranked at once than the API shows"

Spend = Callable[[Priority, Callable[[], Awaitable[list[Beatmap]]]], Awaitable[list[Beatmap]]]
"""Asks when the budget allows it."""


def plan(wanted: Mapping[type[Sighting], Sequence[str]], limit: int) -> list[PlannedLook]:
    """The looks that cover what is wanted of maps, so that all at one kind of subject take no more than their share."""
    looks = []
    for kind, (question, least, cost, share) in _LOOKS.items():
        subjects = [subject for subject in wanted.get(Beatmapset, ()) if keys.kind(subject) == kind]
        every = max(least, round(len(subjects) * cost * MINUTE / (share * limit)))
        looks += [PlannedLook(question=question, subject=one, every=every, cost=cost) for one in subjects]
    return looks


def not_told(wanted: Mapping[type[Sighting], Sequence[str]]) -> list[str]:
    """What API v1 does not tell of maps that are watched, to be said after `API v1 does not tell`."""
    nominators = [one for one in wanted.get(MapEvent, ()) if keys.kind(one) == "nominator"]
    found = [f"what nominator {keys.number(one)} does" for one in nominators]
    return found + ([NOT_TOLD] if wanted.get(Beatmapset) else [])


class Maps:
    """Looks at sets."""

    def __init__(
        self, api: OsuApi[AHConnector], server: str, spend: Spend, user: Callable[[int], Awaitable[User]]
    ) -> None:
        self._api = api
        self._server = server
        self._spend = spend
        self._user = user

    async def ranked(self, question: Question, now: int) -> Answer:
        """Sets ranked or loved since the last one seen, that one included: whether the bound is, is not documented.

        A full page is not all there is. If its rows come in order, the next look goes on behind them; if not, each mode
        is asked for by itself; and what is then still full is a hole.
        """
        since = int(question.bookmark or now)
        rows = await self._since(since)
        missed: Gap | None = None
        more = False
        if len(rows) >= FULL:
            more = _in_order(rows) and _ranked(rows[-1]) > since
            if not more:
                pages = [await self._since(since, mode) for mode in _MODES]
                full = any(len(page) >= FULL for page in pages)
                rows = [row for page in pages for row in page]
                missed = self._hole(question, since, now) if full else None
        newest = max([since, *map(_ranked, rows)])
        found = _together(rows, self._server, now, whole=not more)
        ordered = sorted(found, key=lambda one: one.ranked or 0)
        return Answer(
            sightings=[*ordered], bookmarks={question.subject: str(newest)}, missed=missed, more=more, known=now
        )

    async def _since(self, since: int, mode: OsuMode | None = None) -> list[Beatmap]:
        begin = datetime.fromtimestamp(since / 1000 - 1, UTC)
        return await self._spend(Priority.SWEEP, lambda: self._api.get_beatmaps(since=begin, mode=mode, limit=FULL))

    def _hole(self, question: Question, since: int, now: int) -> Gap:
        return Gap(server=self._server, subject=question.subject, since=since, until=now, reason=_TOO_MANY)

    async def of_mapper(self, question: Question, now: int) -> Answer:
        """What osu! wrote down of a mapper in the last month, and the sets.

        A set that was worked on and is not among them any more is asked for by itself; where more than a page of one
        mode can't be shown, so are those that osu! wrote something down of.
        """
        user_id = keys.number(question.subject)
        user = await self._user(user_id)
        rows, whole = await self._all_of(user_id)
        stand = {one.id: one for one in _together(rows, self._server, now, whole=whole)}
        deeds = sets.told(translation.activity(user, self._server, now))
        known = set(map(int, filter(None, question.bookmark.split(","))))
        known |= set() if whole else {deed.beatmapset_id for deed in deeds}
        for number in sorted(known - stand.keys()):
            stand[number] = await self._one(number, user_id, now)
        open_ = sorted(one.id for one in stand.values() if one.status <= OPEN and not one.gone)
        return Answer(
            sightings=[*deeds, *stand.values()],
            bookmarks={question.subject: ",".join(map(str, open_))},
            known=now,
        )

    async def _all_of(self, user_id: int) -> tuple[list[Beatmap], bool]:
        """The difficulties of a mapper's sets, and whether these are all. Behind a full page each mode is asked for."""
        rows = await self._made_by(user_id)
        if _are_all(rows):
            return rows, True
        pages = [await self._made_by(user_id, mode) for mode in _MODES]
        return [row for page in pages for row in page], all(map(_are_all, pages))

    async def _made_by(self, user_id: int, mode: OsuMode | None = None) -> list[Beatmap]:
        return await self._spend(
            Priority.SWEEP, lambda: self._api.get_beatmaps(username=user_id, mode=mode, limit=FULL)
        )

    async def one(self, question: Question, now: int) -> Answer:
        """One set. That there is none is a sighting, too."""
        return Answer(sightings=[await self._one(keys.number(question.subject), 0, now)], known=now)

    async def _one(self, number: int, creator_id: int, now: int) -> Beatmapset:
        rows = await self._spend(Priority.CONFIRM, lambda: self._api.get_beatmaps(beatmapset_id=number, limit=FULL))
        found = _together(rows, self._server, now, whole=_are_all(rows))
        if found:
            return found[0]
        return Beatmapset(server=self._server, id=number, asked=now, creator_id=creator_id, gone=True)


def _are_all(rows: Sequence[Beatmap]) -> bool:
    """Whether there are no more than these. A row that comes twice fills no page."""
    return len({row.beatmap_id for row in rows}) < FULL


def _in_order(rows: Sequence[Beatmap]) -> bool:
    dates = [_ranked(row) for row in rows]
    return dates == sorted(dates)


def _ranked(row: Beatmap) -> int:
    return 0 if row.approved_date is None else translation.milliseconds(row.approved_date)


def _together(rows: Iterable[Beatmap], server: str, asked: int, *, whole: bool) -> list[Beatmapset]:
    """The sets of these rows, each difficulty once."""
    by_set: dict[int, dict[int, Beatmap]] = defaultdict(dict)
    for row in rows:
        by_set[row.beatmapset_id][row.beatmap_id] = row
    return translation.each(by_set.values(), lambda some: beatmapset(list(some.values()), server, asked, whole=whole))


def beatmapset(rows: Sequence[Beatmap], server: str, asked: int, *, whole: bool) -> Beatmapset:
    """A set of its difficulties, but for those of an unknown mode. Raises ValueError where a date is missing."""
    first = rows[0]
    difficulties = translation.each(rows, lambda row: translation.beatmap(row, server))
    return Beatmapset(
        server=server,
        id=first.beatmapset_id,
        asked=asked,
        status=first.approved.value,
        artist=first.artist,
        title=first.title,
        creator=first.creator,
        creator_id=first.creator_id,
        submitted=translation.milliseconds(first.submit_date),
        updated=max(translation.milliseconds(row.last_update) for row in rows),
        ranked=_ranked(first) or None,
        play_count=sum(row.playcount for row in rows),
        favourites=first.favourite_count,
        genre=sets.genre(first.genre_id.value),
        language=sets.language(first.language_id.value),
        source=first.source,
        tags=tuple(first.tags.split()),
        difficulties=sets.easiest_first(difficulties),
        whole=whole,
    )
