"""`watcher test SINK`: a message through a sink, to see that it arrives."""

import asyncio
import json
import sys
import time
from contextlib import nullcontext, redirect_stdout
from pathlib import Path

import click

from watcher.cli._config import config_option, fail, read_config
from watcher.notification import Reason

ADVICE = {
    Reason.AUTH: "It does not know you: check the token or the password, and what it may do there",
    Reason.GONE: "Nothing is there any more: make the address anew at the service, and copy it whole",
    Reason.PAYLOAD: "It does not like what was sent: check the options of this sink against docs/sinks.md",
    Reason.RATE: "It wants fewer messages: try again later",
    Reason.SERVER: "It has a fault of its own: try again later; the daemon would",
    Reason.NETWORK: "It can't be reached from here: check host and port, the name server, the firewall, the proxy",
    Reason.TIMEOUT: "It is too slow, or a firewall swallows what is sent: try again, or give the sink a longer timeout",
    Reason.TLS: "It can't prove who it is: check the host's name in the address, and the clock of this machine",
}
"""What one can do about it."""


@click.command()
@config_option
@click.argument("sink")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def command(path: Path, sink: str, as_json: bool) -> None:
    """Send a test message to SINK, a name from the config."""
    config = read_config(path)
    from watcher.clock import RealClock
    from watcher.notification import DeliveryError, Message, Notification
    from watcher.opening import open_sink

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

    aside = redirect_stdout(sys.stderr) if as_json else nullcontext()  # a terminal is a sink, too
    try:
        with aside:
            answer = asyncio.run(send())
    except DeliveryError as error:
        later = getattr(error, "retry_after", None)
        if as_json:
            why = {"reason": error.reason.value, "answer": str(error), "retry_after": later}
            click.echo(json.dumps({"sink": sink, "taken": False, **why, "advice": ADVICE[error.reason]}))
            sys.exit(1)
        when = f", not before {later:g} s have passed" if later else ""
        fail(f"{sink} did not take it ({error.reason.value}): {error}\n{ADVICE[error.reason]}{when}")
    else:
        said = json.dumps({"sink": sink, "taken": True, "answer": str(answer)})
        click.echo(said if as_json else f"{sink} took it: {answer}")
