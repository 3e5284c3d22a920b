"""What mappers and nominators do: deeds on a world, all of them at its present time."""

from typing import Any

from msgspec import structs

from watcher.simulator import creation
from watcher.simulator.http import offset
from watcher.simulator.model import (
    APPROVED,
    DAY,
    GRAVEYARD,
    LOVED,
    MODES,
    PENDING,
    QUALIFIED,
    RANKED,
    MapEvent,
    MapSet,
)
from watcher.simulator.world import World

FIRST_EVENT = 8_000_000
FIRST_DISCUSSION = 5_600_000
SEEN = ("beatmapset", "search", "v1.beatmaps")
NOTED = ("beatmapset_events",)
WRITTEN = ("beatmapset_discussions",)
SPARE = 4


def upload(
    world: World, user_id: int = 1013, mode: str = "osu", guests: int = 0, *, title: str = "", artist: str = ""
) -> MapSet:
    """A mapper submits a new set; its first `guests` difficulties are by others."""
    mapper = world.known(user_id)
    number = world.number("set")
    luck = creation.chance(world.seed, "upload", number)
    now = world.now // 1000 * 1000
    made, rows = creation.new_set(
        luck, number, MODES.index(mode), creator=mapper.id, submitted=now - DAY, status=PENDING
    )
    made.submitted = made.updated = now
    made.plain = number % 2 == 0
    made.title, made.artist = title or made.title, artist or made.artist
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
    _renew(world, found)
    return found


def add_difficulty(world: World, set_id: int = 0, version: str = "") -> MapSet:
    """A mapper uploads a version with one difficulty more, harder than the others."""
    found = _pick(world, set_id, PENDING)
    last, added = world.maps[found.difficulties[-1]], world.number(f"difficulty of {found.id}")
    number = 50_006 + (found.id - 5000) * 10 + added  # a set begins with six at most, and has room for ten
    if added >= SPARE:
        raise LookupError(f"set {found.id} has no room for another difficulty")
    named = version or f"Another {last.version}"
    changes = {"id": number, "version": named, "stars": round(last.stars + 0.6, 5), "owner": found.creator}
    changes |= {"plays": 0, "passes": 0}
    world.add_map(structs.replace(last, **changes))
    found.difficulties.append(number)
    _renew(world, found)
    world.truth.tell(world.now, "difficulty.added", SEEN, set_id=found.id, beatmap_id=number, version=named)
    return found


def remove_difficulty(world: World, set_id: int = 0) -> MapSet:
    """A mapper uploads a version without the hardest difficulty."""
    found = _pick(world, set_id, PENDING)
    if len(found.difficulties) < 2:
        raise LookupError(f"set {found.id} has no difficulty to spare")
    row = world.maps[found.difficulties.pop()]
    world.drop_map(row)
    _renew(world, found)
    world.truth.tell(
        world.now, "difficulty.removed", SEEN, set_id=found.id, beatmap_id=row.id, version=row.version
    )  # fmt: skip
    return found


def nominate(world: World, set_id: int = 0, user_id: int = 1014) -> MapSet:
    """A nominator approves of a pending set; the second one qualifies it."""
    found = _pick(world, set_id, PENDING)
    found.nominators.append(user_id)
    _note(world, found, "nominate", user_id, modes=[MODES[world.maps[found.difficulties[0]].mode]])
    if len(found.nominators) >= 2:
        _move(world, found, QUALIFIED, "qualify", "qualified")
    return found


def reset(world: World, set_id: int = 0, user_id: int = 1015, reason: str = "Check the timing.") -> MapSet:
    """Somebody finds a problem in a nominated set, and the nominations are gone. Raises LookupError without any."""
    nominated = [row.id for row in world.sets.values() if row.status == PENDING and row.nominators and not row.deleted]
    if not set_id and not nominated:
        raise LookupError("no set is nominated; nominate one")
    found = _pick(world, set_id or max(nominated), PENDING)
    _fall(world, found, "nomination_reset", user_id, reason)
    return found


