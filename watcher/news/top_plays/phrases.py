"""How news of a best list sounds. Pure."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from watcher import phrases
from watcher import words as say
from watcher.events import Cause, Event
from watcher.facts import RankChangeFacts
from watcher.news.top_plays.facts import TopPlayCorrectedFacts, TopPlayFacts, TopPlaysChangedFacts
from watcher.notification import Notification


def entered(facts: TopPlayFacts, told: Event, completing: Sequence[Event]) -> Notification:
    """A play entered the list. The new rank, and a correction, follow in the second line."""
    gained = f" ({say.signed(facts.gain)})" if facts.gain is not None else ""
    lines = (
        phrases.map_with_mods(facts.map, facts.play),
        " · ".join((phrases.performance(facts.map, facts.play, facts.mode), *_completions(told, completing))),
    )
    return Notification(
        title=f"{phrases.who(facts.player, facts.mode)}: new top play #{facts.place}, {say.pp(facts.play.pp)}{gained}",
        body="\n".join(lines),
        url=phrases.play_url(facts.play, facts.player, facts.mode),
        picture=phrases.cover(facts.map),
    )


def _completions(told: Event, completing: Sequence[Event]) -> Iterator[str]:
    for event in completing:
        if isinstance(event.facts, RankChangeFacts):
            yield phrases.new_rank(event.facts)
        elif isinstance(event.facts, TopPlayCorrectedFacts):
            other = "" if event.about == told.key else f"{say.map_name(event.facts.map)} "
            yield f"{other}corrected: {_now(event.facts)}"


def _now(facts: TopPlayCorrectedFacts) -> str:
    return f"{say.pp(facts.pp_after)}, #{facts.place_after}" if facts.pp_after is not None else "it is gone"


def corrected(facts: TopPlayCorrectedFacts) -> Notification:
    """A claim was wrong."""
    return Notification(
        title=f"{phrases.who(facts.player, facts.mode)}: top play #{facts.place_before} corrected, {_now(facts)}",
        body=f"{say.map_name(facts.map)}\nIt was told with {say.pp(facts.pp_before)}",
        url=say.player_link(facts.player.id, facts.mode),
        picture=phrases.cover(facts.map),
    )


_CHANGES = {
    Cause.REVALUED: "revalued",
    Cause.REMOVED: "removed",
    Cause.REPLACED: "replaced",
    Cause.BUBBLED_IN: "moved up into the list",
    Cause.REORDERED: "reordered",
}


def changed(facts: TopPlaysChangedFacts, cause: Cause) -> Notification:
    """The list changed without a play."""
    how = _CHANGES.get(cause, cause.value)
    places = (f"#{place}" if place else "" for place in (facts.place_before, facts.place_after))
    pps = (say.pp(pp) if pp is not None else "" for pp in (facts.pp_before, facts.pp_after))
    moves = [" → ".join(dict.fromkeys(filter(None, pair))) for pair in (places, pps)]
    return Notification(
        title=f"{phrases.who(facts.player, facts.mode)}: {say.plural(facts.count, 'top play')} {how}",
        body=f"{say.map_name(facts.map)}\n{', '.join(moves)} · the list {say.signed(facts.worth)}pp",
        url=say.player_link(facts.player.id, facts.mode),
        picture=phrases.cover(facts.map),
    )


def notification(events: Sequence[Event]) -> Notification:
    """The words for any of these kinds. The first event is the fact, the others complete it."""
    facts: Struct = events[0].facts
    if isinstance(facts, TopPlayFacts):
        return entered(facts, events[0], events[1:])
    if isinstance(facts, TopPlayCorrectedFacts):
        return corrected(facts)
    assert isinstance(facts, TopPlaysChangedFacts)
    return changed(facts, events[0].cause)
