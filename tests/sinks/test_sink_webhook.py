import asyncio
import base64
import hashlib
import hmac
import json
import logging
import socket

import pytest
from pydantic import ValidationError
from sink_server import Reply, Service

from watcher.clock import VirtualClock
from watcher.notification import Message, NotDelivered, Notification, Reason, Undeliverable
from watcher.sinks import _http, webhook

WORDS = Notification(title="peppy: new top play", body="#40 → #39", url="https://osu.ppy.sh/scores/1")
MESSAGE = Message(key="hook/top_play/1", notification=WORDS, told=({"key": "top_play/1", "kind": "top_play"},))


def send(url, message=MESSAGE, clock=None, **options):
    async def once():
        sink = webhook.open(webhook.Options(url=url, **options), name="hook", clock=clock or VirtualClock())
        try:
            return await sink.send(message)
        finally:
            await sink.close()

    return asyncio.run(once())


def test_the_message_arrives_as_json_with_its_key():
    with Service(Reply(204)) as service:
        assert send(service.url + "/hook?token=1") == "204 No Content"
    (got,) = service.received
    assert (got.method, got.path) == ("POST", "/hook?token=1")
    assert got.headers["content-type"] == "application/json"
    assert got.headers["idempotency-key"] == "hook/top_play/1"
    assert got.headers["user-agent"].startswith("osu-watcher/")
    assert "webhook-signature" not in got.headers
    assert json.loads(got.body) == {
        "schema": 1,
        "id": "hook/top_play/1",
        "title": "peppy: new top play",
        "body": "#40 → #39",
        "url": "https://osu.ppy.sh/scores/1",
        "picture": "",
        "fields": {},
        "events": [{"key": "top_play/1", "kind": "top_play"}],
        "priority": "normal",
        "rows": [],
    }


@pytest.mark.parametrize(
    ("secret", "key"), [("pass word", b"pass word"), ("whsec_" + base64.b64encode(b"\0raw").decode(), b"\0raw")]
)
def test_a_secret_signs_id_time_and_body(secret, key):
    with Service() as service:
        send(service.url, secret=secret, clock=VirtualClock(1_790_000_000_999))
    (got,) = service.received
    signed = b"hook/top_play/1.1790000000." + got.body
    assert got.headers["webhook-id"] == "hook/top_play/1"
    assert got.headers["webhook-timestamp"] == "1790000000"
    version, _, digest = got.headers["webhook-signature"].partition(",")
    assert version == "v1"
    assert base64.b64decode(digest) == hmac.new(key, signed, hashlib.sha256).digest()


def test_a_key_that_no_header_can_hold_is_quoted():
    message = Message(key="телефон\r\nX: 1", notification=WORDS)
    with Service() as service:
        send(service.url, message)
    (got,) = service.received
    assert got.headers["idempotency-key"] == "%D1%82%D0%B5%D0%BB%D0%B5%D1%84%D0%BE%D0%BD%0D%0AX:%201"
    assert json.loads(got.body)["id"] == message.key


def test_headers_of_the_user_are_added():
    with Service() as service:
        send(service.url, headers={"Authorization": "Bearer abc"})
    assert service.received[0].headers["authorization"] == "Bearer abc"


