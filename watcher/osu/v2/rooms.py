"""The games of a lazer room: its events, paged both ways and merged with the scores of its playlist.

A room may start one map of its playlist again after it was aborted, so a game is known by the event of its start.
"""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from watcher.osu import keys, nouns
from watcher.osu.errors import Malformed
from watcher.osu.nouns import Match, Mode, Question
from watcher.osu.v2 import models, translation
from watcher.osu.v2.client import Client

PAGE = 100
Moves = tuple[nouns.Move, ...]
SETTLING = 10_000
"""How long after the end of a game the scores of those who played it may still come in (ms)."""
_STUCK = "the pages of the room do not go on"
_STARTED, _COMPLETED, _ABORTED, _CLOSED = "game_started", "game_completed", "game_aborted", "room_disbanded"
_SIDES: dict[str, Literal["red", "blue"]] = {"red": "red", "blue": "blue"}


class Played(Struct):
    """A game as the events tell it: its start, and its end if there is one."""

    start: models.RoomEvent
    end: models.RoomEvent | None = None


class Seen(Struct):
    """The pages of a room as one."""

    room: models.Room
    events: dict[int, models.RoomEvent]
    items: dict[int, models.PlaylistItem]
    maps: dict[int, models.Beatmap]
    sets: dict[int, models.Beatmapset]
    names: dict[int, str]

    @property
    def closed(self) -> int | None:
        """When the room was closed (ms UTC)."""
        ends = [event.created_at for event in self.events.values() if event.event_type == _CLOSED]
        moment = ends[-1] if ends else self.room.ends_at
        return translation.milliseconds(moment) if moment else None


async def read_standings(client: Client, server: str, question: Question, now: int) -> nouns.Standings:
    """The leaderboard of a playlist. Two requests."""
    room_id = keys.number(question.subject)
    room = await client.room(room_id)
    board = await client.room_leaderboard(room_id)
    ends = translation.milliseconds(room.ends_at) if room.ends_at else None
    rows = (
        nouns.StandingRow(
            user_id=row.user_id,
            username=row.user.username if row.user else "",
            score=row.total_score,
            accuracy=row.accuracy,
            attempts=row.attempts,
        )
        for row in board.leaderboard
    )
    ended = ends if ends is not None and ends <= now else None
    return nouns.Standings(server=server, id=room_id, name=room.name, asked=now, ended=ended, rows=tuple(rows))


async def read_room(client: Client, server: str, question: Question, now: int) -> tuple[Match, Moves, str]:
    """The room with the games since the bookmark, or all of them; who came and went; and the new bookmark.

    The bookmark stays before the start of a running game, and its event is read again. A game whose scores still come
    in counts as running.

    Raises:
        Malformed: events are missing. A closed room is never asked for again, so it has to be whole.
        Invalid: it is a playlist, which has no events (osu-web answers 422).
    """
    room_id = keys.number(question.subject)
    after = int(question.bookmark) if question.bookmark.isdecimal() else None
    pages = await (_backward(client, room_id) if after is None else _forward(client, room_id, after))
    seen = _merged(pages)
    if max(seen.events, default=after or 0) < (pages[-1].last_event_id or 0):
        raise Malformed("the newest events of the room are missing")
    played = _played(seen.events.values())
    settling = {game.start.id for game in played if _settles(game, seen, now)}
    match = _match(seen, played, settling, server, now)
    open_ = [game.start.id for game in played[-1:] if game.end is None and match.ended is None]
    newest = max(seen.events, default=after or 0)
    found = translation.moves((one.id, one.event_type, one.user_id, one.created_at) for one in seen.events.values())
    return match, found, str(min([*open_, *settling], default=newest + 1) - 1)


async def _backward(client: Client, room_id: int) -> list[models.RoomEvents]:
    """The newest page and all before it; the newest last. Raises Malformed where a page is not older."""
    pages = [await client.room_events(room_id, limit=PAGE)]
    while pages[0].events and (oldest := _ids(pages[0])[0]) > (pages[0].first_event_id or 0):
        page = await client.room_events(room_id, before=oldest, limit=PAGE)
        if not page.events or _ids(page)[0] >= oldest:
            raise Malformed(_STUCK)
        pages.insert(0, page)
    return pages


async def _forward(client: Client, room_id: int, after: int) -> list[models.RoomEvents]:
    """What came after this event; the newest last. Raises as `_backward` does."""
    pages = [await client.room_events(room_id, after=after - 1, limit=PAGE)]
    while pages[-1].events and (newest := _ids(pages[-1])[-1]) < (pages[-1].last_event_id or 0):
        page = await client.room_events(room_id, after=newest, limit=PAGE)
        if not page.events or _ids(page)[-1] <= newest:
            raise Malformed(_STUCK)
        pages.append(page)
    return pages


