import asyncio
import json
import logging
import smtplib
import socket
import ssl
import threading
from types import SimpleNamespace

import msgspec
import pytest
import requests
from pydantic import ValidationError
from sink_server import Reply, Service

from watcher.clock import RealClock, VirtualClock
from watcher.notification import Message, NotDelivered, Notification, Reason, Undeliverable
from watcher.sinks import _plugin, apprise
from watcher.sinks._failures import from_exception

WORDS = Notification(title="peppy: new top play", body="#40 → #39", url="https://osu.ppy.sh/scores/1")
MESSAGE = Message(key="phone/1", notification=WORDS)


def sink(url, clock=None, **options):
    return apprise.open(apprise.Options(url=url, **options), name="phone", clock=clock or VirtualClock())


def send(url, message=MESSAGE, clock=None, **options):
    return asyncio.run(sink(url, clock, **options).send(message))


def ntfy(service):
    return f"ntfy://127.0.0.1:{service.port}/s3cret-topic"


def test_a_message_arrives():
    with Service() as service:
        assert send(ntfy(service)) == "200 OK"
    (got,) = service.received
    sent = json.loads(got.body)
    assert sent["topic"] == "s3cret-topic"
    assert sent["title"] == "peppy: new top play"
    assert sent["message"] == "#40 → #39\nhttps://osu.ppy.sh/scores/1"


@pytest.mark.parametrize(
    ("address", "priority", "level"),
    [("", 1, "high"), ("", 0, None), ("", -1, "low"), ("?priority=max", 0, "max"), ("?priority=max", -1, "low")],
)
def test_the_priority_of_a_rule_is_the_level_of_the_service(address, priority, level):
    with Service() as service:
        send(ntfy(service) + address, msgspec.structs.replace(MESSAGE, priority=priority))
    assert service.received[0].headers.get("x-priority") == level


@pytest.mark.parametrize(
    ("address", "name", "levels"),
    [
        ("gotify://127.0.0.1/token", "priority", (8, 5, 3)),
        ("pover://user@token/", "priority", (1, 0, -1)),
        ("tgram://123456789:abcdefg_hijklmnop/12315544/", "silent", (False, False, True)),
        ("mailto://u:p@example.org", "headers", ({"X-Priority": "2"}, {}, {"X-Priority": "4"})),
    ],
)
def test_each_service_has_levels_of_its_own(address, name, levels):
    plugin = _plugin.Plugin(address, timeout=1)
    found = []
    for priority in (1, 0, -1):
        plugin._set_level(priority)
        found.append(getattr(plugin._plugin, name))
    assert tuple(found) == levels


LATER = NotDelivered
NO = Undeliverable
ANSWERS = [
    (Reply(400), NO, Reason.PAYLOAD, None),
    (Reply(401), NO, Reason.AUTH, None),
    (Reply(403), NO, Reason.AUTH, None),
    (Reply(404), NO, Reason.GONE, None),
    (Reply(404, body=b"<html>s3cret-topic"), NO, Reason.GONE, None),
    (Reply(410), NO, Reason.GONE, None),
    (Reply(413), NO, Reason.PAYLOAD, None),
    (Reply(429, {"Retry-After": "7"}), LATER, Reason.RATE, 7),
    (Reply(429, {"Retry-After": "0.35"}), LATER, Reason.RATE, 0.35),
    (Reply(429, {"Retry-After": "Mon, 21 Sep 2026 14:14:20 GMT"}), LATER, Reason.RATE, 60),
    (Reply(429), LATER, Reason.RATE, None),
    (Reply(503, {"Retry-After": "120"}), LATER, Reason.SERVER, 120),
    (Reply(500, body=b'{"error": "s3cret-topic"}'), LATER, Reason.SERVER, None),
    (Reply(307, {"Location": "http://127.0.0.1:9/"}), NO, Reason.GONE, None),
    (Reply(fault="reset"), LATER, Reason.NETWORK, None),
    (Reply(fault="hang"), LATER, Reason.TIMEOUT, None),
]


@pytest.mark.parametrize(("reply", "failure", "reason", "wait"), ANSWERS, ids=lambda value: str(value)[:60])
def test_each_bad_answer_has_its_reason_and_is_asked_once(caplog, reply, failure, reason, wait):
    caplog.set_level(logging.DEBUG)
    patience = "?rto=0.2" if reply.fault == "hang" else ""
    with Service(reply) as service, pytest.raises(failure) as caught:
        send(ntfy(service) + patience, clock=VirtualClock(1_790_000_000_000))
    assert caught.type is failure
    assert caught.value.reason is reason
    assert getattr(caught.value, "retry_after", None) == wait
    assert len(service.received) == 1
    assert "s3cret" not in str(caught.value) + caplog.text


