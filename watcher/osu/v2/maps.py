"""Maps on API v2: what is done to sets, and how sets stand.

map_events: what is done to everybody's sets · ranked: sets that got their leaderboards lately · mapper: the sets of a
mapper, and what osu! wrote down of them · set: one set
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from msgspec import Struct, structs

from watcher.osu import keys, nouns, sets
from watcher.osu.errors import Malformed, NotFound
from watcher.osu.nouns import Answer, Gap, MapDeed, MapEvent, PlannedLook, Question, Sighting
from watcher.osu.v2 import discussions, models, translation
from watcher.osu.v2.client import Client

PAGE = 50
LIST = 100
AT_ONCE = 4
"""Pages of events that one look reads from the newest on. Where that is not enough, it reads forward, day by day."""
OVERLAP = 20
"""Rows before the last one seen that are taken once more: they may become visible in another order than numbered."""
SEARCHED = 40
"""Pages of newly ranked sets that one look reads at most: two thousand sets."""
LATE = 15 * 60_000
"""How late a set may come into the search (ms)."""
ALL_EVERY = 2 * 3_600_000
"""How often all lists of a mapper are asked for (ms), not only the list of what is worked on."""

_CLOSED: tuple[Literal["graveyard", "ranked", "loved"], ...] = ("graveyard", "ranked", "loved")
_SEARCHED = ("ranked", "qualified", "loved")
_WORDS: dict[str, MapDeed] = {
    "nominate": "nominated",
    "nomination_reset": "reset",
    "qualify": "qualified",
    "disqualify": "disqualified",
    "rank": "ranked",
    "approve": "approved",
    "love": "loved",
    "remove_from_loved": "unloved",
    "beatmap_owner_change": "owner",
    "issue_resolve": "resolved",
    "issue_reopen": "reopened",
}
"""osu!'s word for a row → ours (osu-web: BeatmapsetEvent)."""
_TWIN = "nomination_reset_received"
"""A row that says of each nominator what another row says of the set."""


MINUTE = 60_000
_LOOKS = {
    "sets": ("ranked", 30 * MINUTE, 3, 1.0),
    "mapper": ("mapper", 10 * MINUTE, 2, 0.2),
    "set": ("set", 10 * MINUTE, 1, 0.1),
}
"""What a subject is → its question, least ms between two looks, requests, largest share of the budget."""
EVENTS_EVERY = 2 * MINUTE  # some two rows come each minute, and a page has fifty


def plan(wanted: Mapping[type[Sighting], Sequence[str]], server: str, limit: int) -> list[PlannedLook]:
    """The looks that cover what is wanted of maps: one for what is done to anybody's, the others per subject."""
    looks = []
    if wanted.get(MapEvent):
        looks.append(PlannedLook(question="map_events", subject=keys.sets(server), every=EVENTS_EVERY, cost=1))
    looks += [discussions.planned(keys.sets(server))] if wanted.get(nouns.Discussion) else []
    for kind, (question, least, cost, share) in _LOOKS.items():
        subjects = [subject for subject in wanted.get(nouns.Beatmapset, ()) if keys.kind(subject) == kind]
        every = max(least, round(len(subjects) * cost * MINUTE / (share * limit)))
        looks += [PlannedLook(question=question, subject=one, every=every, cost=cost) for one in subjects]
    return looks


class Bookmark(Struct, frozen=True):
    """The newest row seen, and its day (UTC). While what follows is read forward from that day on: the next page."""

    id: int
    day: str
    page: int = 0

    @classmethod
    def read(cls, text: str) -> "Bookmark | None":
        """What `written` wrote; None for nothing."""
        number, _, rest = text.partition("@")
        day, _, page = rest.partition("#")
        return cls(int(number), day, int(page or 0)) if number else None

    @property
    def written(self) -> str:
        """As text: `8000123@2026-09-21`, with `#12` for a page."""
        return f"{self.id}@{self.day}" + (f"#{self.page}" if self.page else "")


