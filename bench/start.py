"""How long commands take to start: CPU time of whole processes, as pip leaves them, with their bytecode compiled."""

import compileall
import contextlib
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import watcher

RUNS = 10
CONFIG = """
osu: {client_id: 1, client_secret: a-secret}
watches: {friends: {players: [1001]}}
sinks: {terminal: console}
"""
COMMANDS = {
    "`python -c pass`, for comparison": ("-c", "pass"),
    "`watcher --help`": ("-m", "watcher", "--help"),
    "`watcher check --offline`": ("-m", "watcher", "check", "--offline"),
    "`watcher health`, nothing runs": ("-m", "watcher", "health"),
}


def seconds(folder: Path, arguments: tuple[str, ...]) -> float:
    """CPU time of one process, from its start to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], cwd=folder, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def run() -> None:
    """Print the table."""
    for path in watcher.__path__:
        with contextlib.redirect_stdout(None):
            compileall.compile_dir(path, quiet=2)
    print("| command | CPU s, median | least | target |\n|---|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "config.yaml").write_text(CONFIG)
        (folder / "config.yaml").chmod(0o600)
        for what, arguments in COMMANDS.items():
            took = sorted(seconds(folder, arguments) for _ in range(RUNS))
            target = "≤ 0.3" if "help" in what or "check" in what else ""
            print(f"| {what} | {statistics.median(took):.2f} | {took[0]:.2f} | {target} |")
