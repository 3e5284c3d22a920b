import asyncio
import json

import pytest
from hypothesis import given, settings
from sink_server import Reply, Service
from strict import StrictDiscord, StrictNtfy, StrictTelegram, refuse
from test_forms import WORDS

from watcher.clock import VirtualClock
from watcher.notification import Message, NotDelivered, Notification, Reason, Undeliverable
from watcher.sinks import apprise, discord

LONG = Notification(
    title="t*" * 3000,
    body="<b>&" * 30_000,
    url="https://osu.ppy.sh/scores/1",
    fields={f"name{n}": "v" * 3000 for n in range(40)},
)
EMPTY = Notification(title="\x00\u202e")


def in_discord(service, clock):
    return discord.open(discord.Options(url=f"{service.url}/api/webhooks/1/token"), name="club", clock=clock)


def in_telegram(service, clock):
    opened = apprise.open(apprise.Options(url="tgram://123456789:s3cret_bot_token/42"), name="phone", clock=clock)
    opened._plugin._plugin.notify_url = f"{service.url}/bot"
    return opened


def in_ntfy(service, clock):
    return apprise.open(apprise.Options(url=f"ntfy://127.0.0.1:{service.port}/topic"), name="phone", clock=clock)


async def send_all(sink, notifications):
    try:
        return [await sink.send(Message(key=str(key), notification=words)) for key, words in enumerate(notifications)]
    finally:
        await sink.close()


SERVICES = [(in_discord, StrictDiscord), (in_telegram, lambda _: StrictTelegram()), (in_ntfy, lambda _: StrictNtfy())]
PARAMETERS = pytest.mark.parametrize(("opened", "strict"), SERVICES, ids=["discord", "telegram", "ntfy"])


@PARAMETERS
def test_long_and_empty_messages_are_taken(opened, strict):
    clock = VirtualClock()
    with Service(strict(clock)) as service:
        answers = asyncio.run(send_all(opened(service, clock), [LONG, EMPTY, Notification(title="t")]))
    assert answers == ["200 OK"] * 3
    assert len(service.received) == 3


@PARAMETERS
def test_no_text_of_strangers_is_refused(opened, strict):
    clock = VirtualClock()
    with Service(strict(clock)) as service, asyncio.Runner() as runner:
        sink = opened(service, clock)

        @settings(max_examples=60, deadline=None)
        @given(WORDS)
        def all_kinds(words):
            assert runner.run(sink.send(Message(key="k", notification=words))) == "200 OK"

        all_kinds()
        runner.run(sink.close())


def test_a_burst_stays_below_the_limit_of_discord():
    clock = VirtualClock()
    with Service(StrictDiscord(clock)) as service:
        asyncio.run(send_all(in_discord(service, clock), [Notification(title=str(n)) for n in range(40)]))
    assert len(service.received) == 40


def test_telegram_says_how_long_to_wait():
    limited = refuse(429, ok=False, error_code=429, parameters={"retry_after": 31})
    limited = Reply(429, {"Retry-After": "31"}, limited.body)
    with Service(limited) as service, pytest.raises(NotDelivered) as caught:
        asyncio.run(send_all(in_telegram(service, VirtualClock()), [Notification(title="t")]))
    assert (caught.value.reason, caught.value.retry_after) == (Reason.RATE, 31)
    assert len(service.received) == 1


def test_what_the_service_says_reaches_the_reader_without_secrets():
    reply = refuse(400, ok=False, error_code=400, description="Bad Request: chat not found for s3cret_bot_token")
    with Service(reply) as service, pytest.raises(Undeliverable, match="chat not found for ") as caught:
        asyncio.run(send_all(in_telegram(service, VirtualClock()), [Notification(title="t")]))
    assert caught.value.reason is Reason.PAYLOAD
    assert "s3cret" not in str(caught.value)


def test_telegram_gets_one_message_with_title_body_and_link():
    words = Notification(title="pep_py <3", body="A & B [C]\n#40 → #39", url="https://osu.ppy.sh/scores/1")
    with Service(StrictTelegram()) as service:
        asyncio.run(send_all(in_telegram(service, VirtualClock()), [words]))
    (got,) = service.received
    assert json.loads(got.body)["text"] == (
        "<b>pep_py &lt;3</b>\r\nA &amp; B [C]\r\n#40 → #39\r\n"
        '<a href="https://osu.ppy.sh/scores/1">https://osu.ppy.sh/scores/1</a>'
    )


def test_telegram_gets_picture_and_words_in_one_request():
    words = Notification(title="pep_py <3", body="A & B", url="https://osu.ppy.sh/scores/1")
    taken = Reply(200, body=b'{"ok": true, "result": {"message_id": 1}}')

    async def pictured():
        with Service(taken) as service:
            sink = in_telegram(service, VirtualClock())
            assert sink.takes_images
            await sink.send(Message(key="k", notification=words, image=b"\x89PNG\r\n\x1a\n" + bytes(8)))
            return service.received

    (got,) = asyncio.run(pictured())
    assert got.path.endswith("/sendPhoto")
    assert b"\x89PNG\r\n\x1a\n" in got.body
    assert b"<b>pep_py &lt;3</b>" in got.body
