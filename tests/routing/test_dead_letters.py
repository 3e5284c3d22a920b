"""`watcher dead`: what was given up can be looked at, told after all, and forgotten."""

import json

import pytest
from click.testing import CliRunner

from watcher.cli import main
from watcher.store import Store, history, outbox

T = 1_790_000_000_000
CONFIG = """
osu: {client_id: 1, client_secret: s}
watches: {friends: {players: mrekk}}
sinks: {phone: console, club: console}
store: FOLDER/watcher.db
"""


def give_up(tx, number, sink):
    """An event that this sink refused for good."""
    facts = f'{{"player": {{"id": {number}}}}}'
    row = {"kind": "renamed", "subject": f"bancho/osu/{number}", "cause": "account", "happened": T, "noticed": T}
    outbox.add_event(tx, row | {"key": f"renamed/{number}", "about": None, "version": 1, "facts": facts, "source": ""})
    stored = next(each for each in outbox.latest(tx, 100) if each.key == f"renamed/{number}")
    owed = {"sink": sink, "watch": "friends", "due": T, "awaits": None, "expires": T, "created": T}
    assert outbox.owe(tx, stored, owed)
    claimed = outbox.claim(tx, sink, T, T + 1)
    outbox.finish(tx, claimed, state="dead", reason="gone: 404 Not Found", now=T)


@pytest.fixture
def folder(tmp_path):
    """Two dead letters of the phone (1, 2), one of the club (3)."""
    (tmp_path / "config.yaml").write_text(CONFIG.replace("FOLDER", str(tmp_path)))
    store = Store.open(tmp_path / "watcher.db")
    for number, sink in ((1, "phone"), (2, "phone"), (3, "club")):
        store.work(lambda tx, number=number, sink=sink: give_up(tx, number, sink))
    store.close()
    return tmp_path


def dead(folder, what, *arguments):
    return CliRunner().invoke(main, ["dead", what, "-c", str(folder / "config.yaml"), *arguments])


def numbers(folder):
    return [letter["id"] for letter in json.loads(dead(folder, "list", "--json").output)]


def ask(folder, question):
    store = Store.open(folder / "watcher.db")
    try:
        return store.work(question)
    finally:
        store.close()


def test_they_are_listed_with_their_reason(folder):
    lines = dead(folder, "list").output.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("1  ")
    assert lines[0].endswith("phone: bancho/osu/1 (gone: 404 Not Found)")
    assert dead(folder, "list", "--sink", "club").output.startswith("3  ")


def test_what_is_replayed_is_owed_again_and_does_not_expire_at_once(folder):
    assert dead(folder, "replay", "1", "3").output == "2 dead letters told again\n"
    assert numbers(folder) == [2]
    again = ask(folder, lambda tx: outbox.claim(tx, "phone", 2 * T, 2 * T))
    assert (again.id, again.attempts, again.subject) == (1, 1, "bancho/osu/1")
    assert again.expires > T


def test_all_of_one_sink(folder):
    assert dead(folder, "replay", "--all", "--sink", "phone").exit_code == 0
    assert numbers(folder) == [3]


def test_what_is_dropped_is_told_no_more_and_can_still_be_explained(folder):
    assert dead(folder, "drop", "2").exit_code == 0
    assert numbers(folder) == [1, 3]
    [telling] = ask(folder, lambda tx: history.tellings(tx, "renamed/2"))
    assert (telling.state, telling.reason) == ("silent", "gone: 404 Not Found")


@pytest.mark.parametrize(("what", "said"), [("replay", "told again"), ("drop", "dropped")])
def test_one_that_is_not_there_changes_nothing(folder, what, said):
    answered = dead(folder, what, "1", "9")
    text = f"no dead letter 9 that could be {said}: nothing was changed\n"
    assert (answered.exit_code, answered.output) == (1, text)
    assert numbers(folder) == [1, 2, 3]


@pytest.mark.parametrize("arguments", [[], ["1", "--all"], ["1", "--sink", "phone"]], ids=" ".join)
def test_it_must_be_said_which(folder, arguments):
    assert dead(folder, "drop", *arguments).exit_code == 2
    assert numbers(folder) == [1, 2, 3]


def test_where_nothing_was_given_up(folder):
    dead(folder, "drop", "--all")
    assert dead(folder, "list").output == "nothing was given up\n"
