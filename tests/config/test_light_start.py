"""What the command line does not import before it needs it, so that it answers at once."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from watcher.simulator import Simulator

ROOT = Path(__file__).parents[2]
OF_THE_DAEMON = {"sqlalchemy", "alembic", "apscheduler", "starlette", "uvicorn", "structlog", "watcher.app"}
OF_SINKS = {"apprise", "requests"}
HEAVY = OF_THE_DAEMON | OF_SINKS | {"httpx", "rich"}
COMMANDS = sorted(file.stem for file in (ROOT / "watcher" / "cli").glob("[!_]*.py"))
SHORTEST = """\
osu: {client_id: 12345, client_secret: s3cret}
watches: {friends: {players: [mrekk]}}
sinks: {terminal: console}
"""


def imported_by(*arguments):
    """What a command says, and the modules that are there when it has done its work."""
    program = (
        "import sys, watcher.cli\n"
        "try: watcher.cli.main()\n"
        "finally: print('\f', *sys.modules, sep='\\n', file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False, timeout=120
    )
    complaint, _, modules = ran.stderr.partition("\f")
    return ran.stdout + complaint, set(modules.split())


def test_the_help_imports_no_command():
    said, there = imported_by("--help")
    assert said
    assert not there & {f"watcher.cli.{name}" for name in COMMANDS}
    assert not there & (HEAVY | {"pydantic", "jinja2", "asyncio"})


@pytest.mark.parametrize(
    "arguments", [["news"], ["news", "top_play"], ["schema"], ["check", "--offline", "-c"]], ids=" ".join
)
def test_what_needs_no_store_and_no_network_imports_neither(tmp_path, arguments):
    file = tmp_path / "config.yaml"
    file.write_text(SHORTEST)
    said, there = imported_by(*arguments, *([str(file)] if arguments[-1] == "-c" else []))
    assert said
    assert not there & HEAVY


@pytest.mark.parametrize("api", ["api: v2, client_id: 1, client_secret: s3cret", "api: v1, key: a-key"])
def test_a_check_that_asks_osu_imports_neither_the_store_nor_the_schedule_nor_the_pages(tmp_path, api):
    file = tmp_path / "config.yaml"

    async def scene():
        async with Simulator() as osu:
            file.write_text(SHORTEST.replace("client_id: 12345, client_secret: s3cret", f'url: "{osu.url}", {api}'))
            return await asyncio.to_thread(imported_by, "check", "-c", str(file))

    said, there = asyncio.run(scene())
    assert "requests a minute" in said
    assert "httpx" in there
    assert not there & (OF_THE_DAEMON | OF_SINKS)


def test_whether_the_daemon_gets_on_is_asked_without_what_the_daemon_imports(tmp_path):
    file = tmp_path / "config.yaml"
    file.write_text(SHORTEST)
    said, there = imported_by("health", "-c", str(file))
    assert said == "not running\n"
    assert "sqlite3" in there
    assert not there & HEAVY
