"""What is written about sets: the beginnings of all discussions, the newest first."""

from watcher.osu import nouns
from watcher.osu.nouns import Answer, Gap, PlannedLook, Question
from watcher.osu.v2 import models, translation
from watcher.osu.v2.client import Client

EVERY = 5 * 60_000
"""How often they are asked for (ms): one or two are begun in a minute, and a page has fifty."""
PAGE = 50
PAGES = 40
"""Pages that one look reads at most: more than a day of them."""
OVERLAP = 20
"""Numbers before the last one seen that are taken once more: they need not appear in their order."""


def planned(subject: str) -> PlannedLook:
    """The one look that covers all sets."""
    return PlannedLook(question="discussions", subject=subject, every=EVERY, cost=1)


async def read_discussions(client: Client, server: str, question: Question, now: int) -> Answer:
    """Those begun since the bookmark, oldest first; without one, the newest page.

    The bookmark is the newest number, and when that was (ms UTC): `5647607/1790000000000`.
    """
    mark, _, looked = question.bookmark.partition("/")
    known = int(mark or 0)
    found: dict[int, nouns.Discussion] = {}
    newest, whole = known, False
    for page in range(1, PAGES + 1):
        rows = await client.beatmapset_discussions(page=page, limit=PAGE)
        numbers = [row.id for row in rows.discussions]
        newest = max([newest, *numbers])
        found |= {one.id: one for one in _told(rows, server) if one.id > known - OVERLAP}
        if not known or rows.cursor is None or min(numbers, default=0) <= known:
            whole = True
            break
    reason = "more was written about maps than is looked through"
    gap = Gap(server=server, subject=question.subject, since=int(looked or now), until=now, reason=reason)
    return Answer(
        sightings=[found[number] for number in sorted(found)],
        bookmarks={question.subject: f"{newest}/{now}"},
        missed=None if whole else gap,
        known=now,
    )


def _told(page: models.Discussions, server: str) -> list[nouns.Discussion]:
    sets = {one.id: one for one in page.beatmapsets}
    maps = {one.id: one for one in page.beatmaps}
    names = {user.id: user.username for user in page.users}
    return translation.each(page.discussions, lambda row: discussion(row, sets, maps, names, server))


def discussion(
    row: models.Discussion,
    sets: dict[int, models.Beatmapset],
    maps: dict[int, models.Beatmap],
    names: dict[int, str],
    server: str,
) -> nouns.Discussion:
    """What a row says. Raises ValueError where its set is not told: then nobody knows whose it is."""
    of = sets.get(row.beatmapset_id)
    if of is None:
        raise ValueError("of a set that is not told")
    on = maps.get(row.beatmap_id or 0)
    post = row.starting_post or {}
    return nouns.Discussion(
        server=server,
        id=row.id,
        beatmapset_id=of.id,
        what=row.message_type.replace("mapper_", ""),
        written=translation.milliseconds(row.created_at),
        by=row.user_id,
        by_name=names.get(row.user_id, ""),
        text=str(post.get("message") or ""),
        creator_id=of.user_id,
        creator=of.creator,
        artist=of.artist,
        title=of.title,
        version=on.version if on else "",
    )
