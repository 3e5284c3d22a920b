"""What mappers and nominators do: deeds on a world, all of them at its present time."""

from typing import Any

from watcher.simulator import creation
from watcher.simulator.model import DAY, GRAVEYARD, LOVED, MODES, PENDING, QUALIFIED, RANKED, MapEvent, MapSet
from watcher.simulator.world import World

FIRST_EVENT = 8_000_000
SEEN = ("beatmapset", "search", "v1.beatmaps")


def upload(world: World, user_id: int = 1013, mode: str = "osu", guests: int = 0) -> MapSet:
    """A mapper submits a new set; its first `guests` difficulties are by others."""
    mapper = world.known(user_id)
    number = world.number("set")
    luck = creation.chance(world.seed, "upload", number)
    now = world.now // 1000 * 1000
    made, rows = creation.new_set(
        luck, number, MODES.index(mode), creator=mapper.id, submitted=now - DAY, status=PENDING
    )
    made.submitted = made.updated = now
    others = [each for each in (1013, 1014, 1015) if each != user_id]
    for index, row in enumerate(rows):
        row.updated = now
        if index < guests:
            row.owner = others[index % len(others)]
            row.version = f"{world.players[row.owner].name}'s {row.version}"
    world.add_set(made, rows)
    world.happen("beatmapsetUpload", user_id, 4, set_id=made.id)
    return made


def update(world: World, set_id: int = 0) -> MapSet:
    """A mapper uploads a new version: every checksum changes."""
    found = _pick(world, set_id, PENDING, GRAVEYARD)
    found.updated = world.now // 1000 * 1000
    for number in found.difficulties:
        row = world.maps[number]
        row.updated, row.checksum = found.updated, creation.checksum(number, found.updated)
    world.happen("beatmapsetUpdate", found.creator, set_id=found.id)
    return found


def nominate(world: World, set_id: int = 0, user_id: int = 1014) -> MapSet:
    """A nominator approves of a pending set; the second one qualifies it."""
    found = _pick(world, set_id, PENDING)
    found.nominators.append(user_id)
    _note(world, found, "nominate", user_id, modes=[MODES[world.maps[found.difficulties[0]].mode]])
    if len(found.nominators) >= 2:
        _move(world, found, QUALIFIED, "qualify", "qualified")
    return found


def disqualify(world: World, set_id: int = 0, user_id: int = 1015) -> MapSet:
    """A qualified set falls back to pending, and its leaderboards go."""
    found = _pick(world, set_id, QUALIFIED)
    found.nominators.clear()
    _note(world, found, "disqualify", user_id)
    _move(world, found, PENDING)
    for number in found.difficulties:
        for boards in (world.boards, world.stable_boards):
            boards.pop((number, world.maps[number].mode), None)
    return found


def rank(world: World, set_id: int = 0) -> MapSet:
    """A set becomes ranked. The event has no author."""
    found = _pick(world, set_id, QUALIFIED, PENDING)
    _move(world, found, RANKED, "rank", "ranked")
    return found


def love(world: World, set_id: int = 0) -> MapSet:
    """A set becomes loved: it has leaderboards, but gives no pp."""
    found = _pick(world, set_id, PENDING, GRAVEYARD)
    _move(world, found, LOVED, "love", "loved")
    return found


def bury(world: World, set_id: int = 0) -> MapSet:
    """A pending set goes to the graveyard. Nobody is told."""
    found = _pick(world, set_id, PENDING)
    _move(world, found, GRAVEYARD)
    return found


def revive(world: World, set_id: int = 0) -> MapSet:
    """A set comes back from the graveyard."""
    found = _pick(world, set_id, GRAVEYARD)
    _move(world, found, PENDING)
    world.happen("beatmapsetRevive", found.creator, 5, set_id=found.id)
    return found


def delete(world: World, set_id: int = 0) -> MapSet:
    """A set is deleted: no endpoint shows it any more."""
    found = _pick(world, set_id, PENDING, GRAVEYARD)
    found.deleted = True
    world.happen("beatmapsetDelete", 0, 1, set_id=found.id)
    return found


def hand_over(world: World, beatmap_id: int = 0, user_id: int = 1015) -> MapSet:
    """A difficulty gets another owner: the guest who made it."""
    row = world.maps.get(beatmap_id) or world.maps[_pick(world, 0, PENDING).difficulties[0]]
    guest = world.known(user_id)
    row.owner = guest.id
    found = world.sets[row.set_id]
    who = {"id": guest.id, "username": guest.name}
    _note(
        world, found, "beatmap_owner_change", found.creator, beatmap_id=row.id, beatmap_version=row.version,
        new_user_id=guest.id, new_user_username=guest.name, new_users=[who],
    )  # fmt: skip
    return found


def _pick(world: World, set_id: int, *states: int) -> MapSet:
    """The set of that id, or the newest in one of these states. Raises LookupError."""
    if set_id and set_id not in world.sets:
        raise LookupError(f"no set {set_id} in this world")
    found = [world.sets[set_id]] if set_id else list(world.sets.values())
    fitting = [row for row in found if not row.deleted and (set_id or row.status in states)]
    if not fitting:
        raise LookupError("no set is in the right state; upload one, or name one by set_id")
    return max(fitting, key=lambda row: row.submitted)


def _move(world: World, found: MapSet, status: int, event: str = "", approval: str = "") -> None:
    before, found.status = found.status, status
    found.ranked_at = world.now if status > PENDING else None
    if event:
        _note(world, found, event, None)
    if approval:
        world.happen("beatmapsetApprove", found.creator, 8, set_id=found.id, approval=approval)
    world.truth.tell(world.now, "status", SEEN, set_id=found.id, before=before, after=status)


def _note(world: World, found: MapSet, kind: str, user_id: int | None, **facts: Any) -> None:
    number = FIRST_EVENT + world.number("map event")
    row = MapEvent(id=number, kind=kind, at=world.now, set_id=found.id, user_id=user_id, facts=facts or None)
    world.map_events.append(row)
    world.truth.tell(
        world.now, f"map.{kind}", ("beatmapset_events",), id=row.id, set_id=found.id, user_id=user_id, **facts
    )
