"""Rankings: who comes among the first so many of the world, a country or a team, and who falls out.

Who is not seen any more has not left: players vanish who are restricted. They stay until their profile shows where
they are.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, structs

from watcher import facts as samples
from watcher import phrases
from watcher import words as say
from watcher.events import Cause, Event, Look, Step, is_outdated
from watcher.facts import PlayerFacts
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Profile, Ranking, RankingRow

VERSION = 1
NAME = "ranking"
ABOUT = keys.is_ranking
DEFAULT = ("ranking_entered", "ranking_left")


class Member(Struct, frozen=True, array_like=True):
    """Somebody on the list, as last seen there."""

    name: str
    rank: int
    pp: float


class Memory(Struct, frozen=True):
    """What must be remembered of one list: its subject, who is on it, and who could not be seen at the last look.

    below: the pp of those who stood right below it. revision: how often somebody came or went.
    """

    subject: str
    asked: int
    members: dict[int, Member]
    missing: frozenset[int] = frozenset()
    below: dict[int, float] = {}
    team: str = ""
    revision: int = 0


class RankingFacts(Struct, frozen=True, kw_only=True):
    """A player came among the first of a ranking by pp, or is there no more.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`). country: two letters, empty for the whole world.
    top: how many are on the list. team: the team whose members are, empty for everybody.
    rank: the place in that ranking now, rank_before: before; None: no rank, or not known. pp: what the player has.
    """

    player: PlayerFacts
    mode: str
    country: str
    top: int
    team: str
    rank: int | None
    rank_before: int | None
    pp: float


KINDS: dict[str, type[Struct]] = {"ranking_entered": RankingFacts, "ranking_left": RankingFacts}
CAUSES = dict.fromkeys(KINDS, frozenset(Cause))  # mostly others bring it about
SAMPLES: dict[str, Struct] = {
    "ranking_entered": RankingFacts(
        player=samples.PLAYER, mode="osu", country="NO", top=50, team="", rank=49, rank_before=52, pp=7021.4
    ),
    "ranking_left": RankingFacts(
        player=samples.PLAYER, mode="osu", country="NO", top=50, team="", rank=51, rank_before=49, pp=7021.4
    ),
}


def concerned(seen: Ranking) -> tuple[str]:
    """The list that was asked for."""
    return (seen.subject,)


def member_of(seen: Profile) -> tuple[str]:
    """The player; the lists they are on know their members."""
    return (keys.player(seen.server, seen.mode, seen.user_id),)


READS = {Ranking: concerned, Profile: member_of}
ASKED_FOR = (Profile,)  # asked for where it is needed; nobody needs to look at the profiles of a list all the time


def members(memory: Memory) -> Mapping[int, str]:
    """Who is on the list: id → name."""
    return {user_id: member.name for user_id, member in memory.members.items()}


def diff(memory: Memory | None, seen: Ranking | Profile, now: int) -> Step:
    """A ranking shows who came and who fell below; a profile shows where somebody is who was not seen in it."""
    if isinstance(seen, Profile):
        return _found(memory, seen) if memory else Step(None)
    if not seen.rows or (memory and is_outdated(seen.asked, memory.asked)):
        return Step(memory)
    on, below = _divided(seen)
    found = {row.user_id: Member(row.username, row.place, row.pp) for row in on}
    if memory is None:
        return Step(Memory(seen.subject, seen.asked, found, below=_worth(below), team=_team(on)))
    entered = [row for row in on if row.user_id not in memory.members]
    left = [row for row in below if row.user_id in memory.members]
    missing = memory.members.keys() - {row.user_id for row in seen.rows}
    after = structs.replace(
        memory,
        asked=seen.asked,
        members={one: memory.members[one] for one in sorted(missing)} | found,
        missing=frozenset(missing),
        below=_worth(below),
        team=_team(on) or memory.team,
        revision=memory.revision + len(entered) + len(left),
    )
    events = (*_entered(memory, entered, after), *_left(memory, left, after))
    return Step(after, events, tuple(_looks(after, now)))


def _divided(seen: Ranking) -> tuple[list[RankingRow], list[RankingRow]]:
    """The rows on the list, and the others."""
    terms = keys.read_ranking(seen.subject)
    on = [row for row in seen.rows if row.place <= terms.top and terms.team in {0, row.team.id}]
    there = {row.user_id for row in on}
    return on, [row for row in seen.rows if row.user_id not in there]


def _worth(below: Sequence[RankingRow]) -> dict[int, float]:
    return {row.user_id: row.pp for row in below[:50]}


def _team(on: Sequence[RankingRow]) -> str:
    return on[0].team.name if on else ""


def _looks(memory: Memory, now: int) -> Iterator[Look]:
    terms = keys.read_ranking(memory.subject)
    for user_id in sorted(memory.missing):
        subject = keys.player(terms.server, terms.mode, user_id)
        yield Look(question="player", subject=subject, due=now, asker=NAME)


def _found(memory: Memory, seen: Profile) -> Step:
    terms = keys.read_ranking(memory.subject)
    member = memory.members.get(seen.user_id)
    if member is None or seen.user_id not in memory.missing or is_outdated(seen.asked, memory.asked):
        return Step(memory)
    rank = seen.country_rank if terms.country else seen.global_rank
    if rank is None and seen.global_rank is not None:
        return Step(memory)  # this answer does not tell country ranks
    missing = memory.missing - {seen.user_id}
    elsewhere = bool(terms.team and seen.team and seen.team.id != terms.team)
    if rank is not None and rank <= terms.top and not elsewhere:
        return Step(structs.replace(memory, missing=missing))
    after = structs.replace(
        memory,
        members={user_id: one for user_id, one in memory.members.items() if user_id != seen.user_id},
        missing=missing,
        revision=memory.revision + 1,
    )
    cause = Cause.ACCOUNT if rank is None or elsewhere else _cause(member.pp, seen.pp)
    facts = _facts(after, PlayerFacts(id=seen.user_id, name=seen.username), rank, member.rank, seen.pp)
    at_once = structs.replace(after, asked=seen.asked)
    return Step(after, (_event("ranking_left", at_once, after.revision, cause, facts),))


def _entered(before: Memory, rows: Sequence[RankingRow], after: Memory) -> Iterator[Event]:
    of_team = keys.read_ranking(after.subject).team
    for number, row in enumerate(rows, before.revision + 1):
        stood_still = before.below.get(row.user_id) == row.pp
        cause = Cause.ACCOUNT if of_team else Cause.OTHERS if stood_still else Cause.PLAYED
        facts = _facts(after, PlayerFacts(id=row.user_id, name=row.username), row.place, None, row.pp)
        yield _event("ranking_entered", after, number, cause, facts)


def _left(before: Memory, rows: Sequence[RankingRow], after: Memory) -> Iterator[Event]:
    terms = keys.read_ranking(after.subject)
    for number, row in enumerate(rows, after.revision - len(rows) + 1):
        member = before.members[row.user_id]
        elsewhere = terms.team not in {0, row.team.id}
        cause = Cause.ACCOUNT if elsewhere else _cause(member.pp, row.pp)
        facts = _facts(after, PlayerFacts(id=row.user_id, name=row.username), row.place, member.rank, row.pp)
        yield _event("ranking_left", after, number, cause, facts)


def _cause(before: float, after: float) -> Cause:
    """Why somebody fell: by less pp than before, or because others climbed."""
    return Cause.REVALUED if after < before else Cause.OTHERS


def _facts(memory: Memory, player: PlayerFacts, rank: int | None, before: int | None, pp: float) -> RankingFacts:
    terms = keys.read_ranking(memory.subject)
    return RankingFacts(
        player=player,
        mode=terms.mode.value,
        country=terms.country,
        top=terms.top,
        team=(memory.team or f"team {terms.team}") if terms.team else "",
        rank=rank,
        rank_before=before,
        pp=pp,
    )


def _event(kind: str, memory: Memory, number: int, why: Cause, facts: RankingFacts) -> Event:
    """`number`: the revision that this one change makes."""
    key = f"{kind}/{memory.subject}/{facts.player.id}/{number}"
    return Event(key=key, kind=kind, subject=memory.subject, cause=why, happened=memory.asked, facts=facts)


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    facts = events[0].facts
    assert isinstance(facts, RankingFacts)
    entered = events[0].kind == "ranking_entered"
    where = facts.team or f"the top {say.number(facts.top)}{f' of {facts.country}' if facts.country else ''}"
    moved = facts.rank is None or (facts.rank_before is not None and facts.rank != facts.rank_before)
    rank = say.rank_change(facts.rank_before, facts.rank) if moved else say.rank(facts.rank)
    return Notification(
        title=f"{phrases.who(facts.player, facts.mode)} {'is now in' if entered else 'is no longer in'} {where}",
        body=f"{rank[0].upper()}{rank[1:]} · {say.pp(facts.pp)}",
        url=say.player_link(facts.player.id, facts.mode),
        picture=say.avatar_link(facts.player.id),
    )
