"""What is told of a day or a week. Pure."""

from collections.abc import Iterable

from msgspec import Struct

from watcher import facts as samples
from watcher.events import Cause, Event
from watcher.facts import MapFacts, PlayerFacts, PlayFacts
from watcher.news.summary.memory import Memory, Span
from watcher.osu import keys

MOST_ROWS = 50


class SummaryFacts(Struct, frozen=True, kw_only=True):
    """What a player did since the last summary.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`). since, until: from when to when (ms UTC); seconds:
    between them. plays: tries, passed or not.
    pp, rank, accuracy (percent): the player's now. pp_change, rank_gain, accuracy_change: what changed; a rank is None
    where there is none. map, play: the play of the most pp, None where none was seen.
    when: the times of the summary, as its subject notes them.
    """

    player: PlayerFacts
    mode: str
    since: int
    until: int
    seconds: int
    plays: int
    pp: float
    pp_change: float
    rank: int | None
    rank_gain: int | None
    accuracy: float
    accuracy_change: float
    map: MapFacts | None
    play: PlayFacts | None
    when: str

    def heard_as(self, subject: str) -> str:
        """The summaries of the player at these times."""
        server, mode, user_id = keys.read_player(subject)
        return keys.summary(server, mode, user_id, self.when)


class MemberFacts(Struct, frozen=True, kw_only=True):
    """What one of a group did, as a summary of that player alone would say it."""

    player: PlayerFacts
    plays: int
    pp: float
    pp_change: float
    rank: int | None
    rank_gain: int | None
    accuracy: float
    accuracy_change: float


class GroupSummaryFacts(Struct, frozen=True, kw_only=True):
    """What the players of a watch did since the last summary, together.

    watch: its name. mode, since, until, seconds: as of one player. players: how many were seen; unseen: how many not.
    plays, pp_change: of all of them. members: each of them, who gained the most pp first; 50 at most.
    map, play: the play of the most pp, None where none was seen; best: whose it is.
    """

    watch: str
    mode: str
    since: int
    until: int
    seconds: int
    players: int
    unseen: int
    plays: int
    pp_change: float
    members: tuple[MemberFacts, ...]
    map: MapFacts | None
    play: PlayFacts | None
    best: PlayerFacts | None


KINDS: dict[str, type[Struct]] = {"summary": SummaryFacts, "group_summary": GroupSummaryFacts}
_WEEK = {"mode": "osu", "since": 1_789_395_200_000, "until": 1_790_000_000_000, "seconds": 604_800}
_MEMBERS = tuple(
    MemberFacts(
        player=PlayerFacts(id=number, name=name),
        plays=plays,
        pp=7000.0 + gain,
        pp_change=gain,
        rank=rank,
        rank_gain=42,
        accuracy=98.76,
        accuracy_change=0.12,
    )
    for number, name, plays, gain, rank in ((2, "Mira", 214, 120.5, 9_998), (3, "Sol", 80, 12.0, 20_100))
)
SAMPLES: dict[str, Struct] = {
    "summary": SummaryFacts(
        player=samples.PLAYER,
        **_WEEK,  # type: ignore[arg-type]  # each has its own type
        plays=214,
        pp=7120.5,
        pp_change=120.5,
        rank=9_998,
        rank_gain=42,
        accuracy=98.76,
        accuracy_change=0.12,
        map=samples.MAP,
        play=samples.PLAY,
        when="week sunday 1110 Europe/Oslo",
    ),
    "group_summary": GroupSummaryFacts(
        watch="friends",
        **_WEEK,  # type: ignore[arg-type]  # each has its own type
        players=2,
        unseen=0,
        plays=294,
        pp_change=132.5,
        members=_MEMBERS,
        map=samples.MAP,
        play=samples.PLAY,
        best=samples.PLAYER,
    ),
}


def summed_up(memory: Memory, until: int) -> Event:
    """The event of what was done up to now (ms UTC): of one player, or of all who were seen."""
    who = keys.read_summary(memory.subject)
    seen = {user_id: span for user_id, span in memory.spans.items() if span.now.asked >= memory.due}
    return Event(
        key=f"{'group_summary' if who.watch else 'summary'}/{memory.subject}/{memory.due // 1000}",
        kind="group_summary" if who.watch else "summary",
        subject=memory.subject if who.watch else keys.player(who.server, who.mode, who.user_id),
        cause=Cause.PLAYED if any(map(_did_something, seen.values())) else Cause.OTHERS,
        happened=until,
        facts=_of_all(memory, who, seen, until) if who.watch else _of_one(memory, who, seen[who.user_id], until),
    )


def _did_something(span: Span) -> bool:
    return span.now.tries != span.before.tries or span.now.pp > span.before.pp


def _of_one(memory: Memory, who: keys.SummaryKey, span: Span, until: int) -> SummaryFacts:
    member = _member(who.user_id, span)
    return SummaryFacts(
        player=member.player,
        mode=who.mode.value,
        since=memory.since,
        until=until,
        seconds=(until - memory.since) // 1000,
        plays=member.plays,
        pp=member.pp,
        pp_change=member.pp_change,
        rank=member.rank,
        rank_gain=member.rank_gain,
        accuracy=member.accuracy,
        accuracy_change=member.accuracy_change,
        map=MapFacts.played(memory.best) if memory.best else None,
        play=PlayFacts.of(memory.best) if memory.best else None,
        when=who.when,
    )


def _of_all(memory: Memory, who: keys.SummaryKey, seen: dict[int, Span], until: int) -> GroupSummaryFacts:
    members = sorted((_member(each, span) for each, span in seen.items()), key=lambda one: -one.pp_change)
    best = memory.best
    name = memory.spans[best.user_id].now.name if best and best.user_id in memory.spans else ""
    return GroupSummaryFacts(
        watch=who.watch,
        mode=who.mode.value,
        since=memory.since,
        until=until,
        seconds=(until - memory.since) // 1000,
        players=len(members),
        unseen=len(memory.spans) - len(members),
        plays=sum(one.plays for one in members),
        pp_change=_sum(one.pp_change for one in members),
        members=tuple(members[:MOST_ROWS]),
        map=MapFacts.played(best) if best else None,
        play=PlayFacts.of(best) if best else None,
        best=PlayerFacts(id=best.user_id, name=best.username or name) if best else None,
    )


def _sum(changes: Iterable[float]) -> float:
    return round(sum(changes), 2)


def _member(user_id: int, span: Span) -> MemberFacts:
    before, now = span.before, span.now
    ranks = (before.rank, now.rank)
    return MemberFacts(
        player=PlayerFacts(id=user_id, name=now.name, country=now.country),
        plays=now.tries - before.tries,
        pp=now.pp,
        pp_change=round(now.pp - before.pp, 2),
        rank=now.rank,
        rank_gain=ranks[0] - ranks[1] if ranks[0] is not None and ranks[1] is not None else None,
        accuracy=round(now.accuracy * 100, 4),
        accuracy_change=round((now.accuracy - before.accuracy) * 100, 4),
    )
