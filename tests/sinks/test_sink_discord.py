import asyncio
import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sink_server import Reply, Service

from watcher.clock import VirtualClock
from watcher.notification import Message, NotDelivered, Notification, Reason, Undeliverable
from watcher.sinks import _embed, discord

TOLD = {
    "key": "top_play/1",
    "kind": "top_play",
    "subject": "bancho/osu/2",
    "cause": "played",
    "happened": 1_790_000_000_000,
    "facts": {
        "player": {"id": 2, "name": "pep_py", "country": "AU"},
        "play": {"grade": "S"},
        "map": {"id": 75, "title": "DISCO", "creator": "so_meone", "stars": 7.126, "bpm": 175.5, "length": 95.2},
    },
}
WORDS = Notification(
    title="pep_py: new top play #3",
    body="Kenji - DISCO [*Hard*] +HDDT\n98.76%",
    url="https://osu.ppy.sh/scores/1",
    picture="https://assets.ppy.sh/beatmaps/1/covers/cover.jpg",
    fields={"pp": "727.27"},
)
MESSAGE = Message(key="club/1", notification=WORDS, told=(TOLD,))


def send(service, *messages, clock=None, **options):
    async def all_of_them():
        url = f"{service.url}/api/webhooks/123/s3cret-Token"
        sink = discord.open(discord.Options(url=url, **options), name="club", clock=clock or VirtualClock())
        try:
            return [await sink.send(message) for message in messages or (MESSAGE,)]
        finally:
            await sink.close()

    return asyncio.run(all_of_them())


def test_a_message_is_one_embed_and_mentions_nobody():
    with Service(Reply(200, body=b'{"id": "9"}')) as service:
        assert send(service) == ["200 OK"]
    (got,) = service.received
    assert got.path == "/api/v10/webhooks/123/s3cret-Token?wait=true"
    assert json.loads(got.body) == {
        "allowed_mentions": {"parse": []},
        "embeds": [
            {
                "title": "pep\\_py: new top play #3",
                "url": "https://osu.ppy.sh/scores/1",
                "description": "Kenji - DISCO \\[\\*Hard\\*\\] +HDDT\n98.76%",
                "color": 0x02B5C3,
                "author": {
                    "name": "🇦🇺 pep_py",
                    "url": "https://osu.ppy.sh/users/2",
                    "icon_url": "https://a.ppy.sh/2",
                },
                "thumbnail": {"url": "https://assets.ppy.sh/beatmaps/1/covers/cover.jpg"},
                "fields": [{"name": "pp", "value": "727.27", "inline": True}],
                "footer": {"text": "mapped by so_meone · 7.13★ · 175.5 bpm · 1:35"},
                "timestamp": "2026-09-21T14:13:20+00:00",
            }
        ],
    }


@pytest.mark.parametrize(
    ("mention", "content", "allowed"),
    [
        ("role:42", "<@&42>", {"parse": [], "roles": ["42"]}),
        ("user:42", "<@42>", {"parse": [], "users": ["42"]}),
        ("here", "@here", {"parse": ["everyone"]}),
    ],
)
def test_a_mention_is_made_only_where_the_sink_says_so(mention, content, allowed):
    with Service() as service:
        send(service, mention=mention, username="osu!", thread=7)
    (got,) = service.received
    sent = json.loads(got.body)
    assert (sent["content"], sent["allowed_mentions"], sent["username"]) == (content, allowed, "osu!")
    assert got.path.endswith("?wait=true&thread_id=7")


def test_a_rule_mentions_whom_the_sink_does_not_and_what_is_low_makes_no_sound():
    messages = [
        Message(key="a", notification=WORDS, mention="user:7"),
        Message(key="b", notification=WORDS, priority=-1),
    ]
    with Service() as service:
        send(service, *messages)
    called, silent = (json.loads(got.body) for got in service.received)
    assert (called["content"], called["allowed_mentions"]) == ("<@7>", {"parse": [], "users": ["7"]})
    assert "content" not in silent
    assert (silent["flags"], "flags" in called) == (1 << 12, False)


def test_the_new_rank_stands_beside_the_name():
    completing = {**TOLD, "kind": "rank_change", "facts": {"rank_before": 1040, "rank_after": 1039}}
    made = _embed.embed(Message(key="k", notification=WORDS, told=(TOLD, completing)))
    assert made["author"]["name"] == "🇦🇺 pep_py · #1,039"


def test_news_about_the_watcher_itself_needs_no_facts():
    with Service() as service:
        send(service, Message(key="k", notification=Notification(title="osu! can't be reached")))
    assert json.loads(service.received[0].body)["embeds"] == [{"title": "osu! can't be reached", "color": 0xFF66AA}]


LATER = NotDelivered
NO = Undeliverable