def _ids(page: models.RoomEvents) -> list[int]:
    return sorted(event.id for event in page.events)


def _merged(pages: Iterable[models.RoomEvents]) -> Seen:
    seen: Seen | None = None
    for page in pages:
        seen = seen or Seen(page.room, {}, {}, {}, {}, {})
        seen.room = page.room
        seen.events |= {event.id: event for event in page.events}
        seen.items |= {item.id: item for item in page.playlist_items}
        seen.maps |= {found.id: found for found in page.beatmaps}
        seen.sets |= {found.id: found for found in page.beatmapsets}
        seen.names |= {user.id: user.username for user in page.users}
    assert seen is not None  # there is always a first page
    seen.events = dict(sorted(seen.events.items()))
    return seen


def _played(events: Iterable[models.RoomEvent]) -> list[Played]:
    """The games in the order in which they began. An end belongs to the latest start of the same map."""
    games: list[Played] = []
    for event in events:
        if event.event_type == _STARTED:
            games.append(Played(event))
        elif event.event_type in {_COMPLETED, _ABORTED}:
            item = event.playlist_item_id
            open_ = [game for game in games if game.end is None and game.start.playlist_item_id == item]
            for game in open_[-1:]:
                game.end = event
    return games


def _settles(game: Played, seen: Seen, now: int) -> bool:
    """Whether scores are missing that may come within seconds: each client sends its own."""
    item = seen.items.get(game.start.playlist_item_id or 0)
    if game.end is None or game.end.event_type != _COMPLETED or item is None:
        return False
    expected = len((item.details.teams if item.details else None) or {}) or 1
    missing = len({score.user_id for score in item.scores}) < expected
    return missing and 0 <= now - translation.milliseconds(game.end.created_at) < SETTLING


def _match(seen: Seen, played: list[Played], settling: set[int], server: str, now: int) -> Match:
    closed = None if settling else seen.closed
    last = played[-1:] if closed is None else []
    games = translation.each(
        played,
        lambda game: _game(game, seen, server, runs=game.start.id in settling or (game in last and game.end is None)),
    )
    moments = [translation.milliseconds(event.created_at) for event in seen.events.values()]
    begun = translation.milliseconds(seen.room.starts_at) if seen.room.starts_at else min(moments, default=now)
    return Match(
        server=server,
        id=seen.room.id,
        name=seen.room.name,
        started=begun,
        ended=closed,
        asked=now,
        moved=max(moments, default=begun),
        games=tuple(games),
        names=seen.names,
        room=True,
    )


def _game(game: Played, seen: Seen, server: str, *, runs: bool) -> nouns.Game:
    """A game. Raises ValueError where the playlist does not hold it, and for an unknown mode."""
    item = seen.items.get(game.start.playlist_item_id or 0)
    if item is None:
        raise ValueError("its map is not on the playlist")
    done = game.end is not None and game.end.event_type == _COMPLETED and not runs
    found = item.beatmap or seen.maps.get(item.beatmap_id)
    of_all = translation.mods(item.required_mods)
    details = item.details or models.RoomDetails()
    by_player = {score.user_id: score for score in item.scores} if done else {}
    kind = details.room_type or seen.room.type
    return nouns.Game(
        id=game.start.id,
        beatmap_id=item.beatmap_id,
        mode=Mode.numbered(item.ruleset_id),
        started=translation.milliseconds(game.start.created_at),
        ended=translation.milliseconds(game.end.created_at) if game.end and done else None,
        aborted=not done and not runs,
        scoring="score",
        teams="team_vs" if kind == "team_versus" else "head_to_head",
        mods=of_all,
        scores=tuple(_score(score, slot, of_all, details.teams or {}) for slot, score in enumerate(by_player.values())),
        beatmap=translation.beatmap(found, server, seen.sets.get(found.beatmapset_id)) if found else None,
    )


def _score(score: models.Score, slot: int, of_all: tuple[nouns.Mod, ...], teams: dict[str, str]) -> nouns.GameScore:
    own = tuple(mod for mod in translation.mods(score.mods) if mod.acronym not in {one.acronym for one in of_all})
    return nouns.GameScore(
        user_id=score.user_id,
        slot=slot,
        team=_SIDES.get(teams.get(str(score.user_id), ""), ""),
        score=score.total_score,
        accuracy=score.accuracy,
        max_combo=score.max_combo,
        misses=score.statistics.get("miss", 0),
        grade=score.rank,
        passed=score.passed,
        mods=of_all + own,
    )
