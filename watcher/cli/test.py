"""`watcher test SINK`: a message through a sink, to see that it arrives."""

import asyncio
import time
from pathlib import Path

import click

from watcher.cli._config import config_option, fail, read_config


@click.command()
@config_option
@click.argument("sink")
def command(path: Path, sink: str) -> None:
    """Send a test message to SINK, a name from the config."""
    config = read_config(path)
    from watcher.app import open_sink
    from watcher.clock import RealClock
    from watcher.notification import DeliveryError, Message, Notification

    found = {entry.name: entry for entry in config.sinks}.get(sink)
    if found is None:
        fail(f"no sink {sink!r} in {path}, there is {', '.join(entry.name for entry in config.sinks)}", 2)
    words = Notification(
        title="watcher can reach you here",
        body=f"This is a test of the sink “{sink}”",
        url="https://osu.ppy.sh",
    )

    async def send() -> str:
        opened = open_sink(found, RealClock())
        try:
            return await opened.send(Message(key=f"test-{time.time_ns()}", notification=words))
        finally:
            await opened.close()

    try:
        answer = asyncio.run(send())
    except DeliveryError as error:
        fail(f"{sink} did not take it ({error.reason.value}): {error}")
    else:
        click.echo(f"{sink} took it: {answer}")
