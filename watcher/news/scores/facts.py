"""What is told of a play, and how it sounds. Pure."""

from collections.abc import Sequence

from msgspec import Struct, structs

from watcher import facts as samples
from watcher import phrases
from watcher import words as say
from watcher.events import Cause, Event
from watcher.facts import MapFacts, PlayerFacts, PlayFacts
from watcher.news.scores.memory import Memory, place
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Play

SHOWN = 100
"""How many best plays each API shows at least: a list that is shorter is whole."""


class FailFacts(Struct, frozen=True, kw_only=True):
    """A play that was failed, or left before its end.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`).
    """

    player: PlayerFacts
    mode: str
    map: MapFacts
    play: PlayFacts


class ScoreFacts(Struct, frozen=True, kw_only=True):
    """A play that was passed.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`).
    place: its place in the player's best list; None if it does not count there, or if that is unknown.
    best_before: pp of the player's best on this map until now; None if it is not in the best list.
    improvement: pp more than that; None where one of both is unknown.
    if_ranked: about what it would be worth if its map gave pp, and if_ranked_place its place in the best list then.
    bests: the pp of the player's best plays, highest first, by which that place is found. All three only where the map
    gives no pp; unknown without the map's file and the extra `pp`, or if it is below the list.
    """

    player: PlayerFacts
    mode: str
    map: MapFacts
    play: PlayFacts
    place: int | None = None
    best_before: float | None = None
    improvement: float | None = None
    if_ranked: float | None = None
    if_ranked_place: int | None = None
    bests: tuple[float, ...] = ()

    def if_worth(self, pp: float) -> "ScoreFacts":
        """The same, where the play is estimated at that; see `facts.Estimable`."""
        above = sum(best >= pp for best in self.bests)
        seen = above < len(self.bests) or 0 < above < SHOWN
        return structs.replace(self, if_ranked=pp, if_ranked_place=above + 1 if seen else None)


SAMPLES: dict[str, Struct] = {
    "score": ScoreFacts(
        player=samples.PLAYER,
        mode="osu",
        map=samples.MAP,
        play=samples.PLAY,
        place=3,
        best_before=389.5,
        improvement=22.8,
    ),
    "fail": FailFacts(
        player=samples.PLAYER,
        mode="osu",
        map=samples.MAP,
        play=structs.replace(samples.PLAY, passed=False, grade="F", pp=None, combo=412, full_combo=False, misses=31),
    ),
}


def told(memory: Memory, play: Play) -> Event:
    """The event of a play. `memory` is from before it."""
    facts = FailFacts(
        player=PlayerFacts(id=play.user_id, name=play.username),
        mode=play.mode.value,
        map=MapFacts.of(play.beatmap) if play.beatmap else MapFacts(id=play.beatmap_id),
        play=PlayFacts.of(play),
    )
    kind = "score" if play.passed else "fail"
    return Event(
        key=f"{kind}/{keys.play(play)}",
        kind=kind,
        subject=keys.player(play.server, play.mode, play.user_id),
        cause=Cause.PLAYED,
        happened=play.ended,
        facts=_valued(facts, memory, play) if play.passed else facts,
    )


def _valued(facts: FailFacts, memory: Memory, play: Play) -> ScoreFacts:
    before = memory.best.get(play.beatmap_id)
    return ScoreFacts(
        player=facts.player,
        mode=facts.mode,
        map=facts.map,
        play=facts.play,
        place=place(memory, play),
        best_before=before,
        improvement=round(play.pp - before, 3) if play.pp is not None and before else None,
        bests=_bests(memory) if play.may_be_worth or play.no_pp == "none" else (),
    )


def _bests(memory: Memory) -> tuple[float, ...]:
    return tuple(round(pp, 1) for pp in sorted(memory.best.values(), reverse=True))


def notification(events: Sequence[Event]) -> Notification:
    """What, on which map, and what it is worth to the player."""
    facts = events[0].facts
    assert isinstance(facts, FailFacts | ScoreFacts)
    who = phrases.who(facts.player, facts.mode)
    on = phrases.map_with_mods(facts.map, facts.play)
    worth = say.pp(facts.play.pp) if facts.play.pp is not None else say.accuracy(facts.play.accuracy)
    done = phrases.performance(facts.map, facts.play, facts.mode)
    lines = [done, _worthy(facts) if isinstance(facts, ScoreFacts) else ""]
    return Notification(
        title=f"{who}: {worth} on {on}" if isinstance(facts, ScoreFacts) else f"{who} failed {on}",
        body="\n".join(filter(None, lines)),
        url=phrases.play_url(facts.play, facts.player, facts.mode),
        picture=phrases.cover(facts.map),
    )


def _worthy(facts: ScoreFacts) -> str:
    parts = [f"#{facts.place} of the best plays"] if facts.place else []
    if facts.improvement is not None and facts.improvement > 0:
        parts.append(f"{say.signed(facts.improvement)}pp on this map")
    if facts.if_ranked is not None:
        place = f", #{facts.if_ranked_place} of the best plays," if facts.if_ranked_place else ""
        parts.append(f"about {say.pp(round(facts.if_ranked))}{place} if the map were ranked")
    return " · ".join(parts)
