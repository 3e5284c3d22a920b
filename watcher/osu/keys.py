"""Keys: the text by which subjects and facts are known. Built here and nowhere else.

The server stands in front (`bancho/osu/124493`, `akatsuki/…`), so that two servers never share a subject.
"""

from typing import NamedTuple
from urllib.parse import quote, unquote

from watcher.osu.nouns import Match, Mode, Play

BANCHO = "bancho"
_MODES = {mode.value: mode for mode in Mode}
_BOARDS = frozenset({"board", "stable"})
_WORLD = "world"


class PlayerKey(NamedTuple):
    """A player in one mode, taken out of a subject."""

    server: str
    mode: Mode
    user_id: int


class RankingKey(NamedTuple):
    """The first `top` of a ranking by pp, taken out of a subject.

    Of a `country` (empty: the world); of these the members of a `team` (0: all).
    """

    server: str
    mode: Mode
    country: str
    top: int
    team: int


class PlaceKey(NamedTuple):
    """A place in the world's ranking by pp, taken out of a subject."""

    server: str
    mode: Mode
    rank: int


class GoalKey(NamedTuple):
    """What a player is to reach, taken out of a subject. `by`: until when (ms UTC), 0: some day."""

    server: str
    mode: Mode
    user_id: int
    measure: str
    target: int
    by: int


class SessionKey(NamedTuple):
    """A player's sessions in one mode, taken out of a subject. `pause`: how long without a play ends one (ms)."""

    server: str
    mode: Mode
    user_id: int
    pause: int


class SummaryKey(NamedTuple):
    """What is summed up, taken out of a subject: a player (0: all of a `watch`), at the times that `when` says."""

    server: str
    mode: Mode
    user_id: int
    watch: str
    when: str


class BoardKey(NamedTuple):
    """A map's leaderboard in one mode, taken out of a subject. `stable`: the one with stable plays only."""

    server: str
    mode: Mode
    beatmap_id: int
    stable: bool


def player(server: str, mode: Mode, user_id: int) -> str:
    """The subject of a player in one mode: `bancho/osu/124493`."""
    return f"{server}/{mode.value}/{user_id}"


def read_player(subject: str) -> PlayerKey:
    """The parts of `player()`. Raises ValueError when the subject is not a player."""
    server, mode, user_id = subject.split("/")
    return PlayerKey(server, _MODES.get(mode) or Mode(mode), int(user_id))  # Mode() says that it knows no such mode


def is_player(subject: str) -> bool:
    """Whether a subject is a player in a mode."""
    return subject.split("/")[1] in _MODES


def is_user(subject: str) -> bool:
    """Whether a subject is a player in no mode in particular."""
    return subject.split("/")[1] == "user"


def user(server: str, user_id: int) -> str:
    """The subject of a player in no mode in particular: `bancho/user/124493`."""
    return f"{server}/user/{user_id}"


def ranking(server: str, mode: Mode, *, country: str = "", top: int, team: int = 0) -> str:
    """The subject of the first so many of a ranking: `bancho/ranking/osu/NO/50/0`."""
    return f"{server}/ranking/{mode.value}/{country or _WORLD}/{top}/{team}"


def is_ranking(subject: str) -> bool:
    """Whether a subject is the top of a ranking."""
    return subject.split("/")[1] == "ranking"


def read_ranking(subject: str) -> RankingKey:
    """The parts of `ranking()`. Raises ValueError when the subject is none."""
    server, _, mode, country, top, team = subject.split("/")
    return RankingKey(server, Mode(mode), "" if country == _WORLD else country, int(top), int(team))


def place(server: str, mode: Mode, rank: int) -> str:
    """The subject of a place in the world's ranking: `bancho/place/osu/9999`."""
    return f"{server}/place/{mode.value}/{rank}"


def is_place(subject: str) -> bool:
    """Whether a subject is a place in a ranking."""
    return subject.split("/")[1] == "place"


