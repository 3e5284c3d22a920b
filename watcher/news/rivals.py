"""Rivals: one player overtakes another, in pp (and so in rank) or in plays. The subject is the pair.

Both are looked at at different times. What looks like an overtaking is believed when both were looked at since, so that
nobody overtakes anybody by being looked at first.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct, structs

from watcher import facts as samples
from watcher import phrases
from watcher import words as say
from watcher.events import Cause, Event, Look, Step, is_outdated
from watcher.facts import PlayerFacts
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Mode, Play, Profile

VERSION = 1
NAME = "rivals"
ABOUT = keys.is_rivals
parts = keys.read_rivals

FOLDED = 10 * 60_000
"""Going back and forth within so long (ms) after one was told is not told; where it stays so, later."""
EFFECT = 10 * 60_000
"""A play that has not moved the profile by then will not (ms)."""

DEFAULT = ("overtook",)
Measure = Literal["pp", "play_count"]
KIND: dict[Measure, str] = {"pp": "overtook", "play_count": "outplayed"}


class One(Struct, frozen=True):
    """One of the two: what the last profile showed, and when the last play ended (ms UTC)."""

    asked: int = 0
    name: str = ""
    country: str = ""
    pp: float = 0.0
    rank: int | None = None
    play_count: int = 0
    gained: bool = False
    played: int = 0

    @property
    def ranked(self) -> bool:
        """Whether the player has a rank; v1 shows some old one to those without pp."""
        return self.rank is not None and self.pp > 0


class Memory(Struct, frozen=True):
    """What must be remembered of a pair. ahead: who was last told to be ahead, by measure (0: nobody yet).

    told: when that was told (ms UTC). doubts: who was looked at when another one seemed to be ahead. revision: how
    often something was told.
    """

    ones: dict[int, One]
    ahead: dict[str, int] = {}
    told: dict[str, int] = {}
    doubts: dict[str, int] = {}
    revision: int = 0


class OvertookFacts(Struct, frozen=True, kw_only=True):
    """A player has more pp than a rival who had more until now, and so a better rank.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`). rival: who was overtaken.
    pp, rank: the player's; rival_pp, rival_rank: the rival's. margin: pp between them.
    """

    player: PlayerFacts
    rival: PlayerFacts
    mode: str
    pp: float
    rank: int
    rival_pp: float
    rival_rank: int
    margin: float


class OutplayedFacts(Struct, frozen=True, kw_only=True):
    """A player has made more plays than a rival who had made more until now.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`). rival: who was overtaken. plays, rival_plays: of both.
    """

    player: PlayerFacts
    rival: PlayerFacts
    mode: str
    plays: int
    rival_plays: int


KINDS: dict[str, type[Struct]] = {"overtook": OvertookFacts, "outplayed": OutplayedFacts}
CAUSES = dict.fromkeys(KINDS, frozenset(Cause))  # whoever is overtaken wants to know, whatever the reason
_RIVAL = PlayerFacts(id=3, name="Sol", country="SE")
SAMPLES: dict[str, Struct] = {
    "overtook": OvertookFacts(
        player=samples.PLAYER,
        rival=_RIVAL,
        mode="osu",
        pp=7021.4,
        rank=9_998,
        rival_pp=7018.0,
        rival_rank=10_012,
        margin=3.4,
    ),
    "outplayed": OutplayedFacts(player=samples.PLAYER, rival=_RIVAL, mode="osu", plays=50_004, rival_plays=50_001),
}


def concerned(seen: Play | Profile) -> tuple[str]:
    """The player; the pairs know who is in them."""
    return (keys.player(seen.server, seen.mode, seen.user_id),)


READS = {Play: concerned, Profile: concerned}
TOLD_BY = (Profile,)


def about(subject: str, _since: int) -> Memory:
    """What a pair begins with: both, unseen."""
    return Memory({keys.number(one): One() for one in keys.read_rivals(subject)})


def diff(memory: Memory | None, seen: Play | Profile, now: int) -> Step:
    """A play is a reason for what a profile shows; both profiles tell who is ahead."""
    if memory is None or seen.user_id not in memory.ones:
        return Step(memory)
    mine = memory.ones[seen.user_id]
    if isinstance(seen, Play):
        if not seen.passed or seen.ended <= mine.played:
            return Step(memory)
        return Step(_with(memory, seen.user_id, structs.replace(mine, played=seen.ended)))
    if is_outdated(seen.asked, mine.asked):
        return Step(memory)
    after = _with(memory, seen.user_id, _looked(mine, seen))
    return _compared(after, seen, now)


def _with(memory: Memory, user_id: int, one: One) -> Memory:
    return structs.replace(memory, ones=memory.ones | {user_id: one})


def _looked(mine: One, seen: Profile) -> One:
    return structs.replace(
        mine,
        asked=seen.asked,
        name=seen.username or mine.name,
        country=seen.country or mine.country,
        pp=seen.pp,
        rank=seen.global_rank,
        play_count=seen.play_count,
        gained=seen.pp > mine.pp or (seen.pp == mine.pp and mine.gained),
    )


def _compared(memory: Memory, seen: Profile, now: int) -> Step:
    """Who is ahead, by each measure. A change that a look at the one shows is believed after a look at the other."""
    events: list[Event] = []
    doubts: dict[str, int] = {}
    for measure in KIND:
        leader, before = _leader(memory, measure), memory.ahead.get(measure, 0)
        if leader == before or seen.asked - memory.told.get(measure, 0) < FOLDED:
            continue
        if leader and before and memory.doubts.get(measure, seen.user_id) == seen.user_id:
            doubts[measure] = seen.user_id
            continue
        memory = structs.replace(memory, ahead=memory.ahead | {measure: leader})
        if leader and before:
            told = memory.told | {measure: seen.asked}
            memory = structs.replace(memory, told=told, revision=memory.revision + 1)
            events.append(_event(memory, measure, leader, seen))
    other = next(one for one in memory.ones if one != seen.user_id)
    subject = keys.player(seen.server, seen.mode, other)
    looks = (Look(question="player", subject=subject, due=now, asker=NAME),) if doubts else ()
    return Step(structs.replace(memory, doubts=doubts), tuple(events), looks)


def _leader(memory: Memory, measure: Measure) -> int:
    """Who is ahead: 0 where that can't be said, the last one where both have the same."""
    (one, mine), (other, theirs) = memory.ones.items()
    if not mine.asked or not theirs.asked or (measure == "pp" and not (mine.ranked and theirs.ranked)):
        return 0
    values = getattr(mine, measure), getattr(theirs, measure)
    if values[0] == values[1]:
        return memory.ahead.get(measure, 0)
    return one if values[0] > values[1] else other


