"""`watcher check`: is the config right, who is watched, who hears of it, and what it costs."""

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from watcher.cli._config import WRONG_CONFIG, config_option, fail, read_config, strict_option
from watcher.cli._routes import routes
from watcher.cli._windows import windows
from watcher.clock import RealClock
from watcher.config import Config
from watcher.osu.nouns import Plan
from watcher.rules import Watch

TOO_MUCH = 3
"""The exit code when the budget can't carry the config."""


@click.command()
@config_option
@click.option("--offline", is_flag=True, help="Ask osu! nothing: check the file only.")
@strict_option
def command(path: Path, offline: bool, strict: bool) -> None:
    """Check the config, and show the plan: who is watched, who hears of it, how much is asked of osu!."""
    config = read_config(path)
    from watcher.config.exposed import exposed

    if open_to_all := exposed(path, config):
        if strict:
            fail(open_to_all, WRONG_CONFIG)
        click.echo(f"warning: {open_to_all}")
    if offline:
        click.echo(f"{path} is fine: {len(config.watches)} watches, {len(config.sinks)} sinks")
        click.echo("\n".join([*routes(config), *windows(config, RealClock().now())]))
        return
    from watcher.osu.errors import OsuError

    try:
        found, plan = asyncio.run(ask(config))
    except OsuError as error:
        fail(f"osu! can't be asked: {error}")
    show(config, found, plan)
    from watcher import forecast

    allowed = config.osu.requests_per_minute
    if forecast.a_minute(plan) > allowed:
        fits = " or ".join(forecast.would_fit(plan, allowed)) or "nothing"
        fail(f"this asks more than the {allowed} requests a minute that are allowed; what would fit: {fits}", TOO_MUCH)


async def ask(config: Config) -> tuple[Mapping[str | int, tuple[int, str]], Plan]:
    """Resolve the names, and plan the looks."""
    from watcher import news
    from watcher.app import Interest, open_source
    from watcher.osu.budget import Budget
    from watcher.roll import Roll

    clock = RealClock()
    budget = Budget(clock, limit=config.osu.requests_per_minute)
    source = open_source(config.osu, budget, Interest())
    try:
        roll = Roll(config.watches, config.osu.server, news.families())
        found = await source.resolve(roll.wanted_names([]))
        return found, roll.plan(list(roll.entries([], found, clock.now(), roll.stand_ins())), source)
    finally:
        await source.close()


def show(config: Config, found: Mapping[str | int, tuple[int, str]], plan: Plan) -> None:
    """Print it."""
    from rich.console import Console

    console = Console(highlight=False)
    for watch in config.watches:
        console.print(f"[bold]{watch.name}[/bold] → {', '.join(watch.to)}")
        for player in watch.players:
            user_id, name = found.get(player, (0, ""))
            known = f"{name} [dim]({user_id})[/dim]" if user_id else f"[red]{player}: unknown at osu![/red]"
            console.print(f"  {known}" + (f" {', '.join(mode.title for mode in watch.modes)}" if user_id else ""))
        for each in watch.lists:
            console.print(f"  {each.said} {', '.join(mode.title for mode in watch.modes)}")
        for player in watch.rivals:
            user_id, name = found.get(player, (0, ""))
            known = f"{name} [dim]({user_id})[/dim]" if user_id else f"[red]{player}: unknown at osu![/red]"
            console.print(f"  against {known}")
        for line in (*of_maps(watch, found), *(match.name for match in watch.matches)):
            console.print(f"  {line}")
        for finding in watch.finds:
            console.print(f"  {finding.said}", markup=False)
        console.print(f"  [dim]{', '.join(dict.fromkeys(rule.kind for rule in watch.news))}[/dim]")
    console.print()
    for line in routes(config):
        console.print(line, markup=False, soft_wrap=True)
    for line in windows(config, RealClock().now()):
        console.print(line, markup=False, soft_wrap=True)
    console.print()
    for line in cost_lines(config, plan):
        console.print(line, soft_wrap=True)


def of_maps(watch: Watch, found: Mapping[str | int, tuple[int, str]]) -> Iterator[str]:
    """Whose sets are watched."""
    for said, people in (("maps by", watch.mappers), ("nominations by", watch.nominators)):
        for who in people:
            user_id, name = found.get(who, (0, ""))
            known = f"{name} [dim]({user_id})[/dim]" if user_id else f"[red]{who}: unknown at osu![/red]"
            yield f"{said} {known}"
    yield from (f"set {number}" for number in watch.sets)
    if watch.everybodys:
        yield "everybody's maps"


def cost_lines(config: Config, plan: Plan) -> Iterator[str]:
    """What it costs, how late news will be, and what can't be had."""
    from watcher import forecast, words

    limit = config.osu.requests_per_minute
    yield from forecast.lines(plan, limit)
    asked = forecast.a_minute(plan)
    yield f"[bold]at most {asked:.1f} requests a minute[/bold], {asked / limit:.0%} of the budget"
    if seconds := forecast.seeding(plan, limit):
        yield f"everybody's best list is known after {words.span(seconds)}; until a list is, its top plays are no news"
    yield from delay_lines(config, plan)
    yield from (f"[yellow]not offered:[/yellow] {line}" for line in plan.not_offered)
    yield from (f"[yellow]beware:[/yellow] {line}" for line in forecast.warnings(plan))


def delay_lines(config: Config, plan: Plan) -> Iterator[str]:
    """How late the news of each watch will be, kinds that are as late as each other together."""
    from watcher import forecast, news, words

    families = {kind: family for family in news.families().values() for kind in family.KINDS}
    for watch in config.watches:
        kinds: dict[forecast.Delay | None, list[str]] = {}
        for kind in dict.fromkeys(rule.kind for rule in watch.news):
            kinds.setdefault(forecast.delay(plan, families[kind], kind), []).append(kind)
        for late, some in kinds.items():
            if late is None:
                yield f"{watch.name}: nothing tells of {', '.join(some)}"
                continue
            first = f", the first after a silence {words.span(late.first)}" if late.first else ""
            late_by = f"half within {words.span(late.half)}, nineteen of twenty within {words.span(late.most)}{first}"
            yield f"{watch.name}: {', '.join(some)}: {late_by}"
