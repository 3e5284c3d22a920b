"""Lobbies: how matches go. A script is a row of `later`s on the world's agenda."""

from collections.abc import Sequence
from random import Random

from msgspec import Struct

from watcher.simulator import creation, performance
from watcher.simulator.model import MODES, Game, GameScore, Match, MatchEvent, Mod
from watcher.simulator.world import World

FIRST_MATCH = 120_000_001
FIRST_ROOM = 1_500_001
_FREE = ((), (Mod("HD"),), (Mod("HR"),), (Mod("HD"), Mod("HR")))
RED, BLUE = (1001, 1003, 1005, 1011), (1002, 1004, 1009, 1010)


def match(
    world: World,
    *,
    name: str = "",
    red: Sequence[int] = RED,
    blue: Sequence[int] = BLUE,
    games: int = 3,
    aborted: Sequence[int] = (),
    game: float = 15,
    pause: float = 4,
    mode: str = "osu",
    private: bool = False,
    room: bool = False,
    rejoin: bool = True,
    warmups: int = 0,
    first_to: int = 0,
) -> Match:
    """Have a whole match played: so many games, those numbered in `aborted` (from 0) never end; then the room closes.

    game, pause: seconds that a game lasts, and between two.
    warmups: how many games at the beginning do not count. first_to: the match ends once a side has won so many, with a
    tie-breaker where it comes to that (0: all games are played).
    """
    opened = open_lobby(world, name=name, red=red, blue=blue, private=private, room=room)
    opened.warmups = warmups
    plan = _Plan(
        games=warmups + 2 * first_to - 1 + len(aborted) if first_to else games,
        first_to=first_to,
        aborted=tuple(aborted),
        length=int(game * 1000),
        pause=int(pause * 1000),
        maps=world.near(MODES.index(mode), 6.3, 1.2),
        luck=creation.chance(world.seed, "match", opened.id),
    )
    world.later(world.now + plan.pause, _play, world, opened, plan)
    if rejoin and games:
        world.later(world.now + int((pause + game / 2) * 1000), _reconnect, world, opened)
    return opened


def open_lobby(
    world: World,
    *,
    name: str = "",
    red: Sequence[int] = RED,
    blue: Sequence[int] = BLUE,
    private: bool = False,
    room: bool = False,
) -> Match:
    """Open a lobby and let everybody in. Its id is the next one: 120000001, 120000002 …; rooms 1500001 …."""
    number = world.number("room" if room else "match")
    opened = Match(
        id=(FIRST_ROOM if room else FIRST_MATCH) + number,
        name=name or f"LTC{number + 1}: (Low Tide) vs (Night Shift)",
        started=world.now,
        private=private,
        room=room,
        host=red[0],
        players=[*red, *blue],
        sides=dict.fromkeys(red, "red") | dict.fromkeys(blue, "blue"),
    )
    (world.rooms if room else world.matches)[opened.id] = opened
    _note(world, opened, "room_created" if room else "match-created", red[0])
    for user_id in opened.players:
        _note(world, opened, "player_joined" if room else "player-joined", user_id)
    _note(world, opened, "host_changed" if room else "host-changed", red[0])
    return opened


def join(world: World, opened: Match, user_id: int) -> None:
    """Let somebody in."""
    opened.players.append(user_id)
    _note(world, opened, "player_joined" if opened.room else "player-joined", user_id)


def leave(world: World, opened: Match, user_id: int, *, kicked: bool = False) -> None:
    """Let somebody go, or be kicked."""
    opened.players.remove(user_id)
    what = "kicked" if kicked else "left"
    _note(world, opened, f"player_{what}" if opened.room else f"player-{what}", user_id)


def hand_over(world: World, opened: Match, user_id: int) -> None:
    """Let somebody else be host."""
    opened.host = user_id
    _note(world, opened, "host_changed" if opened.room else "host-changed", user_id)


def start_game(
    world: World,
    opened: Match,
    beatmap_id: int,
    *,
    scoring: int = 3,
    teams: int = 2,
    mods: Sequence[str] = ("NF",),
    freemod: bool = False,
) -> Game:
    """Start a game on a map. scoring 0–3 and teams 0–3 as osu! counts them: score v2, team versus."""
    started = Game(
        id=620_000_000 + world.number("game"),
        beatmap_id=beatmap_id,
        mode=world.maps[beatmap_id].mode,
        scoring=scoring,
        teams=teams,
        mods=tuple(Mod(each) for each in mods),
        started=world.now,
        freemod=freemod,
    )
    _note(world, opened, "game_started" if opened.room else "other", None, started)
    return started