def _event(memory: Memory, measure: Measure, leader: int, seen: Profile) -> Event:
    loser = next(one for one in memory.ones if one != leader)
    subject = keys.rivals(seen.server, seen.mode, leader, loser)
    return Event(
        key=f"{KIND[measure]}/{subject}/{memory.revision}",
        kind=KIND[measure],
        subject=subject,
        cause=_cause(memory.ones[leader], measure, seen.asked),
        happened=seen.asked,
        facts=_facts(memory, measure, leader, loser, seen.mode),
    )


def _cause(winner: One, measure: Measure, asked: int) -> Cause:
    """By a play of who is ahead now; or by values that changed without one."""
    if measure == "play_count" or (winner.gained and winner.played + EFFECT + FOLDED > asked):
        return Cause.PLAYED
    return Cause.REVALUED


def _facts(memory: Memory, measure: Measure, leader: int, loser: int, mode: Mode) -> Struct:
    one, other = memory.ones[leader], memory.ones[loser]
    player, rival = (
        PlayerFacts(id=number, name=each.name, country=each.country) for number, each in ((leader, one), (loser, other))
    )
    if measure == "play_count":
        return OutplayedFacts(
            player=player, rival=rival, mode=mode.value, plays=one.play_count, rival_plays=other.play_count
        )
    return OvertookFacts(
        player=player,
        rival=rival,
        mode=mode.value,
        pp=one.pp,
        rank=one.rank or 0,
        rival_pp=other.pp,
        rival_rank=other.rank or 0,
        margin=round(one.pp - other.pp, 2),
    )


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    facts = events[0].facts
    assert isinstance(facts, OvertookFacts | OutplayedFacts)
    rival = say.player_name(facts.rival)
    who = phrases.who(facts.player, facts.mode)
    plays = isinstance(facts, OutplayedFacts)
    return Notification(
        title=f"{who} has made more plays than {rival}" if plays else f"{who} overtook {rival}",
        body="\n".join(_lines(facts)),
        url=say.player_link(facts.player.id, facts.mode),
        picture=say.avatar_link(facts.player.id),
    )


def _lines(facts: OvertookFacts | OutplayedFacts) -> Iterator[str]:
    if isinstance(facts, OutplayedFacts):
        yield f"{say.number(facts.plays)} to {say.number(facts.rival_plays)}"
        return
    yield f"{say.rank(facts.rank)} · {say.pp(facts.pp)}"
    yield f"{say.player_name(facts.rival)}: {say.rank(facts.rival_rank)} · {say.pp(facts.rival_pp)}"
