"""`watcher check`: is the config right, who is watched, who hears of it, and what it costs."""

import asyncio
import gc
import json
from pathlib import Path

import click

from watcher.cli._config import WRONG_CONFIG, config_option, fail, read_config, strict_option
from watcher.cli._plan import Answers, cost_lines, for_programs, watched
from watcher.cli._routes import routes
from watcher.cli._windows import windows
from watcher.clock import RealClock
from watcher.config import Config

TOO_MUCH = 3
"""The exit code when the budget can't carry the config."""


@click.command()
@config_option
@click.option("--offline", is_flag=True, help="Ask osu! nothing: check the file only.")
@strict_option
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def command(path: Path, offline: bool, strict: bool, as_json: bool) -> None:
    """Check the config, and show the plan: who is watched, who hears of it, how much is asked of osu!."""
    config = read_config(path)
    from watcher.config.exposed import exposed

    if open_to_all := exposed(path, config):
        if strict:
            fail(open_to_all, WRONG_CONFIG)
        click.echo(f"warning: {open_to_all}", err=True)
    if offline:
        show_routes(path, config, as_json=as_json)
        return
    from watcher.osu.errors import OsuError

    gc.disable()  # what is imported for it stays
    try:
        answers = asyncio.run(ask(config))
    except OsuError as error:
        fail(f"osu! can't be asked: {error}")
    finally:
        gc.enable()
    if as_json:
        click.echo(json.dumps(for_programs(config, answers), indent=2, ensure_ascii=False))
    else:
        show(config, answers)
    from watcher import forecast

    allowed = config.osu.requests_per_minute
    if forecast.a_minute(answers.plan) > allowed:
        fits = " or ".join(forecast.would_fit(answers.plan, allowed)) or "nothing"
        fail(f"this asks more than the {allowed} requests a minute that are allowed; what would fit: {fits}", TOO_MUCH)


def show_routes(path: Path, config: Config, *, as_json: bool) -> None:
    """What is known without osu!: that the file is fine, who is told what, and when."""
    lines = [*routes(config), *windows(config, RealClock().now())]
    if as_json:
        names = {part: [each.name for each in getattr(config, part)] for part in ("watches", "sinks")}
        click.echo(json.dumps({**names, "routes": lines}, indent=2, ensure_ascii=False))
        return
    click.echo(f"{path} is fine: {len(config.watches)} watches, {len(config.sinks)} sinks")
    click.echo("\n".join(lines))


async def ask(config: Config) -> Answers:
    """Resolve the names, and plan the looks."""
    from watcher import news
    from watcher.opening import Interest, open_source
    from watcher.osu.budget import Budget
    from watcher.roll import Roll, unseen

    clock = RealClock()
    budget = Budget(clock, limit=config.osu.requests_per_minute)
    source = open_source(config.osu, budget, Interest())
    try:
        roll = Roll(config.watches, config.osu.server, news.families())
        wanted = roll.wanted_names([])
        found = unseen(wanted)
        found |= await source.resolve([player for player in wanted if player not in found])
        entries = list(roll.entries([], found, clock.now(), roll.stand_ins()))
        return Answers(found, roll.plan(entries, source), roll.telling(entries))
    finally:
        await source.close()


def show(config: Config, answers: Answers) -> None:
    """Print it."""
    from rich.console import Console

    console = Console(highlight=False)
    for watch in config.watches:
        console.print(f"[bold]{watch.name}[/bold] → {', '.join(watch.to)}")
        for line in watched(watch, answers.found):
            console.print(f"  {line}")
    console.print()
    for line in (*routes(config), *windows(config, RealClock().now())):
        console.print(line, markup=False, soft_wrap=True)
    console.print()
    for line in cost_lines(config, answers):
        console.print(line, soft_wrap=True)
