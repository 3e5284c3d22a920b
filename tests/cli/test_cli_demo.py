"""The demo: news without an account, and nothing left behind."""

import asyncio
import re
import sys

from cli_world import alive, environ


def test_the_demo_shows_news_ends_by_itself_and_leaves_nothing_outside_its_folder(tmp_path):
    async def scene():
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "watcher", "demo", "--seconds", "40", "--state", str(tmp_path / "state")),
            cwd=tmp_path,
            env=environ(tmp_path),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(120):
            out, err = await process.communicate()
        return process.returncode, out.decode(), err.decode()

    code, out, err = asyncio.run(scene())
    assert (code, err) == (0, "")
    assert "webhook" in out, "news came to the webhook"
    assert re.search(r"^\d{4}-\d\d-\d\dT\S+ ", out, re.MULTILINE), "and to the terminal"
    (daemon,) = re.findall(r"kill -9 (\d+)", out)
    assert not alive(int(daemon))
    assert {file.name for file in tmp_path.iterdir()} == {"state"}
    left = {file.name for file in (tmp_path / "state").iterdir()}
    assert left >= {"watcher.db", "truth.jsonl", "daemon.log", "simulator.log"}
    assert '"event": "stopped"' in (tmp_path / "state" / "daemon.log").read_text()
