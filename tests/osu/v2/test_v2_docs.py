"""The examples of the reference page run as they stand."""

import ast
import asyncio
import re
from inspect import CO_COROUTINE
from pathlib import Path

from watcher.clock import VirtualClock
from watcher.osu import errors
from watcher.osu.v2 import Client
from watcher.simulator import Simulator

PAGE = Path(__file__).parents[3] / "docs" / "osu-v2.md"


def examples():
    return re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)


async def run(example, names):
    code = compile(example, str(PAGE), "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    running = eval(code, names)  # the page is ours
    if code.co_flags & CO_COROUTINE:
        await running


def test_the_examples_run_one_after_the_other(monkeypatch, capsys):
    async def read_the_page():
        names = {}
        async with Simulator(clock=VirtualClock(), lively=True) as osu:
            monkeypatch.setenv("OSU_URL", osu.url)
            for example in examples():
                await run(example, names)

    monkeypatch.setenv("OSU_CLIENT_ID", "1")
    monkeypatch.setenv("OSU_CLIENT_SECRET", "of mine")
    asyncio.run(read_the_page())
    said = capsys.readouterr().out
    assert "plays, the last by" in said
    assert "no such play" in said
    assert "of 30 used in this minute" in said


def test_every_method_is_told_of():
    offered = [name for name in vars(Client) if not name.startswith("_") and name not in {"url", "budget"}]
    assert [name for name in offered if f"{name}(" not in PAGE.read_text()] == []


def test_the_page_draws_the_tree_of_errors():
    tree = re.search(r"^```\n(OsuError.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)[1]
    named = set(re.findall(r"\w+", "\n".join(line[:16] for line in tree.splitlines())))
    offered = {name for name, thing in vars(errors).items() if isinstance(thing, type)} - {"NotOffered"}
    assert named == offered
