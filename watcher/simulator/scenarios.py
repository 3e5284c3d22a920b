"""What can be triggered by hand or by a script: each scenario is a function of the world and some arguments."""

from collections.abc import Callable
from typing import Any

from watcher.simulator import matches
from watcher.simulator.model import Score
from watcher.simulator.world import World


def play(world: World, **args: Any) -> dict[str, Any]:
    """One play, now. Arguments: those of `World.play`."""
    return _told(world.play(**args))


def new_top_play(world: World, user_id: int = 1001) -> dict[str, Any]:
    """Somebody's best play ever."""
    return _told(world.play(user_id))


def match(world: World, **args: Any) -> dict[str, Any]:
    """A match. Arguments: those of `matches.match`."""
    return {"match_id": matches.match(world, **args).id}


def _told(score: Score) -> dict[str, Any]:
    return {
        "user_id": score.user_id,
        "beatmap_id": score.beatmap_id,
        "mode": score.mode,
        "pp": score.pp,
        "ended": score.ended,
        "score_id": score.id,
    }


SCENARIOS: dict[str, Callable[..., dict[str, Any]]] = {
    "play": play,
    "new-top-play": new_top_play,
    "match": match,
}


def run(world: World, name: str, **args: Any) -> dict[str, Any]:
    """Start a scenario; what it answers is JSON. Raises LookupError for an unknown one, naming those there are."""
    if name not in SCENARIOS:
        raise LookupError(f"no scenario {name!r}, there is {', '.join(sorted(SCENARIOS))}")
    return SCENARIOS[name](world, **args)


def replay(world: World, name: str, args: dict[str, Any]) -> None:
    """Run a scenario again, as a script tells."""
    run(world, name, **args)
