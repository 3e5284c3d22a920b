"""The search for sets: 50 a page, cached a minute, turned by a cursor whose keys depend on the sort."""

from collections.abc import Callable

from watcher.simulator.model import MapSet
from watcher.simulator.v2.ask import JSON, Ask, with_cursor
from watcher.simulator.v2.sets import STATES, searched
from watcher.simulator.world import World


def search(ask: Ask) -> JSON:
    """`/beatmapsets/search`: 50 a page, cached a minute. The cursor's keys depend on the sort."""
    asked = tuple(sorted(ask.request.query))
    page: JSON = ask.shelf.get(("search", asked), ask.now, 60, lambda: _search(ask))
    return page


def _search(ask: Ask) -> JSON:
    world, sort = ask.world, ask.request.one("sort") or "ranked_desc"
    field, _, direction = sort.rpartition("_")
    key = _SORTS.get(field, _SORTS["ranked"])
    rows = [row for row in world.sets.values() if _found(ask, row)]
    rows.sort(key=lambda row: (key(world, row), row.id), reverse=direction != "asc")
    cursor = ask.cursor("id")
    ids = [row.id for row in rows]
    begin = ids.index(cursor) + 1 if cursor in ids else 0
    page = rows[begin : begin + 50]
    last = {_CURSORS.get(field, "approved_date"): key(world, page[-1]), "id": page[-1].id} if page else None
    return {
        "beatmapsets": [searched(world, row) for row in page],
        "search": {"sort": sort},
        "recommended_difficulty": None,
        "error": None,
        "total": min(len(rows), 10_000),
        **with_cursor(last if begin + 50 < len(rows) else None),
    }


_SORTS: dict[str, Callable[[World, MapSet], int]] = {
    "ranked": lambda _, row: row.ranked_at or 0,
    "updated": lambda _, row: row.updated,
    "plays": lambda world, row: sum(world.maps[each].plays for each in row.difficulties),
    "favourites": lambda _, row: row.favourites,
    "relevance": lambda _, row: row.favourites,
}
_CURSORS = {"ranked": "approved_date", "updated": "last_update", "plays": "play_count", "relevance": "_score"}


def _found(ask: Ask, row: MapSet) -> bool:
    state, mode, words = ask.request.one("s") or "leaderboard", ask.request.one("m"), ask.request.one("q").casefold()
    modes = {ask.world.maps[each].mode for each in row.difficulties}
    return (
        not row.deleted
        and row.status in STATES.get(state, STATES["leaderboard"])
        and (not mode or int(mode) in modes)
        and all(word in f"{row.artist} {row.title}".casefold() for word in words.split())
    )
