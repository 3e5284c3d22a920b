import asyncio
import logging

import pytest
from mail_server import MailServer

from watcher.clock import VirtualClock
from watcher.notification import Message, NotDelivered, Notification, Reason, Undeliverable
from watcher.sinks import apprise

WORDS = Notification(
    title="<b>peppy</b>: new top play",
    body="A & B [<script>x</script>]\n#40 → #39 日本語",
    url="https://osu.ppy.sh/scores/1",
    fields={"pp": "727 <i>"},
)


def send(server, words=WORDS, to="a@example.org"):
    url = f"mailto://me:s3cret@127.0.0.1:{server.port}/?from=me@example.org&to={to}&mode=insecure"
    sink = apprise.open(apprise.Options(url=url), name="mail", clock=VirtualClock())
    return asyncio.run(sink.send(Message(key="mail/1", notification=words)))


def test_a_mail_arrives_as_html_with_strangers_markup_as_text():
    with MailServer() as server:
        assert send(server) == "taken"
    ((recipients, mail),) = server.mails
    assert [text.upper() for text in recipients] == ["RCPT TO:<A@EXAMPLE.ORG>"]
    assert mail["Subject"] == "<b>peppy</b>: new top play"
    page = mail.get_body(("html",)).get_content()
    assert "A &amp; B [&lt;script&gt;x&lt;/script&gt;]<br" in page
    assert "#40 → #39 日本語" in page
    assert "pp: 727 &lt;i&gt;" in page
    assert '<a href="https://osu.ppy.sh/scores/1">' in page
    assert "<script" not in page
    assert "\u200b" not in page


def test_a_stranger_cannot_add_a_header():
    with MailServer() as server:
        send(server, Notification(title="hi\r\nBcc: all@example.org\n\nbody", body="x"))
    ((recipients, mail),) = server.mails
    assert mail["Bcc"] is None
    assert "Bcc: all" in mail["Subject"].replace("\u200b", "")
    assert len(recipients) == 1


@pytest.mark.parametrize(
    ("refusals", "failure", "reason"),
    [
        ({"AUTH": "535 no"}, Undeliverable, Reason.AUTH),
        ({"AUTH": "454 later"}, NotDelivered, Reason.SERVER),
        ({"RCPT": "550 no such user"}, Undeliverable, Reason.GONE),
        ({"RCPT": "450 greylisted"}, NotDelivered, Reason.SERVER),
        ({"DATA": "554 spam"}, Undeliverable, Reason.PAYLOAD),
        ({"DATA": "451 later"}, NotDelivered, Reason.SERVER),
    ],
)
def test_each_refusal_has_its_reason(caplog, refusals, failure, reason):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("apprise").setLevel(logging.WARNING)  # as our own logs are set up
    with MailServer(refusals) as server, pytest.raises(failure) as caught:
        send(server)
    assert caught.type is failure
    assert caught.value.reason is reason
    assert "s3cret" not in str(caught.value) + caplog.text


def test_no_mail_server_is_there():
    with MailServer() as server:
        pass
    with pytest.raises(NotDelivered) as caught:
        send(server)
    assert caught.value.reason is Reason.NETWORK
