"""What `watcher check` says of a config, once osu! was asked: in lines for people, and as JSON for programs."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from watcher.catalogue import catalogue
from watcher.cli._routes import by_default
from watcher.config import Config
from watcher.forecast import ON_TIME, Delay
from watcher.osu.nouns import Plan
from watcher.rules import Watch

PEOPLE = ("players", "rivals", "mappers", "nominators")
Found = Mapping[str | int, tuple[int, str]]
"""Name or id, as the config has it → id and name."""


class Answers(NamedTuple):
    """What osu! and the plan say of a config: who is known, the looks, and watch → the families that tell of it."""

    found: Found
    plan: Plan
    telling: Mapping[str, Collection[str]]


def watched(watch: Watch, found: Found) -> Iterator[str]:
    """Who and what a watch names, a line each."""
    from rich.markup import escape

    modes = ", ".join(mode.title for mode in watch.modes)
    for player in watch.players:
        known = person(player, found)
        yield f"{known} {modes}" if player in found else known
    yield from (f"{each.said} {modes}" for each in watch.lists)
    yield from (f"against {person(player, found)}" for player in watch.rivals)
    yield from (f"maps by {person(mapper, found)}" for mapper in watch.mappers)
    yield from (f"nominations by {person(nominator, found)}" for nominator in watch.nominators)
    yield from (f"map {number} {modes}" for number in watch.maps)
    yield from (f"set {number}" for number in watch.sets)
    if watch.everybodys:
        yield "everybody's maps"
    if watch.anyone is not None:
        yield f"plays of anyone from {watch.anyone:g}pp on, {modes}"
    yield from (escape(one) for one in (*(match.name for match in watch.matches), *(one.said for one in watch.finds)))


def person(who: str | int, found: Found) -> str:
    """Somebody as osu! knows them, for the terminal."""
    from rich.markup import escape

    user_id, name = found.get(who, (0, ""))
    return f"{escape(name)} [dim]({user_id})[/dim]" if user_id else f"[red]{escape(str(who))}: unknown at osu![/red]"


def cost_lines(config: Config, answers: Answers) -> Iterator[str]:
    """What it costs, how late news will be, and what can't be had."""
    from watcher import forecast, words

    plan, limit = answers.plan, config.osu.requests_per_minute
    yield from forecast.lines(plan, limit)
    asked = forecast.a_minute(plan)
    yield f"[bold]at most {asked:.1f} requests a minute[/bold], {asked / limit:.0%} of the budget"
    if seconds := forecast.seeding(plan, limit):
        yield f"everybody's best list is known after {words.span(seconds)}; until a list is, its top plays are no news"
    if seconds := forecast.seeding_all(plan, limit):
        late = f"{plan.unseeded:,} best lists would take {words.span(seconds)}"
        yield f"{late}: each is asked for when its player first plays, and that play is judged against the rest"
    yield from forecast.sweeps(plan)
    yield from plan.seldom
    yield from delay_lines(config, answers)
    yield from (f"[yellow]not offered:[/yellow] {line}" for line in plan.not_offered)
    yield from (f"[yellow]beware:[/yellow] {line}" for line in forecast.warnings(plan))


def delay_lines(config: Config, answers: Answers) -> Iterator[str]:
    """How late the news of each watch will be, kinds that are as late as each other together."""
    for watch in config.watches:
        yield from (f"{watch.name}: {_as_late(late, ', '.join(some))}" for late, some in delays(watch, answers))


def delays(watch: Watch, answers: Answers) -> Iterable[tuple[Delay | None, list[str]]]:
    """How late the kinds of news of a watch will be; None: nothing tells of them."""
    from watcher import forecast, news

    unasked = {rule.kind for rule in by_default(watch.news, frozenset(catalogue().defaults))}
    families = {kind: (name, family) for name, family in news.families().items() for kind in family.KINDS}
    found: dict[Delay | None, list[str]] = {}
    for kind in dict.fromkeys(rule.kind for rule in watch.news):
        name, family = families[kind]
        fits = name in answers.telling.get(watch.name, ())
        if fits or kind not in unasked:  # of the usual news, that of maps is none of a player's
            late = forecast.delay(answers.plan, family, kind) if fits else None
            found.setdefault(late, []).append(kind)
    return found.items()


def _as_late(late: Delay | None, kinds: str) -> str:
    from watcher import words

    if late is None:
        return f"nothing tells of {kinds}"
    if late == ON_TIME:
        return f"{kinds}: when it is due"
    first = f", the first after a silence {words.span(late.first)}" if late.first else ""
    return f"{kinds}: half within {words.span(late.half)}, nineteen of twenty within {words.span(late.most)}{first}"


def for_programs(config: Config, answers: Answers) -> dict[str, Any]:
    """All of it as JSON. Times in seconds."""
    from watcher import forecast

    limit = config.osu.requests_per_minute
    return {
        "watches": [_watch(watch, answers) for watch in config.watches],
        "looks": [
            {
                "question": cost.question,
                "subjects": cost.subjects,
                "every": cost.every / 1000,
                "idle": cost.idle / 1000,
                "by_habit": cost.by_habit,
                "requests_a_minute": cost.a_minute,
            }
            for cost in forecast.costs(answers.plan)
        ],
        "requests_a_minute": forecast.a_minute(answers.plan),
        "limit": limit,
        "seeding": forecast.seeding(answers.plan, limit),
        "unseeded": answers.plan.unseeded,
        "not_offered": answers.plan.not_offered,
        "seldom": answers.plan.seldom,
        "warnings": list(forecast.warnings(answers.plan)),
        "would_fit": list(forecast.would_fit(answers.plan, limit)),
    }


def _watch(watch: Watch, answers: Answers) -> dict[str, Any]:
    people = {
        "players": watch.players,
        "rivals": watch.rivals,
        "mappers": watch.mappers,
        "nominators": watch.nominators,
    }
    return {
        "name": watch.name,
        "to": watch.to,
        **{role: [_person(who, answers.found) for who in some] for role, some in people.items()},
        "delays": [{"kinds": some, "late": late and late._asdict()} for late, some in delays(watch, answers)],
    }


def _person(who: str | int, found: Found) -> dict[str, Any]:
    user_id, name = found.get(who, (None, None))
    return {"asked": who, "id": user_id, "name": name}
