"""How a session stands while it goes on: a state, renewed after each play and each look at the profile.

It goes only where the newest takes the place of the one before, and nobody is called by it: a file, a message that can
be changed. Fails count, and never speak. What became of a session is told by the family of sessions.
"""

from collections.abc import Sequence

from msgspec import Struct, structs

from watcher import facts as samples
from watcher import phrases
from watcher import words as say
from watcher.events import Cause, Event, Look, Step
from watcher.facts import MapFacts, PlayerFacts, PlayFacts
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Play, Profile
from watcher.sitting import HALF_AN_HOUR, Seat

VERSION = 1
NAME = "playing"
ABOUT = keys.is_session


class SessionRunningFacts(Struct, frozen=True, kw_only=True):
    """How a session stands that is not over.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`).
    began: when its first play ended (ms UTC). seconds: from then to the last sign of play.
    plays: all tries so far, passed or not, as far as they are known; passes: how many were passed.
    pp, pp_change, rank, rank_gain: as the last look at the profile showed them, and what changed since the session
    began; None if unknown.
    map, play: the last play that was passed; None so far. pause: how long (seconds) without a play ends the session.
    """

    player: PlayerFacts
    mode: str
    began: int
    seconds: int
    plays: int
    passes: int
    pp: float | None
    pp_change: float | None
    rank: int | None
    rank_gain: int | None
    map: MapFacts | None
    play: PlayFacts | None
    pause: int = HALF_AN_HOUR

    def heard_as(self, subject: str) -> str:
        """The player's sessions with this pause."""
        return keys.session(keys.read_player(subject), self.pause * 1000)


KINDS: dict[str, type[Struct]] = {"session_running": SessionRunningFacts}
DEFAULT: tuple[str, ...] = ()
STATES = ("session_running",)
CONTINUES = {"session_running": ("session_started", "session_running")}
SAMPLES: dict[str, Struct] = {
    "session_running": SessionRunningFacts(
        player=samples.PLAYER,
        mode="osu",
        began=1_790_000_000_000,
        seconds=2580,
        plays=23,
        passes=7,
        pp=7042.7,
        pp_change=42.7,
        rank=9_998,
        rank_gain=42,
        map=samples.MAP,
        play=samples.PLAY,
    )
}


class Memory(Struct, frozen=True):
    """What must be remembered of a player's sessions. last: the play passed last. told: how many states were told."""

    subject: str
    seat: Seat
    last: Play | None = None
    told: int = 0


def parts(subject: str) -> Sequence[str]:
    """Whose sightings concern a player's sessions."""
    server, mode, user_id, _ = keys.read_session(subject)
    return [keys.player(server, mode, user_id)]


def concerned(seen: Play | Profile) -> tuple[str]:
    """The player, in that mode."""
    return (keys.player(seen.server, seen.mode, seen.user_id),)


READS = {Play: concerned, Profile: concerned}


def about(subject: str, since: int) -> Memory:
    """Plays that ended up to `since` (ms) belong to no session of ours."""
    return Memory(subject, Seat(keys.read_session(subject).pause, since))


def diff(memory: Memory | None, seen: Play | Profile, now: int) -> Step:
    """Every play changes the state, and so does a profile that shows something else."""
    if memory is None:
        return Step(memory)
    return _played(memory, seen, now) if isinstance(seen, Play) else _looked(memory, seen)


def _played(memory: Memory, play: Play, now: int) -> Step:
    if not memory.seat.is_new(play):
        return Step(memory)
    if memory.seat.is_over(play.ended):
        memory = structs.replace(memory, seat=memory.seat.left(), last=None)
    last = memory.last if not play.passed or (memory.last and memory.last.ended > play.ended) else play
    memory = structs.replace(memory, seat=memory.seat.played(play), last=last)
    unnamed = last is play and play.beatmap is None
    return _told(memory, play.ended, (_map_look(play, now),) if unnamed else ())


