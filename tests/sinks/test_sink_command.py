import asyncio
import json
import os
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from watcher.clock import VirtualClock
from watcher.notification import Message, NotDelivered, Notification, Reason, Undeliverable
from watcher.sinks import command

MESSAGE = Message(key="mine/1", notification=Notification(title="peppy", body="x" * 200_000))


def send(program, *arguments, **options):
    sink = command.open(
        command.Options(run=[sys.executable, "-c", program, *arguments], **options), name="mine", clock=VirtualClock()
    )
    return asyncio.run(sink.send(MESSAGE))


def test_the_program_gets_the_message_on_its_standard_input(tmp_path):
    target = tmp_path / "got"
    copy = "import sys, pathlib; pathlib.Path(sys.argv[1]).write_bytes(sys.stdin.buffer.read()); print('noise')"
    assert send(copy, str(target)) == "exit code 0"
    got = json.loads(target.read_text())
    assert (got["schema"], got["id"], got["title"]) == (1, "mine/1", "peppy")


def test_a_program_that_does_not_read_has_taken_it_all_the_same():
    assert send("pass") == "exit code 0"


@pytest.mark.parametrize(
    ("code", "failure", "reason"),
    [
        (1, NotDelivered, Reason.SERVER),
        (75, NotDelivered, Reason.SERVER),
        (65, Undeliverable, Reason.PAYLOAD),
        (77, Undeliverable, Reason.AUTH),
    ],
)
def test_the_exit_code_is_the_answer(code, failure, reason):
    with pytest.raises(failure, match=f"ended with {code}: disk full") as caught:
        send(f"import sys; print('noise\\n\\x1b[1mdisk full', file=sys.stderr); sys.exit({code})")
    assert caught.type is failure
    assert caught.value.reason is reason
    assert "\x1b" not in str(caught.value)


def test_a_program_that_takes_too_long_is_killed_with_its_children(tmp_path):
    pid = tmp_path / "pid"
    options = command.Options(run=["sh", "-c", 'sleep 60 & echo $! > "$0"; wait', str(pid)], timeout=1)
    with pytest.raises(NotDelivered) as caught:
        asyncio.run(command.open(options, name="mine", clock=VirtualClock()).send(MESSAGE))
    assert caught.value.reason is Reason.TIMEOUT
    state = Path(f"/proc/{pid.read_text()}/stat")
    assert not state.exists() or state.read_text().split()[2] in "ZX"


def test_the_program_does_not_see_the_secrets_of_the_environment():
    os.environ["WATCHER_TEST_SECRET"] = "s3cret"
    try:
        assert send("import os, sys; sys.exit('WATCHER_TEST_SECRET' in os.environ)") == "exit code 0"
    finally:
        del os.environ["WATCHER_TEST_SECRET"]


def test_a_program_that_vanished(tmp_path):
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    sink = command.open(command.Options(run=[str(program)]), name="mine", clock=VirtualClock())
    program.unlink()
    with pytest.raises(NotDelivered, match="can't be started") as caught:
        asyncio.run(sink.send(MESSAGE))
    assert caught.value.reason is Reason.GONE


@pytest.mark.parametrize("run", [[], ["no-such-program-here"], ["/"]])
def test_what_cannot_be_run_is_found_before(run):
    with pytest.raises(ValidationError):
        command.Options(run=run)
