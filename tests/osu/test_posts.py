"""What osu! publishes, from the wire: it needs no account, and what can't be read costs nothing else."""

import asyncio

import pytest
from faulty import Faulty, Reply

from watcher.clock import VirtualClock
from watcher.osu.errors import Malformed, Unavailable
from watcher.osu.http import Budget
from watcher.osu.nouns import PlannedLook, Question
from watcher.osu.posts import EVERY, Posts, plan

NOW = 1_790_000_000_000
SITE = "bancho/site"
ARTICLE = {"id": 5, "title": "A cup", "slug": "2026-a-cup", "published_at": "2026-09-21T12:00:00+00:00"}
BUILD = {"id": 6, "version": "2026.1", "created_at": "2026-09-21T11:00:00Z", "update_stream": {"name": "lazer"}}


def asked(news, changelog):
    """What a look brings home, and what was asked."""
    replies = {"/api/v2/news": [news], "/api/v2/changelog": [changelog]}
    with Faulty(replies) as server:

        async def ask():
            posts = Posts(server.url, "bancho", budget=Budget(VirtualClock(NOW)))
            try:
                return await posts.ask(Question("posts", SITE), NOW)
            finally:
                await posts.close()

        return asyncio.run(ask()), server.requests


def news(*rows):
    return Reply(body={"news_posts": rows, "cursor": None})


def changelog(*rows):
    return Reply(body={"streams": [], "builds": rows})


def test_both_lists_oldest_first_without_an_account():
    more = {"display_version": "2026.1.0", "changelog_entries": [{"id": 1}, {"id": 2}]}
    answer, requests = asked(news(ARTICLE | {"first_image": "/wiki/a.jpg"}), changelog(BUILD | more))
    assert [(one.title, one.link, one.changes) for one in answer.sightings] == [
        ("2026.1.0", "https://osu.ppy.sh/home/changelog/lazer/2026.1", 2),
        ("A cup", "https://osu.ppy.sh/home/news/2026-a-cup", 0),
    ]
    assert answer.sightings[1].picture == "https://osu.ppy.sh/wiki/a.jpg"
    assert [(one.path, "Authorization" in one.headers) for one in requests] == [
        ("/api/v2/news", False),
        ("/api/v2/changelog", False),
    ]


def test_a_row_that_can_not_be_read_is_left_out():
    answer, _ = asked(news({"id": "new"}, ARTICLE), changelog())
    assert [one.title for one in answer.sightings] == ["A cup"]


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (news({"id": "new"}), Malformed),
        (Reply(body={"posts": []}), Malformed),
        (Reply(body=b"[]"), Malformed),
        (Reply(body={"news_posts": {}}), Malformed),
        (Reply(503), Unavailable),
    ],
)
def test_no_answer_is_not_an_empty_one(reply, error):
    with pytest.raises(error):
        asked(reply, changelog())


def test_a_server_that_copies_osu_publishes_nothing():
    assert plan(None, [SITE]).not_offered == ["only osu! itself publishes news and a changelog"]
    assert plan(None, []).not_offered == []
    with Faulty({}) as server:
        posts = Posts(server.url, "bancho", budget=Budget(VirtualClock(NOW)))
        assert plan(posts, [SITE]).looks == [PlannedLook(question="posts", subject=SITE, every=EVERY, cost=2)]
        asyncio.run(posts.close())
