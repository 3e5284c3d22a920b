"""Top plays: a play that enters a player's best list is news at once, decided by a shadow of that list.

No request is made to decide. A list that comes later confirms, and finds what the feed missed.
"""

from collections.abc import Iterable, Sequence
from itertools import chain

from msgspec import Struct, structs

from watcher import facts as samples
from watcher import phrases
from watcher import words as say
from watcher.events import Cause, Event, Look, Step
from watcher.facts import MapFacts, PlayerFacts, PlayFacts, RankChangeFacts
from watcher.news.top_plays.shadow import Row, Rows, enter, ordered
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Play, TopPlays

VERSION = 1
NAME = "top_plays"

INDEX_LAG = 5 * 60_000  # how long the server's search index may take to show a play
ASK_AGAIN = 45_000  # pp that is being calculated is there by then, mostly
CONFIRM = 10 * 60_000
PATIENCE = {"pending": 24 * 3_600_000, "not offered": 0}  # how long after a list could show it a play may lack pp


class Memory(Struct, frozen=True):
    """What must be remembered of one player in one mode.

    since: plays that ended before are never news. asked: when the last list was asked for, 0 before the first.
    settled: up to here the list has shown everything. held: plays that wait for the list, or for their pp.
    """

    since: int
    asked: int = 0
    settled: int = 0
    window: int = 0
    rows: Rows = ()
    held: tuple[Play, ...] = ()


class TopPlayFacts(Struct, frozen=True, kw_only=True):
    """A play that entered the player's best plays.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`).
    place: its place in the list, 1 is the best.
    gain: pp gained in total by the play; None where it can't be known (the list came after the play).
    replaced_pp: pp of the player's play on the same map that it replaced; None if there was none in the list.
    """

    player: PlayerFacts
    mode: str
    map: MapFacts
    play: PlayFacts
    place: int
    gain: float | None
    replaced_pp: float | None = None


KINDS: dict[str, type[Struct]] = {"top_play": TopPlayFacts}
DEFAULT = ("top_play",)
SAMPLES: dict[str, Struct] = {
    "top_play": TopPlayFacts(
        player=samples.PLAYER, mode="osu", map=samples.MAP, play=samples.PLAY, place=3, gain=21.4, replaced_pp=389.5
    )
}


def concerned(seen: Play | TopPlays) -> tuple[str]:
    """The player, in that mode."""
    return (keys.player(seen.server, seen.mode, seen.user_id),)


READS = {Play: concerned, TopPlays: concerned}


def start(since: int) -> Memory:
    """Nothing known yet; what ended up to `since` (ms) will not be news."""
    return Memory(since=since)


def diff(memory: Memory | None, seen: Play | TopPlays, now: int) -> Step:
    """A play is judged at once; a list confirms, and is searched for what was missed."""
    memory = memory or start(now)
    return _listed(memory, seen, now) if isinstance(seen, TopPlays) else _played(memory, seen, now)


def _played(memory: Memory, play: Play, now: int) -> Step:
    if not play.passed or play.ended <= memory.since:
        return Step(memory)
    if play.pp is None and not _worth_waiting(play, memory.settled):
        return Step(memory)
    if play.pp is None or not memory.asked:
        return _hold(memory, play, now)
    memory, events = _judge(_release(memory, play), play)
    return Step(memory, events, _afterwards(events, now))


def _worth_waiting(play: Play, settled: int) -> bool:
    return play.no_pp in PATIENCE and play.ended + PATIENCE[play.no_pp] > settled


