"""What happens to accounts and to what they have reached: deeds on a world, all of them at its present time."""

from watcher.simulator import names, scoring, standings
from watcher.simulator.model import MODES, Player, Score, Team
from watcher.simulator.world import World

EVERYWHERE = ("user", "users", "lookup", "v1.user")


def rename(world: World, user_id: int = 1003, name: str = "") -> Player:
    """Give a player a new name; the former one still finds him. Raises ValueError if somebody has the new one."""
    player = world.known(user_id)
    new = name or f"{player.name} II"
    if world.named.get(new.casefold(), user_id) != user_id:
        raise ValueError(f"somebody is called {new!r} already")
    old, player.name = player.name, new
    player.former.append(old)
    world.named[new.casefold()] = user_id
    world.happen("usernameChange", user_id, 4, old=old, new=new)
    world.truth.tell(world.now, "rename", EVERYWHERE, user_id=user_id, before=old, after=new)
    return player


def restrict(world: World, user_id: int = 1005) -> Player:
    """Make a player and all his plays vanish. Everybody below moves up."""
    player = world.known(user_id)
    player.restricted = True
    _settle_all(world, player)
    world.truth.tell(world.now, "restricted", EVERYWHERE, user_id=user_id)
    return player


def release(world: World, user_id: int = 1005) -> Player:
    """Let a restricted player come back. Raises LookupError if there is none of that id."""
    if user_id not in world.players:
        raise LookupError(f"no player {user_id} in this world")
    player = world.players[user_id]
    player.restricted = False
    _settle_all(world, player)
    world.truth.tell(world.now, "released", EVERYWHERE, user_id=user_id)
    return player


def retire(world: World, user_id: int = 1004, mode: str = "") -> Player:
    """A player has not played a mode for so long that no rank is shown any more; the next play brings it back."""
    player = world.known(user_id)
    number = MODES.index(mode) if mode else player.main
    before = world.rank(user_id, number)
    world.reached(user_id, number).idle = True
    world.settle(user_id, number)
    world.truth.rank(world.now, user_id, MODES[number], before, None)
    return player


def _settle_all(world: World, player: Player) -> None:
    for mode in range(4):
        if world.standing(player.id, mode) is not None:
            world.settle(player.id, mode)


def support(world: World, user_id: int = 1002, gift: bool = False) -> Player:
    """A player becomes a supporter, once more, or by a gift."""
    player = world.known(user_id)
    kind = "userSupportGift" if gift else "userSupportAgain" if player.supported else "userSupportFirst"
    player.supporter, player.supported = True, player.supported + 1
    world.happen(kind, user_id)
    return player


def lapse(world: World, user_id: int = 1002) -> Player:
    """The time that a supporter supported for is over."""
    player = world.known(user_id)
    player.supporter = False
    world.truth.tell(world.now, "lapse", EVERYWHERE[:3], user_id=user_id)
    return player


def visit(world: World, user_id: int = 1001) -> Player:
    """A player is online, without playing."""
    player = world.known(user_id)
    player.visited = world.now // 1000 * 1000
    world.truth.tell(world.now, "visit", EVERYWHERE[:3], user_id=user_id)
    return player


def hide(world: World, user_id: int = 1001, hidden: bool = True) -> Player:
    """A player hides whether they are online, or shows it again."""
    player = world.known(user_id)
    player.hidden = hidden
    world.truth.tell(world.now, "hide", EVERYWHERE[:3], user_id=user_id, hidden=hidden)
    return player


def unlock(world: World, user_id: int = 1001, medal: int = 0) -> Player:
    """A player unlocks a medal: by default the next one. Raises ValueError for an unknown one, or without any left."""
    player = world.known(user_id)
    owned = {number for number, _ in player.medals}
    number = medal or next((each for each in names.MEDALS if each not in owned), 0)
    if number not in names.MEDALS:
        raise ValueError(f"no medal {number}, there is {', '.join(map(str, names.MEDALS))}")
    player.medals.append((number, world.now))
    world.happen("achievement", user_id, 4, medal=number)
    return player


