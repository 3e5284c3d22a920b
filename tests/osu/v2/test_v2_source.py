"""The source: questions of the watcher, answered from the wire of API v2."""

import asyncio
import json

import pytest
from faulty import Faulty, Reply

from watcher.clock import VirtualClock
from watcher.osu.errors import NotOffered, Refused, Unavailable
from watcher.osu.http import Budget
from watcher.osu.nouns import Gap, Match, Mod, Mode, Play, Profile, Question, TopPlays
from watcher.osu.nouns import Beatmap as BeatmapNoun
from watcher.osu.v2 import Client, V2Source

TOKEN = {"/oauth/token": [Reply(body={"access_token": "abc", "expires_in": 86400, "token_type": "Bearer"})]}
NOW = 1_790_000_000_000
FEED = "bancho/feed"


class Watched:
    """Wants the plays of these players."""

    def __init__(self, *players):
        self.players = players

    def wants(self, user_id, ruleset_id, pp):
        return user_id in self.players


def score(number, user_id=7, **more):
    return {
        "id": number,
        "user_id": user_id,
        "beatmap_id": 75,
        "ruleset_id": 0,
        "ended_at": f"2026-09-21T14:{number // 60 % 60:02}:{number % 60:02}Z",
        "accuracy": 0.9876,
        "max_combo": 321,
        "rank": "A",
        "passed": True,
        "total_score": 900_000,
        "legacy_score_id": None,
        "legacy_total_score": 0,
        "mods": [{"acronym": "HD"}, {"acronym": "DT", "settings": {"speed_change": 1.3}}],
        "statistics": {"great": 300, "ok": 3, "miss": 2},
        "maximum_statistics": {"great": 305},
        "pp": 123.4,
        "ranked": True,
        "processed": True,
        "is_perfect_combo": False,
        "legacy_perfect": False,
        "preserve": True,
        "type": "solo_score",
    } | more


def feed(*scores):
    cursor = {"id": max(row["id"] for row in scores)} if scores else {"id": 5000}
    return Reply(body={"scores": list(scores), "cursor": cursor, "cursor_string": "opaque"})


def ask(replies, *questions, now=NOW, interest=None, then=()):
    """The answer to these questions, or the answers to each of several; and what the server was asked."""

    async def asking():
        client = Client(1, "secret", url=server.url, budget=Budget(VirtualClock(now)))
        source = V2Source(client, interest=interest or Watched(7))
        try:
            return await source.ask(questions, now)
        finally:
            await source.close()

    with Faulty(TOKEN | {f"/api/v2{path}": some for path, some in replies.items()}) as server:
        answer = asyncio.run(asking())
    return answer, [request for request in server.requests if request.path != "/oauth/token"]


def bookmark(number, *, looked=NOW - 10_000, overlapped=NOW - 10_000):
    return json.dumps({"id": number, "looked": looked, "overlapped": overlapped})


def test_the_first_look_at_the_feed_takes_the_newest_page():
    answer, (asked,) = ask({"/scores": [feed(score(1, 7), score(2, 8), score(3, 7))]}, Question("feed", FEED))
    assert asked.query == {}
    assert [play.score_id for play in answer.sightings] == [1, 3]
    assert json.loads(answer.bookmarks[FEED]) == {"id": 3, "looked": NOW, "overlapped": NOW}
    assert not answer.more
    assert answer.missed is None


def test_a_play_as_the_feed_tells_it():
    answer, _ = ask({"/scores": [feed(score(1))]}, Question("feed", FEED))
    assert answer.sightings == [
        Play(
            server="bancho",
            user_id=7,
            mode=Mode.OSU,
            beatmap_id=75,
            ended=1_790_000_041_000 - 40_000 + 0 if False else answer.sightings[0].ended,
            passed=True,
            accuracy=0.9876,
            max_combo=321,
            misses=2,
            grade="A",
            score=900_000,
            pp=123.4,
            mods=(Mod("HD"), Mod("DT", {"speed_change": 1.3})),
            hits={"great": 300, "ok": 3, "miss": 2},
            full_combo=False,
            lazer=True,
            score_id=1,
        )
    ]