class Maps:
    """Looks at sets. `at` what priority is for the client to know."""

    def __init__(self, client: Client, server: str) -> None:
        self._client = client
        self._server = server

    # -- what is done to everybody's sets --------------------------------------------------------------------------

    async def events(self, question: Question, now: int) -> Answer:
        """The rows since the bookmark, and some from before it: rows may be shown in another order than numbered.

        Without a bookmark, the newest page. Where the newest pages don't reach back to the bookmark, rows are read
        forward from its day on, page by page, so that nothing that is still listed is lost.
        """
        mark = Bookmark.read(question.bookmark)
        if mark is not None and mark.page:
            return await self._forward(question, mark, now)
        rows: list[models.BeatmapsetEvent] = []
        names: dict[int, str] = {}
        for page in range(1, AT_ONCE + 1):
            found = await self._client.beatmapset_events(page=page, limit=PAGE)
            rows += found.events
            names |= {user.id: user.username for user in found.users}
            if mark is None or len(found.events) < PAGE or min(event.id or 0 for event in rows) <= mark.id:
                return self._events(question, rows, names, mark, now)
        return await self._forward(question, Bookmark(mark.id, mark.day, 1), now) if mark else Answer()

    async def _forward(self, question: Question, mark: Bookmark, now: int) -> Answer:
        found = await self._client.beatmapset_events(page=mark.page, limit=PAGE, since=mark.day, oldest_first=True)
        names = {user.id: user.username for user in found.users}
        more = len(found.events) >= PAGE
        answer = self._events(question, found.events, names, mark, now)
        if more:
            answer.bookmarks = {question.subject: Bookmark(mark.id, mark.day, mark.page + 1).written}
            answer.more = True
        return answer

    def _events(
        self,
        question: Question,
        rows: list[models.BeatmapsetEvent],
        names: dict[int, str],
        mark: Bookmark | None,
        now: int,
    ) -> Answer:
        """What these rows say, oldest first, each once."""
        by_id = {row.id or 0: row for row in rows}
        known = mark.id - OVERLAP if mark else 0
        ordered = [by_id[number] for number in sorted(by_id) if number > known and by_id[number].type != _TWIN]
        newest = max(by_id, default=0)
        after = mark
        if mark is None or newest >= mark.id:
            day = by_id[newest].created_at if newest else datetime.fromtimestamp(now / 1000, UTC)
            after = Bookmark(newest, f"{day.astimezone(UTC):%Y-%m-%d}")
        elif mark.page:
            after = Bookmark(mark.id, mark.day)
        told = translation.each(ordered, lambda row: event(row, names, self._server))
        return Answer(sightings=[*told], bookmarks={question.subject: after.written if after else ""}, known=now)

    # -- how sets stand --------------------------------------------------------------------------------------------

    async def ranked(self, question: Question, now: int) -> Answer:
        """Sets that are ranked, qualified or loved since the bookmark; without one, the newest pages."""
        marks = [int(mark) for mark in question.bookmark.split("/") if mark] or [now] * len(_SEARCHED)
        found: dict[int, nouns.Beatmapset] = {}
        missed: Gap | None = None
        for place, status in enumerate(_SEARCHED):
            seen, whole = await self._searched(status, marks[place] - LATE, now)
            if not whole:
                reason = f"more sets became {status} than are looked through"
                missed = Gap(
                    server=self._server, subject=question.subject, since=marks[place], until=now, reason=reason
                )
            marks[place] = max([marks[place], *(one.ranked or 0 for one in seen)])
            found |= {one.id: one for one in seen}
        ordered = sorted(found.values(), key=lambda one: one.ranked or 0)
        bookmark = "/".join(map(str, marks))
        return Answer(sightings=[*ordered], bookmarks={question.subject: bookmark}, missed=missed, known=now)

    async def _searched(self, status: str, until: int, now: int) -> tuple[list[nouns.Beatmapset], bool]:
        """Pages of the search, the newest first, until a set that is no news; and whether it was met."""
        seen: list[nouns.Beatmapset] = []
        cursor: str | None = None
        for _ in range(SEARCHED):
            page = await self._client.search_beatmapsets(status=status, sort="ranked_desc", cursor_string=cursor)
            new = [row for row in page.beatmapsets if (_moment(row.ranked_date) or 0) > until]
            seen += translation.each(new, lambda one: beatmapset(one, self._server, now))
            cursor = page.cursor_string
            if cursor is None or len(new) < len(page.beatmapsets):
                return seen, True
        return seen, False

    async def of_mapper(self, question: Question, now: int) -> Answer:
        """What osu! wrote down of a mapper, and the sets: those that are worked on, every two hours all of them.

        A set that was worked on and is in no list any more is asked for by itself.
        """
        user_id = keys.number(question.subject)
        asked, _, listed = question.bookmark.partition("/")
        everything = now - int(asked or 0) >= ALL_EVERY
        activity = await self._client.recent_activity(user_id)
        deeds = translation.each(activity, lambda row: translation.deed(row, "lazer"))
        rows = await self._client.user_beatmapsets(user_id, "pending", limit=LIST)
        open_ = {row.id for row in rows}
        for kind in _CLOSED if everything else ():
            rows += await self._client.user_beatmapsets(user_id, kind, limit=LIST)
        stand = {row.id: beatmapset(row, self._server, now) for row in rows}
        for number in sorted(set(map(int, filter(None, listed.split(",")))) - stand.keys()):
            stand[number] = await self._one(number, user_id, now)
        seen = nouns.Activity(server=self._server, user_id=user_id, asked=now, deeds=tuple(deeds))
        bookmark = f"{now if everything else asked}/{','.join(map(str, sorted(open_)))}"
        return Answer(sightings=[*sets.told(seen), *stand.values()], bookmarks={question.subject: bookmark}, known=now)

    async def one(self, question: Question, now: int) -> Answer:
        """One set. That there is none is a sighting, too."""
        return Answer(sightings=[await self._one(keys.number(question.subject), 0, now)], known=now)

    async def _one(self, number: int, creator_id: int, now: int) -> nouns.Beatmapset:
        try:
            found = await self._client.beatmapset(number)
        except NotFound:
            return nouns.Beatmapset(
                server=self._server, id=number, asked=now, creator_id=creator_id, evented=True, gone=True
            )
        if not found.beatmaps:
            raise Malformed("a set without difficulties")
        return beatmapset(found, self._server, now)


