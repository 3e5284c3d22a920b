"""What is told of a session, and how it sounds. Pure."""

from collections.abc import Sequence

from msgspec import Struct, structs

from watcher import facts as samples
from watcher import phrases
from watcher import words as say
from watcher.events import Cause, Event
from watcher.facts import ChokeFacts, MapFacts, PlayerFacts, PlayFacts
from watcher.news.session.memory import Memory
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Play
from watcher.sitting import HALF_AN_HOUR

DAY = 86_400
LEAST_LOST = 5.0
"""A choke that cost less pp is none."""


class SessionStartedFacts(Struct, frozen=True, kw_only=True):
    """A player plays again, after half an hour without a sign of play, or longer.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`). away: seconds without a sign of play, as far as we look
    back: at least that long. map, play: the first play. pause: how long (seconds) nobody played, at the least.
    """

    player: PlayerFacts
    mode: str
    away: int
    map: MapFacts
    play: PlayFacts
    pause: int = HALF_AN_HOUR

    def heard_as(self, subject: str) -> str:
        """The player's sessions with this pause."""
        return keys.session(keys.read_player(subject), self.pause * 1000)


class SessionFacts(Struct, frozen=True, kw_only=True):
    """What a player did between two pauses.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`).
    began, ended: when the first and the last play that was seen ended (ms UTC); seconds: between them.
    passes: how many plays were passed. plays: all tries, passed or not, as the profile counts them; None if unknown.
    pp_before, pp_after, pp_change, rank_before, rank_after, rank_gain: the profile before and after; None if unknown.
    level_before, level_after: whole levels. map, play: the passed play of the most pp, or else the last one passed.
    chokes: of the passed plays that lost the combo the three of the most pp, one of each map, the dearest first.
    lost: how much pp the dearest choke cost; None where there was none, or where that is not known.
    firsts: titles of the maps whose first place was taken. medals: their names. Both as osu! wrote them down.
    pause: how long (seconds) nobody played, so that it is over.
    """

    player: PlayerFacts
    mode: str
    began: int
    ended: int
    seconds: int
    passes: int
    plays: int | None
    pp_before: float | None
    pp_after: float | None
    pp_change: float | None
    rank_before: int | None
    rank_after: int | None
    rank_gain: int | None
    level_before: int | None
    level_after: int | None
    map: MapFacts | None
    play: PlayFacts | None
    chokes: tuple[ChokeFacts, ...] = ()
    firsts: tuple[str, ...] = ()
    medals: tuple[str, ...] = ()
    lost: float | None = None
    pause: int = HALF_AN_HOUR

    def heard_as(self, subject: str) -> str:
        """The player's sessions with this pause."""
        return keys.session(keys.read_player(subject), self.pause * 1000)


_CHOKE = structs.replace(samples.PLAY, pp=260.1, misses=2, full_combo=False, if_fc=365.0)
_OTHER = structs.replace(samples.MAP, id=76, set_id=8, title="Second Dawn", version="Extra")
SAMPLES: dict[str, Struct] = {
    "session_started": SessionStartedFacts(
        player=samples.PLAYER, mode="osu", away=1_209_600, map=samples.MAP, play=samples.PLAY
    ),
    "session": SessionFacts(
        player=samples.PLAYER,
        mode="osu",
        began=1_790_000_000_000,
        ended=1_790_004_800_000,
        seconds=4800,
        passes=12,
        plays=41,
        pp_before=7000.0,
        pp_after=7042.7,
        pp_change=42.7,
        rank_before=10_040,
        rank_after=9_998,
        rank_gain=42,
        level_before=99,
        level_after=100,
        map=samples.MAP,
        play=samples.PLAY,
        chokes=(ChokeFacts(mode="osu", map=_OTHER, play=_CHOKE, lost=104.9),),
        firsts=("Aurora Band - First Light [Insane]",),
        medals=("Night Owl",),
        lost=104.9,
    ),
}


def started(memory: Memory, play: Play) -> Event:
    """The event of the first play after a pause."""
    seat = memory.seat
    facts = SessionStartedFacts(
        player=PlayerFacts(id=play.user_id, name=play.username or (seat.standing.name if seat.standing else "")),
        mode=play.mode.value,
        away=(play.ended - seat.until) // 1000,
        map=MapFacts.played(play),
        play=PlayFacts.of(play),
        pause=seat.pause // 1000,
    )
    return _event("session_started", memory, play.ended, play.ended, facts)


