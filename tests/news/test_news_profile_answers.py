"""A player as osu! really showed one in 2022, three times: API v2, then API v1, then a batch of API v2."""

import json
import os
from pathlib import Path

import msgspec
import pytest
from news_world import FAMILIES, World
from sightings import at

from watcher.osu.nouns import Mode
from watcher.osu.v1 import reading
from watcher.osu.v1 import translation as v1
from watcher.osu.v1.models import User
from watcher.osu.v2 import models
from watcher.osu.v2 import translation as v2

DAY = 86_400


def recorded(name):
    folder = os.environ.get("WATCHER_ANSWERS")
    if not folder:
        pytest.skip("recorded answers are other people's data; WATCHER_ANSWERS names the folder that has them")
    return json.loads((Path(folder) / f"{name}.json").read_text())


def shown(mode):
    """The profile in that mode, day after day; the day of API v1 is looked at twice, as a gain waits for its play."""
    alone = msgspec.convert(recorded(f"v2/user__{mode.value}__2022"), models.User)
    (old,) = reading.rows(User)(recorded(f"v1/get_user__{mode.value}__2022"))
    batch = msgspec.convert(recorded("v2/users_batch__real_rows__2022")["users"], list[models.User])
    (one,) = [user for user in batch if user.id == alone.id]
    yield v2.profile(alone, mode, "bancho", at(0), whole=True)
    yield v1.profile(old, mode, "bancho", at(DAY))
    yield v1.profile(old, mode, "bancho", at(DAY + 120))
    yield v2.profile(one, mode, "bancho", at(2 * DAY))


@pytest.mark.parametrize(
    ("mode", "told"),
    [
        (
            Mode.OSU,
            [
                ("pp_step", "played", "6,300pp reached"),
                ("rank_change", "played", "6,293.76pp → 6,323.72pp (+29.96) · #25,172 → #25,623 (-451)"),
                ("counter_milestone", "played", "80,000 plays"),
                ("rank_change", "others", "#25,623 → #26,342 (-719)"),
            ],
        ),
        (Mode.TAIKO, [("unranked", "account", "no rank any more")]),
        (Mode.CATCH, []),
        (Mode.MANIA, []),
    ],
    ids=["plays on while others pass", "stopped, and v1 still shows a rank", "inactive", "inactive, but playing"],
)
def test_what_is_told_of_a_recorded_player(mode, told):
    events = World("profile").events(shown(mode))
    titles = [FAMILIES["profile"].words([each]).title.partition(": ")[2] for each in events]
    assert [(each.kind, each.cause.value, title) for each, title in zip(events, titles, strict=True)] == told