def read_place(subject: str) -> PlaceKey:
    """The parts of `place()`. Raises ValueError when the subject is none."""
    server, _, mode, rank = subject.split("/")
    return PlaceKey(server, Mode(mode), int(rank))


def rivals(server: str, mode: Mode, one: int, other: int) -> str:
    """The subject of two players who are compared: `bancho/rivals/osu/2/124493`, whichever is named first."""
    return f"{server}/rivals/{mode.value}/{min(one, other)}/{max(one, other)}"


def is_rivals(subject: str) -> bool:
    """Whether a subject is two players who are compared."""
    return subject.split("/")[1] == "rivals"


def read_rivals(subject: str) -> tuple[str, str]:
    """Both players of `rivals()`, as subjects. Raises ValueError when the subject is no such pair."""
    server, _, mode, one, other = subject.split("/")
    return player(server, Mode(mode), int(one)), player(server, Mode(mode), int(other))


def goal(who: PlayerKey, measure: str, target: int, by: int = 0) -> str:
    """The subject of what a player is to reach: `bancho/goal/osu/2/pp/8000/0`. `by` in ms UTC, 0: some day."""
    return f"{who.server}/goal/{who.mode.value}/{who.user_id}/{measure}/{target}/{by}"


def is_goal(subject: str) -> bool:
    """Whether a subject is what a player is to reach."""
    return subject.split("/")[1] == "goal"


def read_goal(subject: str) -> GoalKey:
    """The parts of `goal()`. Raises ValueError when the subject is none."""
    server, _, mode, user_id, measure, target, by = subject.split("/")
    return GoalKey(server, Mode(mode), int(user_id), measure, int(target), int(by))


def session(who: PlayerKey, pause: int) -> str:
    """The subject of a player's sessions, which a pause of so many ms ends: `bancho/session/osu/2/1800`."""
    return f"{who.server}/session/{who.mode.value}/{who.user_id}/{pause // 1000}"


def is_session(subject: str) -> bool:
    """Whether a subject is a player's sessions."""
    return subject.split("/")[1] == "session"


def read_session(subject: str) -> SessionKey:
    """The parts of `session()`. Raises ValueError when the subject is none."""
    server, _, mode, user_id, pause = subject.split("/")
    return SessionKey(server, Mode(mode), int(user_id), int(pause) * 1000)


def summary(server: str, mode: Mode, who: int | str, when: str) -> str:
    """The subject of the summaries of a player, or of a watch: `bancho/summary/osu/2/week%20sunday%201110%20UTC`."""
    whom = who if isinstance(who, int) else f"@{quote(who, safe='')}"
    return f"{server}/summary/{mode.value}/{whom}/{quote(when, safe='')}"


def is_summary(subject: str) -> bool:
    """Whether a subject is summed up now and then."""
    return subject.split("/")[1] == "summary"


def read_summary(subject: str) -> SummaryKey:
    """The parts of `summary()`. Raises ValueError when the subject is none."""
    server, _, mode, who, when = subject.split("/")
    watch = unquote(who[1:]) if who.startswith("@") else ""
    return SummaryKey(server, Mode(mode), 0 if watch else int(who), watch, unquote(when))


def cards(server: str, mode: Mode, number: int) -> str:
    """The subject of some of the players of a mode who are watched, fifty at a time: `bancho/cards/osu/0`."""
    return f"{server}/cards/{mode.value}/{number}"


def feed(server: str) -> str:
    """The subject of the feed of everybody's plays: `bancho/feed`."""
    return f"{server}/feed"


def anyone(server: str, mode: Mode) -> str:
    """The subject of everybody who plays a mode: `bancho/anyone/osu`."""
    return f"{server}/anyone/{mode.value}"


def is_anyone(subject: str) -> bool:
    """Whether a subject is everybody who plays a mode."""
    return subject.split("/")[1] == "anyone"