def over(memory: Memory) -> Event:
    """The event of a session that is over."""
    session, story = memory.seat.sitting, memory.story
    assert session is not None
    before, both = session.before, memory.seat.changed
    after = both[1] if both else memory.seat.after
    ranks = both and (both[0].rank, both[1].rank)
    who = keys.read_session(memory.subject)
    facts = SessionFacts(
        player=PlayerFacts(id=who.user_id, name=memory.seat.standing.name if memory.seat.standing else ""),
        mode=who.mode.value,
        began=session.began,
        ended=session.ended,
        seconds=(session.ended - session.began) // 1000,
        passes=session.passes,
        plays=both[1].tries - both[0].tries if both else None,
        pp_before=before.pp if before else None,
        pp_after=after.pp if after else None,
        pp_change=round(both[1].pp - both[0].pp, 2) if both else None,
        rank_before=before.rank if before else None,
        rank_after=after.rank if after else None,
        rank_gain=ranks[0] - ranks[1] if ranks and ranks[0] is not None and ranks[1] is not None else None,
        level_before=before.level if before else None,
        level_after=after.level if after else None,
        map=MapFacts.played(story.best) if story.best else None,
        play=PlayFacts.of(story.best) if story.best else None,
        chokes=tuple(
            ChokeFacts(mode=who.mode.value, map=MapFacts.played(one), play=PlayFacts.of(one)) for one in story.chokes
        ),
        firsts=story.deeds.firsts,
        medals=story.deeds.medals,
        pause=who.pause // 1000,
    )
    return _event("session", memory, session.began, session.ended, facts)


def _event(kind: str, memory: Memory, began: int, happened: int, facts: Struct) -> Event:
    who = keys.read_session(memory.subject)
    return Event(
        key=f"{kind}/{memory.subject}/{began // 1000}",
        kind=kind,
        subject=keys.player(who.server, who.mode, who.user_id),
        cause=Cause.PLAYED,
        happened=happened,
        facts=facts,
    )


def notification(events: Sequence[Event]) -> Notification:
    """Who plays again, or how long it was, what it brought, and the best of it."""
    facts = events[0].facts
    assert isinstance(facts, SessionStartedFacts | SessionFacts)
    title, lines = _say_started(facts) if isinstance(facts, SessionStartedFacts) else _say_over(facts)
    return Notification(
        title=f"{phrases.who(facts.player, facts.mode)} {title}",
        body="\n".join(filter(None, lines)),
        url=say.player_link(facts.player.id, facts.mode),
        picture=say.avatar_link(facts.player.id),
    )


def _say_started(facts: SessionStartedFacts) -> tuple[str, tuple[str, str]]:
    away = f" again after {say.span(facts.away)}" if facts.away >= DAY else ""
    return f"plays{away}", (
        phrases.map_with_mods(facts.map, facts.play),
        phrases.performance(facts.map, facts.play, facts.mode),
    )


def _say_over(facts: SessionFacts) -> tuple[str, tuple[str, str]]:
    return f"played for {say.stay(facts.seconds)}{_brought(facts)}", (" · ".join(_counts(facts)), _best(facts))


def _brought(facts: SessionFacts) -> str:
    parts = []
    if facts.pp_change:
        parts.append(f"{say.signed(facts.pp_change)}pp")
    if facts.rank_gain:
        parts.append(say.rank_change(facts.rank_before, facts.rank_after))
    return f": {', '.join(parts)}" if parts else ""


def _counts(facts: SessionFacts) -> list[str]:
    passes = say.plural(facts.passes, "pass", "passes")
    parts = [passes if facts.plays is None else f"{say.plural(facts.plays, 'play')}, {passes}"]
    if facts.pp_after is not None:
        parts.append(say.pp(facts.pp_after))
    if facts.level_before is not None and facts.level_after is not None and facts.level_after > facts.level_before:
        parts.append(f"level {facts.level_after}")
    parts += _noted("#1 on {}", facts.firsts, "first place") + _noted("medal {}", facts.medals, "medal")
    return parts


def _noted(one: str, names: Sequence[str], many: str) -> list[str]:
    """One by its name, several by their number."""
    return [one.format(names[0]) if len(names) == 1 else say.plural(len(names), many)] if names else []


def _best(facts: SessionFacts) -> str:
    if facts.play is None or facts.map is None:
        return ""
    worth = say.accuracy(facts.play.accuracy) if facts.play.pp is None else say.pp(facts.play.pp)
    best = f"Best: {worth} on {phrases.map_with_mods(facts.map, facts.play)}"
    return " · ".join(filter(None, (best, _choke(facts))))


def _choke(facts: SessionFacts) -> str:
    """`Choke: 260.1pp, 365pp if FC, on …`; the map only where it is another than that of the best play."""
    if not facts.lost or not facts.chokes or facts.lost < LEAST_LOST:
        return ""
    choke = facts.chokes[0]
    if facts.play == choke.play:
        return f"{say.pp(choke.play.if_fc)} if FC"
    return f"Choke: {say.pp(choke.play.pp)}, {say.pp(choke.play.if_fc)} if FC, on {say.map_name(choke.map)}"
