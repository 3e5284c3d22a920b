"""The games of a stable match: its events, paged both ways and merged."""

from watcher.osu import keys
from watcher.osu.errors import Malformed
from watcher.osu.nouns import Match, Move, Question
from watcher.osu.v2 import models, translation
from watcher.osu.v2.client import Client

PAGE = 100
Moves = tuple[Move, ...]
_STUCK = "the pages of the match do not go on"


async def read_match(client: Client, server: str, question: Question, now: int) -> tuple[Match, Moves, str]:
    """The match with the games since the bookmark, or all of them; who came and went; and the new bookmark.

    A game is one event that changes in place, so the bookmark stays before the event of a running game.
    The event of the bookmark is read again: it says when something last happened.

    Raises:
        Malformed: events are missing. A closed match is never asked for again, so it has to be whole.
    """
    match_id = keys.number(question.subject)
    after = int(question.bookmark) if question.bookmark.isdecimal() else None
    pages = await (_backward(client, match_id) if after is None else _forward(client, match_id, after))
    info = pages[-1].match
    events = {event.id: event for page in pages for event in page.events}
    if max(events, default=after or 0) < (pages[-1].latest_event_id or 0):
        raise Malformed("the newest events of the match are missing")
    names = {user.id: user.username for page in pages for user in page.users}
    games = [event.game for event in events.values() if event.game]
    last = events[max(events)].timestamp if events else info.start_time
    moved = translation.milliseconds(max([last, *(game.end_time for game in games if game.end_time)]))
    seen = translation.match(info, games, names, server, asked=now, moved=moved)
    found = translation.moves(
        (event.id, event.detail.type, event.user_id, event.timestamp) for event in events.values()
    )
    return seen, found, str(_go_on(events, after, open_=info.end_time is None))


async def _backward(client: Client, match_id: int) -> list[models.MatchPage]:
    """The newest page and all before it; the newest last.

    Raises:
        Malformed: a page was not older than the one before: what is missing would be missing for ever.
    """
    pages = [await client.match(match_id, limit=PAGE)]
    while pages[0].events and (oldest := _ids(pages[0])[0]) > (pages[0].first_event_id or 0):
        page = await client.match(match_id, before=oldest, limit=PAGE)
        if not page.events or _ids(page)[0] >= oldest:
            raise Malformed(_STUCK)
        pages.insert(0, page)
    return pages


async def _forward(client: Client, match_id: int, after: int) -> list[models.MatchPage]:
    """What came after this event; the newest last. Raises as `_backward` does."""
    pages = [await client.match(match_id, after=after - 1, limit=PAGE)]
    while pages[-1].events and (newest := _ids(pages[-1])[-1]) < (pages[-1].latest_event_id or 0):
        page = await client.match(match_id, after=newest, limit=PAGE)
        if not page.events or _ids(page)[-1] <= newest:
            raise Malformed(_STUCK)
        pages.append(page)
    return pages


def _ids(page: models.MatchPage) -> list[int]:
    return sorted(event.id for event in page.events)


def _go_on(events: dict[int, models.MatchEvent], after: int | None, *, open_: bool) -> int:
    """The event id to ask after next time: before the last game while it runs, else the newest."""
    newest = max(events, default=after or 0)
    games = [event for event in events.values() if event.game]
    last = max(games, key=lambda event: event.id, default=None)
    if open_ and last and last.game and last.game.end_time is None:
        return last.id - 1
    return newest
