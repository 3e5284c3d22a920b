"""What a referee wants to notice: a map that is not in the pool, missing mods, a lobby that takes too long. Pure.

Each notice has a name of its own within the match, so that it is given once.
"""

from collections.abc import Iterator, Mapping, Sequence

from watcher import pool
from watcher.events import Cause, Event
from watcher.facts import MapFacts
from watcher.news.match.facts import MatchNoticeFacts, Notice
from watcher.osu import keys
from watcher.osu.nouns import Game, Match
from watcher.series import Outcome, Terms, series

Given = Iterator[tuple[str, Event]]


def of(seen: Match, played: Sequence[Outcome], names: Mapping[int, str], last: int) -> dict[str, Event]:
    """Everything that this look gives reason to, by the terms of those who follow the match.

    last: when a game last began or ended, or the match was opened (ms UTC).
    """
    found: dict[str, Event] = {}
    for terms in dict.fromkeys(seen.terms):
        for given in (
            _of_games(seen, terms, names),
            _of_time(seen, terms, played, last),
            _of_the_end(seen, terms, played),
        ):
            found |= dict(given)
    return found


def _of_games(seen: Match, terms: Terms, names: Mapping[int, str]) -> Given:
    for game in seen.games if terms.pool else ():
        slot = pool.slot_of(terms.pool, game.beatmap_id)
        if slot is None:
            if not game.aborted:
                yield _given(seen, f"off pool/{game.id}", "off pool", game.started, game=game)
        elif game.ended is not None and (without := _without(game, slot.mods, names)):
            name = f"mods/{game.id}/{'+'.join(slot.mods)}"
            yield _given(seen, name, "mods", game.ended, game=game, forced=slot.mods, without=without)


def _without(game: Game, forced: Sequence[str], names: Mapping[int, str]) -> tuple[str, ...]:
    """Who played without the mods that are forced."""
    return tuple(
        names.get(score.user_id) or f"player {score.user_id}"
        for score in game.scores
        if pool.lacks([mod.acronym for mod in score.mods], forced)
    )


def _of_time(seen: Match, terms: Terms, played: Sequence[Outcome], last: int) -> Given:
    if seen.ended is not None:
        return
    runs = any(game.ended is None and not game.aborted for game in seen.games)
    decided = series(played, terms).winner
    maps = tuple(dict.fromkeys(one.map for one in played))
    if terms.idle and not runs and not decided and seen.asked - last >= terms.idle:
        yield _given(seen, f"idle/{last}/{terms.idle}", "idle", last + terms.idle, limit=terms.idle, maps=maps)
    if terms.deadline and seen.asked - seen.started >= terms.deadline:
        due = seen.started + terms.deadline
        yield _given(seen, f"late/{terms.deadline}", "late", due, limit=terms.deadline, maps=maps)


def _of_the_end(seen: Match, terms: Terms, played: Sequence[Outcome]) -> Given:
    maps = tuple(dict.fromkeys(one.map for one in played))
    if seen.ended is not None and pool.open_slots(terms.pool, maps):
        yield _given(seen, "incomplete", "incomplete", seen.ended, maps=maps)


def _given(
    seen: Match,
    name: str,
    what: Notice,
    happened: int,
    *,
    game: Game | None = None,
    forced: Sequence[str] = (),
    without: tuple[str, ...] = (),
    limit: int = 0,
    maps: tuple[int, ...] = (),
) -> tuple[str, Event]:
    subject = keys.lobby(seen)
    facts = MatchNoticeFacts(
        match_id=seen.id,
        match_name=seen.name,
        room=seen.room,
        what=what,
        game_id=game.id if game else 0,
        map=(MapFacts.of(game.beatmap) if game.beatmap else MapFacts(id=game.beatmap_id)) if game else None,
        forced=tuple(forced),
        without=without,
        seconds=limit // 1000,
        played=maps,
    )
    event = Event(
        key=f"match_notice/{subject}/{name}",
        kind="match_notice",
        subject=subject,
        cause=Cause.PLAYED,
        happened=happened,
        facts=facts,
    )
    return name, event
