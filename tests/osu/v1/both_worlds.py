"""One client for both worlds, as a type checker has to see it. `test_v1_typing` runs mypy --strict on this file."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar, assert_type

from watcher.osu import v1

T = TypeVar("T")


def at_once(api: v1.OsuApi[v1.ReqConnector]) -> str:
    assert_type(api.get_user("peppy"), list[v1.User])
    assert_type(api.get_user_best(2, mode=v1.OsuMode.taiko, limit=1), list[v1.SoloScore])
    assert_type(api.get_user_recent(2), list[v1.RecentScore])
    assert_type(api.get_scores(75, mods=v1.OsuMod.Hidden | v1.OsuMod.HardRock), list[v1.BeatmapScore])
    assert_type(api.get_beatmaps(beatmap_id=75), list[v1.Beatmap])
    assert_type(api.get_match(7), v1.Match)
    assert_type(api.get_replay(75, "peppy"), v1.Replay)
    assert_type(api.get_user_best(2)[0].pp, float | None)
    return f"{api.get_user('peppy')[0].total_hits} {api.get_match(7).games[0].mods:s}"


async def later(api: v1.OsuApi[v1.AHConnector]) -> str:
    assert_type(api.get_user("peppy"), Awaitable[list[v1.User]])
    assert_type(await api.get_user("peppy"), list[v1.User])
    assert_type(await api.get_user_best(2), list[v1.SoloScore])
    assert_type(await api.get_user_recent(2), list[v1.RecentScore])
    assert_type(await api.get_scores(75), list[v1.BeatmapScore])
    assert_type(await api.get_beatmaps(since=None), list[v1.Beatmap])
    assert_type(await api.get_match(7), v1.Match)
    assert_type(await api.get_replay(75, 2), v1.Replay)
    await api.close()
    return (await api.get_user("peppy"))[0].username


class Mine:
    """A connector of one's own."""

    def process_request(self, endpoint: str, data: Mapping[str, Any], type_: Callable[[Any], T], retries: int = 5) -> T:
        return type_([endpoint, data, retries])


def made() -> None:
    assert_type(v1.OsuApi("key", connector=v1.ReqConnector()), v1.OsuApi[v1.ReqConnector])
    assert_type(v1.OsuApi("key", connector=v1.AHConnector()), v1.OsuApi[v1.AHConnector])
    assert_type(v1.OsuApi("key", connector=Mine()).get_user("peppy"), list[v1.User])
    v1.OsuApi("key", connector="none")  # type: ignore[type-var]  # a text is no connector; an unused ignore fails, too
