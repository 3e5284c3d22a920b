"""Every recorded answer of API v1 and of servers that copy it is read, with nothing lost."""

import json
from datetime import UTC, datetime

import pytest

from watcher.osu.errors import NotFound
from watcher.osu.scoring import weighted_total
from watcher.osu.v1 import Beatmap, BeatmapScore, OsuMode, RecentScore, SoloScore, User, reading
from watcher.osu.v1.models import Model

READERS = {
    "get_user": reading.rows(User),
    "get_user_best": reading.rows(SoloScore),
    "get_user_recent": reading.rows(RecentScore),
    "get_scores": reading.rows(BeatmapScore),
    "get_beatmaps": reading.rows(Beatmap),
    "get_match": reading.match,
    "get_replay": reading.replay,
}
FOLDERS = ("v1/*.json", "private-servers/*.json", "constructed/v1__*.json")
NOTHING = ("match_not_found", "replay__not_available", "replay_retrieval_failed")
NEVER = "0001-01-01 00:00:00"  # Ripple's way to write no date
NO_ANSWERS = ("401_bad_key", "unknown_user_or_no_scores")


def recorded(answers):
    paths = [
        *answers.glob("v1/*.json"),
        *answers.glob("private-servers/*.json"),
        *answers.glob("constructed/v1__*.json"),
    ]
    for path in sorted(paths):
        if not path.stem.endswith(NO_ANSWERS):
            name = path.stem.removeprefix("ripple__").removeprefix("v1__")
            endpoint = max((one for one in READERS if name.startswith(one)), key=len)
            yield path, READERS[endpoint], json.loads(path.read_text())


def same(model, wire):
    """Compare what was read with what was written, value by value."""
    if isinstance(wire, list):
        assert len(model) == len(wire)
        for one, row in zip(model, wire, strict=True):
            same(one, row)
    elif isinstance(model, Model):
        read = dict(model)
        for name, value in wire.items():
            same(read["passed" if name == "pass" else name], value)
    else:
        assert written(model, wire) == wire, (model, wire)


def written(value, wire):
    """The text that the server would have written for this value."""
    if value is None:
        return wire if wire == NEVER else None
    if value == [] and wire is None:
        return None
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return wire if float(wire) == value else str(value)
    return ",".join(value) if isinstance(value, list) else str(getattr(value, "value", value))


def test_every_answer_is_read_and_could_be_written_again(answers):
    read = 0
    for path, reader, answer in recorded(answers):
        if path.stem.endswith(NOTHING):
            with pytest.raises(NotFound):
                reader(answer)
            continue
        same(reader(answer), answer)
        read += 1
    assert read >= 40


def test_nothing_new_stands_in_them(answers):
    for _, reader, answer in recorded(answers):
        if isinstance(answer, list):
            assert [row.extra for row in reader(answer) if row.extra] == []


def test_best_lists_fall_and_add_up(answers):
    for mode in OsuMode:
        name = {"ctb": "fruits"}.get(mode.name, mode.name)
        bests = READERS["get_user_best"](json.loads((answers / f"v1/get_user_best__{name}__2022.json").read_text()))
        pps = [best.pp for best in bests]
        assert pps == sorted(pps, reverse=True)
        assert weighted_total(pps) <= sum(pps)
        assert all(0.5 < best.accuracy(mode) <= 1 for best in bests)
