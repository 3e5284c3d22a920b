"""What watching will cost and how late news will be, before anything is asked."""

import pytest

from watcher import forecast, news
from watcher.cli._plan import Answers, cost_lines
from watcher.clock import VirtualClock
from watcher.config import Config
from watcher.config.sections import OsuConfig
from watcher.forecast import Delay
from watcher.opening import Interest, open_source
from watcher.osu import keys, nouns
from watcher.osu.budget import Budget
from watcher.osu.nouns import Mode, Plan, PlannedLook

MINUTE = 60_000
FAMILIES = news.families()


def looks(question, count=1, every=10_000, cost=1, idle=0, **how):
    return [
        PlannedLook(question=question, subject=f"bancho/osu/{place}", every=every, cost=cost, idle=idle, **how)
        for place in range(count)
    ]


def plan(*parts):
    return Plan(looks=[look for part in parts for look in part])


FEED = looks("feed", idle=MINUTE)
PROFILES = looks("profile", 20, 10 * MINUTE, idle=120 * MINUTE)
ACTIVITY = looks("activity", 20, 10 * MINUTE, cost=2, idle=120 * MINUTE)
CARDS = looks("cards", 20, 10 * MINUTE)
RECENT = looks("recent", 10, 2 * MINUTE)
SEEDS = looks("best", 20, 0, cost=2)
MATCHES = looks("match", 9)


@pytest.mark.parametrize(
    ("wanted", "asked"),
    [((), 0), ((FEED,), 6), ((FEED, SEEDS), 6), ((FEED, PROFILES), 8), ((RECENT,), 5), ((MATCHES, FEED), 60)],
)
def test_what_is_asked_once_costs_nothing_in_the_long_run(wanted, asked):
    assert forecast.a_minute(plan(*wanted)) == pytest.approx(asked)


@pytest.mark.parametrize(("limit", "seconds"), [(60, 50), (6, 500)])
def test_until_everybodys_best_list_is_known(limit, seconds):
    assert forecast.seeding(plan(FEED, SEEDS), limit) == pytest.approx(seconds)


def test_where_no_list_is_planned_there_is_nothing_to_wait_for():
    assert forecast.seeding(plan(FEED), 60) == 0


@pytest.mark.parametrize(("limit", "hours"), [(60, 70), (30, 140)])
def test_what_the_best_lists_of_many_would_take_that_are_asked_for_when_they_play(limit, hours):
    many = Plan(looks=FEED, unseeded=100_800)
    assert forecast.seeding_all(many, limit) == pytest.approx(hours * 3600)
    assert forecast.seeding_all(plan(FEED, SEEDS), limit) == 0


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ((FEED,), []),
        ((PROFILES,), ["every profile is seen within 10 min, 2 h while nothing happens"]),
        (
            (looks("profile", 1000, 36 * MINUTE), looks("cards", 20, 10 * MINUTE)),
            [
                "every profile is seen within 36 min",
                "every name, team and presence, and ranks that pass a round number, within 10 min",
            ],
        ),
    ],
)
def test_how_soon_everybody_was_looked_at(wanted, said):
    assert list(forecast.sweeps(plan(*wanted))) == said


@pytest.mark.parametrize(
    ("wanted", "family", "late"),
    [
        ((FEED,), "top_plays", Delay(7.3, 13.5, 60)),
        ((looks("feed", every=5000),), "scores", Delay(4.8, 8.75)),
        ((RECENT,), "scores", Delay(62.3, 118)),
        ((looks("recent", 10, 2 * MINUTE, by_habit=True),), "scores", Delay(35.3, 70)),
        ((looks("recent", 1000, 20 * MINUTE, by_habit=True),), "scores", Delay(35.3, 664)),
        ((FEED, PROFILES), "profile", Delay(60, 70, 60)),
        ((FEED,), "profile", None),
        ((FEED, PROFILES, CARDS), "person", Delay(300, 570)),
        ((FEED, ACTIVITY), "activity", Delay(60, 70, 60)),
        ((FEED,), "activity", None),
        ((RECENT, PROFILES), "activity", Delay(60, 180)),
        ((looks("board", every=10 * MINUTE),), "firsts", Delay(300, 570)),
        ((PROFILES,), "person", Delay(300, 570)),
        ((FEED, PROFILES), "person", Delay(60, 70, 60)),
        ((looks("board", every=10 * MINUTE),), "leaderboard", Delay(300, 570)),
        ((FEED, PROFILES), "leaderboard", None),
        ((looks("ranking", every=60 * MINUTE),), "ranking", Delay(1800, 3420)),
        ((MATCHES,), "match", Delay(5, 9.5)),
        ((MATCHES,), "scores", None),
        ((FEED,), "match", None),
    ],
)
def test_how_late_news_will_be(wanted, family, late):
    found = forecast.delay(plan(*wanted), FAMILIES[family])
    assert (found is None) == (late is None)
    assert found is None or tuple(found) == pytest.approx(tuple(late))


