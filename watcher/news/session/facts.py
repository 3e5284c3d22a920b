"""What is told of a session, and how it sounds. Pure."""

from collections.abc import Sequence

from msgspec import Struct

from watcher import facts as samples
from watcher import phrases
from watcher import words as say
from watcher.events import Cause, Event
from watcher.facts import MapFacts, PlayerFacts, PlayFacts
from watcher.news.session.memory import Memory, Session
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Play, Profile

DAY = 86_400


class SessionStartedFacts(Struct, frozen=True, kw_only=True):
    """A player plays again, after half an hour without a sign of play, or longer.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`). away: seconds without a sign of play, as far as we look
    back: at least that long. map, play: the first play.
    """

    player: PlayerFacts
    mode: str
    away: int
    map: MapFacts
    play: PlayFacts


class SessionFacts(Struct, frozen=True, kw_only=True):
    """What a player did between two pauses.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`).
    began, ended: when the first and the last play that was seen ended (ms UTC); seconds: between them.
    passes: how many plays were passed. plays: all tries, passed or not, as the profile counts them; None if unknown.
    pp_before, pp_after, pp_change, rank_before, rank_after, rank_gain: the profile before and after; None if unknown.
    level_before, level_after: whole levels. map, play: the passed play of the most pp, or else the last one passed.
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
    ),
}


def started(memory: Memory, play: Play) -> Event:
    """The event of the first play after a pause."""
    facts = SessionStartedFacts(
        player=PlayerFacts(id=play.user_id, name=play.username or (memory.standing.name if memory.standing else "")),
        mode=play.mode.value,
        away=(play.ended - memory.until) // 1000,
        map=_map(play),
        play=PlayFacts.of(play),
    )
    return _event("session_started", play, play.ended, play.ended, facts)


def over(memory: Memory, session: Session, seen: Play | Profile) -> Event:
    """The event of a session that is over."""
    before, after = session.before, memory.standing
    if after is not None and after.asked < session.ended:
        after = None  # older than the last play: it does not tell how the session ended
    both = (before, after) if before and after else None
    ranks = both and (both[0].rank, both[1].rank)
    facts = SessionFacts(
        player=PlayerFacts(id=seen.user_id, name=seen.username or (after.name if after else "")),
        mode=seen.mode.value,
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
        map=_map(session.best) if session.best else None,
        play=PlayFacts.of(session.best) if session.best else None,
    )
    return _event("session", seen, session.began, session.ended, facts)


def _event(kind: str, seen: Play | Profile, began: int, happened: int, facts: Struct) -> Event:
    subject = keys.player(seen.server, seen.mode, seen.user_id)
    return Event(
        key=f"{kind}/{subject}/{began // 1000}",
        kind=kind,
        subject=subject,
        cause=Cause.PLAYED,
        happened=happened,
        facts=facts,
    )


def _map(play: Play) -> MapFacts:
    return MapFacts.of(play.beatmap) if play.beatmap else MapFacts(id=play.beatmap_id)


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
    length = say.span(facts.seconds) if facts.seconds else "a moment"
    return f"played for {length}{_brought(facts)}", (" · ".join(_counts(facts)), _best(facts))


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
    return parts


def _best(facts: SessionFacts) -> str:
    if facts.play is None or facts.map is None:
        return ""
    worth = say.accuracy(facts.play.accuracy) if facts.play.pp is None else say.pp(facts.play.pp)
    return f"Best: {worth} on {phrases.map_with_mods(facts.map, facts.play)}"