def test_nobody_listens(caplog):
    caplog.set_level(logging.DEBUG)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(NotDelivered) as caught:
            send(f"ntfy://127.0.0.1:{taken.getsockname()[1]}/s3cret-topic")
    assert caught.value.reason is Reason.NETWORK
    assert "s3cret" not in str(caught.value) + caplog.text


def test_the_host_speaks_no_tls():
    with Service() as service, pytest.raises(NotDelivered) as caught:
        send(ntfy(service).replace("ntfy:", "ntfys:"))
    assert caught.value.reason is Reason.TLS


def test_a_certificate_nobody_vouches_for(certificate):
    with Service(tls=certificate) as service, pytest.raises(NotDelivered) as caught:
        send(ntfy(service).replace("ntfy:", "ntfys:"))
    assert caught.value.reason is Reason.TLS
    assert service.received == []


def test_discord_of_apprise_is_neither_asked_again_nor_slept_for():
    # Its plugin retries a 429 on its own; the address is Discord's, so only the door can be shown to be shut.
    with Service(Reply(429, {"Retry-After": "3600"}), Reply(200)) as service:
        target = sink(f"mmost://127.0.0.1:{service.port}/3ccdd113474722377935511fc85d3dd4")
        with pytest.raises(NotDelivered) as caught:
            asyncio.run(target.send(MESSAGE))
    assert caught.value.retry_after == 3600
    assert len(service.received) == 1


def test_a_hanging_sink_does_not_hold_up_another():
    async def both(slow, fast):
        hanging = asyncio.create_task(sink(ntfy(slow), timeout=30).send(MESSAGE))
        answers = [await sink(ntfy(fast)).send(MESSAGE) for _ in range(8)]
        assert not hanging.done()
        slow.released.set()
        await asyncio.gather(hanging, return_exceptions=True)
        return answers

    with Service(Reply(fault="hang")) as slow, Service() as fast:
        assert asyncio.run(both(slow, fast)) == ["200 OK"] * 8


def test_a_send_that_ends_late_is_not_repeated():
    async def twice(service):
        target = sink(ntfy(service) + "?rto=30", timeout=0.2)
        with pytest.raises(NotDelivered) as caught:
            await target.send(MESSAGE)
        assert caught.value.reason is Reason.TIMEOUT
        with pytest.raises(NotDelivered):  # the thread still waits: nothing is sent beside it
            await target.send(Message(key="phone/2", notification=WORDS))
        service.released.set()
        (future,) = target._unheard.values()
        await asyncio.to_thread(future.result)
        return await target.send(MESSAGE), await target.send(Message(key="phone/2", notification=WORDS))

    with Service(Reply(fault="late"), Reply()) as service:
        assert asyncio.run(twice(service)) == ("200 OK, late", "200 OK")
    assert len(service.received) == 2


def test_messages_keep_their_distance():
    async def three(service, clock):
        target = sink(ntfy(service), clock, pause=2.5)
        for number in range(3):
            await target.send(Message(key=str(number), notification=WORDS))

    clock = VirtualClock(0)
    with Service() as service:
        asyncio.run(three(service, clock))
    assert clock.now() == 5000
    assert len(service.received) == 3


def test_targets_that_took_the_message_are_left_out_of_the_next_try():
    async def twice(service):
        target = sink(f"ntfy://127.0.0.1:{service.port}/one/two")
        with pytest.raises(NotDelivered):
            await target.send(MESSAGE)
        return await target.send(MESSAGE)

    with Service(Reply(), Reply(500), Reply()) as service:
        asyncio.run(twice(service))
    first, second, again = [json.loads(got.body)["topic"] for got in service.received]
    assert {first, second} == {"one", "two"}
    assert again == second


@pytest.mark.parametrize("second", [500, 404])
def test_with_several_targets_one_that_may_yet_take_it_keeps_the_message_alive(second):
    failure = NotDelivered if second == 500 else Undeliverable
    with Service(Reply(404), Reply(second)) as service, pytest.raises(failure) as caught:
        send(f"ntfy://127.0.0.1:{service.port}/one/two")
    assert caught.type is failure
    assert len(service.received) == 2


