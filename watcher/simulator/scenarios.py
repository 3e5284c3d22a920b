"""What can be triggered by hand or by a script: each scenario is a function of the world and some arguments."""

from collections.abc import Callable
from typing import Any

from watcher.simulator import accounts, daily, mapping, matches, press
from watcher.simulator.model import MapSet, Player, Score
from watcher.simulator.world import World


def play(world: World, **args: Any) -> dict[str, Any]:
    """One play, now. Arguments: those of `World.play`."""
    return _told(world.play(**args))


def new_top_play(world: World, user_id: int = 1001) -> dict[str, Any]:
    """Somebody's best play ever."""
    return _told(world.play(user_id))


def party(world: World, user_id: int = 1004, plays: int = 37, seconds: float = 90, **args: Any) -> dict[str, Any]:
    """A rank-up party: one top play after the other, each moving the rank. Arguments: also those of `World.play`."""
    world.known(user_id)
    for index in range(plays):
        world.later(world.now + int(index * seconds * 1000 / plays), _party_play, world, user_id, args)
    return {"user_id": user_id, "plays": plays}


def _party_play(world: World, user_id: int, args: dict[str, Any]) -> None:
    world.play(user_id, **args)


def match(world: World, **args: Any) -> dict[str, Any]:
    """A match. Arguments: those of `matches.match`."""
    return {"match_id": matches.match(world, **args).id}


def long_match(world: World, **args: Any) -> dict[str, Any]:
    """A match of twelve games, two of them aborted, somebody reconnecting. Arguments: those of `matches.match`."""
    return match(world, **({"games": 12, "aborted": (3, 7), "game": 120, "pause": 40} | args))


def room(world: World, **args: Any) -> dict[str, Any]:
    """A lazer room. Arguments: those of `matches.match`."""
    return {"room_id": matches.match(world, room=True, **args).id}


def challenge(world: World, **args: Any) -> dict[str, Any]:
    """The daily challenge of today. Arguments: those of `daily.challenge`."""
    return {"room_id": daily.challenge(world, **args).id}


def first_lost(world: World, **args: Any) -> dict[str, Any]:
    """A first place changes hands. Arguments: those of `accounts.snipe`."""
    return _told(accounts.snipe(world, **args))


def remove_score(world: World, **args: Any) -> dict[str, Any]:
    """A best play is deleted. Arguments: those of `accounts.remove_score`."""
    return _told(accounts.remove_score(world, **args))


def pp_rework(world: World) -> dict[str, Any]:
    """Every play is worth something else from now on."""
    return {"revision": accounts.rework(world)}


def _told(score: Score) -> dict[str, Any]:
    return {
        "user_id": score.user_id,
        "beatmap_id": score.beatmap_id,
        "mode": score.mode,
        "pp": score.pp,
        "ended": score.ended,
        "score_id": score.id,
    }


def _account(deed: Callable[..., Player]) -> Callable[..., dict[str, Any]]:
    def run_it(world: World, **args: Any) -> dict[str, Any]:
        player = deed(world, **args)
        return {"user_id": player.id, "username": player.name}

    return run_it


def _mapping(deed: Callable[..., MapSet]) -> Callable[..., dict[str, Any]]:
    def run_it(world: World, **args: Any) -> dict[str, Any]:
        found = deed(world, **args)
        return {"beatmapset_id": found.id, "status": found.status}

    return run_it


SCENARIOS: dict[str, Callable[..., dict[str, Any]]] = {
    "play": play,
    "new-top-play": new_top_play,
    "party": party,
    "match": match,
    "long-match": long_match,
    "room": room,
    "first-lost": first_lost,
    "remove-score": remove_score,
    "pp-rework": pp_rework,
    "rename": _account(accounts.rename),
    "restrict": _account(accounts.restrict),
    "release": _account(accounts.release),
    "retire": _account(accounts.retire),
    "support": _account(accounts.support),
    "lapse": _account(accounts.lapse),
    "visit": _account(accounts.visit),
    "hide": _account(accounts.hide),
    "medal": _account(accounts.unlock),
    "team": _account(accounts.join),
    "appoint": _account(accounts.appoint),
    "award": _account(accounts.award),
    "challenge": challenge,
    "take-part": _account(daily.take_part),
    "upload": _mapping(mapping.upload),
    "update": _mapping(mapping.update),
    "nominate": _mapping(mapping.nominate),
    "reset": _mapping(mapping.reset),
    "disqualify": _mapping(mapping.disqualify),
    "rank": _mapping(mapping.rank),
    "approve": _mapping(mapping.approve),
    "love": _mapping(mapping.love),
    "bury": _mapping(mapping.bury),
    "revive": _mapping(mapping.revive),
    "delete": _mapping(mapping.delete),
    "hand-over": _mapping(mapping.hand_over),
    "publish": press.publish,
    "release-build": press.release,
    "unlove": _mapping(mapping.unlove),
    "add-difficulty": _mapping(mapping.add_difficulty),
    "remove-difficulty": _mapping(mapping.remove_difficulty),
    "discuss": _mapping(mapping.discuss),
    "edit": _mapping(mapping.edit),
    "mod": _mapping(mapping.mod),
    "acclaim": _mapping(mapping.acclaim),
    "play-often": _mapping(mapping.play_often),
}


def run(world: World, name: str, /, **args: Any) -> dict[str, Any]:
    """Start a scenario; what it answers is JSON. Raises LookupError for an unknown one, naming those there are."""
    check(name)
    return SCENARIOS[name](world, **args)


def check(name: str) -> None:
    """Raises LookupError for an unknown scenario, naming those there are."""
    if name not in SCENARIOS:
        raise LookupError(f"no scenario {name!r}, there is {', '.join(sorted(SCENARIOS))}")


def replay(world: World, name: str, args: dict[str, Any]) -> None:
    """Run a scenario again, as a script tells."""
    run(world, name, **args)