def test_no_card_tells_of_badges():
    late = {
        kind: forecast.delay(plan(FEED, PROFILES, CARDS), FAMILIES["person"], kind) for kind in ("renamed", "badge")
    }
    assert late["renamed"] != late["badge"] == forecast.delay(plan(FEED, PROFILES), FAMILIES["person"])


@pytest.mark.parametrize(
    ("kind", "late"), [("session_started", Delay(7.3, 13.5, 60)), ("session", Delay(1807.3, 1813.5, 60))]
)
def test_that_a_session_is_over_is_known_half_an_hour_after_it(kind, late):
    assert tuple(forecast.delay(plan(FEED, PROFILES), FAMILIES["session"], kind)) == pytest.approx(tuple(late))


@pytest.mark.parametrize(
    ("wanted", "late"), [((FEED, PROFILES), Delay(0, 0)), ((FEED,), None)], ids=["at its time", "nobody is looked at"]
)
def test_a_summary_is_told_when_it_is_due(wanted, late):
    assert forecast.delay(plan(*wanted), FAMILIES["summary"], "summary") == late


@pytest.mark.parametrize(
    ("wanted", "half"), [((FEED,), None), ((FEED, RECENT), 62.3)], ids=["the feed alone", "each player's last day"]
)
def test_the_feed_tells_nothing_of_fails(wanted, half):
    found = forecast.delay(plan(*wanted), FAMILIES["scores"], "fail")
    assert (found and found.half) == (half and pytest.approx(half))


@pytest.mark.parametrize(
    ("wanted", "limit", "fits"),
    [
        ((FEED, MATCHES), 60, []),
        ((FEED, looks("match", 12)), 60, ["9 instead of 12 × match"]),
        ((FEED,), 4, ["a feed_interval of 15s instead of 10s"]),
        ((FEED, MATCHES), 58, ["a feed_interval of 15s instead of 10s", "8 instead of 9 × match"]),
        ((looks("profile"), looks("match", 1, 500)), 60, []),  # nothing that could be less
    ],
)
def test_what_would_fit_when_it_is_too_much(wanted, limit, fits):
    assert list(forecast.would_fit(plan(*wanted), limit)) == fits


@pytest.mark.parametrize(("minutes", "warned"), [(2, False), (33, False), (34, True)])
def test_a_list_that_may_be_too_short_for_the_pause_is_told(minutes, warned):
    assert bool(list(forecast.warnings(plan(looks("recent", 3, minutes * MINUTE))))) is warned


def test_the_plan_in_words():
    assert forecast.lines(plan(FEED, SEEDS, PROFILES, MATCHES), 60) == [
        "feed: 1 × every 10 s, down to every 60 s while nothing happens, 6.0 a minute (10%)",
        "best: 20 × once, at the start",
        "profile: 20 × every 10 min, down to every 2 h while nothing happens, 2.0 a minute (3%)",
        "match: 9 × every 10 s, 54.0 a minute (90%)",
    ]


# -- for so many players ---------------------------------------------------------------------------------------------


def check_says(players):
    """What `watcher check` says of a watch of so many players and the usual news, on API v2."""
    osu = OsuConfig(client_id=1, client_secret="secret")
    config = Config(osu=osu, watches=(), sinks=(), admin=None, store=None, keep=0)
    source = open_source(osu, Budget(VirtualClock()), Interest())
    subjects = [keys.player("bancho", Mode.OSU, number) for number in range(players)]
    found = source.plan(dict.fromkeys((nouns.Play, nouns.TopPlays, nouns.Profile, nouns.Card), subjects))
    return "\n".join(cost_lines(config, Answers({}, found, {})))


@pytest.mark.parametrize(
    ("players", "said"),
    [
        (10, ["everybody's best list is known after 25 s", "every profile is seen within 10 min, 2 h while nothing"]),
        (
            1000,
            [
                "everybody's best list is known after 41 min",
                "every profile is seen within 35 min",
                "every name, team and presence, and ranks that pass a round number, within 10 min",
            ],
        ),
        (
            100_000,
            [
                "100,000 best lists would take 2 d 21 h: each is asked for when its player first plays",
                "every profile is seen within 3 d 20 h",
                "every name, team and presence, and ranks that pass a round number, within 2 h 46 min",
                "at most 36.0 requests a minute",
            ],
        ),
    ],
)
def test_check_says_when_everybody_is_known_and_how_long_a_sweep_takes(players, said):
    told = check_says(players)
    assert [each for each in said if each not in told] == []