LATER = NotDelivered
NO = Undeliverable
ANSWERS = [
    # answer, failure, reason, seconds to wait
    (Reply(400), NO, Reason.PAYLOAD, None),
    (Reply(401), NO, Reason.AUTH, None),
    (Reply(403), NO, Reason.AUTH, None),
    (Reply(404), NO, Reason.GONE, None),
    (Reply(405), NO, Reason.PAYLOAD, None),
    (Reply(408), LATER, Reason.TIMEOUT, None),
    (Reply(410), NO, Reason.GONE, None),
    (Reply(413), NO, Reason.PAYLOAD, None),
    (Reply(422), NO, Reason.PAYLOAD, None),
    (Reply(429), LATER, Reason.RATE, None),
    (Reply(429, {"Retry-After": "7"}), LATER, Reason.RATE, 7),
    (Reply(429, {"Retry-After": "0.35"}), LATER, Reason.RATE, 0.35),
    (Reply(429, {"Retry-After": "Mon, 21 Sep 2026 14:14:20 GMT"}), LATER, Reason.RATE, 60),
    (Reply(429, {"Retry-After": "Mon, 21 Sep 2020 14:14:20 GMT"}), LATER, Reason.RATE, 0),
    (Reply(429, {"Retry-After": "soon"}), LATER, Reason.RATE, None),
    (Reply(429, {"Retry-After": "nan"}), LATER, Reason.RATE, None),
    (Reply(429, {"Retry-After": "-5"}), LATER, Reason.RATE, 0),
    (Reply(500), LATER, Reason.SERVER, None),
    (Reply(503, {"Retry-After": "120"}), LATER, Reason.SERVER, 120),
    (Reply(599), LATER, Reason.SERVER, None),
    (Reply(200, body=b'{"ok": false}'), LATER, Reason.SERVER, None),
    (Reply(200, body=b'{"error": "queue full"}'), LATER, Reason.SERVER, None),
    (Reply(302, {"Location": "https://elsewhere.example/token"}), NO, Reason.GONE, None),
    (Reply(307, {"Location": "http://127.0.0.1:9/"}), NO, Reason.GONE, None),
    (Reply(308, {"Location": "http://[::1/s3cret"}), LATER, Reason.NETWORK, None),
    (Reply(fault="reset"), LATER, Reason.NETWORK, None),
    (Reply(fault="hang"), LATER, Reason.TIMEOUT, None),
]


@pytest.mark.parametrize(("reply", "failure", "reason", "wait"), ANSWERS, ids=lambda value: str(value)[:60])
def test_each_bad_answer_has_its_reason_and_is_asked_once(reply, failure, reason, wait):
    with Service(reply) as service, pytest.raises(failure) as caught:
        send(service.url + "/s3cret", timeout=1 if reply.fault == "hang" else 10, clock=VirtualClock(1_790_000_000_000))
    assert caught.type is failure
    assert caught.value.reason is reason
    assert getattr(caught.value, "retry_after", None) == wait
    assert "s3cret" not in str(caught.value)
    assert "token" not in str(caught.value) or reason is Reason.AUTH
    assert len(service.received) == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, body=b"ok"),
        Reply(200, body=b'{"ok": true, "error": null}'),
        Reply(200, body=b"[" * 5000),
        Reply(200, body=b"\xff\xfe"),
        Reply(200, {"Content-Encoding": "gzip"}, b"no gzip at all"),
        Reply(202),
    ],
    ids=str,
)
def test_a_good_status_with_any_body_is_a_delivery(reply):
    with Service(reply) as service:
        assert send(service.url).startswith("20")


def test_a_body_that_never_ends_does_not_undo_a_delivery():
    with Service(Reply(fault="drip", body=b"x" * 5000)) as service:
        assert send(service.url) == "200 OK"


def test_nobody_listens():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(NotDelivered) as caught:
            send(f"http://127.0.0.1:{taken.getsockname()[1]}/s3cret")
    assert caught.value.reason is Reason.NETWORK
    assert "s3cret" not in str(caught.value)


def test_the_host_speaks_no_tls():
    with Service() as service, pytest.raises(NotDelivered) as caught:
        send(service.url.replace("http:", "https:"))
    assert caught.value.reason is Reason.TLS


def test_a_private_address_is_refused_before_anything_is_sent():
    with Service() as service, pytest.raises(Undeliverable, match="public internet") as caught:
        send(service.url, private_addresses="deny")
    assert caught.value.reason is Reason.NETWORK
    assert service.received == []


def test_a_name_that_leads_to_a_private_address_is_refused():
    with Service() as service, pytest.raises(Undeliverable, match="public internet"):
        send(f"http://localhost:{service.port}", private_addresses="deny")
    assert service.received == []


