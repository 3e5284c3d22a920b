"""What happens in the plays that are staged for the gallery. Data, but for what has no scenario of its own."""

from collections.abc import Sequence
from contextlib import closing, suppress
from typing import Any

from watcher.catalogue import catalogue
from watcher.cli._staged import EVERYTHING, Deed, Play, Stage
from watcher.notification import NotDelivered, Reason
from watcher.simulator import matches
from watcher.simulator.faults import Fault
from watcher.simulator.model import Match
from watcher.simulator.world import World
from watcher.store import StoreError

MAP, ANOTHER, SHARED = 50_160, 50_320, 50_321
POOL = {"NM1": MAP, "HD1": ANOTHER}
WEEKLY = "https://osu.ppy.sh/multiplayer/rooms/1500001"
DAILY = {"every": "day", "at": "16:30"}
CLUB = "club"
DIGEST, CAP, RUNNING, CURVE = "a digest", "what was over a cap", "a running match", "a curve"
DECAY = "a rank that fell without a play"
TOGETHER = ["top_play", "rank_milestone", "first_place", "pp_milestone", "medal", "session"]


def run(name: str, **args: Any) -> Deed:
    """A scenario of the simulator."""
    return lambda stage: stage.osu.site.run(name, args)


def _of(*beginnings: str) -> list[str]:
    return [kind for kind in catalogue().news if kind.startswith(beginnings)]


_LISTS, _POSTS = ["ranking_entered", "ranking_left"], ["news_post", "changelog_build"]
_OF_PLAYERS = [
    *("top_play", "score", "fail", "session", "session_started", "session_running", "online", "offline", "summary"),
    *("rank_change", "rank_milestone", "pp_milestone", "rank_step", "pp_step", "unranked", "ranked_again", "overtook"),
    *("first_place", "first_place_lost", "placement", "country_first", "goal_reached", "goal_missed", "goal_progress"),
    *("medal", "supporter", "supporter_over", "renamed", "team_change", "account_gone", "account_back", "group_change"),
    *("badge", "level_up", "counter_milestone", "friends_board", "outplayed", "country_first_lost", "variant_change"),
    *("top_plays_changed", "top_play_corrected", "activity_other"),
]
_STREAKS = _of("daily_")
_LOBBIES = _of("match_", "playlist_")


class _Lobby:
    """A lobby in which one deed follows the other."""

    def __init__(self, **opened: Any) -> None:
        self._opened = opened
        self._lobby: Match | None = None

    def open(self, stage: Stage) -> None:
        """Open it, for a playlist too."""
        self._lobby = matches.open_lobby(stage.osu.world, **self._opened)
        self._lobby.playlist = self._lobby.room

    def start(self, beatmap_id: int) -> Deed:
        """Begin a game."""
        return lambda stage: matches.start_game(stage.osu.world, self.lobby, beatmap_id, scoring=0, teams=0)

    def finish(self, stage: Stage) -> None:
        """End the game that was begun."""
        matches.finish_game(stage.osu.world, self.lobby, self.lobby.games[-1])

    def move(self, stage: Stage) -> None:
        """Somebody comes, somebody goes."""
        matches.join(stage.osu.world, self.lobby, 1012)
        matches.leave(stage.osu.world, self.lobby, 1003)

    def overtake(self, stage: Stage) -> None:
        """Whoever is behind plays on alone, and leads."""
        rows = self.lobby.games[0].scores
        ahead = max(rows, key=lambda row: row.score.total).user_id
        matches.leave(stage.osu.world, self.lobby, ahead)
        for _ in range(3):
            _played(stage.osu.world, self.lobby, ANOTHER)
        matches.join(stage.osu.world, self.lobby, ahead)

    def close(self, stage: Stage) -> None:
        """Everybody leaves."""
        matches.close(stage.osu.world, self.lobby)

    @property
    def lobby(self) -> Match:
        """The lobby, once it is open."""
        assert self._lobby is not None
        return self._lobby


def _played(world: World, lobby: Match, beatmap_id: int) -> None:
    matches.finish_game(world, lobby, matches.start_game(world, lobby, beatmap_id))


