"""Decoding: our typed models against the bare libraries, on the same bytes, in turn.

v2: a feed page of 1 000 plays, our tolerant reader against msgspec decoding into the same types.
v1: a list of 100 best plays (every value a string), our models against json.loads.
"""

import gzip
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import msgspec

from bench.feed_page import pages
from watcher.osu import v1
from watcher.osu.http import httpx
from watcher.osu.v2.models import Feed
from watcher.osu.v2.reading import Reader

RUNS = 30


def best_list() -> bytes:
    """100 rows as v1's get_user_best answers them."""
    row = {
        "beatmap_id": "129891", "score_id": "2177560145", "score": "132408001", "maxcombo": "2385", "count50": "0",
        "count100": "5", "count300": "1978", "countmiss": "0", "countkatu": "3", "countgeki": "248", "perfect": "1",
        "enabled_mods": "72", "user_id": "124493", "date": "2025-11-02 19:20:51", "rank": "SH", "pp": "893.277",
        "replay_available": "1",
    }  # fmt: skip
    return json.dumps([row] * 100).encode()


def seconds(work: Callable[[], Any]) -> float:
    """How long it takes once."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def compare(name: str, mine: Callable[[], Any], bare: Callable[[], Any]) -> None:
    """One row of the table: the two in turn, the ratio pair by pair."""
    mine(), bare()
    pairs = [(seconds(mine), seconds(bare)) for _ in range(RUNS)]
    ratios = [ours / theirs for ours, theirs in pairs]
    ours, theirs = (statistics.median(side) * 1000 for side in zip(*pairs, strict=True))
    spread = statistics.quantiles(ratios, n=10)
    print(
        f"| {name} | {theirs:.2f} | {ours:.2f} | {statistics.median(ratios):.2f} ({spread[0]:.2f}–{spread[-1]:.2f}) |"
    )


def run() -> None:
    """Print the table."""
    page = gzip.decompress(pages(1)[0])
    reader = Reader()
    rows = best_list()
    sync = v1.ReqConnector(httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, content=rows))))
    api = v1.OsuApi("0" * 40, connector=sync)
    print(f"Medians of {RUNS} pairs; in brackets the ratio's first and last decile.\n")
    print("| what | bare, ms | ours, ms | ours ÷ bare |")
    print("|---|--:|--:|--:|")
    compare("v2 feed page, 1 000 plays", lambda: reader.read(page, Feed), lambda: msgspec.json.decode(page, type=Feed))
    compare("v1 best list, 100 plays, request included", lambda: api.get_user_best(2), lambda: json.loads(rows))
    api.close()