def _hold(memory: Memory, play: Play, now: int) -> Step:
    """Keep it until the list can tell. The same play again changes nothing, unless it has its pp by now."""
    same = next((held for held in memory.held if keys.play(held) == keys.play(play)), None)
    known = Row(play.beatmap_id, 0, play.ended // 1000).identity in {row.identity for row in memory.rows}
    if known or (same and (same.pp is not None or play.pp is None)):
        return Step(memory)
    memory = structs.replace(_release(memory, play), held=(*_release(memory, play).held, play))
    return Step(memory, (), (_ask_list(play, now + ASK_AGAIN),) if same is None else ())


def _release(memory: Memory, play: Play) -> Memory:
    kept = tuple(held for held in memory.held if keys.play(held) != keys.play(play))
    return memory if len(kept) == len(memory.held) else structs.replace(memory, held=kept)


def _judge(memory: Memory, play: Play, *, sure: bool = True) -> tuple[Memory, tuple[Event, ...]]:
    entry = enter(memory.rows, Row.of(play), memory.window)
    if entry is None:
        return memory, ()
    facts = TopPlayFacts(
        player=PlayerFacts(id=play.user_id, name=play.username),
        mode=play.mode.value,
        map=MapFacts.of(play.beatmap) if play.beatmap else MapFacts(id=play.beatmap_id),
        play=PlayFacts.of(play),
        place=entry.place,
        gain=entry.gain if sure else None,
        replaced_pp=entry.replaced.pp if entry.replaced else None,
    )
    event = Event(
        key=f"top_play/{keys.play(play)}",
        kind="top_play",
        subject=keys.player(play.server, play.mode, play.user_id),
        cause=Cause.PLAYED,
        happened=play.ended,
        facts=facts,
    )
    return structs.replace(memory, rows=entry.rows), (event,)


def _listed(memory: Memory, seen: TopPlays, now: int) -> Step:
    if seen.asked <= memory.asked:
        return Step(memory)
    listed = [play for play in seen.plays if play.pp is not None]
    waiting = {keys.play(play) for play in memory.held}
    after = max(memory.since, memory.settled)
    new = [play for play in listed if play.ended > after or keys.play(play) in waiting]
    first = not memory.asked
    if first:  # what the new plays replaced is gone from the list already
        old = {Row.of(play) for play in listed} - {Row.of(play) for play in new}
        memory = structs.replace(memory, rows=ordered(old, seen.window), window=seen.window)
    shown = {keys.play(play) for play in listed}
    late = [play for play in memory.held if play.pp is not None and keys.play(play) not in shown]
    events: list[Event] = []
    for play in sorted((*new, *late), key=lambda play: play.ended):
        memory, news = _judge(memory, play, sure=not (first and keys.play(play) in shown))
        events.extend(news)
    return _settle(memory, seen, events, now)


def _settle(memory: Memory, seen: TopPlays, events: Sequence[Event], now: int) -> Step:
    """Believe the list, except where it may be too old to know better."""
    settled = seen.asked - seen.stale - INDEX_LAG
    listed = {Row.of(play) for play in seen.plays if play.pp is not None}
    young = {row for row in memory.rows if row.ended * 1000 > settled}
    shown = {row.identity for row in listed}
    held = tuple(
        play
        for play in memory.held
        if play.pp is None
        and Row(play.beatmap_id, 0, play.ended // 1000).identity not in shown
        and _worth_waiting(play, settled)
    )
    memory = Memory(
        since=memory.since,
        asked=seen.asked,
        settled=max(settled, memory.settled),
        window=seen.window,
        rows=ordered(listed | {row for row in young if row.identity not in shown}, seen.window),
        held=held,
    )
    looks = (_ask_list(seen, now + max(ASK_AGAIN, now - min(play.ended for play in held))),) if held else ()
    return Step(memory, tuple(events), (*looks, *_afterwards(events, now)))


def _ask_list(seen: Play | TopPlays, due: int) -> Look:
    return Look(question="best", subject=concerned(seen)[0], due=due, asker=NAME)


def _afterwards(events: Iterable[Event], now: int) -> tuple[Look, ...]:
    """The new rank completes the message; the map gets its name; a later list confirms."""
    return tuple(chain.from_iterable(_completing(event, now) for event in events))


def _completing(event: Event, now: int) -> Iterable[Look]:
    facts = event.facts
    if isinstance(facts, TopPlayFacts) and not facts.map.title:
        server = keys.read_player(event.subject).server
        yield Look(question="beatmap", subject=keys.beatmap(server, facts.map.id), due=now, asker=NAME)
    yield Look(question="profile", subject=event.subject, due=now + 3_000, asker=NAME)
    yield Look(question="best", subject=event.subject, due=now + CONFIRM, asker=NAME)


def words(events: Sequence[Event]) -> Notification:
    """Say it. A rank change among the completing events ends the second line."""
    facts = events[0].facts
    assert isinstance(facts, TopPlayFacts)
    gained = f" ({say.signed(facts.gain)})" if facts.gain is not None else ""
    changes = [phrases.standing(event.facts) for event in events[1:] if isinstance(event.facts, RankChangeFacts)]
    lines = (
        phrases.map_with_mods(facts.map, facts.play),
        " · ".join((phrases.performance(facts.map, facts.play), *changes)),
    )
    return Notification(
        title=f"{phrases.who(facts.player, facts.mode)}: new top play #{facts.place}, {say.pp(facts.play.pp)}{gained}",
        body="\n".join(lines),
        url=phrases.play_url(facts.play, facts.player, facts.mode),
        picture=phrases.cover(facts.map),
    )