def finish_game(world: World, opened: Match, game: Game) -> None:
    """End a game: the row of its start now holds the scores."""
    luck = creation.chance(world.seed, "game", game.id)
    game.ended = world.now
    for slot, user_id in enumerate(opened.players):
        player = world.players[user_id]
        mods = (*game.mods, *luck.choice(_FREE)) if game.freemod else game.mods
        score = performance.performed(
            luck, player, world.maps[game.beatmap_id], world.now, mods=mods, lazer=opened.room
        )
        side = opened.sides.get(user_id, "none") if game.teams in {2, 3} else "none"
        game.scores.append(GameScore(user_id=user_id, slot=slot, team=side, score=score, alive=luck.random() < 0.95))
    _note_end(world, opened, game, "game_completed")
    world.truth.tell(
        world.now, "match_game", ("match",), match_id=opened.id, game_id=game.id, beatmap_id=game.beatmap_id,
        totals=totals(game),
    )  # fmt: skip


def abort_game(world: World, opened: Match, game: Game) -> None:
    """Stop a game: in a stable match nothing says so, its row just never ends."""
    game.aborted = True
    _note_end(world, opened, game, "game_aborted")
    world.truth.tell(world.now, "match_abort", ("match",), match_id=opened.id, game_id=game.id)


def close(world: World, opened: Match) -> None:
    """Everybody leaves, the room closes."""
    for user_id in opened.players:
        _note(world, opened, "player_left" if opened.room else "player-left", user_id)
    _note(world, opened, "room_disbanded" if opened.room else "match-disbanded", None)
    opened.ended = world.now
    world.truth.tell(world.now, "match_end", ("match",), match_id=opened.id, wins=wins(opened))


def totals(game: Game) -> dict[str, int]:
    """The points of each team, without those who were not alive at the end."""
    sums = {"red": 0, "blue": 0}
    for row in game.scores:
        if row.alive and row.team in sums:
            sums[row.team] += row.score.total
    return sums


def wins(opened: Match) -> dict[str, int]:
    """The games each team has won, warm-ups left out. A warm-up that was aborted is played again."""
    won = {"red": 0, "blue": 0}
    finished = [game for game in opened.games if game.ended]
    for game in finished[opened.warmups :]:
        sums = totals(game)
        if sums["red"] != sums["blue"]:
            won["red" if sums["red"] > sums["blue"] else "blue"] += 1
    return won


class _Plan(Struct):
    """What is left to play of a match."""

    games: int
    first_to: int
    aborted: tuple[int, ...]
    length: int
    pause: int
    maps: Sequence[int]
    luck: Random
    index: int = 0


def _play(world: World, opened: Match, plan: _Plan) -> None:
    won = plan.first_to and max(wins(opened).values()) >= plan.first_to
    if plan.index == plan.games or won:
        close(world, opened)
        return
    mods = plan.luck.choice((("NF",), ("NF", "HD"), ("NF", "HR"), ("NF", "DT")))
    free = plan.luck.random() < 0.2
    started = start_game(world, opened, plan.luck.choice(plan.maps), mods=("NF",) if free else mods, freemod=free)
    over = world.now + (plan.length // 2 if plan.index in plan.aborted else plan.length)
    world.later(over, abort_game if plan.index in plan.aborted else finish_game, world, opened, started)
    plan.index += 1
    world.later(over + plan.pause, _play, world, opened, plan)


def _reconnect(world: World, opened: Match) -> None:
    user_id = opened.players[-1]
    for kind in ("left", "joined"):
        _note(world, opened, f"player_{kind}" if opened.room else f"player-{kind}", user_id)


def _note(world: World, opened: Match, kind: str, user_id: int | None, game: Game | None = None) -> MatchEvent:
    number = 2_500_000_000 + world.number("match event")
    row = MatchEvent(id=number, kind=kind, at=world.now, user_id=user_id, game=game)
    opened.events.append(row)
    return row


def _note_end(world: World, opened: Match, game: Game, kind: str) -> None:
    # rooms tell the end in a row of its own; a stable match changes the row of the start
    if opened.room:
        _note(world, opened, kind, None, game)