def test_a_redirect_on_the_same_host_is_followed_where_that_is_allowed():
    with Service(Reply(308, {"Location": "/new?token=s3cret"}), Reply(204)) as service:
        answer = send(service.url + "/old", redirects="allow", headers={"Authorization": "me"}, secret="key")
    first, second = service.received
    assert answer == "204 No Content"
    assert (second.method, second.path) == ("POST", "/new?token=s3cret")
    assert second.headers["authorization"] == "me"
    assert second.headers["idempotency-key"] == first.headers["idempotency-key"]
    assert second.body == first.body


def test_a_redirect_to_another_private_address_is_never_followed():
    with Service() as inside, Service(Reply(307, {"Location": f"http://localhost:{inside.port}/"})) as service:
        with pytest.raises(Undeliverable, match="public internet") as caught:
            send(service.url, redirects="allow")
        assert caught.value.reason is Reason.NETWORK
        assert inside.received == []


@pytest.mark.parametrize(
    "reply",
    [
        Reply(302, {"Location": "/new"}),
        Reply(308, {"Location": "ftp://127.0.0.1/s3cret"}),
        Reply(308),
        Reply(307, {"Location": "/round?s3cret"}),
    ],
    ids=str,
)
def test_a_redirect_that_leads_nowhere_is_no_delivery(reply):
    with Service(reply) as service, pytest.raises(Undeliverable) as caught:
        send(service.url, redirects="allow")
    assert caught.value.reason is Reason.GONE
    assert "s3cret" not in str(caught.value)
    assert len(service.received) <= 4


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("127.0.0.1", True),
        ("10.1.2.3", True),
        ("172.16.0.1", True),
        ("192.168.1.1", True),
        ("169.254.169.254", True),
        ("100.64.0.1", True),
        ("0.0.0.0", True),
        ("224.0.0.1", True),
        ("::1", True),
        ("fe80::1%eth0", True),
        ("fd00::1", True),
        ("::ffff:10.0.0.1", True),
        ("64:ff9b::a00:1", True),
        ("2002:7f00:1::", True),
        ("1.1.1.1", False),
        ("64:ff9b::101:101", False),
        ("2606:4700::1111", False),
    ],
)
def test_which_addresses_are_private(address, private):
    assert _http.is_private(address) is private


def test_a_certificate_nobody_vouches_for(certificate):
    with Service(tls=certificate) as service, pytest.raises(NotDelivered) as caught:
        send(service.url + "/s3cret")
    assert caught.value.reason is Reason.TLS
    assert "s3cret" not in str(caught.value)
    assert service.received == []


def test_the_log_shows_no_address(caplog):
    caplog.set_level(logging.DEBUG)
    with Service() as service:
        send(service.url + "/s3cret?token=t0ken")
    assert "s3cret" not in caplog.text
    assert "t0ken" not in caplog.text


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"url": "ftp://example.org/"}, "http://"),
        ({"url": "https:///nothing"}, "host"),
        ({"url": "http://[::1/s3cret"}, "not an address"),
        ({"url": "https://discord.com/api/webhooks/1/s3cret"}, "Discord"),
        ({"url": "https://ntfy.sh/s3cret"}, "ntfys://TOPIC"),
        ({"url": "http://a/", "headers": {"Authorization": "s3cret\r\nX: 1"}}, "Authorization"),
        ({"url": "http://a/", "headers": {"Na me": "x"}}, "Na me"),
        ({"url": "http://a/", "secret": "whsec_§"}, "Base64"),
        ({"url": "http://a/", "secret": ""}, "empty"),
        ({"url": "http://a/", "private_addresses": "maybe"}, "allow"),
        ({"url": "http://a/", "colour": "red"}, "colour"),
    ],
)
def test_wrong_options_say_what_would_be_right_and_nothing_secret(options, sentence):
    with pytest.raises(ValidationError, match=sentence) as caught:
        webhook.Options(**options)
    assert "s3cret" not in str(caught.value)


def test_options_hide_their_secrets():
    options = webhook.Options(url="http://a/s3cret", secret="s3cret", headers={"A": "s3cret"})
    assert "s3cret" not in repr(options) + str(options)
