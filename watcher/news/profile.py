"""Profiles: a player's pp and ranks, before and after. A change knows the play that caused it, if there was one."""

from collections.abc import Sequence

from msgspec import Struct, structs

from watcher import facts as samples
from watcher import phrases
from watcher import words as say
from watcher.events import Cause, Event, Step
from watcher.facts import PlayerFacts, RankChangeFacts
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Play, Profile

VERSION = 1

EFFECT = 10 * 60_000  # a play that has not moved the profile by then will not


class Memory(Struct, frozen=True):
    """What was last believed of one player in one mode; `revision` counts the changes told.

    play, play_pp, play_ended: the best play since the last change, which explains the next one.
    """

    asked: int = 0
    pp: float = 0.0
    rank: int | None = None
    country_rank: int | None = None
    revision: int = 0
    play: str = ""
    play_pp: float = 0.0
    play_ended: int = 0


KINDS: dict[str, type[Struct]] = {"rank_change": RankChangeFacts}
DEFAULT = ("rank_change",)
SAMPLES: dict[str, Struct] = {
    "rank_change": RankChangeFacts(
        player=samples.PLAYER,
        mode="osu",
        pp_before=7000.0,
        pp_after=7021.4,
        pp_change=21.4,
        rank_before=10_040,
        rank_after=9_998,
        rank_gain=42,
        country_rank_before=120,
        country_rank_after=119,
        country_rank_gain=1,
    )
}


def concerned(seen: Play | Profile) -> tuple[str]:
    """The player, in that mode."""
    return (keys.player(seen.server, seen.mode, seen.user_id),)


READS = {Play: concerned, Profile: concerned}


def diff(memory: Memory | None, seen: Play | Profile, _now: int) -> Step:
    """A play is remembered as a reason; a profile is compared with the last one."""
    if isinstance(seen, Play):
        return Step(_played(memory, seen)) if memory else Step(memory)
    if memory is None:
        return Step(_remembered(Memory(), seen))
    return _looked(memory, seen) if seen.asked > memory.asked else Step(memory)


def _played(memory: Memory, play: Play) -> Memory:
    """The play of the most pp since the last change, if it can still have an effect that was not seen."""
    if not play.passed or play.pp is None or play.ended + EFFECT <= memory.asked:
        return memory
    if play.pp <= memory.play_pp:
        return memory
    return structs.replace(memory, play=keys.play(play), play_pp=play.pp, play_ended=play.ended)


def _remembered(memory: Memory, seen: Profile) -> Memory:
    """The new standing. A player without pp keeps the old one: no rank is not a rank; a batch has no country ranks."""
    if not _ranked(seen):
        return structs.replace(memory, asked=seen.asked)
    spent = memory.play_ended + EFFECT <= seen.asked
    return structs.replace(
        memory,
        asked=seen.asked,
        pp=seen.pp,
        rank=seen.global_rank,
        country_rank=seen.country_rank or memory.country_rank,
        play="" if spent else memory.play,
        play_pp=0.0 if spent else memory.play_pp,
    )


def _ranked(seen: Profile) -> bool:
    # v1 shows an inactive player with 0 pp and some old rank, v2 without a rank
    return seen.pp > 0 and seen.global_rank is not None


def _looked(memory: Memory, seen: Profile) -> Step:
    after = _remembered(memory, seen)
    pp_change = round(after.pp - memory.pp, 2)
    if memory.rank is None or not (pp_change or after.rank != memory.rank or after.country_rank != memory.country_rank):
        return Step(after)
    cause = Cause.PLAYED if memory.play else Cause.REVALUED if pp_change else Cause.OTHERS
    event = Event(
        key=f"rank_change/{concerned(seen)[0]}/{memory.revision + 1}",
        kind="rank_change",
        subject=concerned(seen)[0],
        cause=cause,
        happened=seen.asked,
        about=f"top_play/{memory.play}" if memory.play else None,
        facts=RankChangeFacts(
            player=PlayerFacts(id=seen.user_id, name=seen.username, country=seen.country),
            mode=seen.mode.value,
            pp_before=memory.pp,
            pp_after=after.pp,
            pp_change=pp_change,
            rank_before=memory.rank,
            rank_after=after.rank,
            rank_gain=_gain(memory.rank, after.rank),
            country_rank_before=memory.country_rank,
            country_rank_after=after.country_rank,
            country_rank_gain=_gain(memory.country_rank, after.country_rank),
        ),
    )
    return Step(structs.replace(after, revision=memory.revision + 1, play="", play_pp=0.0, play_ended=0), (event,))


def _gain(before: int | None, after: int | None) -> int | None:
    return None if before is None or after is None else before - after


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    change = events[0].facts
    assert isinstance(change, RankChangeFacts)
    country = ""
    if change.country_rank_gain:
        flag = change.player.country or "country"
        country = f"{flag} {say.rank_change(change.country_rank_before, change.country_rank_after)}"
    return Notification(
        title=f"{phrases.who(change.player, change.mode)}: {phrases.standing(change) or country}",
        body=country,
        url=say.player_link(change.player.id, change.mode),
        picture=say.avatar_link(change.player.id),
    )