def an_evening() -> Play:
    """Plays, leaderboards, lobbies, and what becomes of a map."""
    qualifiers = _Lobby(name="QOWC2026: lobby 7", red=(1001, 1003), blue=(1002,))
    weekly = _Lobby(name="Weekly mix", red=(1001,), blue=(1002,), room=True)
    return Play(
        watches={
            "friends": {
                "players": [1001, 1002, 1010],
                "rivals": [1009],
                "goals": [{"rank": 13_500}],
                "summary": DAILY,
            }
            | {"news": _OF_PLAYERS, "to": [*_OF_PLAYERS, DIGEST, CAP]},
            "club": {"players": [1001, 1002, 1010], "summary": {**DAILY, "together": True}, "to": ["group_summary"]},
            "boards": {"maps": [MAP], "news": _of("board_"), "to": _of("board_")},
            "mappers": {"mappers": [1013, 1014, 1015], "news": _of("map_"), "to": _of("map_")},
            "final": {"matches": [{"match": 120_000_001, "best_of": 5}], "news": _LOBBIES, "to": [*_LOBBIES, RUNNING]},
            "qualifiers": {"matches": [_referee(120_000_002)], "news": _LOBBIES, "to": _LOBBIES},
            "weekly": {"matches": [WEEKLY], "news": _LOBBIES, "to": _LOBBIES},
            "anyone": {"anyone": {"pp": 800}, "to": ["big_play"]},
            "posts": {"news": _POSTS, "to": _POSTS},
        },
        sinks={
            DIGEST: {"digest": {"every": "hour", "at": "00:40"}, "only": TOGETHER},
            CAP: {"at_most": "1 per hour", "only": ["top_play"]},
            RUNNING: {"only": ["match_game_started", "match_game"]},
        },
        acts=[
            (90, [run("match", first_to=3, aborted=[1], game=40, pause=10), qualifiers.open, weekly.open]),
            (30, [qualifiers.start(MAP), lambda stage: _played(stage.osu.world, weekly.lobby, MAP)]),
            (60, [qualifiers.finish, qualifiers.move]),
            (30, [qualifiers.start(MAP), weekly.overtake]),
            (700, [qualifiers.finish]),
            (300, [qualifiers.close, weekly.close, _unheard_of]),
            (600, [*_plays(1001), *_plays(1010, passed=False), *map(run, ("publish", "release-build", "upload"))]),
            (1200, [*_plays(1010, accuracy=0.9, misses=3), *map(run, ("update", "edit", "appoint", "award"))]),
            (1200, [*_plays(1002, pp=900.0), run("medal"), run("support"), run("add-difficulty"), run("discuss")]),
            (20, [run("acclaim", plays=1_000_000, favourites=500), *_plays(1010, pp=400.0)]),
            (20, [run("remove-score", user_id=1010), run("lapse")]),
            (600, [run("first-lost"), run("nominate"), run("hand-over"), run("party", user_id=1001, plays=5)]),
            (900, [*_on_the_board(1002, 0.99), run("reset")]),
            (900, [*_on_the_board(1001, 1.0, total=1_050_000), run("nominate")]),
            (600, [run("nominate", user_id=1015)]),
            (600, [run("disqualify")]),
            (600, [run("nominate"), run("nominate", user_id=1015), run("love")]),
            (600, [run("rank"), run("unlove")]),
            (600, [run("bury")]),
            (900, [run("revive")]),
            (600, [run("delete"), run("approve")]),
        ],
    )


def a_day() -> Play:
    """What takes longer: accounts, lists and goals."""
    return Play(
        watches={
            "friends": {"players": [1001, 1004, 1005], "goals": [{"country_rank": 100, "by": "2026-09-21"}]}
            | {"summary": {"every": "day", "at": "01:30"}}
            | {"news": _OF_PLAYERS, "to": [*_OF_PLAYERS, CURVE]},
            "drums": {"players": [1008, 1012, 2001], "rivals": [1009], "modes": ["taiko"], "summary": DAILY}
            | {"news": _OF_PLAYERS, "to": _OF_PLAYERS},
            "keys": {"players": [1008], "modes": ["mania"], "news": ["variant_change"], "to": ["variant_change"]},
            "others": {"players": [1002, 1009, 1011], "news": ["top_play"], "to": [EVERYTHING]},
            "fallen": {"players": [1009], "news": [{"rank_change": {"causes": ["decay"]}}], "to": [DECAY]},
            "site": {"news": ["daily_challenge"], "to": ["daily_challenge"]},
            "first": {"players": [{"country": "NO", "top": 3}], "news": _LISTS, "to": _LISTS},
        },
        sinks={CURVE: {"only": ["rank_change"]}, DECAY: {"only": ["rank_change"]}},
        acts=[
            (
                2 * 3600,
                [run("challenge"), _drummed(1009, plays=35), _drummed(1012, plays=12), _drummed(2001, plays=20)],
            ),
            *((2400, _plays(1008, mode="mania", pp=300.0 + 10 * number)) for number in range(3)),
            (2.5 * 3600, [run("rename", user_id=1001), run("team", team=3), run("restrict"), run("retire")]),
            (1, [run("remove-score", user_id=1009)]),
            (600, _plays(1004)),
            (3900, [*_plays(1004, pp=20_000.0), run("release")]),
            *((2400, _plays(1001, pp=400.0 + 9 * number)) for number in range(4)),
            (1, [run("remove-score", user_id=1004), *_plays(1004, pp=900.0, beatmap_id=MAP)]),
            (2400, [*_plays(1001, pp=436.0), *_plays(1005, pp=300.0, beatmap_id=SHARED)]),
            (2400, [*_plays(1001, pp=445.0), *_plays(2002, pp=310.0, beatmap_id=SHARED, total=1_100_000)]),
            (2.5 * 3600, [run("pp-rework")]),
        ],
    )


