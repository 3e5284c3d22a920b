"""How long commands take to start: CPU time of whole processes, as pip leaves them, with their bytecode compiled.

A check that asks osu! has started when it asks its first question; to its end it is measured, too, against the
miniature osu!.
"""

import asyncio
import compileall
import contextlib
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import watcher
from watcher.simulator import Simulator

RUNS = 10
CONFIG = """
osu: {{url: "{url}", client_id: 1, client_secret: a-secret}}
watches: {{friends: {{players: [1001]}}}}
sinks: {{terminal: console}}
"""
WATCHER = ("-m", "watcher")
ENVIRON = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def seconds(folder: Path, *arguments: str) -> float:
    """CPU time of one process, from its start to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], cwd=folder, env=ENVIRON, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def until_it_asks(folder: Path) -> float:
    """CPU time of a check from its start to its first question to osu!, which gets no answer."""
    with socket.create_server(("127.0.0.1", 0)) as osu:
        write(folder, f"http://127.0.0.1:{osu.getsockname()[1]}")
        with subprocess.Popen([sys.executable, *WATCHER, "check"], cwd=folder, env=ENVIRON) as check:
            connection, _address = osu.accept()
            spent = Path(f"/proc/{check.pid}/schedstat").read_text().split()[0]
            check.kill()
        connection.close()
    return int(spent) / 1e9


def write(folder: Path, url: str) -> None:
    """The config of a user of this osu!."""
    (folder / "config.yaml").write_text(CONFIG.format(url=url))
    (folder / "config.yaml").chmod(0o600)


async def measure(folder: Path) -> None:
    """Print the rows of the table."""
    async with Simulator() as osu:
        await row("`python -c pass`, for comparison", partial(seconds, folder, "-c", "pass"))
        await row("`watcher --help`", partial(seconds, folder, *WATCHER, "--help"), "≤ 0.3")
        await row("`watcher check`, until it asks osu!", partial(until_it_asks, folder), "≤ 0.3")
        write(folder, osu.url)
        for command, target in (("check", ""), ("check --offline", "≤ 0.3"), ("health", ""), ("status", "")):
            await row(f"`watcher {command}`, all of it", partial(seconds, folder, *WATCHER, *command.split()), target)


async def row(what: str, once: Callable[[], float], target: str = "") -> None:
    """Run it several times, while osu! answers."""
    took = sorted([await asyncio.to_thread(once) for _ in range(RUNS)])
    print(f"| {what} | {statistics.median(took):.2f} | {took[0]:.2f} | {target} |")


def run() -> None:
    """Print the table."""
    for path in watcher.__path__:
        with contextlib.redirect_stdout(None):
            compileall.compile_dir(path, quiet=2)
    print("| command | CPU s, median | least | target |\n|---|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(measure(Path(name)))
