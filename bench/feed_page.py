"""One feed page of 1 000 plays, from the bytes of the answer to the commit, against the raw limit.

Ours: our client, source, families and store (a file, synchronous=FULL), as the daemon runs them; only the network is
left out. Everybody's profile and 200 best plays are known, and the first pages are not counted.
The raw limit: gunzip, typed decode of the ids that matter, match against the watched, and nothing kept.
Times are CPU: what the disk takes for a commit comes on top.
"""

import asyncio
import gc
import gzip
import json
import random
import statistics
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from watcher import log, news
from watcher.clock import VirtualClock
from watcher.looking import Looking
from watcher.opening import Interest
from watcher.osu import keys
from watcher.osu.budget import Budget
from watcher.osu.http import httpx
from watcher.osu.nouns import Mode, Play, Profile, Question, TopPlays
from watcher.osu.v2.client import Client
from watcher.osu.v2.source import V2Source
from watcher.remembering import Desk, Readers
from watcher.store import Store, agenda

ROWS = 1000
WARM, PAGES = 4, 20
RUNS = 3
PLAYERS = 10_000
SHARES = (0.004, 0.1, 0.4)
START = 1_790_000_000_000
FAMILIES = ("scores", "top_plays", "profile", "session", "activity")
"""All that read plays of players."""
PAUSE = 30 * 60_000
FLOOR, CEILING = 375.0, 600.0
"""The pp of the last and the first of the best plays: of what is worth up to 400 pp, one in sixteen enters the list."""


class Row(msgspec.Struct):
    """The least that must be read of a play to know whether it matters."""

    id: int
    user_id: int
    ruleset_id: int


class Page(msgspec.Struct):
    """The least of a page."""

    scores: list[Row]


def pages(count: int) -> list[bytes]:
    """So many pages as the server would send them, gzipped."""
    dice = random.Random(20260901)
    made = []
    for number in range(count):
        rows = [_row(dice, number * ROWS + place) for place in range(ROWS)]
        cursor = {"id": rows[-1]["id"]}
        made.append(gzip.compress(json.dumps({"scores": rows, "cursor": cursor}).encode(), 6))
    return made


def _row(dice: random.Random, place: int) -> dict[str, Any]:
    combo = dice.randint(50, 2500)
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(START / 1000 + place / 20))
    return {
        "classic_total_score": dice.randint(1, 10**8), "preserve": True, "processed": True, "ranked": True,
        "maximum_statistics": {"great": combo, "legacy_combo_increase": dice.randint(1, 900)},
        "mods": dice.choice([[], [{"acronym": "CL"}], [{"acronym": "HD"}, {"acronym": "CL"}], [{"acronym": "DT"}]]),
        "statistics": {"great": combo - 9, "ok": 6, "meh": 2, "miss": 1}, "total_score_without_mods": 812_345,
        "beatmap_id": dice.randint(1, 200_000), "best_id": None, "id": 5_000_000_000 + place * 3, "rank": "A",
        "type": "solo_score", "user_id": dice.randint(1, PLAYERS), "accuracy": round(dice.uniform(0.85, 1), 6),
        "build_id": None, "ended_at": moment, "has_replay": True, "is_perfect_combo": False, "passed": True,
        "legacy_perfect": False, "legacy_score_id": 0, "legacy_total_score": dice.randint(1, 10**8),
        "max_combo": combo, "pp": round(dice.uniform(1, 400), 3), "ruleset_id": 0, "started_at": None,
        "total_score": 912_345, "replay": True, "current_user_attributes": {"pin": None},
    }  # fmt: skip


def raw(bodies: list[bytes], watched: frozenset[int]) -> float:
    """Seconds a page for the limit."""
    began = time.process_time()
    for body in bodies:
        page = msgspec.json.decode(gzip.decompress(body), type=Page)
        assert sum(row.user_id in watched for row in page.scores) >= 0
    return (time.process_time() - began) / len(bodies)


