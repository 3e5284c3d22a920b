"""The daily challenge as API v2 shows it, in recorded answers and beyond."""

import json

import pytest
from faulty import Reply
from test_v2_source import Situation
from v2_answers import STATISTICS, user

from watcher.osu import nouns
from watcher.osu.nouns import Mode
from watcher.osu.v2.daily import plan

DAY = 86_400_000
MINUTE = 60_000


def test_the_challenge_of_a_recorded_day(answers):
    rooms = json.loads((answers / "v2/rooms_list__excerpt__2026-07.json").read_text())
    situation = Situation({"/rooms": [Reply(body=[one for one in rooms if one["category"] == "daily_challenge"])]})
    (seen,) = situation.ask("challenge", "bancho/site").sightings
    assert situation.asked == [
        ("/rooms", {"type_group": ["playlists"], "mode": ["active"], "category": ["daily_challenge"], "limit": ["2"]})
    ]
    assert (seen.id, seen.mode, seen.mods) == (3_509_398, Mode.OSU, ())
    assert (seen.beatmap.title, seen.beatmap.version, seen.beatmap.stars) == ("Cupid De Locke", "rHO Mix", 4.39066)
    assert (seen.opens % DAY, seen.closes % DAY, seen.closes - seen.opens) == (5 * MINUTE, 0, DAY - 5 * MINUTE)


@pytest.mark.parametrize("missing", ["current_playlist_item", "ends_at"])
def test_a_challenge_that_does_not_tell_its_map_or_its_end_is_set_aside(answers, missing):
    rooms = json.loads((answers / "v2/rooms_list__excerpt__2026-07.json").read_text())
    broken = [one | {missing: None} for one in rooms if one["category"] == "daily_challenge"]
    assert Situation({"/rooms": [Reply(body=broken)]}).ask("challenge", "bancho/site").sightings == []


def test_a_player_of_a_recorded_day(answers):
    body = json.loads((answers / "v2/user__peppy__2026-07.json").read_text())
    (seen,) = Situation({"/users/2/osu": [Reply(body=body)]}).ask("daily", "bancho/user/2").sightings
    assert (seen.username, seen.streak, seen.best, seen.top_half) == ("peppy", 0, 2, 0)
    assert seen.day == 1_756_944_000_000  # 2025-09-04


def test_who_never_played_one_has_no_day():
    answer = user(7, statistics=STATISTICS)
    (seen,) = Situation({"/users/7/osu": [Reply(body=answer)]}).ask("daily", "bancho/user/7").sightings
    assert (seen.day, seen.streak) == (None, 0)


def test_who_is_not_there_is_absent():
    gone = Situation({"/users/7/osu": [Reply(404, {"error": None})]}).ask("daily", "bancho/user/7")
    (seen,) = gone.sightings
    assert (type(seen), seen.alone, gone.gone) == (nouns.Absent, True, ("bancho/user/7",))


@pytest.mark.parametrize(("players", "hours"), [(1, 6), (1000, 6), (10_000, 55.56)])
def test_players_are_asked_for_within_a_twentieth_of_the_budget(players, hours):
    people = [f"bancho/user/{number}" for number in range(players)]
    looks = plan({nouns.Daily: people, nouns.Challenge: ["bancho/site"]}, 60)
    assert [look.question for look in looks] == ["daily"] * players + ["challenge"]
    assert looks[0].every / 3_600_000 == pytest.approx(hours, abs=0.01)
    assert sum(look.cost * MINUTE / look.every for look in looks[:-1]) <= 3 + 1e-6
