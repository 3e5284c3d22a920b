"""`watcher simulate`: an osu! in miniature on loopback; `watcher simulate trigger`: make something happen in it."""

import asyncio
from pathlib import Path
from typing import Any

import click


@click.group(invoke_without_command=True)
@click.option("--port", default=8098, show_default=True, help="Where to listen on 127.0.0.1; 0 takes a free port.")
@click.option("--seed", default=1, show_default=True, help="What the world grows from.")
@click.option("--players", default=12, show_default=True, help="How many people live in it.")
@click.option("--speed", default=1.0, show_default=True, help="How many times faster than real its time runs.")
@click.option(
    "--life",
    type=click.Choice(["show", "everyday", "mapping", "none"]),
    default="show",
    show_default=True,
    help="What people do of their own: show (they never stop), everyday, mapping, or none but what is triggered.",
)
@click.option("--every-id", is_flag=True, help="Every user id that is asked for exists.")
@click.option(
    "--crowd", default=0.0, show_default=True, help="Plays a second of strangers in the feed; 12 to 30 are real."
)
@click.option("--state", type=click.Path(path_type=Path, dir_okay=False), help="A file to go on from after a restart.")
@click.option("--scenario", type=click.Path(path_type=Path, exists=True), help="A file: what happens, and when.")
@click.option(
    "--truth", type=click.Path(path_type=Path, dir_okay=False), help="Where to write what happens, as JSON lines."
)
@click.pass_context
def command(context: click.Context, /, **options: Any) -> None:
    """Start an osu! in miniature on loopback.

    It speaks both APIs and needs no account: any client id, secret and key will do. It prints `ready` and its address
    once it answers; Ctrl-C ends it.
    """
    if context.invoked_subcommand is None:
        from watcher.simulator.shell import serve

        try:
            asyncio.run(serve(**options))
        except KeyboardInterrupt:
            pass
        except (OSError, LookupError, ValueError) as error:
            raise click.ClickException(str(error)) from error


@command.command()
@click.argument("name")
@click.argument("arguments", nargs=-1)
@click.option("--url", default="http://127.0.0.1:8098", show_default=True, help="Where the simulator listens.")
def trigger(name: str, arguments: tuple[str, ...], url: str) -> None:
    """Make something happen: NAME is a scenario, ARGUMENTS are `key=value`, values in JSON or plain text."""
    from watcher.simulator.shell import post

    try:
        click.echo(post(url, name, arguments))
    except (OSError, ValueError) as error:
        raise click.ClickException(str(error)) from error
