"""What the command line does not import before it needs it, so that it answers at once."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("sqlalchemy", "alembic", "httpx", "apprise", "requests", "structlog", "apscheduler", "rich", "watcher.app")
COMMANDS = sorted(file.stem for file in (ROOT / "watcher" / "cli").glob("[!_]*.py"))
SHORTEST = """\
osu: {client_id: 12345, client_secret: s3cret}
watches: {friends: {players: [mrekk]}}
sinks: {terminal: console}
"""


def imported_by(*arguments):
    """The modules that are there when this command has done its work."""
    program = (
        "import sys, watcher.cli\ntry: watcher.cli.main()\nfinally: print(*sys.modules, sep='\\n', file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True, timeout=120
    )
    assert ran.stdout
    return set(ran.stderr.split())


def test_the_help_imports_no_command():
    there = imported_by("--help")
    assert not there & {f"watcher.cli.{name}" for name in COMMANDS}
    assert not there & {*HEAVY, "pydantic", "jinja2", "asyncio"}


@pytest.mark.parametrize(
    "arguments", [["news"], ["news", "top_play"], ["schema"], ["check", "--offline", "-c"]], ids=" ".join
)
def test_what_needs_no_store_and_no_network_imports_neither(tmp_path, arguments):
    file = tmp_path / "config.yaml"
    file.write_text(SHORTEST)
    there = imported_by(*arguments, *([str(file)] if arguments[-1] == "-c" else []))
    assert not there & set(HEAVY)
