"""`watcher run`: the daemon."""

import asyncio
import os
from importlib.util import find_spec
from pathlib import Path

import click

from watcher.cli._config import WRONG_CONFIG, config_option, fail, read_config, strict_option

LEVELS = ("debug", "info", "warning", "error")


def levels(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """`warning` and `watcher.telling=debug`, as module → level; of all others under an empty name."""
    found = {"": "info"}
    for text in given:
        module, _, level = text.rpartition("=")
        if level not in LEVELS:
            raise click.BadParameter(f"no level {level!r}, there is {', '.join(LEVELS)}")
        if module and module.partition(".")[0] != "watcher":  # what others say at DEBUG holds addresses and tokens
            raise click.BadParameter(f"no module {module!r} of ours: they begin with watcher, such as watcher.telling")
        if module and not is_there(module):
            raise click.BadParameter(f"there is no module {module!r}")
        found[module] = level
    return found


def is_there(module: str) -> bool:
    """Whether this is a module, or a package, of ours."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # its package is none
        return False


@click.command()
@config_option
@click.option("--log-format", type=click.Choice(["auto", "console", "json"]), default="auto", show_default=True)
@click.option(
    "--log-level",
    multiple=True,
    callback=levels,
    metavar="[MODULE=]LEVEL",
    help="debug, info, warning or error; of one module: watcher.telling=debug.  [default: info]",
)
@strict_option
def command(path: Path, log_format: str, log_level: dict[str, str], strict: bool) -> None:
    """Watch, and tell, until stopped."""
    config = read_config(path)
    import structlog

    from watcher import log
    from watcher.app import App
    from watcher.catalogue import catalogue
    from watcher.clock import RealClock
    from watcher.config import Config, Mistakes, load, store_path
    from watcher.config.exposed import exposed, secrets_of
    from watcher.config.mistakes import Mistake
    from watcher.store import Store, StoreError, StoreNewer
    from watcher.web import Unbound

    redactor = log.configure(style=log_format, level=log_level.pop(""), levels=log_level)
    redactor.hide(secrets_of(config))
    if open_to_all := exposed(path, config):
        if strict:
            fail(open_to_all, WRONG_CONFIG)
        structlog.get_logger().warning("config_exposed", reason=open_to_all)

    def read_again() -> Config:
        again = load(path, catalogue(), os.environ)
        redactor.hide(secrets_of(again))
        if strict and (open_to_all := exposed(path, again)):
            raise Mistakes([Mistake(str(path), 1, 1, "", open_to_all)])
        return again

    async def watch(store: Store) -> None:
        socket = os.environ.get("NOTIFY_SOCKET")
        await App(config, store, RealClock(), notify_socket=socket, file=(path, read_again)).run()

    try:
        asyncio.run(watch(Store.open(store_path(config.store, os.environ), anew=RealClock().now())))
    except (StoreError, Unbound) as error:
        fail(str(error), WRONG_CONFIG if isinstance(error, StoreNewer) else 1)