def test_success_is_not_believed_when_nothing_left_this_machine():
    target = sink("json://127.0.0.1:9/")
    target._plugin._plugin.send = lambda **_: True
    with pytest.raises(NotDelivered, match="nothing left this machine") as caught:
        asyncio.run(target.send(MESSAGE))
    assert caught.value.reason is Reason.SERVER


@pytest.mark.parametrize(
    ("scheme", "mode", "lies"), [("xmpp", "none", True), ("xmpp", "starttls", False), ("mailto", "none", False)]
)
def test_a_service_that_would_lie_is_refused(scheme, mode, lies):
    assert bool(_plugin.false_success(scheme, SimpleNamespace(secure_mode=mode))) is lies


def test_a_plugin_that_breaks_is_a_failed_send():
    target = sink("json://127.0.0.1:9/")

    def broken(**_):
        raise KeyError("s3cret")

    target._plugin._plugin.send = broken
    with pytest.raises(NotDelivered) as caught:
        asyncio.run(target.send(MESSAGE))
    assert caught.value.reason is Reason.SERVER
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (requests.exceptions.SSLError(), Reason.TLS),
        (ssl.SSLError(), Reason.TLS),
        (requests.ReadTimeout(), Reason.TIMEOUT),
        (TimeoutError(), Reason.TIMEOUT),
        (requests.ConnectionError(), Reason.NETWORK),
        (ConnectionRefusedError(), Reason.NETWORK),
        (socket.gaierror(), Reason.NETWORK),
        (smtplib.SMTPServerDisconnected(), Reason.NETWORK),
        (smtplib.SMTPNotSupportedError(), Reason.SERVER),
        (requests.exceptions.InvalidJSONError(), Reason.SERVER),
    ],
    ids=repr,
)
def test_each_exception_has_its_reason(error, reason):
    assert from_exception(error, "ntfy").reason is reason


def test_the_same_key_again_after_a_success_is_sent_again():
    async def twice(service):
        target = sink(ntfy(service))
        return [await target.send(MESSAGE) for _ in range(2)]

    with Service() as service:
        assert asyncio.run(twice(service)) == ["200 OK", "200 OK"]
    assert len(service.received) == 2


def test_a_long_text_is_cut_to_what_the_service_takes():
    long = Notification(title="t" * 500, body="日" * 20_000, url=WORDS.url)
    with Service() as service:
        send(ntfy(service), Message(key="k", notification=long))
    (got,) = service.received
    assert got.path == "/", "no attachment was made of it"
    sent = json.loads(got.body)
    assert len(sent["title"]) <= 200
    assert len(sent["message"].encode()) <= 4096
    assert sent["message"].endswith("…\n" + WORDS.url)


def test_a_title_alone_is_the_message():
    with Service() as service:
        send(ntfy(service), Message(key="k", notification=Notification(title="hello")))
    assert json.loads(service.received[0].body)["message"] == "hello"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("ntfyx://s3cret-topic", "did you mean ntfys?://"),
        ("nothing-like-it://s3cret-topic", "the services are listed"),
        ("tgram://s3cret", r"write tgram://\{bot_token\}"),
        ("slack://s3cret", "slack://"),
        ("growl://s3cret", "needs a package more: pip install 'gntp'"),
        ("windows://s3cret", "windows:// does not work on this machine: .*Windows"),
        ("s3cret", "no service"),
    ],
)
def test_a_wrong_address_says_what_would_be_right_and_nothing_secret(caplog, url, sentence):
    caplog.set_level(logging.DEBUG)
    with pytest.raises(ValidationError, match=sentence) as caught:
        apprise.Options(url=url)
    assert "s3cret" not in str(caught.value).replace("s3cret://", "") + caplog.text


def test_the_thread_does_not_hold_up_the_end_of_the_process():
    with Service(Reply(fault="hang")) as service:
        with pytest.raises(NotDelivered):
            send(ntfy(service) + "?rto=30", timeout=0.2, clock=RealClock())
        (thread,) = [thread for thread in threading.enumerate() if thread.name == "sink-phone"]
        assert thread.daemon
        service.released.set()
        thread.join(5)


def test_importing_the_sink_does_not_import_apprise():
    import subprocess
    import sys

    code = (
        "import sys, watcher.sinks; watcher.sinks.kinds(); print('apprise' in sys.modules, 'requests' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
