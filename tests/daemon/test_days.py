"""Days of simulated people, told by a whole daemon and held against what happened."""

import asyncio
from functools import partial

import pytest
from virtual import live

from watcher.simulator import Simulator

DAY = 86_400
MODES = "osu, taiko, fruits, mania"
SELDOM = {"v1": ", requests_per_minute: 3", "v2": ", feed_interval: 2 min"}
WATCH = "  all: {{players: [{players}], modes: [{modes}], news: [top_play, score], settle: 0s}}\n"


def of(kind, fact_kind):
    """The key of the event of this kind that tells a fact of the truth, given the modes; None where it tells none."""

    def key(modes, fact):
        if fact.kind != fact_kind or not fact.facts.get("passed", True) or fact.facts["mode"] not in modes:
            return None
        play = fact.facts
        return f"{kind}/bancho/play/{play['mode']}/{play['user_id']}/{play['beatmap_id']}/{play['ended']}"

    return key


WHERE = {
    "v1": {"top_play": (of("top_play", "stable_top_play"), ["v1.best"]), "score": (of("score", "play"), ["v1.recent"])},
    "v2": {"top_play": (of("top_play", "top_play"), ["feed"]), "score": (of("score", "play"), ["feed"])},
}


def reports(folder, api, *, days, players, modes, osu, **world):
    ids = map(str, Simulator(players=players, depth=0).world.players)
    watch = WATCH.format(players=", ".join(ids), modes=modes)
    run = asyncio.run(
        live(folder, watch, seconds=days * DAY, api=api, osu=osu, life="everyday", players=players, **world)
    )
    return {kind: run.report(kind, partial(key, modes), where) for kind, (key, where) in WHERE[api].items()}


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_a_day(tmp_path, api):
    for kind, report in reports(tmp_path, api, days=1, players=12, modes="osu", osu=SELDOM[api]).items():
        assert report.right > 5, kind
        assert (report.missed, report.doubled, report.false) == ((), (), ()), f"{kind}: {report}"


@pytest.mark.soak
@pytest.mark.parametrize("api", ["v1", "v2"])
def test_a_week_of_two_hundred_in_four_modes(tmp_path, api):
    for kind, report in reports(tmp_path, api, days=7, players=200, modes=MODES, osu="").items():
        assert report.right > 100, kind
        assert (report.missed, report.doubled, report.false) == ((), (), ()), f"{kind}: {report}"
