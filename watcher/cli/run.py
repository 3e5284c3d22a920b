"""`watcher run`: the daemon."""

import asyncio
import os
from pathlib import Path

import click

from watcher.cli._config import config_option, fail, read_config


@click.command()
@config_option
@click.option("--log-format", type=click.Choice(["auto", "console", "json"]), default="auto", show_default=True)
@click.option(
    "--log-level", type=click.Choice(["debug", "info", "warning", "error"]), default="info", show_default=True
)
def command(path: Path, log_format: str, log_level: str) -> None:
    """Watch, and tell, until stopped."""
    config = read_config(path)
    from watcher import log
    from watcher.app import App, secrets_of, store_path
    from watcher.clock import RealClock
    from watcher.store import Store, StoreError

    redactor = log.configure(style=log_format, level=log_level)
    redactor.hide(secrets_of(config))

    async def watch(store: Store) -> None:
        await App(config, store, RealClock(), notify_socket=os.environ.get("NOTIFY_SOCKET")).run()

    try:
        store = Store.open(store_path(config, os.environ), anew=RealClock().now())
    except StoreError as error:
        fail(str(error))
    else:
        asyncio.run(watch(store))
