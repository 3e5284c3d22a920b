"""`watcher demo`: a miniature osu!, the daemon, and its news on this terminal. No account, no key."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import FrameType

import click
from rich.console import Console
from rich.markup import escape

STOP_WITHIN = 6.0
RESTART_AFTER = 1.0
FOREVER = 10 * 365 * 86_400.0
READY = "ready "
EXAMPLE = "config.example.yaml"
STORE = "watcher.db"
BESIDE = ("", "-wal", "-shm", ".lock", ".ballast")
OURS = (*(STORE + tail for tail in BESIDE), "truth.jsonl", "daemon.log", "simulator.log")
"""What the demo leaves in its folder, and what its next run removes: nothing else is touched."""


class Stopped(Exception):
    """Somebody asked the demo to end."""


@click.command()
@click.option("--state", type=click.Path(path_type=Path), default=Path(".demo"), show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="Which world.")
@click.option("--seconds", type=float, default=None, help="End by itself after so long.")
def command(state: Path, seed: int, seconds: float | None) -> None:
    """Show what the watcher does, with a miniature osu! on this machine. Ctrl-C ends it."""
    console = Console(highlight=False)
    signal.signal(signal.SIGTERM, stop)
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in OURS:
        (state / old).unlink(missing_ok=True)
    with ExitStack() as ending, suppress(KeyboardInterrupt, Stopped):
        hook = ending.enter_context(hook_server(console))
        simulator, osu = start_simulator(state, seed, ending)
        console.print(f"[dim]A miniature osu! runs at {osu}; the daemon watches it with {EXAMPLE}.[/dim]")
        console.print(f"[dim]Its log and its store are in {state}/. Ctrl-C ends everything.[/dim]\n")
        environ = os.environ | {
            "OSU_URL": osu,
            "OSU_CLIENT_ID": "1",
            "OSU_CLIENT_SECRET": "demo-secret",
            "WATCHER_HOOK": f"http://127.0.0.1:{hook.server_port}/",
            "STATE_DIRECTORY": str(state),
        }
        Daemon(console, environ, state, ending).keep_running(
            lambda: simulator.poll() is None, time.monotonic() + (seconds or FOREVER)
        )
    console.print("[dim]Ended.[/dim]")


class Daemon:
    """The daemon as a user would start it. Its news comes to this terminal, its log goes to a file."""

    def __init__(self, console: Console, environ: dict[str, str], state: Path, ending: ExitStack) -> None:
        self._console = console
        self._environ = environ
        self._log = state / "daemon.log"
        self._ending = ending

    def keep_running(self, wanted: Callable[[], bool], until: float) -> None:
        """Start it again when it was killed, so that whoever killed it sees that nothing is lost."""
        while wanted() and time.monotonic() < until:
            daemon = self._start()
            self._console.print(f"[dim]The daemon is process {daemon.pid}: try kill -9 {daemon.pid}[/dim]")
            with suppress(subprocess.TimeoutExpired):
                code = daemon.wait(timeout=until - time.monotonic())
                if code != -signal.SIGKILL:
                    raise click.ClickException(f"the daemon ended with code {code}; its log is {self._log}")
                self._console.print("[yellow]The daemon was killed. It starts again.[/yellow]")
                time.sleep(RESTART_AFTER)

    def _start(self) -> subprocess.Popen[bytes]:
        arguments = ["run", "--config", str(example())]
        with self._log.open("a", encoding="utf-8") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "watcher", *arguments],
                env=self._environ,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches the demo alone, which then asks the daemon once to stop
            )
        self._ending.callback(end, process)
        return process


def start_simulator(state: Path, seed: int, ending: ExitStack) -> tuple[subprocess.Popen[str], str]:
    """The miniature osu!, and its address."""
    log = ending.enter_context((state / "simulator.log").open("w", encoding="utf-8"))
    arguments = ["simulate", "--port", "0", "--seed", str(seed), "--truth", str(state / "truth.jsonl")]
    process = subprocess.Popen(
        [sys.executable, "-m", "watcher", *arguments],
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        start_new_session=True,
    )
    ending.callback(end, process)
    assert process.stdout is not None  # it is piped
    for line in process.stdout:
        if line.startswith(READY):
            threading.Thread(target=process.stdout.read, daemon=True).start()
            return process, line.removeprefix(READY).strip()
    raise click.ClickException(f"the simulator did not start; its log is {state / 'simulator.log'}")


def example() -> Path:
    """The example config: beside the package in a checkout, inside it where it was installed."""
    package = Path(__file__).parents[1]
    inside = package / EXAMPLE
    return inside if inside.exists() else package.parent / EXAMPLE


def end(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> None:
    """Ask it to stop; make it, if it does not."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process.stdout is not None:
        process.stdout.close()


def stop(_number: int, _frame: FrameType | None) -> None:
    """SIGTERM ends the demo as Ctrl-C does."""
    raise Stopped


def hook_server(console: Console) -> ThreadingHTTPServer:
    """A webhook as a developer would write one: prints what it gets."""

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            message = json.loads(self.rfile.read(length))
            console.print(f"[magenta]webhook:[/magenta] {escape(message['title'])}")
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """What came is printed; the server's own log is not."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
