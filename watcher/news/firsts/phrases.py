"""How places on leaderboards sound. Pure."""

from collections.abc import Sequence

from watcher import phrases
from watcher import words as say
from watcher.events import Event
from watcher.facts import MapFacts, PlayFacts
from watcher.news.firsts.facts import CountryFirstFacts, FirstPlaceFacts, FirstPlaceLostFacts, PlacementFacts
from watcher.notification import Notification


def notification(events: Sequence[Event]) -> Notification:
    """Who, which place, on which map; then the play, and by how much."""
    facts = events[0].facts
    if isinstance(facts, CountryFirstFacts):
        title, lines = _of_country(facts, lost=events[0].kind == "country_first_lost")
    else:
        assert isinstance(facts, FirstPlaceFacts | FirstPlaceLostFacts | PlacementFacts)
        title, lines = _said(facts)
    return Notification(
        title=f"{phrases.who(facts.player, facts.mode)}: {title}",
        body="\n".join(filter(None, lines)),
        url=say.map_link(facts.map.id),
        picture=phrases.cover(facts.map),
    )


def _said(facts: FirstPlaceFacts | FirstPlaceLostFacts | PlacementFacts) -> tuple[str, Sequence[str]]:
    if isinstance(facts, PlacementFacts):
        return f"{say.rank(facts.place)} on {say.map_name(facts.map)}", [f"Grade {say.grade(facts.grade)}"]
    on, played = _on(facts.map, facts.play), _played(facts.map, facts.play)
    points = "" if facts.margin is None else f"{say.number(facts.margin)} points"
    if isinstance(facts, FirstPlaceFacts):
        ahead = f"{points or 'Now'} ahead of {facts.rival}" if facts.rival else ""
        return f"{'took back #1' if facts.regained else '#1'} on {on}", [played, ahead]
    taker = f" to {facts.rival}" if facts.rival else ""
    return f"lost #1 on {on}{taker}", [played, f"By {points}" if points else ""]


def _of_country(facts: CountryFirstFacts, *, lost: bool) -> tuple[str, Sequence[str]]:
    on, played = _on(facts.map, facts.play), _played(facts.map, facts.play)
    points = "" if facts.margin is None else f"{say.number(facts.margin)} points"
    if lost:
        return f"no longer first of {facts.player.country} on {on}", [
            played,
            f"Now {facts.rival} is" + (f", by {points}" if points else ""),
        ]
    ahead = f"{points or 'Now'} ahead of {facts.rival}" if facts.rival else ""
    return f"first of {facts.player.country} ({say.rank(facts.place)}) on {on}", [played, ahead]


def _on(beatmap: MapFacts, play: PlayFacts | None) -> str:
    return phrases.map_with_mods(beatmap, play) if play else say.map_name(beatmap)


def _played(beatmap: MapFacts, play: PlayFacts | None) -> str:
    if play is None:
        return ""
    worth = [] if play.pp is None else [say.pp(play.pp)]
    return " · ".join([phrases.performance(beatmap, play), *worth])