@pytest.mark.parametrize(
    ("reply", "failure", "reason", "wait"),
    [
        (Reply(429, {"Retry-After": "1"}, b'{"retry_after": 0.35, "global": false}'), LATER, Reason.RATE, 0.35),
        (Reply(429, {"Retry-After": "65"}, b"<html>Cloudflare"), LATER, Reason.RATE, 65),
        (Reply(404, body=b'{"message": "Unknown Webhook", "code": 10015}'), NO, Reason.GONE, None),
        (Reply(401, body=b'{"message": "Invalid Webhook Token", "code": 50027}'), NO, Reason.AUTH, None),
        (Reply(400, body=b'{"message": "Invalid Form Body", "code": 50035}'), NO, Reason.PAYLOAD, None),
        (Reply(400, body=b'{"code": 220001}'), NO, Reason.PAYLOAD, None),
        (Reply(403, body=b"<html>"), NO, Reason.AUTH, None),
        (Reply(413), NO, Reason.PAYLOAD, None),
        (Reply(502, body=b"<html>"), LATER, Reason.SERVER, None),
        (Reply(fault="reset"), LATER, Reason.NETWORK, None),
        (Reply(fault="hang"), LATER, Reason.TIMEOUT, None),
    ],
    ids=str,
)
def test_each_bad_answer_has_its_reason(reply, failure, reason, wait):
    with Service(reply) as service, pytest.raises(failure) as caught:
        send(service, timeout=1 if reply.fault == "hang" else 10)
    assert caught.type is failure
    assert caught.value.reason is reason
    assert getattr(caught.value, "retry_after", None) == wait
    assert "s3cret" not in str(caught.value)
    assert len(service.received) == 1


def test_no_more_than_five_requests_in_two_seconds():
    clock = VirtualClock(0)
    with Service() as service:
        send(service, *[MESSAGE] * 11, clock=clock)
    assert clock.now() >= 4000


def test_a_window_that_is_used_up_is_waited_for():
    clock = VirtualClock(0)
    used = Reply(headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "1.75"})
    with Service(used) as service:
        send(service, MESSAGE, MESSAGE, clock=clock)
    assert clock.now() == 1750


@pytest.mark.parametrize(
    "url",
    [
        "https://discord.com/api/webhooks/1/s3cret",
        "https://ptb.discord.com/api/v9/webhooks/1/s3cret/",
        "https://discordapp.com/api/webhooks/1/s3cret",
        "discord://1/s3cret",
    ],
)
def test_every_way_to_write_the_address(url):
    assert discord._api(discord.Options(url=url).url).endswith("/api/v10/webhooks/1/s3cret")


@pytest.mark.parametrize(
    "given",
    [
        {"url": "https://discord.com/channels/1/s3cret"},
        {"url": "discord://s3cret"},
        {"url": "https://user:s3cret@discord.com/api/webhooks/1/a"},
        {"url": "discord://1/a", "mention": "@s3cret"},
        {"url": "discord://1/a", "thread": "s3cret"},
    ],
)
def test_wrong_options_say_nothing_secret(given):
    with pytest.raises(ValidationError) as caught:
        discord.Options(**given)
    assert "s3cret" not in str(caught.value)


NASTY = st.text(st.sampled_from(list(string.printable) + list("@<>*_~|`[]()#\\\u202e\u200b\u0301é日😀")), max_size=6000)


@given(title=NASTY, body=NASTY, name=NASTY, fields=st.dictionaries(NASTY, NASTY, max_size=40), url=NASTY)
def test_no_text_of_strangers_exceeds_a_limit_of_discord(title, body, name, fields, url):
    facts = {"player": {"id": 2, "name": name}, "map": {"id": 1, "title": title, "creator": name, "stars": 1.0}}
    words = Notification(title=title, body=body, url=url, picture=url, fields=fields)
    made = _embed.embed(Message(key="k", notification=words, told=({**TOLD, "facts": facts},)))
    assert len(made.get("title", "")) <= 256
    assert len(made.get("description", "")) <= 4096
    assert len(made.get("author", {}).get("name", "")) <= 256
    assert len(made.get("footer", {}).get("text", "")) <= 2048
    assert len(made.get("fields", [])) <= 25
    assert all(0 < len(field["name"]) <= 256 and 0 < len(field["value"]) <= 1024 for field in made.get("fields", []))
    assert _embed.size(made) <= 6000
    assert made.get("url", "https://").startswith("http")


def test_a_map_is_described_as_it_was_played():
    play = {"grade": "S", "stars": 9.5, "bpm": 263.3, "length": 63.6}
    made = _embed.embed(Message(key="k", notification=WORDS, told=({**TOLD, "facts": TOLD["facts"] | {"play": play}},)))
    assert made["footer"]["text"] == "mapped by so_meone · 9.50★ · 263.3 bpm · 1:04"


def test_news_of_several_players_and_maps_is_signed_by_none_of_them():
    other = {**TOLD, "facts": {"player": {"id": 3, "name": "else"}, "map": {"id": 76, "title": "b"}}}
    made = _embed.embed(Message(key="k", notification=WORDS, told=(TOLD, other)))
    assert "author" not in made
    assert "footer" not in made
