"""The pulse of the daemon: when it is fed to the watchdog, how it is written down, and what is made of it."""

import socket
from contextlib import closing

import pytest

from watcher import heartbeat
from watcher.heartbeat import NOTED_EVERY, PATIENCE, STALE, Progress

NOW = 1_790_000_000_000
FED = "WATCHDOG=1"


@pytest.mark.parametrize(
    ("looking", "telling", "said"),
    [
        (0, 0, ["STATUS=2 watches", FED]),
        (PATIENCE, PATIENCE, ["STATUS=2 watches", FED]),
        (PATIENCE + 1, 0, ["STATUS=looking stands still for 31 s"]),
        (0, 90, ["STATUS=telling stands still for 90 s"]),
        (40, 90, ["STATUS=looking stands still for 40 s, telling stands still for 90 s"]),
    ],
)
def test_the_watchdog_is_fed_only_while_both_halves_get_on(looking, telling, said):
    assert heartbeat.messages({"looking": looking, "telling": telling}, "2 watches") == said


def test_while_both_wait_for_the_store_they_are_not_taken_for_dead():
    said = heartbeat.messages({"looking": 90, "telling": 90}, "2 watches", "the disk is full")
    assert said == ["STATUS=the disk is full", FED]


def test_a_half_that_never_ends_a_tick_grows_old_from_the_start_on():
    progress = Progress(100.0)
    progress.note("telling", 150.0)
    assert progress.ages(160.0) == {"looking": 60.0, "telling": 10.0}


def test_what_the_watchdog_forgives_health_forgives():
    assert STALE > PATIENCE + NOTED_EVERY


@pytest.mark.parametrize(
    ("noted", "later", "ages"),
    [
        ({"looking": 0.4, "telling": 2.0}, 3, {"looking": 3.4, "telling": 5.0}),
        ({"looking": 0.0, "telling": 0.0}, -3600, {"looking": 0.0, "telling": 0.0}),
    ],
    ids=["a moment later", "the clock was set back"],
)
def test_what_is_written_down_is_read_again(noted, later, ages):
    assert heartbeat.read(heartbeat.written(noted, NOW), NOW + later * 1000) == pytest.approx(ages)


@pytest.mark.parametrize("note", [None, '{"looking": 1790000000000}'])
def test_a_half_that_nothing_is_known_of_is_stuck(note):
    assert "telling" in heartbeat.stuck(heartbeat.read(note, NOW), STALE)


@pytest.mark.parametrize("kind", ["path", "abstract"])
def test_the_service_manager_hears_it(kind, tmp_path):
    address = str(tmp_path / "notify") if kind == "path" else f"@watcher-{id(tmp_path)}"
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as manager:
        manager.settimeout(10)
        manager.bind("\0" + address[1:] if kind == "abstract" else address)
        heartbeat.notify(address, "READY=1", "STATUS=here")
        assert manager.recv(1000) == b"READY=1\nSTATUS=here"


@pytest.mark.parametrize("address", [None, "", "/nowhere/at/all"])
def test_where_no_service_manager_listens_nothing_happens(address):
    heartbeat.notify(address, "READY=1")
