"""What a stranger's config may cost: the largest conditions, and large files that are wrong. CPU time."""

import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from watcher.catalogue import catalogue, samples
from watcher.config import Mistakes, load
from watcher.events import Cause, Event
from watcher.rules.conditions import compile_condition
from watcher.rules.fields import view

NOON = 1_790_000_000_000

BEGINS = "osu: {client_id: 1, client_secret: x}\nsinks: {terminal: console}\n"
FILES = {
    "1 000 watches with a wrong key": BEGINS
    + "watches: {"
    + "".join(f"w{number}: {{plaiers: [x]}}, " for number in range(1000))
    + "}",
    "10 000 wrong players": BEGINS + "watches: {a: {players: [" + "1.5, " * 10_000 + "]}}",
    "3 000 unknown keys": BEGINS + "".join(f"k{number}: 1\n" for number in range(3000)),
    "a condition of 100 000 brackets": BEGINS
    + "watches: {a: {players: [x], news: [{top_play: {when: '"
    + "(" * 100_000
    + "'}}]}}",
}
CONDITIONS = {
    "35 comparisons": "and".join([" pp>1 "] * 35),
    "35 products of eleven digits": "*".join(["9" * 11] * 35) + " > 1",
    "a list of 200": "place in [" + ",".join(["1"] * 200) + "]",
}


def milliseconds(work: Callable[[], object]) -> float:
    """CPU time of one call."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def refuse(path: Path) -> None:
    """Read a config that can't be used."""
    try:
        load(path, catalogue(), {})
    except Mistakes:
        return
    raise AssertionError("a wrong file was taken")


def run() -> None:
    """Print both tables."""
    sample = samples()["top_play"]
    kind = type(sample)
    event = Event(
        key="top_play/1", kind="top_play", subject="bancho/osu/2", cause=Cause.PLAYED, happened=NOON, facts=sample
    )
    seen = view(event)
    print("| condition | ms to decide (bound 100) |\n|---|--:|")
    for name, text in CONDITIONS.items():
        condition = compile_condition(text, "top_play", kind)
        print(f"| {name} | {milliseconds(partial(condition.holds, seen)):.2f} |")
    print("\n| wrong file | ms to refuse (bound 1 000) |\n|---|--:|")
    with tempfile.TemporaryDirectory() as folder:
        for name, text in FILES.items():
            path = Path(folder) / "config.yaml"
            path.write_text(text)
            print(f"| {name} | {milliseconds(partial(refuse, path)):.0f} |")
