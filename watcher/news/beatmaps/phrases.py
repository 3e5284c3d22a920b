"""How news of sets sounds. Pure."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import groupby

from watcher import phrases
from watcher import words as say
from watcher.events import Event
from watcher.facts import PlayerFacts
from watcher.news.beatmaps.facts import (
    DoneFacts,
    MapDifficultiesFacts,
    MapDiscussionFacts,
    MapFacts,
    MapFallFacts,
    MapMilestoneFacts,
    MapOtherFacts,
    MapOwnerFacts,
    MapStateFacts,
    MapUpdatedFacts,
    SetFacts,
)
from watcher.notification import Notification

LONGEST_SONG, LONGEST_NAME, LONGEST_SAID = 52, 22, 160
SHOWN = 12
"""Difficulties that a rich form lists."""
STEPS = 6
_STATES = {
    "map_uploaded": "{mapper} uploaded {song}",
    "map_revived": "{mapper} revived {song}",
    "map_deleted": "{song} by {mapper} was deleted",
    "map_reset": "{song} by {mapper} lost its nominations",
    "map_qualified": "{song} by {mapper} is qualified",
    "map_disqualified": "{song} by {mapper} was disqualified",
    "map_ranked": "{song} by {mapper} is ranked",
    "map_approved": "{song} by {mapper} is approved",
    "map_loved": "{song} by {mapper} is loved",
    "map_unloved": "{song} by {mapper} is loved no more",
}


def notification(events: Sequence[Event]) -> Notification:
    """What became of the set; then what it is, or why; then what was before."""
    last = events[-1]  # a nomination that qualified a set is told as that
    facts = last.facts
    assert isinstance(facts, MapFacts)
    reason = _reason(facts)
    lines = [reason or described(facts.set), history(facts.set.history)]
    gone = last.kind == "map_deleted"
    return Notification(
        title=_title(last.kind, facts),
        body="\n".join(filter(None, lines)),
        url=say.player_link(facts.set.mapper.id) if gone else say.set_link(facts.set.id),
        picture="" if gone else say.cover_link(facts.set.id),
        fields={"Difficulties": listed(facts.set)} if len(facts.set.difficulties) > 1 else {},
    )


def _title(kind: str, facts: MapFacts) -> str:
    mapper, song = name(facts.set.mapper), song_of(facts.set)
    return _STATES[kind].format(mapper=mapper, song=song) if kind in _STATES else _TITLES[kind](facts, mapper, song)


def _updated(facts: MapFacts, mapper: str, song: str) -> str:
    assert isinstance(facts, MapUpdatedFacts)
    more = f" {facts.count} times since {_day(facts.first)}" if facts.count > 1 else ""
    return f"{mapper} updated {song}{more}"


def _nominated(facts: MapFacts, mapper: str, song: str) -> str:
    assert isinstance(facts, MapStateFacts)
    return f"{_who(facts.by)} nominated {song} by {mapper}"


def _owner(facts: MapFacts, mapper: str, song: str) -> str:
    assert isinstance(facts, MapOwnerFacts)
    version = f"[{say.short(facts.version, LONGEST_NAME)}]"
    if facts.owner_ids == (facts.set.mapper.id,):
        return f"{mapper} owns {version} of {song}"
    others = f" and {len(facts.owners) - 1} more" if len(facts.owners) > 1 else ""
    return f"{say.short(facts.owners[0] if facts.owners else 'nobody', LONGEST_NAME)}{others} owns {version} of {song}"


def _difficulties(facts: MapFacts, mapper: str, song: str) -> str:
    assert isinstance(facts, MapDifficultiesFacts)
    if facts.added and facts.removed:
        return f"{mapper} changed the difficulties of {song}"
    if facts.added:
        return f"{mapper} added {_versions(facts.added)} to {song}"
    return f"{mapper} removed {_versions(facts.removed)} from {song}"


def _milestone(facts: MapFacts, mapper: str, song: str) -> str:
    assert isinstance(facts, MapMilestoneFacts)
    count = say.number(facts.count)
    reached = f"has {count} favourites" if facts.counter == "favourites" else f"was played {count} times"
    return f"{song} by {mapper} {reached}"


def _discussion(facts: MapFacts, _mapper: str, song: str) -> str:
    assert isinstance(facts, MapDiscussionFacts)
    return f"{_who(facts.by)} {facts.what} a problem of {song}"


def _other(_facts: MapFacts, mapper: str, song: str) -> str:
    return f"{song} by {mapper}: something new"


_TITLES: dict[str, Callable[[MapFacts, str, str], str]] = {
    "map_updated": _updated,
    "map_nominated": _nominated,
    "map_owner": _owner,
    "map_difficulties": _difficulties,
    "map_milestone": _milestone,
    "map_discussion": _discussion,
    "map_other": _other,
}


def _reason(facts: MapFacts) -> str:
    """Why, or what was said: in somebody's words."""
    if isinstance(facts, MapFallFacts) and (facts.by or facts.reason):
        return f"{_who(facts.by)}: {say.short(facts.reason or 'no reason given', LONGEST_SAID)}"
    if isinstance(facts, MapDiscussionFacts | MapOtherFacts):
        return say.short(facts.text, LONGEST_SAID)
    if isinstance(facts, MapDifficultiesFacts) and len(facts.added) + len(facts.removed) > 1:
        parts = [("added", facts.added), ("removed", facts.removed)]
        names = (f"{word} {', '.join(say.short(one, LONGEST_NAME) for one in some)}" for word, some in parts if some)
        return say.short(" · ".join(names), LONGEST_SAID)
    return ""


