"""Messages through servers that others wrote: mail, MQTT, IRC."""

import asyncio
import json
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from watcher.clock import VirtualClock
from watcher.notification import Message, Notification, Row
from watcher.sinks import apprise, command

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
WORDS = Notification(
    title="ペピー: new top play #3", body="A & B [<b>C</b>]\n98.76% · FC", url="https://osu.ppy.sh/scores/1"
)
TABLE = Notification(title="2 news", rows=(Row("21:04", "One <i>", "https://osu.ppy.sh/scores/1"), Row("21:05", "Two")))


def port():
    with socket.create_server(("127.0.0.1", 0)) as held:
        return held.getsockname()[1]


def send(sink, *messages):
    async def all_of_them():
        try:
            return [await sink.send(message) for message in messages]
        finally:
            await sink.close()

    return asyncio.run(all_of_them())


def by_apprise(url, *messages, timeout=15):
    options = apprise.Options(url=url, timeout=timeout, pause=0)
    return send(apprise.open(options, name="there", clock=VirtualClock()), *messages)


class Box:
    """Takes mail, as aiosmtpd hands it over."""

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  # aiosmtpd's naming
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"


def test_mails_hold_what_they_should():
    box = Box()
    controller = Controller(
        box, hostname="127.0.0.1", port=port(), auth_required=False, auth_require_tls=False,
        authenticator=lambda *_: AuthResult(success=True),
    )  # fmt: skip
    controller.start()
    try:
        url = f"mailto://me:s3cret@127.0.0.1:{controller.port}/?from=me@example.org&to=you@example.org&mode=insecure"
        messages = [Message(key="1", notification=WORDS, image=PNG), Message(key="2", notification=TABLE)]
        assert by_apprise(url, *messages) == ["taken", "taken"]
    finally:
        controller.stop()
    pictured, table = box.mails
    assert pictured["Subject"] == WORDS.title
    assert "A &amp; B [&lt;b&gt;C&lt;/b&gt;]" in pictured.get_body(("html",)).get_content()
    [attached] = pictured.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type(), attached.get_content()) == (
        "watcher.png",
        "image/png",
        PNG,
    )
    page = table.get_body(("html",)).get_content()
    assert '<td>21:04</td><td><a href="https://osu.ppy.sh/scores/1">One &lt;i&gt;</a></td>' in page


def needed(*programs):
    found = {program: shutil.which(program, path="/usr/bin:/usr/sbin:/bin:/sbin") for program in programs}
    missing = [program for program, path in found.items() if path is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} is not installed; `make test-system` does that")
    return found


@contextmanager
def running(*arguments, listens):
    """A server, until it is not needed any more."""
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", listens), timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, "the server ended"
                time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        process.wait(10)


@pytest.mark.system
def test_a_program_of_ones_own_publishes_to_mosquitto():
    there = needed("mosquitto", "mosquitto_pub", "mosquitto_sub")
    number = port()
    where = ("-h", "127.0.0.1", "-p", str(number), "-t", "osu/news")
    with running(there["mosquitto"], "-p", str(number), listens=number):
        options = command.Options(run=[there["mosquitto_pub"], *where, "-s", "-r"])
        taken = send(command.open(options, name="mqtt", clock=VirtualClock()), Message(key="k", notification=WORDS))
        heard = subprocess.run(
            [there["mosquitto_sub"], *where, "-C", "1", "-W", "20"], capture_output=True, text=True, check=True
        )
    assert taken == ["exit code 0"]
    document = json.loads(heard.stdout)
    assert (document["title"], document["body"]) == (WORDS.title, WORDS.body)


@pytest.mark.system
def test_apprise_publishes_to_mosquitto():
    pytest.importorskip("paho.mqtt", reason="paho-mqtt is not installed; `make test-system` does that")
    there = needed("mosquitto", "mosquitto_sub")
    number = port()
    subscribe = [there["mosquitto_sub"], "-h", "127.0.0.1", "-p", str(number), "-t", "osu/news", "-C", "1", "-W", "20"]
    with running(there["mosquitto"], "-p", str(number), listens=number):
        url = f"mqtt://127.0.0.1:{number}/osu/news?retain=yes"
        assert by_apprise(url, Message(key="k", notification=WORDS)) == ["taken"]
        heard = subprocess.run(subscribe, capture_output=True, text=True, check=True).stdout
    assert heard.startswith(f"{WORDS.title}\n{WORDS.body.partition(chr(10))[0]}")
    assert WORDS.url in heard


NGIRCD = """\
[Global]
  Name = irc.example.org
  Info = here
  Ports = {port}
  Listen = 127.0.0.1
  ServerUID = {user}
  ServerGID = {user}
[Options]
  DNS = no
  Ident = no
  PAM = no
"""


@contextmanager
def listener(number, channel):
    """Somebody in a channel, who hears what is said there."""
    with socket.create_connection(("127.0.0.1", number), timeout=30) as line, line.makefile("rwb") as file:

        def say(text):
            file.write(text.encode() + b"\r\n")
            file.flush()

        def heard(word):
            for raw in file:
                text = raw.decode("utf-8", "replace").rstrip()
                if text.startswith("PING"):
                    say("PONG" + text[4:])
                if f" {word} " in text:
                    return text
            raise AssertionError("the line went dead")

        say("NICK ear")
        say("USER ear 0 * :ear")
        heard("001")
        say(f"JOIN {channel}")
        heard("366")
        yield heard


@pytest.mark.system
def test_irc_hears_of_it(tmp_path):
    there = needed("ngircd")
    number = port()
    config = tmp_path / "ngircd.conf"
    config.write_text(NGIRCD.format(port=number, user="irc"))
    tmp_path.chmod(0o755)
    with (
        running(there["ngircd"], "--config", str(config), "--nodaemon", listens=number),
        listener(number, "#osu") as heard,
    ):
        by_apprise(f"irc://teller@127.0.0.1:{number}/%23osu", Message(key="k", notification=WORDS), timeout=40)
        said = heard("PRIVMSG")
    assert "new top play #3" in said or "A & B" in said
