"""Entries of `watches:`. Who is watched, which news of them is wanted, and who is told."""

from collections.abc import Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any

from msgspec import structs

from watcher.config import words
from watcher.config.checking import section
from watcher.config.mistakes import Notes, Path, unknown
from watcher.config.model import Catalogue
from watcher.config.sections import GoalSection, MatchSection, PlayerSection, SummarySection, WatchSection
from watcher.config.wishes import Targets, Wishes
from watcher.osu.nouns import Mode
from watcher.rules import Digest, Finding, Lobby, NewsRule, Summary, Watch
from watcher.rules.conditions import compile_condition
from watcher.rules.wanted import Goal, Listing
from watcher.series import Terms

OF_A_TEAM = 1000
"""How many of a ranking are looked through for the members of a team, if nobody says."""


ONE, TOGETHER = "summary", "group_summary"
_SUMMARIES = {"daily": {"every": "day"}, "weekly": {"every": "week"}}
MOST_TOGETHER = 100
"""How many players a summary of all has room for."""
NAMING = frozenset({"players", "maps", "mappers", "nominators", "sets", "matches", "anyone"})
"""The keys that say who is watched."""


def watch(
    name: str,
    given: Any,
    *,
    catalogue: Catalogue,
    targets: Targets,
    only: Mapping[str, tuple[NewsRule, ...]],
    folder: FilePath,
    notes: Notes,
) -> Watch | None:
    """The watch of this entry, or None and its mistakes noted.

    only: the rules of sinks that have their own. folder: where files named in it are.
    """
    path: Path = ("watches", name)
    checked = section(WatchSection, given, path, notes, context=targets.context)
    if not isinstance(given, dict):
        return None
    news = _news(given, Wishes(catalogue, notes, targets), catalogue, path, notes)
    if checked is None:
        return None
    if checked.anyone:
        news = tuple(_from(rule, checked.anyone.pp, catalogue) for rule in news if rule.kind in catalogue.of_anyone)
    summary = _summary(given.get("summary"), news, checked, path, notes)
    to = targets.behind(checked.to) or targets.sinks
    return Watch(
        name=name,
        **_named(checked, folder, path, notes),
        everybodys=_is_everybodys(given),
        news=tuple(
            _in_place(rule, to, targets, path, notes) if rule.kind in catalogue.states else rule for rule in news
        ),
        to=to,
        only=only,
        settle=checked.settle,
        session_pause=checked.session_pause,
        summary=summary,
        catch_up=words.catch_up(checked.catch_up),
    )


def _is_everybodys(given: Mapping[str, Any]) -> bool:
    """A watch that names nobody, but says which news it wants."""
    return not NAMING & given.keys() and given.get("news") is not None


def _news(
    given: Mapping[str, Any], wishes: Wishes, catalogue: Catalogue, path: Path, notes: Notes
) -> tuple[NewsRule, ...]:
    """The rules of a watch: those it names, or the usual ones."""
    usual = list(catalogue.of_anyone if "anyone" in given else catalogue.defaults)
    news = wishes.read(given["news"] if given.get("news") is not None else usual, (*path, "news"))
    if _is_everybodys(given):
        _of_everybody(news, catalogue, path, notes)
    elif not NAMING & given.keys():
        notes.wrong(path, "nobody is watched here: name players, maps, mappers, sets or matches")
    if "anyone" in given:
        _alone(given, news, catalogue, path, notes)
    return news


def _named(checked: WatchSection, folder: FilePath, path: Path, notes: Notes) -> dict[str, Any]:
    """Who and what is watched, as a `Watch` has it."""
    players = [each for each in checked.players or () if each.player is not None]
    lobbies = [_lobby(match, folder) for match in checked.matches or ()]
    finds = tuple(one for one in lobbies if isinstance(one, Finding))
    if not checked.players and any(one.theirs for one in finds):
        notes.wrong((*path, "matches"), "theirs are the rooms in which the players of this watch are: name players")
    return {
        "players": tuple(each.player for each in players),
        "streams": {each.player: each.stream for each in players if each.stream},
        "lists": tuple(_listing(each) for each in checked.players or () if each.player is None),
        "rivals": tuple(checked.rivals or ()),
        "goals": tuple(_goal(each) for each in checked.goals or ()),
        "modes": tuple(checked.modes or (Mode.OSU,)),
        "maps": tuple(checked.maps or ()),
        "mappers": tuple(checked.mappers or ()),
        "nominators": tuple(checked.nominators or ()),
        "sets": tuple(checked.sets or ()),
        "anyone": checked.anyone.pp if checked.anyone else None,
        "matches": tuple(one for one in lobbies if isinstance(one, Lobby)),
        "finds": finds,
    }