def described(of: SetFacts) -> str:
    """`osu!mania · 4 difficulties, 2.1★ – 5.42★ · 1:35 · 180 bpm`."""
    if not of.difficulties:
        return ""
    modes = ", ".join(dict.fromkeys(phrases.mode_title(one.mode) for one in of.difficulties))
    stars = sorted(one.stars for one in of.difficulties)
    reach = say.stars(stars[0]) if len(stars) == 1 else f"{say.stars(stars[0])} – {say.stars(stars[-1])}"
    count = say.plural(len(stars), "difficulty", "difficulties")
    longest = max(of.difficulties, key=lambda one: one.length)
    return f"{modes} · {count}, {reach} · {say.length(longest.length)} · {say.number(longest.bpm, 1)} bpm"


def listed(of: SetFacts) -> str:
    """A line for each difficulty, the hardest first."""
    hardest = sorted(of.difficulties, key=lambda one: -one.stars)
    lines = [f"{say.short(one.version, LONGEST_NAME)} {say.stars(one.stars)}" for one in hardest[:SHOWN]]
    left = len(hardest) - SHOWN
    return "\n".join([*lines, *([f"and {left} more"] if left > 0 else [])])


def history(done: Sequence[DoneFacts]) -> str:
    """`nominated Sep 9 by Sol, Sep 13 by Vega · qualified Sep 13`: the last steps, alike ones together."""
    parts = []
    for what, some in groupby(done[-STEPS:], key=lambda one: one.what):
        times = [_day(one.when) + (f" by {say.short(one.by, LONGEST_NAME)}" if one.by else "") for one in some]
        parts.append(f"{what} {', '.join(dict.fromkeys(times))}")
    return " · ".join(parts)


def _day(when: int) -> str:
    moment = datetime.fromtimestamp(when / 1000, UTC)
    return f"{moment:%b} {moment.day}"


def song_of(of: SetFacts) -> str:
    """`Artist - Title`, short enough for a lock screen, or `set 5032` while it is unknown."""
    return say.song(of.artist, of.title, LONGEST_SONG) or f"set {of.id}"


def name(player: PlayerFacts) -> str:
    """The name, short enough."""
    return say.short(say.player_name(player), LONGEST_NAME)


def _who(player: PlayerFacts | None) -> str:
    return "Somebody" if player is None else name(player)


def _versions(some: Sequence[str]) -> str:
    return f"[{say.short(some[0], LONGEST_NAME)}]" if len(some) == 1 else f"{len(some)} difficulties"