def event(row: models.BeatmapsetEvent, names: dict[int, str], server: str) -> MapEvent:
    """What a row says. Raises ValueError where it does not say of which set."""
    if row.beatmapset is None:
        raise ValueError("of no set")
    comment: dict[str, Any] = row.comment if isinstance(row.comment, dict) else {}
    what = _WORDS.get(row.type, "other")
    owners = comment.get("new_users") or []
    return MapEvent(
        server=server,
        beatmapset_id=row.beatmapset.id,
        what=what,
        happened=translation.milliseconds(row.created_at) // 1000 * 1000,
        id=row.id or 0,
        by=row.user_id or 0,
        by_name=names.get(row.user_id or 0, ""),
        creator_id=row.beatmapset.user_id,
        creator=row.beatmapset.creator,
        artist=row.beatmapset.artist,
        title=row.beatmapset.title,
        text=_edited(row.type, comment) if what == "other" else _said(row),
        nominators=tuple(int(one) for one in comment.get("nominator_ids") or ()),
        beatmap_id=int(comment.get("beatmap_id") or 0),
        version=str(comment.get("beatmap_version") or ""),
        owners={
            int(one["id"]): str(one.get("username", "")) for one in owners if isinstance(one, dict) and "id" in one
        },
    )


def _said(row: models.BeatmapsetEvent) -> str:
    """Why, as somebody wrote it: in the discussion that goes with the row, or in older rows as its comment."""
    post = (row.discussion or {}).get("starting_post")
    said = post.get("message") if isinstance(post, dict) else None
    comment = row.comment.get("reason") if isinstance(row.comment, dict) else row.comment
    return str(said or comment or "")


def _edited(kind: str, comment: dict[str, Any]) -> str:
    """`genre edit: Rock → Metal`."""
    name = kind.replace("_", " ")
    old, new = comment.get("old"), comment.get("new")
    return f"{name}: {old} → {new}" if "old" in comment and "new" in comment else name


def beatmapset(found: models.Beatmapset, server: str, asked: int) -> nouns.Beatmapset:
    """A set with its difficulties, but for those of an unknown mode."""
    difficulties = translation.each(found.beatmaps, lambda one: difficulty(one, found, server))
    return nouns.Beatmapset(
        server=server,
        id=found.id,
        asked=asked,
        status=_status(found),
        artist=found.artist,
        title=found.title,
        creator=found.creator,
        creator_id=found.user_id,
        submitted=_moment(found.submitted_date) or 0,
        updated=_moment(found.last_updated) or 0,
        ranked=_moment(found.ranked_date),
        play_count=found.play_count,
        favourites=found.favourite_count,
        genre=sets.genre(found.genre_id),
        language=sets.language(found.language_id),
        source=found.source,
        tags=tuple((found.tags or "").split()),
        nsfw=found.nsfw,
        difficulties=sets.easiest_first(difficulties),
        evented=True,
    )


def difficulty(found: models.Beatmap, of: models.Beatmapset, server: str) -> nouns.Beatmap:
    """A difficulty of a set, and whose it is."""
    owners = tuple(owner.id for owner in found.owners) or ((found.user_id,) if found.user_id else ())
    return structs.replace(translation.beatmap(found, server, of), owners=owners)


def _status(found: models.Beatmapset) -> int:
    if found.ranked is not None:
        return found.ranked
    return nouns.Status.__members__.get(found.status.upper(), nouns.Status.PENDING)


def _moment(found: datetime | None) -> int | None:
    return None if found is None else translation.milliseconds(found) // 1000 * 1000