def _listing(given: PlayerSection) -> Listing:
    return Listing(top=given.top or OF_A_TEAM, country=given.country or "", team=given.team or 0)


def _goal(given: GoalSection) -> Goal:
    measure, target = given.aim
    return Goal(measure=measure, target=target, by=given.by or 0)


def _alone(given: Mapping[str, Any], news: Sequence[NewsRule], catalogue: Catalogue, path: Path, notes: Notes) -> None:
    if NAMING - {"anyone"} & given.keys():
        notes.wrong((*path, "anyone"), "stands alone: give the others a watch of their own")
    for rule in news:
        if rule.kind not in catalogue.of_anyone:
            notes.wrong((*path, "news"), f"of anyone there is {', '.join(catalogue.of_anyone)}, but no {rule.kind}")


def _of_everybody(news: Sequence[NewsRule], catalogue: Catalogue, path: Path, notes: Notes) -> None:
    """A watch that names nobody is about everybody's maps."""
    if other := [rule.kind for rule in news if rule.kind not in catalogue.worldwide]:
        notes.wrong(path, f"nobody is watched here: name players, maps, mappers, sets or matches for {other[0]}")


def _from(rule: NewsRule, pp: float, catalogue: Catalogue) -> NewsRule:
    """The rule, for plays worth so much."""
    text = f"pp >= {pp:g}" + (f" and ({rule.when.text})" if rule.when else "")
    return structs.replace(rule, when=compile_condition(text, rule.kind, catalogue.news[rule.kind]))


def _summary(given: Any, news: Sequence[NewsRule], checked: WatchSection, path: Path, notes: Notes) -> Summary | None:
    """When what they did is summed up. Who wants to hear of it has to say when, and the other way round."""
    asked = next((rule.kind for rule in news if rule.kind in {ONE, TOGETHER}), None)
    if given is None:
        if asked and checked.news is not None:
            notes.wrong((*path, "news"), f"{asked}: say when, with the key `summary`: weekly, daily, or when exactly")
        return None
    where = (*path, "summary")
    if isinstance(given, str) and given not in _SUMMARIES:
        notes.wrong(where, unknown(given, _SUMMARIES))
        return None
    found = section(SummarySection, _SUMMARIES[given] if isinstance(given, str) else given, where, notes)
    if found is None:
        return None
    kind = TOGETHER if found.together else ONE
    if not any(rule.kind == kind for rule in news):
        notes.wrong((*path, "news"), f"there is a summary, but no {kind} among the news")
    size = sum(each.top or 1 for each in checked.players or ())
    if found.together and size > MOST_TOGETHER:
        notes.wrong((*where, "together"), f"{size:,} players are too many for one message, there is room for 100")
    when = Digest(**found.model_dump(exclude={"together"}))
    return Summary(when=when, together=found.together)


def _in_place(rule: NewsRule, to: Sequence[str], targets: Targets, path: Path, notes: Notes) -> NewsRule:
    """A rule about a state, for the sinks that can show one: others would call somebody each time it changes."""
    shown = tuple(sink for sink in rule.to or to if sink in targets.changing)
    if not shown:
        where = "a file, Discord with `edit`, a webhook with `states`"
        notes.wrong((*path, "news"), f"{rule.kind} changes all the time, and is told only where it can: {where}")
    return structs.replace(rule, to=shown)


def _lobby(match: MatchSection, folder: FilePath) -> Lobby | Finding:
    terms = Terms(
        best_of=match.best_of or 0,
        warmups=match.warmups,
        exclude=match.exclude,
        red=match.red or "",
        blue=match.blue or "",
        pool=match.pool or (),
        attempts=match.attempts or 0,
        idle=match.idle or 0,
        deadline=match.deadline or 0,
        leave=match.leave,
    )
    named = match.match or Finding(file=str(folder / (match.file or "")))
    return structs.replace(named, terms=terms)
