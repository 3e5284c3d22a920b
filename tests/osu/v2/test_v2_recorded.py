"""Every recorded answer parses, and nothing of it is lost."""

import json
import logging
from datetime import UTC, datetime
from fnmatch import fnmatch

import msgspec
import pytest

from watcher.osu.v2 import models
from watcher.osu.v2.reading import Reader

# file · what it is read as; the first pattern that fits
SHAPES = [
    ("v2/*404.json", None),  # errors, which have no model
    ("constructed/v2__[0-9o]*", None),
    ("constructed/*_[45][0-9][0-9]*", None),
    ("v2/beatmap_attributes__*", None),  # difficulty is nothing that a monitor asks for
    ("v2/beatmap_scores__*", models.Scores),
    ("v2/beatmap_user_scores_all__*", models.Scores),
    ("v2/beatmaps_batch__*", models.Beatmaps),
    ("v2/beatmapset_events__*", models.BeatmapsetEvents),
    ("v2/beatmapsets_search__*", models.BeatmapsetSearch),
    ("v2/beatmapset__*", models.Beatmapset),
    ("v2/beatmap_*", models.Beatmap),
    ("v2/events__one_of_each*", list[models.Event]),
    ("*events__page__*", models.Events),
    ("constructed/v2__events_*", models.Events),
    ("constructed/v2__firehose_*", models.Feed),
    ("*match_*", models.MatchPage),
    ("v2/matches_list__*", models.Matches),
    ("v2/rankings_*_country__*", models.CountryRankings),
    ("v2/rankings_*", models.Rankings),
    ("v2/room_leaderboard__*", models.RoomLeaderboard),
    ("v2/room_playlist_scores__*", models.Scores),
    ("v2/room_1__*", models.Room),
    ("constructed/v2__room_events_*", models.RoomEvents),
    ("v2/rooms_list__*", list[models.Room]),
    ("v2/score__[a-z]*__old_format__*", list[models.Score]),
    ("v2/score__*", models.Score),
    ("v2/user_beatmapsets_most_played__*", list[models.Playcount]),
    ("v2/user_beatmapsets_*", list[models.Beatmapset]),
    ("v2/user_recent_activity__*", list[models.Event]),
    ("v2/user_scores_*", list[models.Score]),
    ("*users_*", models.Users),
    ("v2/user__*", models.User),
]

# Twins of other fields that the server calls deprecated, and what is about the one who asks (nobody, here).
LEFT_OUT = {
    "createdAt",
    "rankHistory",
    "replay",
    "current_user_attributes",
    "current_user_playcount",
    "current_user_tag_ids",
    "reviewsConfig",
    "error",
    "max_blocks",
    "max_friends",
    "user_score",
}
# Under which name the new format of scores has what the old one says.
RENAMED = {"created_at": "ended_at", "mode_int": "ruleset_id", "perfect": "legacy_perfect", "score": "total_score"}
COUNTS = {"count_300": "great", "count_miss": "miss"}


def lost(wire, kept, path=""):
    """The paths of what is on the wire and not in the model."""
    if isinstance(wire, dict):
        if "created_at" in wire and "statistics" in wire:  # a score in the old format
            yield from lost_of_old_score(wire, kept, path)
            return
        for name, part in wire.items():
            if name not in LEFT_OUT:
                yield from lost(part, kept.get(name, "nothing") if isinstance(kept, dict) else kept, f"{path}.{name}")
    elif isinstance(wire, list):
        if not isinstance(kept, list) or len(wire) != len(kept):
            yield path
        else:
            for number, (part, of) in enumerate(zip(wire, kept, strict=True)):
                yield from lost(part, of, f"{path}[{number}]")
    elif not same(wire, kept):
        yield f"{path}: {wire!r} became {kept!r}"


def lost_of_old_score(wire, kept, path):
    for name, part in wire.items():
        if name == "mods":
            yield from lost(part, [mod["acronym"] for mod in kept["mods"]], f"{path}.mods")
        elif name == "statistics":
            counts = sorted(count for count in part.values() if count)
            yield from lost(counts, sorted(kept["statistics"].values()), f"{path}.statistics")
            yield from (
                f"{path}.{old}" for old, new in COUNTS.items() if (part[old] or 0) != kept["statistics"].get(new, 0)
            )
        elif name == "rank":
            yield from lost(part or "", kept["rank"], f"{path}.rank")
        elif name not in {*LEFT_OUT, "id", "mode", "mode_int"}:
            yield from lost(part, kept[RENAMED.get(name, name)], f"{path}.{name}")


def same(wire, kept):
    if wire == kept:
        return True
    try:
        return moment(wire) == moment(kept)
    except (TypeError, ValueError):
        return False


def moment(text):
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def recorded(answers):
    return sorted([*answers.glob("v2/*.json"), *answers.glob("constructed/v2__*.json")])


def shape(answers, file):
    name = str(file.relative_to(answers))
    return next(type_ for pattern, type_ in SHAPES if fnmatch(name, pattern))


def test_every_recorded_answer_parses_with_nothing_lost(answers, caplog):
    read, missing = 0, []
    for file in recorded(answers):
        type_ = shape(answers, file)
        if type_ is None:
            continue
        text = file.read_bytes()
        kept = msgspec.to_builtins(Reader().read(text, type_))
        missing += [f"{file.name}: {what}" for what in lost(json.loads(text), kept)]
        read += 1
    assert missing == []
    assert read > 70
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_every_error_body_is_no_answer(answers):
    files = [file for file in recorded(answers) if shape(answers, file) is None]
    assert len(files) > 10
    for file in files:
        with pytest.raises(Exception, match="shape") as caught:
            Reader().read(file.read_bytes(), models.User)
        assert type(caught.value).__name__ == "Malformed", file.name