def known(user_id: int) -> list[Profile | TopPlays]:
    """What was seen of a player before."""
    who: Any = {"server": "bancho", "user_id": user_id, "mode": Mode.OSU}
    step = (CEILING - FLOOR) / 199
    best = (
        Play(
            **who, beatmap_id=place * 1000 + 1, ended=START - place * 60_000, passed=True, accuracy=0.99,
            max_combo=900, misses=0, grade="S", score=900_000, pp=CEILING - place * step,
        )
        for place in range(200)
    )  # fmt: skip
    profile = Profile(
        **who, username=f"player {user_id}", asked=START, pp=9000.0, global_rank=3000, country_rank=40, country="NO",
        accuracy=0.98, level=100.5, play_count=50_000, play_time=3_000_000,
    )  # fmt: skip
    return [profile, TopPlays(**who, plays=tuple(best), asked=START, stale=0, window=200)]


def watch(readers: Readers, subjects: list[str]) -> None:
    """Let all families that read plays want these players, as a watch does that asks for news of each."""
    people = {subject: keys.user("bancho", keys.number(subject)) for subject in subjects}
    sessions = {subject: keys.session(keys.read_player(subject), PAUSE) for subject in subjects}
    of = {"session": sessions.values(), "activity": people.values()}
    readers.since = {name: dict.fromkeys(of.get(name, subjects), START) for name in FAMILIES}
    parts = ((part, sessions[subject]) for subject in subjects for part in (subject, people[subject]))
    readers.groups = {"session": {part: [session] for part, session in parts}}


async def ours(bodies: list[bytes], watched: frozenset[int], folder: Path) -> float:
    """Seconds a page for everything from the answer's bytes to the commit."""
    waiting = iter(bodies)

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/oauth/token":
            return httpx.Response(200, json={"token_type": "Bearer", "expires_in": 86_400, "access_token": "a.b.c"})
        headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
        return httpx.Response(200, headers=headers, content=next(waiting))

    clock = VirtualClock(START)
    store = Store.open(folder / "watcher.db")
    client = Client(1, "secret", budget=Budget(clock), transport=httpx.MockTransport(answer))
    subjects = [keys.player("bancho", Mode.OSU, user_id) for user_id in sorted(watched)]
    interest = Interest()
    interest.watch(subjects, {})
    readers = Readers(news.families())
    watch(readers, subjects)
    source = V2Source(client, interest=interest)
    looking = Looking(store=store, sources={"bancho": source}, readers=readers, clock=clock, chance=lambda: 0.5)
    store.work(lambda tx: agenda.plan(tx, {("feed", "bancho/feed"): (START, "10000")}))
    store.work(lambda tx: Desk(tx, readers, START).take(seen for user_id in watched for seen in known(user_id)))
    gc.freeze()  # as the daemon does
    took = 0.0
    for number in range(len(bodies)):
        rows = store.work(lambda tx: agenda.due(tx, clock.now(), 1, ("feed",)))[:1]
        began = time.process_time()
        seen = await source.ask([Question(row.question, row.subject, row.bookmark) for row in rows], clock.now())
        await store.run(partial(looking.remember, rows=rows, answer=seen))
        took += time.process_time() - began if number >= WARM else 0
        clock.time += 60_000
    await source.close()
    store.close()
    return took / PAGES


def run() -> None:
    """Print the table."""
    log.configure(level="error")
    bodies = pages(WARM + PAGES)
    print(f"{PAGES} pages of {ROWS} plays, {RUNS} runs each; the median, and its spread over the runs.\n")
    print("| watched | raw limit, CPU ms a page | ours, CPU ms a page | ours ÷ raw | plays a CPU second |")
    print("|--:|--:|--:|--:|--:|")
    for share in SHARES:
        watched = frozenset(range(1, round(PLAYERS * share) + 1))
        limits, full = [], []
        for _ in range(RUNS):
            limits.append(raw(bodies, watched))
            with tempfile.TemporaryDirectory() as folder:
                full.append(asyncio.run(ours(bodies, watched, Path(folder))))
        ratios = [mine / limit for mine, limit in zip(full, limits, strict=True)]
        print(
            f"| {share:.1%} | {statistics.median(limits) * 1000:.2f} | {statistics.median(full) * 1000:.2f} "
            f"| {statistics.median(ratios):.1f} ({min(ratios):.1f}–{max(ratios):.1f}) "
            f"| {ROWS / statistics.median(full):,.0f} |"
        )
