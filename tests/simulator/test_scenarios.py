"""Everything that can be made to happen by hand: over HTTP, and with `watcher simulate trigger`."""

from collections import Counter

import pytest
from click.testing import CliRunner
from miniature import Miniature
from test_server import started

from watcher.cli.simulate import command
from watcher.simulator import control, scenarios

WHAT_HAPPENS = {
    "play": {"play": 1, "top_play": 1, "rank": 1},
    "new-top-play": {"play": 1, "top_play": 1, "rank": 1},
    "party": {"play": 37, "top_play": 37, "rank": 37},
    "match": {"match_game": 3, "match_end": 1},
    "long-match": {"match_game": 10, "match_abort": 2, "match_end": 1},
    "room": {"match_game": 3, "match_end": 1},
    "first-lost": {"play": 1, "activity.rank": 1, "activity.rankLost": 1},
    "remove-score": {"removed": 1, "rank": 1},
    "pp-rework": {"rework": 1},
    "rename": {"rename": 1, "activity.usernameChange": 1},
    "restrict": {"restricted": 1},
    "release": {"released": 1},
    "retire": {"rank": 1},
    "support": {"activity.userSupportFirst": 1},
    "lapse": {"lapse": 1},
    "challenge": {"challenge": 1},
    "take-part": {"daily": 1},
    "visit": {"visit": 1},
    "hide": {"hide": 1},
    "medal": {"activity.achievement": 1},
    "team": {"team": 1},
    "appoint": {"group": 1},
    "award": {"badge": 1},
    "upload": {"activity.beatmapsetUpload": 1},
    "update": {"activity.beatmapsetUpdate": 1},
    "nominate": {"map.nominate": 1},
    "disqualify": {"map.disqualify": 1, "status": 1},
    "rank": {"map.rank": 1, "status": 1, "activity.beatmapsetApprove": 1},
    "approve": {"map.approve": 1, "status": 1, "activity.beatmapsetApprove": 1},
    "love": {"map.love": 1, "status": 1, "activity.beatmapsetApprove": 1},
    "bury": {"status": 1},
    "revive": {"status": 1, "activity.beatmapsetRevive": 1},
    "delete": {"activity.beatmapsetDelete": 1},
    "hand-over": {"map.beatmap_owner_change": 1},
    "reset": {"map.nomination_reset": 1},
    "unlove": {"map.remove_from_loved": 1, "status": 1},
    "add-difficulty": {"difficulty.added": 1, "activity.beatmapsetUpdate": 1},
    "remove-difficulty": {"difficulty.removed": 1, "activity.beatmapsetUpdate": 1},
    "discuss": {"map.issue_resolve": 1},
    "edit": {"map.genre_edit": 1},
    "acclaim": {"acclaim": 1},
    "mod": {"mod": 1},
    "play-often": {"activity.beatmapPlaycount": 1},
    "publish": {"post": 1},
    "release-build": {"build": 1},
}
"""What the truth log says of each scenario, triggered without an argument in a quiet world."""
FIRST = {"reset": "nominate"}
"""What must have happened before."""


@pytest.mark.parametrize("name", scenarios.SCENARIOS)
def test_what_is_triggered_happens(name):
    mini = Miniature(depth=10)
    if name in FIRST:
        mini.do(FIRST[name])
    mini.do(name)
    mini.sleep(2000)
    happened = Counter(fact.kind for fact in mini.world.truth.facts)
    assert WHAT_HAPPENS[name].items() <= happened.items()


def test_an_outage_ends_by_itself():
    mini = Miniature(depth=10)
    mini.do("outage", seconds=30)
    assert mini.answer("GET", "/api/v2/users/1001/osu").status == 503
    mini.sleep(31)
    assert mini.answer("GET", "/api/v2/users/1001/osu").status == 200


def test_a_fault_lasts_until_all_is_well_and_revoked_tokens_for_good():
    mini = Miniature(depth=10)
    mini.do("fault", kind="status", status=500)
    assert mini.answer("GET", "/api/v2/users/1001/osu").status == 500
    mini.do("well")
    mini.do("revoke")
    assert mini.answer("GET", "/api/v2/users/1001/osu").status == 401


def test_all_of_it_by_hand():
    with started() as url:
        ended = {
            name: CliRunner().invoke(command, ["trigger", name, "--url", url, *arguments])
            for name, arguments in {
                **dict.fromkeys([*FIRST.values(), *scenarios.SCENARIOS, *control.DEEDS], ()),
                "fault": ("kind=status", "path=/nowhere"),
            }.items()
        }
    assert {name: run.output for name, run in ended.items() if run.exit_code} == {}
