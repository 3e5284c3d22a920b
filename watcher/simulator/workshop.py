"""A life of mapping: sets that are uploaded, worked on, judged, ranked, buried, revived and deleted, day and night."""

from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any

from watcher.simulator import creation, mapping
from watcher.simulator.model import DAY, GRAVEYARD, LOVED, MINUTE, PENDING, QUALIFIED, RANKED, MapSet
from watcher.simulator.world import World

EVERY = 8 * MINUTE
"""How often somebody does something, in the mean (ms)."""
REST = 45 * MINUTE
"""How long a set is left alone after something was done to it (ms)."""
BEGUN = 12
"""Sets of the library that are worked on, too."""
_PEOPLE = (1013, 1014, 1015)

Deed = Callable[[World, Random, MapSet], Any]


def workshop(world: World) -> None:
    """Let the mappers of a world work."""
    luck = creation.chance(world.seed, "workshop")
    open_ = [row.id for row in world.sets.values() if row.status <= PENDING and row.creator in _PEOPLE]
    _later(world, luck, dict.fromkeys(open_[:BEGUN], 0))


def _later(world: World, luck: Random, known: dict[int, int]) -> None:
    """`known`: the sets that are worked on, and when something was last done to each (ms UTC)."""
    pause = MINUTE + luck.expovariate(1 / EVERY)
    world.later(world.now + int(pause), _work, world, luck, known)


def _work(world: World, luck: Random, known: dict[int, int]) -> None:
    name, states, weight, deed = luck.choices(_WORK, [each[2] for each in _WORK])[0]
    del weight
    if name == "upload":
        made = mapping.upload(world, luck.choice(_PEOPLE), luck.choice(("osu", "osu", "mania")), luck.randrange(2))
        known[made.id] = world.now
    else:
        rested = [world.sets[each] for each, last in known.items() if world.now - last >= REST]
        fitting = [row for row in rested if row.status in states and not row.deleted]
        if fitting:
            row = luck.choice(fitting)
            with suppress(LookupError):  # it has no nominations to lose, or no difficulty to spare
                deed(world, luck, row)
            known[row.id] = world.now
    _later(world, luck, known)


def _nominate(world: World, luck: Random, row: MapSet) -> None:
    judges = [each for each in _PEOPLE if each not in {row.creator, *row.nominators}]
    mapping.nominate(world, row.id, luck.choice(judges))


def _rank(world: World, _: Random, row: MapSet) -> None:
    if row.ranked_at is not None and world.now - row.ranked_at >= DAY:
        mapping.rank(world, row.id)


def _hand_over(world: World, luck: Random, row: MapSet) -> None:
    mapping.hand_over(world, luck.choice(row.difficulties), luck.choice(_PEOPLE))


def _acclaim(world: World, luck: Random, row: MapSet) -> None:
    mapping.acclaim(world, row.id, luck.randrange(30_000), luck.randrange(60))


def _edit(world: World, luck: Random, row: MapSet) -> None:
    mapping.edit(world, row.id, luck.choice(("genre_edit", "language_edit", "some_new_thing")))


def _plainly(deed: Callable[[World, int], Any]) -> Deed:
    return lambda world, _, row: deed(world, row.id)


_NEVER: Deed = lambda *_: None  # noqa: E731  # an upload needs no set
_WORK: tuple[tuple[str, tuple[int, ...], float, Deed], ...] = (
    ("upload", (), 2.5, _NEVER),
    ("update", (PENDING,), 5, _plainly(mapping.update)),
    ("add", (PENDING,), 1, _plainly(mapping.add_difficulty)),
    ("remove", (PENDING,), 0.5, _plainly(mapping.remove_difficulty)),
    ("nominate", (PENDING,), 6, _nominate),
    ("reset", (PENDING,), 1, _plainly(mapping.reset)),
    ("disqualify", (QUALIFIED,), 1.5, _plainly(mapping.disqualify)),
    ("rank", (QUALIFIED,), 3, _rank),
    ("love", (GRAVEYARD,), 0.5, _plainly(mapping.love)),
    ("unlove", (LOVED,), 0.3, _plainly(mapping.unlove)),
    ("bury", (PENDING,), 1, _plainly(mapping.bury)),
    ("revive", (GRAVEYARD,), 1.5, _plainly(mapping.revive)),
    ("delete", (PENDING, GRAVEYARD), 0.5, _plainly(mapping.delete)),
    ("hand over", (PENDING,), 1, _hand_over),
    ("discuss", (PENDING, QUALIFIED), 1, _plainly(mapping.discuss)),
    ("edit", (PENDING,), 1, _edit),
    ("acclaim", (RANKED, LOVED, PENDING), 2, _acclaim),
)