def two_weeks() -> Play:
    """What takes days: streaks of daily challenges, nobody to be seen, and a feed that is read too seldom."""
    passing = ((24 * 3600, [run("take-part", place=8)]) for _ in range(7))
    return Play(
        watches={
            "daily": {"players": [1001], "news": _STREAKS, "to": _STREAKS},
            "quiet": {"players": [1012], "news": ["inactive"], "to": ["inactive"]},
        },
        acts=[*passing, (48 * 3600, [run("party", user_id=1003, plays=1100, seconds=3600, pp=1.0)])],
        osu={"feed_interval": "48h"},
    )


def troubles() -> Play:
    """What goes wrong with the daemon and around it.

    One thing is asked of osu! at a time: several would wait for each other, in real time.
    """
    return Play(
        watches={"world": {"anyone": {"pp": 800}, "news": ["big_play"], "to": ["big_play", CLUB]}},
        sinks={CLUB: {"templates": {"big_play": {"title": "One slip in {{ 100 / (100 - play.accuracy) }} notes"}}}},
        acts=[
            (60, _plays(1001, pp=900.0, accuracy=1.0)),
            (60, [_written('"to"', '"too"')]),
            (60, [_written('"too"', '"to"')]),
            (1500, [_refusing(CLUB), *_plays(1002, pp=950.0)]),
            (300, [_taking(CLUB)]),
            (600, [_silent(1500)]),
            (3000, _plays(1002, pp=960.0)),
            *((60, _plays(1003, pp=1.0)) for _ in range(62)),
            *((60, []) for _ in range(17)),
            (60, _plays(1003, pp=1.0)),
            (60, [_set_the_clock]),
        ],
        osu={"feed_interval": "1 min"},
    )


def mishaps() -> Play:
    """What befalls the store."""
    return Play(
        watches={"world": {"anyone": {"pp": 800}, "news": ["big_play"], "to": ["big_play"]}},
        acts=[(60, [_deleted]), (60, [_failing(240)])],
        on_disk=True,
    )


def _referee(number: int) -> dict[str, Any]:
    return {"match": number, "pool": POOL, "attempts": 1, "idle": "3 min", "deadline": "12 min"}


def _plays(user_id: int, **args: Any) -> Sequence[Deed]:
    return [run("play", user_id=user_id, **{"mode": "osu"} | args)]


def _on_the_board(user_id: int, accuracy: float, **args: Any) -> Sequence[Deed]:
    return _plays(user_id, beatmap_id=MAP, accuracy=accuracy, mods=["HD"], **args)


def _drummed(user_id: int, plays: int) -> Deed:
    """Somebody plays osu!taiko for an hour, and fails again and again."""
    return run("party", user_id=user_id, plays=plays, seconds=3600, mode="taiko", passed=False)


def _unheard_of(stage: Stage) -> None:
    """Something is written down of a player that nobody has heard of yet."""
    stage.osu.world.happen("mapperOfTheMonth", 1001)


def _written(before: str, after: str) -> Deed:
    """Somebody changes the config."""

    async def write(stage: Stage) -> None:
        stage.file.write_text(stage.file.read_text().replace(before, after))
        assert stage.app.reloading is not None
        await stage.app.reloading.reload()

    return write


async def _set_the_clock(stage: Stage) -> None:
    """Somebody sets the clock of the machine: it was two hours slow."""
    stage.clock.set_by += 2 * 3_600_000
    await stage.app.clock_stepped(2 * 3600)


async def _deleted(stage: Stage) -> None:
    """Somebody tidies up."""
    assert stage.store.path is not None
    stage.store.path.unlink()
    await stage.app.upkeep.mind_the_store()


def _failing(seconds: float) -> Deed:
    """The store can't be written for so long."""

    async def fail(stage: Stage) -> None:
        _pragma(stage, "query_only = 1")
        for _ in range(2):  # it fails, and that is noticed
            with suppress(StoreError):
                await stage.app.upkeep.mind_the_store()
        stage.clock.time += round(seconds * 1000)
        _pragma(stage, "query_only = 0")
        for _ in range(2):
            await stage.app.upkeep.mind_the_store()

    return fail


def _pragma(stage: Stage, said: str) -> None:
    with closing(stage.store.engine.raw_connection()) as raw:
        raw.cursor().execute(f"PRAGMA {said}")


def _refusing(sink: str) -> Deed:
    return lambda stage: setattr(
        stage.sinks[sink], "refusal", NotDelivered(Reason.SERVER, "discord.com answered 503 Service Unavailable")
    )


def _taking(sink: str) -> Deed:
    return lambda stage: setattr(stage.sinks[sink], "refusal", None)


def _silent(seconds: float) -> Deed:
    def begin(stage: Stage) -> None:
        now = stage.clock.now()
        stage.osu.site.faults.add(Fault(kind="status", path="/api/*", begins=now, ends=now + round(seconds * 1000)))

    return begin
