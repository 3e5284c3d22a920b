"""`watcher check`: is the config right, who is watched, who hears of it, and what it costs."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from watcher.cli._config import config_option, fail, read_config
from watcher.config import Config
from watcher.osu.nouns import Plan

TOO_MUCH = 3
"""The exit code when the budget can't carry the config."""
MINUTE = 60_000


@click.command()
@config_option
@click.option("--offline", is_flag=True, help="Ask osu! nothing: check the file only.")
def command(path: Path, offline: bool) -> None:
    """Check the config, and show the plan: who is watched, who hears of it, how much is asked of osu!."""
    config = read_config(path)
    if offline:
        click.echo(f"{path} is fine: {len(config.watches)} watches, {len(config.sinks)} sinks")
        return
    from watcher.osu.errors import OsuError

    try:
        found, plan = asyncio.run(ask(config))
    except OsuError as error:
        fail(f"osu! can't be asked: {error}")
    show(config, found, plan)
    if requests_per_minute(plan) > config.osu.requests_per_minute:
        allowed = config.osu.requests_per_minute
        fail(f"this asks more than the {allowed} requests a minute that are allowed: watch fewer", TOO_MUCH)


async def ask(config: Config) -> tuple[Mapping[str | int, tuple[int, str]], Plan]:
    """Resolve the names, and plan the looks."""
    from watcher import news
    from watcher.app import Interest, open_source
    from watcher.clock import RealClock
    from watcher.osu.budget import Budget
    from watcher.roll import Roll

    clock = RealClock()
    budget = Budget(clock, limit=config.osu.requests_per_minute)
    source = open_source(config.osu, budget, Interest())
    try:
        roll = Roll(config.watches, config.osu.server, news.families())
        found = await source.resolve(roll.wanted_names([]))
        return found, roll.plan(list(roll.entries([], found, clock.now())), source)
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
        for match in watch.matches:
            console.print(f"  {match.name}")
        console.print(f"  [dim]{', '.join(dict.fromkeys(rule.kind for rule in watch.news))}[/dim]")
    console.print()
    for line in summary(plan):
        console.print(line)
    share = requests_per_minute(plan) / config.osu.requests_per_minute
    console.print(f"[bold]{requests_per_minute(plan):.1f} requests a minute[/bold], {share:.0%} of the budget")
    for line in plan.not_offered:
        console.print(f"[yellow]not offered:[/yellow] {line}")


def requests_per_minute(plan: Plan) -> float:
    """What the recurring looks cost, as the server counts."""
    return sum(look.cost * MINUTE / look.every for look in plan.looks if look.every)


def summary(plan: Plan) -> Sequence[str]:
    """One line for each question: how many subjects, how often, at what cost."""
    lines = []
    for question in dict.fromkeys(look.question for look in plan.looks):
        looks = [look for look in plan.looks if look.question == question]
        every = looks[0].every
        pace = f"every {every / 1000:g} s" if every else "once, at the start"
        cost = sum(look.cost * MINUTE / look.every for look in looks if look.every)
        lines.append(f"{question}: {len(looks)} × {pace}" + (f", {cost:.1f} requests a minute" if every else ""))
    return lines
