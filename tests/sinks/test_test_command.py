"""`watcher test SINK`: what it says is what one can act on."""

import json

import pytest
from click.testing import CliRunner
from sink_server import Reply, Service

from watcher.cli import main
from watcher.cli.test import ADVICE
from watcher.notification import Reason

CONFIG = """\
osu: {{client_id: 1, client_secret: a-secret}}
watches: {{friends: {{players: [Quillon]}}}}
sinks:
  hook: {{url: "{url}", timeout: 0.5}}
  plain: {{url: "http://127.0.0.1:{port}/", timeout: 5}}
  club: {{kind: discord, url: "{url}/api/webhooks/1/s3cret", timeout: 0.5}}
  terminal: console
  phone: {{url: "ntfy://127.0.0.1:{port}/s3cret", timeout: 5}}
"""


def tried(folder, reply, sink, tls=None, *options):
    with Service(reply, tls=tls) as service:
        (folder / "config.yaml").write_text(CONFIG.format(url=service.url, port=service.port))
        return CliRunner().invoke(main, ["test", sink, "-c", str(folder / "config.yaml"), *options])


def test_a_message_that_arrived_is_said_to_have_arrived(tmp_path):
    done = tried(tmp_path, Reply(200, body=b'{"id": "1"}'), "club")
    assert (done.exit_code, done.output) == (0, "club took it: 200 OK\n")


@pytest.mark.parametrize(
    ("reply", "code", "told"),
    [
        (Reply(200), 0, {"sink": "hook", "taken": True, "answer": "200 OK"}),
        (Reply(429, {"Retry-After": "7"}), 1, {"taken": False, "reason": "rate", "retry_after": 7.0}),
    ],
    ids=["taken", "refused"],
)
def test_programs_are_told_the_same(tmp_path, reply, code, told):
    done = tried(tmp_path, reply, "hook", None, "--json")
    assert done.exit_code == code
    assert json.loads(done.output).items() >= told.items()


def test_what_a_terminal_shows_is_not_in_the_way_of_what_programs_read(tmp_path):
    done = tried(tmp_path, Reply(200), "terminal", None, "--json")
    assert json.loads(done.stdout) == {"sink": "terminal", "taken": True, "answer": "printed"}
    assert "watcher can reach you here" in done.stderr


REFUSALS = [
    (Reply(401), Reason.AUTH),
    (Reply(404), Reason.GONE),
    (Reply(400), Reason.PAYLOAD),
    (Reply(429, {"Retry-After": "7"}), Reason.RATE),
    (Reply(503), Reason.SERVER),
    (Reply(fault="reset"), Reason.NETWORK),
]


@pytest.mark.parametrize("sink", ["hook", "club", "phone"])
@pytest.mark.parametrize(("reply", "reason"), REFUSALS, ids=[reason.value for _, reason in REFUSALS])
def test_each_refusal_says_why_and_what_to_do(tmp_path, reply, reason, sink):
    done = tried(tmp_path, reply, sink)
    assert done.exit_code == 1
    said, advice = done.output.splitlines()
    assert said.startswith(f"{sink} did not take it ({reason.value}): ")
    assert advice.startswith(ADVICE[reason])
    assert ("7 s" in advice) is (reason is Reason.RATE)
    assert "s3cret" not in done.output


@pytest.mark.parametrize("sink", ["hook", "club"])
def test_one_that_never_answers(tmp_path, sink):
    done = tried(tmp_path, Reply(fault="hang"), sink)
    assert f"{sink} did not take it (timeout): " in done.output
    assert ADVICE[Reason.TIMEOUT] in done.output


def test_one_that_can_not_prove_who_it_is(tmp_path, certificate):
    done = tried(tmp_path, Reply(), "hook", tls=certificate)
    assert "hook did not take it (tls): " in done.output
    assert ADVICE[Reason.TLS] in done.output


def test_there_is_advice_for_every_reason():
    assert set(ADVICE) == set(Reason)
