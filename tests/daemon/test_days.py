"""Days of simulated people, told by a whole daemon and held against what happened, as far as each API showed it."""

import asyncio
from functools import partial

import pytest
from places import busiest, of_board, of_country, of_place
from virtual import START, live

from watcher.clock import VirtualClock
from watcher.simulator import Simulator

DAY, MINUTE = 86_400, 60_000
MODES = "osu, taiko, fruits, mania"
SELDOM = {"v1": ", requests_per_minute: 3", "v2": ", feed_interval: 5 min"}
WEEK = {"v1": ", requests_per_minute: 12", "v2": ", requests_per_minute: 6, feed_interval: 1 min"}
PLACES = ("first_place", "first_place_lost", "placement")
BOARDS = ("board_first", "board_top", "board_full_combo")
COUNTRIES = ("country_first", "country_first_lost", "board_country_first")
WATCHES = """  all:
    players: [{players}]
    modes: [{modes}]
    news: [top_play, score, first_place, first_place_lost, placement, country_first, country_first_lost]
    settle: 0s
  maps:
    maps: [{maps}]
    news: [board_first, board_top, board_full_combo, board_country_first]
    settle: 0s
"""
FED = 6 * MINUTE  # the feed is looked at every five minutes
CONFIRMED = 30 * MINUTE  # a place is told when its leaderboard was looked at, ten minutes later at the latest


def of(kind, *fact_kinds):
    """The key of the event of this kind that tells a fact of the truth, given the modes; None where it tells none."""

    def key(modes, fact):
        if fact.kind not in fact_kinds or not fact.facts.get("passed", True) or fact.facts["mode"] not in modes:
            return None
        play = fact.facts
        return f"{kind}/bancho/play/{play['mode']}/{play['user_id']}/{play['beatmap_id']}/{play['ended']}"

    return key


WHERE = {
    "v1": {
        "top_play": (of("top_play", "stable_top_play"), ["v1.best"]),
        "score": (of("score", "play", "stable_top_play"), ["v1.recent", "v1.best"]),
    },
    "v2": {"top_play": (of("top_play", "top_play"), ["feed"]), "score": (of("score", "play"), ["feed"])},
}
TOLD = {"v1": (*WHERE["v1"], *PLACES, *BOARDS), "v2": (*WHERE["v2"], *PLACES, *BOARDS, *COUNTRIES)}
ACTIVITY = {"v1": "v1.user", "v2": "recent_activity"}
BOARD = {"v1": "v1.board", "v2": "board"}


def told(folder, api, *, days, maps, modes, osu, **world):
    """What was told in so many days of people who are all watched, and the maps that are watched, too."""
    world |= {"life": "everyday"}
    there = Simulator(clock=VirtualClock(START), **world).world
    watched = busiest(there, there.start + days * DAY * 1000, maps)
    texts = {"players": ", ".join(map(str, there.players)), "maps": ", ".join(map(str, watched))}
    watches = WATCHES.format(modes=modes, **texts)
    return asyncio.run(live(folder, watches, seconds=days * DAY, api=api, osu=osu, **world)), watched


def reports(run, api, modes, maps, late=0):
    """kind → the scorer's report. late: by how much longer things take where there is little to ask with (ms)."""
    asked = {kind: (key, where, FED + late) for kind, (key, where) in WHERE[api].items()}
    asked |= {kind: (of_place(kind, run), [ACTIVITY[api]], CONFIRMED + late) for kind in PLACES}
    asked |= {kind: (of_board(kind, run, BOARD[api], maps), [BOARD[api]], MINUTE) for kind in BOARDS}
    found = {kind: run.report(kind, partial(key, modes), where, within) for kind, (key, where, within) in asked.items()}
    shows = ["board"] if api == "v2" else []  # API v1 tells no countries
    for kind in COUNTRIES:
        key, shown = of_country(kind, run, maps)
        found[kind] = run.report(kind, partial(key, modes), shows, CONFIRMED + late, shown)
    return found


def check(found, least, kinds):
    print(*(f"{kind}: {report}" for kind, report in found.items()), sep="\n")
    for kind, report in found.items():
        assert (report.missed, report.doubled, report.false) == ((), (), ()), f"{kind}: {report}"
    assert {kind for kind, report in found.items() if report.right >= least} >= {*kinds}


def pp_of(run):
    """Kind → play → pp, of top plays and passes as they were told."""
    found = {"top_play": {}, "score": {}}
    for event in (event for message in run.messages for event in message["events"]):
        if event["kind"] in found:
            found[event["kind"]][event["key"].partition("/")[2]] = event["facts"]["play"]["pp"]
    return found


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_a_day(tmp_path, api):
    run, maps = told(tmp_path, api, days=1, players=12, maps=8, modes="osu", osu=SELDOM[api])
    check(reports(run, api, "osu", maps), 2, {*TOLD[api]} - {"country_first_lost"})  # each is of another country
    worth = pp_of(run)
    assert {play for play, pp in worth["top_play"].items() if worth["score"].get(play, pp) != pp} == set()


@pytest.mark.soak
@pytest.mark.parametrize("api", ["v1", "v2"])
def test_a_week_of_two_hundred_in_four_modes(tmp_path, api):
    run, maps = told(tmp_path, api, days=7, players=200, maps=20, modes=MODES, osu=WEEK[api])
    check(reports(run, api, MODES, maps, late=360 * MINUTE), 10, TOLD[api])