def world(server: str) -> str:
    """The subject of what concerns everybody: `bancho/world`."""
    return f"{server}/world"


def beatmap(server: str, beatmap_id: int) -> str:
    """The subject of one difficulty: `bancho/map/129891`."""
    return f"{server}/map/{beatmap_id}"


def sets(server: str) -> str:
    """The subject of all sets, whoever made them: `bancho/sets`."""
    return f"{server}/sets"


def beatmapset(server: str, beatmapset_id: int) -> str:
    """The subject of a set: `bancho/set/5032`."""
    return f"{server}/set/{beatmapset_id}"


def mapper(server: str, user_id: int) -> str:
    """The subject of a player as the one who makes maps: `bancho/mapper/124493`."""
    return f"{server}/mapper/{user_id}"


def nominator(server: str, user_id: int) -> str:
    """The subject of a player as the one who nominates maps: `bancho/nominator/124493`."""
    return f"{server}/nominator/{user_id}"


def nominators(server: str) -> str:
    """The subject of those who nominate maps, whoever they are: `bancho/nominators`."""
    return f"{server}/nominators"


def site(server: str) -> str:
    """The subject of what osu! itself publishes: `bancho/site`."""
    return f"{server}/site"


def kind(subject: str) -> str:
    """What a subject is: `mapper` of `bancho/mapper/124493`."""
    return subject.split("/")[1]


def match(server: str, match_id: int) -> str:
    """The subject of a stable match: `bancho/match/105019274`."""
    return f"{server}/match/{match_id}"


def room(server: str, room_id: int) -> str:
    """The subject of a lazer room: `bancho/room/1`."""
    return f"{server}/room/{room_id}"


def lobby(seen: Match) -> str:
    """The subject of a match or room that was seen."""
    return (room if seen.room else match)(seen.server, seen.id)


def listing(server: str, *, rooms: bool) -> str:
    """The subject of the list of open matches, or of open rooms: `bancho/matches`, `bancho/rooms`."""
    return f"{server}/rooms" if rooms else f"{server}/matches"


def is_room(subject: str) -> bool:
    """Whether a subject is a lazer room."""
    return "/room/" in subject


def board(server: str, mode: Mode, beatmap_id: int, *, stable: bool = False) -> str:
    """The subject of a map's leaderboard in a mode: `bancho/board/osu/129891`, or stable's: `bancho/stable/osu/…`."""
    return f"{server}/{'stable' if stable else 'board'}/{mode.value}/{beatmap_id}"


def is_board(subject: str) -> bool:
    """Whether a subject is a leaderboard."""
    return subject.split("/")[1] in _BOARDS


def read_board(subject: str) -> BoardKey:
    """The parts of `board()`. Raises ValueError when the subject is no leaderboard."""
    server, which, mode, beatmap_id = subject.split("/")
    if which not in _BOARDS:
        raise ValueError(f"{subject!r} is no leaderboard")
    return BoardKey(server, Mode(mode), int(beatmap_id), which == "stable")


def family(server: str, name: str) -> str:
    """A family of news as a subject, to note since when it is wanted: `bancho/news/top_plays`."""
    return f"{server}/news/{name}"


def score(server: str, score_id: int) -> str:
    """The subject of one play, by API v2's id of it: `bancho/score/5000000000`."""
    return f"{server}/score/{score_id}"


def number(subject: str) -> int:
    """The id at the end of a subject. Raises ValueError where there is none."""
    return int(subject.rpartition("/")[2])


def play(seen: Play) -> str:
    """The identity of a play, the same on every API generation: `bancho/play/osu/124493/129891/1700000000`."""
    return played(PlayerKey(seen.server, seen.mode, seen.user_id), seen.beatmap_id, seen.ended // 1000)


def played(who: PlayerKey, beatmap_id: int, second: int) -> str:
    """The same identity, of its parts."""
    return f"{who.server}/play/{who.mode.value}/{who.user_id}/{beatmap_id}/{second}"