def disqualify(world: World, set_id: int = 0, user_id: int = 1015, reason: str = "Unsnapped objects.") -> MapSet:
    """A qualified set falls back to pending, and its leaderboards go."""
    found = _pick(world, set_id, QUALIFIED)
    _fall(world, found, "disqualify", user_id, reason)
    _move(world, found, PENDING)
    _clear_boards(world, found)
    return found


def rank(world: World, set_id: int = 0) -> MapSet:
    """A set becomes ranked. The event has no author."""
    found = _pick(world, set_id, QUALIFIED, PENDING)
    _move(world, found, RANKED, "rank", "ranked")
    return found


def approve(world: World, set_id: int = 0) -> MapSet:
    """A set is approved, as marathons once were: it has leaderboards and gives pp. The event has no author."""
    found = _pick(world, set_id, QUALIFIED, PENDING)
    _move(world, found, APPROVED, "approve", "approved")
    return found


def love(world: World, set_id: int = 0, user_id: int = 1015) -> MapSet:
    """A set becomes loved: it has leaderboards, but gives no pp."""
    found = _pick(world, set_id, PENDING, GRAVEYARD)
    _move(world, found, LOVED, "love", "loved", user_id=user_id)
    return found


def unlove(world: World, set_id: int = 0, user_id: int = 1015, reason: str = "The votes were miscounted.") -> MapSet:
    """A loved set is pending again."""
    found = _pick(world, set_id, LOVED)
    _move(world, found, PENDING, "remove_from_loved", user_id=user_id, reason=reason)
    _clear_boards(world, found)
    return found


def bury(world: World, set_id: int = 0) -> MapSet:
    """A pending set goes to the graveyard. Nobody is told."""
    found = _pick(world, set_id, PENDING)
    found.nominators.clear()
    _move(world, found, GRAVEYARD)
    return found


def revive(world: World, set_id: int = 0) -> MapSet:
    """A set comes back from the graveyard."""
    found = _pick(world, set_id, GRAVEYARD)
    _move(world, found, PENDING)
    world.happen("beatmapsetRevive", found.creator, 5, set_id=found.id)
    return found


def delete(world: World, set_id: int = 0) -> MapSet:
    """A mapper deletes a set: no endpoint shows it any more."""
    found = _pick(world, set_id, PENDING, GRAVEYARD)
    found.deleted = True
    world.happen("beatmapsetDelete", found.creator, 1, set_id=found.id)
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


def discuss(world: World, set_id: int = 0, user_id: int = 1015, *, reopen: bool = False) -> MapSet:
    """Somebody says that a problem of a set is solved, or is not."""
    found = _pick(world, set_id, PENDING, QUALIFIED)
    said = _discussion(world, found, user_id, "The hitsounds in the second chorus are missing.")
    said["resolved"] = not reopen
    _note(world, found, "issue_reopen" if reopen else "issue_resolve", user_id, said)
    return found


def mod(
    world: World, set_id: int = 0, user_id: int = 1015, what: str = "problem", text: str = "This is not snapped.",
    *, beatmap_id: int | None = None,
) -> MapSet:  # fmt: skip
    """Somebody begins to write about a set: `suggestion`, `problem`, `praise`, `hype`, `mapper_note`, `review`."""
    found = _pick(world, set_id, PENDING, QUALIFIED)
    said = _discussion(world, found, user_id, text, what=what, beatmap_id=beatmap_id)
    world.truth.tell(world.now, "mod", WRITTEN, id=said["id"], set_id=found.id, user_id=user_id, what=what)
    return found


def edit(world: World, set_id: int = 0, what: str = "genre_edit", old: str = "Rock", new: str = "Metal") -> MapSet:
    """Something of a set's description is changed: `genre_edit`, `tags_edit` …, or a word that nobody knows yet."""
    found = _pick(world, set_id, PENDING, QUALIFIED)
    _note(world, found, what, found.creator, old=old, new=new)
    return found


