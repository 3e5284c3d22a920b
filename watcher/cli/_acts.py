"""What happens in the plays that are staged for the gallery. Data, but for what has no scenario of its own."""

from collections.abc import Sequence
from typing import Any

from watcher.catalogue import catalogue
from watcher.cli._staged import Deed, Play
from watcher.simulator import Simulator, matches
from watcher.simulator.faults import Fault
from watcher.simulator.model import Match
from watcher.simulator.world import World

MAP, ANOTHER = 50_160, 50_320
POOL = {"NM1": MAP, "HD1": ANOTHER}
WEEKLY = "https://osu.ppy.sh/multiplayer/rooms/1500001"
DAILY = {"every": "day", "at": "16:30"}
DIGEST, CAP, RUNNING, CURVE = "a digest", "what was over a cap", "a running match", "a curve"
TOGETHER = ["top_play", "rank_milestone", "first_place", "pp_milestone", "medal", "session"]


def run(name: str, **args: Any) -> Deed:
    """A scenario of the simulator."""
    return lambda osu: osu.site.run(name, args)


def _of(*beginnings: str) -> list[str]:
    return [kind for kind in catalogue().news if kind.startswith(beginnings)]


_LISTS, _POSTS = ["ranking_entered", "ranking_left"], ["news_post", "changelog_build"]
_OF_PLAYERS = [
    *("top_play", "score", "fail", "session", "session_started", "session_running", "online", "offline", "summary"),
    *("rank_change", "rank_milestone", "pp_milestone", "rank_step", "pp_step", "unranked", "ranked_again", "overtook"),
    *("first_place", "first_place_lost", "placement", "country_first", "goal_reached", "goal_missed", "goal_progress"),
    *("medal", "supporter", "renamed", "team_change", "account_gone", "account_back"),
]
_LOBBIES = _of("match_", "playlist_")


class _Lobby:
    """A lobby in which one deed follows the other."""

    def __init__(self, **opened: Any) -> None:
        self._opened = opened
        self._lobby: Match | None = None

    def open(self, osu: Simulator) -> None:
        """Open it, for a playlist too."""
        self._lobby = matches.open_lobby(osu.world, **self._opened)
        self._lobby.playlist = self._lobby.room

    def start(self, beatmap_id: int) -> Deed:
        """Begin a game."""
        return lambda osu: matches.start_game(osu.world, self.lobby, beatmap_id, scoring=0, teams=0)

    def finish(self, osu: Simulator) -> None:
        """End the game that was begun."""
        matches.finish_game(osu.world, self.lobby, self.lobby.games[-1])

    def move(self, osu: Simulator) -> None:
        """Somebody comes, somebody goes."""
        matches.join(osu.world, self.lobby, 1012)
        matches.leave(osu.world, self.lobby, 1003)

    def overtake(self, osu: Simulator) -> None:
        """Whoever is behind plays on alone, and leads."""
        rows = self.lobby.games[0].scores
        ahead = max(rows, key=lambda row: row.score.total).user_id
        matches.leave(osu.world, self.lobby, ahead)
        for _ in range(3):
            _played(osu.world, self.lobby, ANOTHER)
        matches.join(osu.world, self.lobby, ahead)

    def close(self, osu: Simulator) -> None:
        """Everybody leaves."""
        matches.close(osu.world, self.lobby)

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
            (30, [qualifiers.start(MAP), lambda osu: _played(osu.world, weekly.lobby, MAP)]),
            (60, [qualifiers.finish, qualifiers.move]),
            (30, [qualifiers.start(MAP), weekly.overtake]),
            (700, [qualifiers.finish]),
            (300, [qualifiers.close, weekly.close]),
            (600, [*_plays(1001), *_plays(1010, passed=False), *map(run, ("publish", "release-build", "upload"))]),
            (1200, [*_plays(1010, accuracy=0.9, misses=3), run("update"), run("edit")]),
            (1200, [*_plays(1002, pp=900.0), run("medal"), run("support"), run("add-difficulty"), run("discuss")]),
            (600, [run("first-lost"), run("nominate"), run("hand-over"), run("party", user_id=1001, plays=5)]),
            (900, [*_on_the_board(1002, 0.99), run("reset")]),
            (900, [*_on_the_board(1001, 1.0, total=1_050_000), run("nominate")]),
            (600, [run("nominate", user_id=1015)]),
            (600, [run("disqualify")]),
            (600, [run("nominate"), run("nominate", user_id=1015), run("love")]),
            (600, [run("rank"), run("unlove")]),
            (600, [run("bury")]),
            (900, [run("revive")]),
            (600, [run("delete")]),
        ],
    )


def a_day() -> Play:
    """What takes longer: accounts, lists and goals."""
    return Play(
        watches={
            "friends": {"players": [1001, 1004, 1005], "goals": [{"country_rank": 100, "by": "2026-09-21"}]}
            | {"summary": {"every": "day", "at": "01:30"}}
            | {"news": _OF_PLAYERS, "to": [*_OF_PLAYERS, CURVE]},
            "first": {"players": [{"country": "NO", "top": 3}], "news": _LISTS, "to": _LISTS},
        },
        sinks={CURVE: {"only": ["rank_change"]}},
        acts=[
            (6.5 * 3600, [run("rename", user_id=1001), run("team", team=3), run("restrict"), run("retire")]),
            (600, _plays(1004)),
            (3900, [*_plays(1004, pp=20_000.0), run("release")]),
            *((2400, _plays(1001, pp=400.0 + 9 * number)) for number in range(6)),
        ],
    )


def a_silence() -> Play:
    """Nothing is answered. One thing is asked at a time: several would wait for each other, in real time."""
    return Play(watches={"world": {"anyone": {"pp": 800}, "to": ["big_play"]}}, acts=[(3600, [_silent(1500)])])


def _referee(number: int) -> dict[str, Any]:
    return {"match": number, "pool": POOL, "attempts": 1, "idle": "3 min", "deadline": "12 min"}


def _plays(user_id: int, **args: Any) -> Sequence[Deed]:
    return [run("play", user_id=user_id, mode="osu", **args)]


def _on_the_board(user_id: int, accuracy: float, **args: Any) -> Sequence[Deed]:
    return _plays(user_id, beatmap_id=MAP, accuracy=accuracy, mods=["HD"], **args)


def _silent(seconds: float) -> Deed:
    def begin(osu: Simulator) -> None:
        now = osu.clock.now()
        osu.site.faults.add(Fault(kind="status", path="/api/*", begins=now, ends=now + round(seconds * 1000)))

    return begin