def _looked(memory: Memory, seen: Profile) -> Step:
    before, seat = memory.seat.standing, memory.seat.looked(seen)
    if seat is memory.seat:
        return Step(memory)
    if seat.is_over(seen.asked):
        return Step(structs.replace(memory, seat=seat.left(), last=None))
    memory = structs.replace(memory, seat=seat)
    same = before and (before.pp, before.rank, before.tries) == (seen.pp, seen.global_rank, seen.play_count)
    return Step(memory) if same or seat.sitting is None else _told(memory, seen.asked, ())


def _told(memory: Memory, happened: int, looks: Sequence[Look]) -> Step:
    memory = structs.replace(memory, told=memory.told + 1)
    who = keys.read_session(memory.subject)
    event = Event(
        key=f"session_running/{memory.subject}/{memory.told}",
        kind="session_running",
        subject=keys.player(who.server, who.mode, who.user_id),
        cause=Cause.PLAYED,
        happened=happened,
        facts=_facts(memory, who),
    )
    return Step(memory, (event,), looks)


def _facts(memory: Memory, who: keys.SessionKey) -> SessionRunningFacts:
    sitting, now, last = memory.seat.sitting, memory.seat.standing, memory.last
    assert sitting is not None
    before = sitting.before
    tries = now.tries - before.tries if now and before else 0
    ranks = (before.rank, now.rank) if now and before else (None, None)
    return SessionRunningFacts(
        player=PlayerFacts(id=who.user_id, name=now.name if now else ""),
        mode=who.mode.value,
        began=sitting.began,
        seconds=(sitting.active - sitting.began) // 1000,
        plays=max(tries, sitting.seen),
        passes=sitting.passes,
        pp=now.pp if now else None,
        pp_change=round(now.pp - before.pp, 2) if now and before else None,
        rank=now.rank if now else None,
        rank_gain=ranks[0] - ranks[1] if ranks[0] is not None and ranks[1] is not None else None,
        map=MapFacts.played(last) if last else None,
        play=PlayFacts.of(last) if last else None,
        pause=who.pause // 1000,
    )


def _map_look(play: Play, now: int) -> Look:
    return Look(question="beatmap", subject=keys.beatmap(play.server, play.beatmap_id), due=now, asker=NAME)


def words(events: Sequence[Event]) -> Notification:
    """Who plays, how it goes, and the last play."""
    facts = events[-1].facts
    assert isinstance(facts, SessionRunningFacts)
    return Notification(
        title=", ".join(
            filter(None, (f"{phrases.who(facts.player, facts.mode)} plays: {_tries(facts)}", _gained(facts)))
        ),
        body="\n".join(filter(None, (_stands(facts), _last(facts)))),
        url=say.player_link(facts.player.id, facts.mode),
        picture=say.avatar_link(facts.player.id),
    )


def _tries(facts: SessionRunningFacts) -> str:
    return f"{say.plural(facts.plays, 'play')}, {say.plural(facts.passes, 'pass', 'passes')}"


def _gained(facts: SessionRunningFacts) -> str:
    return f"{say.signed(facts.pp_change)}pp" if facts.pp_change else ""


def _stands(facts: SessionRunningFacts) -> str:
    """`#10,040 → #9,998 (+42) · 7,042.7pp · for 43 min`."""
    rank = say.rank(facts.rank) if facts.rank is not None else ""
    if facts.rank is not None and facts.rank_gain:
        rank = say.rank_change(facts.rank + facts.rank_gain, facts.rank)
    length = f"for {say.span(facts.seconds)}" if facts.seconds else ""
    return " · ".join(filter(None, (rank, say.pp(facts.pp) if facts.pp is not None else "", length)))


def _last(facts: SessionRunningFacts) -> str:
    if facts.play is None or facts.map is None:
        return ""
    worth = say.accuracy(facts.play.accuracy) if facts.play.pp is None else say.pp(facts.play.pp)
    return f"Last: {worth} on {phrases.map_with_mods(facts.map, facts.play)}"