def join(world: World, user_id: int = 1001, team: int = 1) -> Player:
    """A player joins a team (1–4), or leaves his (0)."""
    player = world.known(user_id)
    player.team = Team(team, *names.TEAMS[team - 1]) if team else None
    world.truth.tell(world.now, "team", ("user", "users"), user_id=user_id, team=team)
    return player


def appoint(world: World, user_id: int = 1001, group: str = "BN", leave: bool = False) -> Player:
    """A player is in a group of osu! from now on, or leaves it. Raises ValueError for an unknown one."""
    player = world.known(user_id)
    if group not in names.GROUPS:
        raise ValueError(f"no group {group!r}, there is {', '.join(names.GROUPS)}")
    player.groups = [one for one in player.groups if one != group] + ([] if leave else [group])
    world.truth.tell(world.now, "group", EVERYWHERE[:3], user_id=user_id, group=group, left=leave)
    return player


def award(world: World, user_id: int = 1001, badge: str = "Low Tide Cup 2026 Winner") -> Player:
    """A player is given a badge."""
    player = world.known(user_id)
    player.badges.append((badge, world.now))
    world.truth.tell(world.now, "badge", ("user",), user_id=user_id, badge=badge)
    return player


def snipe(world: World, user_id: int = 1002, victim: int = 1001, beatmap_id: int = 0) -> Score:
    """A player takes a first place from another: by default any the other holds. Raises LookupError without one."""
    mode = world.known(victim).main
    held = [beatmap_id] if beatmap_id else world.reached(victim, mode).best
    for number in held:
        board = world.boards[number, mode]
        if board and board[0].user_id == victim:
            total = board[0].total + 1000
            return world.play(user_id, mode=MODES[mode], beatmap_id=number, accuracy=0.995, mods=(), total=total)
    raise LookupError(f"player {victim} holds no first place")


def remove_score(world: World, user_id: int = 1001, place: int = 1, mode: str = "") -> Score:
    """A play is deleted: that at a place among the bests. Everything moves as if it had never been."""
    player = world.known(user_id)
    number = MODES.index(mode) if mode else player.main
    mine = world.reached(user_id, number)
    if not 1 <= place <= len(mine.top):
        raise LookupError(f"player {user_id} has no play at place {place}")
    score = mine.top[place - 1]
    score.removed = True
    standings.leave(mine, score)
    mine.ranked_score -= mine.totals.pop(score.beatmap_id)
    mine.stable = {each: kept for each, kept in mine.stable.items() if kept is not score}
    key = score.beatmap_id, number
    for rows in (world.boards[key], world.stable_boards[key], world.listing, mine.recent):
        rows[:] = [row for row in rows if row is not score]
    before = world.rank(user_id, number)
    world.settle(user_id, number)
    world.truth.tell(
        world.now, "removed", ("best", "v1.best"), user_id=user_id, mode=MODES[number], beatmap_id=score.beatmap_id,
        ended=score.ended // 1000,
    )  # fmt: skip
    world.truth.rank(world.now, user_id, MODES[number], before, world.rank(user_id, number))
    return score


def rework(world: World) -> int:
    """The formula of pp changes: every play is worth something else, every total and rank moves. Answers its number."""
    world.revision += 1
    for (user_id, mode), mine in world.standings.items():
        for score in mine.top:
            if score.value is not None:
                bits = scoring.bits(score.mods)
                score.pp = scoring.rework(score.value, score.beatmap_id, bits, world.revision)
        mine.top.sort(key=standings.by_pp)
        world.settle(user_id, mode)
    where = ("user", "users", "best", "rankings", "v1.user", "v1.best")
    world.truth.tell(world.now, "rework", where, revision=world.revision)
    return world.revision
