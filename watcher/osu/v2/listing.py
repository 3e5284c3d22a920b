"""The lobbies that are open: stable's matches, those opened since the bookmark or all; lazer's rooms, always all."""

from watcher.osu.nouns import Answer, Listed, Lobbies, Question
from watcher.osu.v2 import models
from watcher.osu.v2.client import Client

PAGES = 20
"""How far back the first look goes, in pages of fifty."""
OVERLAP = 20
"""So many ids before the newest one are read again: matches need not appear in the order of their ids."""


async def read_matches(client: Client, server: str, question: Question, now: int) -> Answer:
    """The matches opened since the bookmark, or all that are open. The bookmark is the newest id."""
    if not question.bookmark.isdecimal():
        rows = await _open_now(client)
        return _answer(rows, server, question, now, max((row.id for row in rows), default=0))
    newest = int(question.bookmark)
    page = await client.matches(max(0, newest - OVERLAP), oldest_first=True)
    last = max((row.id for row in page.matches), default=newest)
    more = page.cursor is not None and last > newest
    return _answer(page.matches, server, question, now, max(newest, last), more=more)


async def _open_now(client: Client) -> list[models.MatchInfo]:
    rows: list[models.MatchInfo] = []
    after: int | None = None
    for _ in range(PAGES):
        page = await client.matches(after, active=True)
        rows += page.matches
        if page.cursor is None or not page.matches:
            break
        after = page.matches[-1].id
    return rows


def _answer(
    rows: list[models.MatchInfo], server: str, question: Question, now: int, newest: int, *, more: bool = False
) -> Answer:
    lobbies = tuple(Listed(id=row.id, name=row.name) for row in rows if row.end_time is None)
    seen = Lobbies(server=server, asked=now, lobbies=lobbies)
    return Answer(sightings=[seen], bookmarks={question.subject: str(newest)} if newest else {}, more=more, known=now)


async def read_rooms(client: Client, server: str, now: int) -> Answer:
    """The rooms that are open, with those of their players that osu! names: ten at most, and the host."""
    rooms = await client.rooms(group="realtime")
    lobbies = tuple(Listed(id=room.id, name=room.name, room=True, players=_players(room)) for room in rooms)
    return Answer(sightings=[Lobbies(server=server, asked=now, lobbies=lobbies)], known=now)


def _players(room: models.Room) -> frozenset[int]:
    return frozenset(user.id for user in (*room.recent_participants, *([room.host] if room.host else ())))
