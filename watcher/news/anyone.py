"""Plays by anyone: whoever made it, a play that is worth much. The subject is everybody who plays a mode."""

from collections.abc import Iterator, Sequence

from msgspec import Struct, structs

from watcher import facts as samples
from watcher import phrases
from watcher import words as say
from watcher.events import Cause, Event, Look, Step
from watcher.facts import MapFacts, PlayerFacts, PlayFacts
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Play

VERSION = 1
NAME = "anyone"
DEFAULT: tuple[str, ...] = ()
NEEDS = {"big_play": "anyone"}
OF_ANYONE = True  # told of plays whoever made them; the usual news of a watch of anyone

LEAST = 200.0
"""pp below which no play is one: no watch can ask for less. Those of the watched come home whatever their worth."""
MOST_KNOWN = 500


class Memory(Struct, frozen=True):
    """What must be remembered of a mode. since: plays that ended before are never news. known: the newest ones told."""

    since: int
    known: tuple[str, ...] = ()


class BigPlayFacts(Struct, frozen=True, kw_only=True):
    """Somebody made a play worth at least what the watch of anyone asks for.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`).
    """

    player: PlayerFacts
    mode: str
    map: MapFacts
    play: PlayFacts


KINDS: dict[str, type[Struct]] = {"big_play": BigPlayFacts}
SAMPLES: dict[str, Struct] = {
    "big_play": BigPlayFacts(
        player=samples.PLAYER, mode="osu", map=samples.MAP, play=structs.replace(samples.PLAY, pp=1234.5)
    )
}


def concerned(seen: Play) -> tuple[str]:
    """Everybody who plays that mode."""
    return (keys.anyone(seen.server, seen.mode),)


READS = {Play: concerned}


def start(since: int) -> Memory:
    """What ended up to `since` (ms) will not be news."""
    return Memory(since)


def diff(memory: Memory | None, seen: Play, now: int) -> Step:
    """A play of that worth is told once. One whose pp is not known yet comes again when it is."""
    memory = memory or start(now)
    play = keys.play(seen)
    if not seen.passed or seen.pp is None or seen.pp < LEAST or seen.ended <= memory.since or play in memory.known:
        return Step(memory)
    memory = structs.replace(memory, known=(*memory.known, play)[-MOST_KNOWN:])
    return Step(memory, (_event(seen),), tuple(_looks(seen, now)))


def _event(seen: Play) -> Event:
    return Event(
        key=f"big_play/{keys.play(seen)}",
        kind="big_play",
        subject=concerned(seen)[0],
        cause=Cause.PLAYED,
        happened=seen.ended,
        facts=BigPlayFacts(
            player=PlayerFacts(id=seen.user_id, name=seen.username),
            mode=seen.mode.value,
            map=MapFacts.of(seen.beatmap) if seen.beatmap else MapFacts(id=seen.beatmap_id),
            play=PlayFacts.of(seen),
        ),
    )


def _looks(seen: Play, now: int) -> Iterator[Look]:
    """The feed has numbers only: the player and the map get their names."""
    if not seen.username:
        subject = keys.player(seen.server, seen.mode, seen.user_id)
        yield Look(question="profile", subject=subject, due=now, asker=NAME)
    if seen.beatmap is None:
        yield Look(question="beatmap", subject=keys.beatmap(seen.server, seen.beatmap_id), due=now, asker=NAME)


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    facts = events[0].facts
    assert isinstance(facts, BigPlayFacts)
    on = phrases.map_with_mods(facts.map, facts.play)
    return Notification(
        title=f"{phrases.who(facts.player, facts.mode)}: {say.pp(facts.play.pp)} on {on}",
        body=phrases.performance(facts.map, facts.play, facts.mode),
        url=phrases.play_url(facts.play, facts.player, facts.mode),
        picture=phrases.cover(facts.map),
    )