def acclaim(world: World, set_id: int = 0, plays: int = 0, favourites: int = 0) -> MapSet:
    """A set is played and liked so many times more. Nobody is told."""
    found = _pick(world, set_id, RANKED, LOVED, QUALIFIED, PENDING)
    world.maps[found.difficulties[0]].plays += plays
    found.favourites += favourites
    total = sum(world.maps[number].plays for number in found.difficulties)
    world.truth.tell(world.now, "acclaim", SEEN, set_id=found.id, plays=total, favourites=found.favourites)
    return found


def play_often(world: World, beatmap_id: int = 0, count: int = 1_000_000) -> MapSet:
    """A difficulty has been played so often."""
    row = world.maps.get(beatmap_id) or world.maps[_pick(world, 0, RANKED).difficulties[0]]
    found = world.sets[row.set_id]
    world.happen("beatmapPlaycount", found.creator, 1, beatmap_id=row.id, mode=row.mode, count=count)
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


def _renew(world: World, found: MapSet) -> None:
    found.updated = world.now // 1000 * 1000
    for number in found.difficulties:
        row = world.maps[number]
        row.updated, row.checksum = found.updated, creation.checksum(number, found.updated)
    world.happen("beatmapsetUpdate", found.creator, set_id=found.id)


def _fall(world: World, found: MapSet, kind: str, user_id: int, reason: str) -> None:
    """The nominations of a set are gone: one row says so, and one for each nominator. osu-web: Beatmapset."""
    said = _discussion(world, found, user_id, reason)
    lost = found.nominators.copy()
    found.nominators.clear()
    _note(world, found, kind, user_id, said, reason=reason, nominator_ids=lost)
    source = {"source_user_id": user_id, "source_user_username": world.players[user_id].name}
    for nominator in lost:
        _note(world, found, "nomination_reset_received", nominator, said, **source)


def _clear_boards(world: World, found: MapSet) -> None:
    for number in found.difficulties:
        for boards in (world.boards, world.stable_boards):
            boards.pop((number, world.maps[number].mode), None)


def _discussion(
    world: World, found: MapSet, user_id: int, message: str, *, what: str = "problem", beatmap_id: int | None = None
) -> dict[str, Any]:
    number = FIRST_DISCUSSION + world.number("discussion")
    at = offset(world.now)
    row = {
        "id": number,
        "beatmapset_id": found.id,
        "beatmap_id": beatmap_id,
        "user_id": user_id,
        "deleted_by_id": None,
        "message_type": what,
        "parent_id": None,
        "timestamp": None,
        "resolved": False,
        "can_be_resolved": what in {"problem", "suggestion"},
        "can_grant_kudosu": user_id != found.creator,
        "created_at": at,
        "updated_at": at,
        "deleted_at": None,
        "last_post_at": at,
        "kudosu_denied": False,
        "starting_post": {"id": 9_000_000 + number, "message": message, "user_id": user_id, "system": False},
    }
    world.discussions.append(row)
    return row


def _move(
    world: World,
    found: MapSet,
    status: int,
    event: str = "",
    approval: str = "",
    *,
    user_id: int | None = None,
    **facts: Any,
) -> None:
    before, found.status = found.status, status
    found.ranked_at = world.now // 1000 * 1000 if status > PENDING else None
    if event:
        _note(world, found, event, user_id, **facts)
    if approval:
        world.happen("beatmapsetApprove", found.creator, 8, set_id=found.id, approval=approval)
    world.truth.tell(world.now, "status", SEEN, set_id=found.id, before=before, after=status)


def _note(
    world: World,
    found: MapSet,
    kind: str,
    user_id: int | None,
    discussion: dict[str, Any] | None = None,
    **facts: Any,
) -> None:
    number = FIRST_EVENT + world.number("map event")
    shown = {name: value for name, value in facts.items() if name != "reason" or discussion is None}
    row = MapEvent(
        id=number, kind=kind, at=world.now, set_id=found.id, user_id=user_id, facts=shown or None, discussion=discussion
    )
    world.map_events.append(row)
    world.truth.tell(world.now, f"map.{kind}", NOTED, id=row.id, set_id=found.id, user_id=user_id, **facts)
