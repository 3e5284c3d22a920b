"""What a player, or all of a watch, did in a day or in a week."""

from datetime import UTC, datetime, timedelta

import pytest
from news_world import FAMILIES
from sightings import at, beatmap, play, profile, top_plays

from watcher.osu import keys
from watcher.osu.nouns import Mode
from watcher.rules import Digest

FAMILY = FAMILIES["summary"]
DAILY, WEEKLY = Digest(every="day", at=9 * 60), Digest(every="week", on="sunday", at=18 * 60 + 30, zone="Europe/Oslo")
HOUR = 3600
DUE = 67_600  # seconds from the beginning until the clocks show nine
assert at(DUE) == round(datetime(2026, 9, 22, 9, tzinfo=UTC).timestamp() * 1000)


class Scene:
    """One subject, looked at again and again."""

    def __init__(self, who=2, when=DAILY, since=0):
        self.memory = FAMILY.about(keys.summary("bancho", Mode.OSU, who, when.written), at(since))

    def events(self, *sightings):
        told = []
        for seen in sightings:
            step = FAMILY.diff(self.memory, seen, getattr(seen, "asked", getattr(seen, "ended", 0)))
            self.memory, told = step.memory, [*told, *step.events]
        return told

    def looks(self, seen):
        now = getattr(seen, "asked", getattr(seen, "ended", 0))
        step = FAMILY.diff(self.memory, seen, now)
        self.memory = step.memory
        return [(look.question, (look.due - now) / 1000) for look in step.looks]


def test_a_day_is_told_by_the_first_look_after_its_end():
    scene = Scene()
    assert (
        scene.events(
            profile(0),
            play(1, 280.0, HOUR, beatmap=beatmap(1)),
            play(2, 90.0, HOUR + 60),
            play(3, None, HOUR + 90, passed=False),
            profile(2 * HOUR, pp=7100.0, play_count=5010),
        )
        == []
    )
    (event,) = scene.events(profile(DUE + 3, pp=7120.5, rank=9_998, play_count=5214, accuracy=0.9882))
    facts = event.facts
    assert (facts.plays, facts.pp_change, facts.rank_gain, facts.accuracy_change) == (214, 120.5, 42, 0.12)
    assert (facts.since, facts.until, facts.map.id, event.subject) == (at(0), at(DUE + 3), 1, "bancho/osu/2")
    said = FAMILY.words([event])
    assert said.title == "Mira in 18 h 46 min: +120.5pp, #10,040 → #9,998 (+42)"
    assert said.body == ("214 plays · 98.82% (+0.12) · 7,120.5pp\nBest: 280pp on Aurora Band - Song 1 [Insane]")
    assert scene.events(profile(DUE + 60, pp=7121.0), play(4, 50.0, DUE + HOUR)) == []
    (second,) = scene.events(profile(DUE + 24 * HOUR, pp=7130.5, rank=9_998, play_count=5220, accuracy=0.9882))
    assert (second.facts.pp_change, second.facts.plays, second.facts.map.id) == (10.0, 6, 4)
    assert FAMILY.words([second]).title == "Mira in a day: +10pp"


@pytest.mark.parametrize(
    ("looks", "told"),
    [
        pytest.param([DUE - 1], [], id="too early"),
        pytest.param([DUE], [DUE], id="on the minute"),
        pytest.param([DUE + 2, DUE + 60, DUE + HOUR], [DUE + 2], id="once"),
        pytest.param([DUE + 30 * HOUR], [DUE + 30 * HOUR], id="nobody looked for more than a day: one tells of all"),
        pytest.param([DUE + 30 * HOUR, DUE + 48 * HOUR], [DUE + 30 * HOUR, DUE + 48 * HOUR], id="and then as ever"),
    ],
)
def test_when_a_day_is_told(looks, told):
    scene = Scene()
    events = scene.events(profile(0), *(profile(each, play_count=5001 + each) for each in looks))
    assert [event.happened for event in events] == [at(each) for each in told]
    assert len({event.key for event in events}) == len(told)


def test_a_day_without_play_is_nobodys_deed():
    (event,) = Scene().events(profile(0), profile(DUE, pp=6999.0, rank=10_100))
    assert event.cause == "others"
    assert FAMILY.words([event]).title == "Mira in 18 h 46 min: -1pp, #10,040 → #10,100 (-60)"


def test_nothing_at_all_has_words():
    (event,) = Scene().events(profile(0, rank=None), profile(DUE, rank=None))
    said = FAMILY.words([event])
    assert (said.title, said.body) == ("Mira in 18 h 46 min: 0 plays", "0 plays · 98.70% · 7,000pp")


def test_everybody_is_looked_at_when_it_is_due():
    scene = Scene()
    assert scene.looks(profile(0)) == [("profile", DUE)]
    assert scene.looks(profile(HOUR)) == [("profile", DUE - HOUR)]
    assert scene.looks(play(1, 280.0, 2 * HOUR)) == []
    assert scene.looks(profile(DUE)) == [("beatmap", 0), ("profile", 24 * HOUR)]


def test_where_plays_come_without_pp_the_list_is_asked_for_once_before():
    scene = Scene()
    blind = [play(number, None, number * HOUR, no_pp="not offered") for number in (1, 2)]
    assert scene.looks(profile(0)) == [("profile", DUE)]
    assert [scene.looks(each) for each in blind] == [[("best", DUE - HOUR - 120)], []]
    earlier = play(9, 500.0, -HOUR)
    (event,) = scene.events(top_plays(play(2, 280.0, 2 * HOUR), earlier, asked=DUE - 120), profile(DUE))
    assert event.facts.map.id == 2


def sol(asked, **changes):
    return profile(asked, user_id=3, username="Sol", **{"pp": 5000.0, "rank": 20_000, **changes})


def test_a_group_is_one_message():
    scene = Scene("friends")
    assert scene.events(profile(0), sol(0), play(1, 280.0, HOUR, user_id=3, beatmap=beatmap(1))) == []
    assert scene.events(profile(DUE, pp=7010.0, play_count=5004)) == [], "the other one is looked at, too"
    (event,) = scene.events(sol(DUE + 1, pp=5100.0, rank=19_000, play_count=5010))
    facts = event.facts
    assert (facts.players, facts.unseen, facts.plays, facts.pp_change, facts.best.name) == (2, 0, 14, 110.0, "Sol")
    said = FAMILY.words([event])
    assert said.title == "friends in 18 h 46 min: +110pp, 14 plays"
    assert said.body == ("Sol #19,000 +100pp · Mira #10,040 +10pp\nBest: 280pp by Sol on Aurora Band - Song 1 [Insane]")


def test_who_is_not_shown_is_waited_for_half_an_hour_and_left_out_from_then_on():
    scene = Scene("friends")
    scene.events(profile(0), sol(0))
    assert scene.looks(profile(DUE)) == [("profile", 1800)]
    (event,) = scene.events(profile(DUE + 1800, play_count=5001))
    assert (event.facts.players, event.facts.unseen) == (1, 1)
    assert FAMILY.words([event]).body == "Mira #10,040 ±0pp · 1 more"
    (second,) = scene.events(profile(DUE + 24 * HOUR, play_count=5002))
    assert second.facts.unseen == 0


NIGHTS = {"forward": (2027, 3, 27), "back": (2026, 10, 24)}


@pytest.mark.parametrize("minutes", [0, 90, 120, 150, 179, 180, 1110])
@pytest.mark.parametrize("night", NIGHTS)
def test_a_night_in_which_the_clocks_are_changed_has_one_summary(night, minutes):
    begin = round(datetime(*NIGHTS[night], 10, tzinfo=UTC).timestamp() * 1000)
    daily = Digest(every="day", at=minutes, zone="Europe/Oslo")
    scene = Scene(when=daily, since=(begin - at(0)) / 1000)
    every = timedelta(days=2) // timedelta(minutes=10)
    events = scene.events(
        *(profile((begin - at(0)) / 1000 + 600 * number, play_count=number) for number in range(every + 1))
    )
    assert len(events) == 2


def test_a_week_ends_on_its_day():
    scene = Scene(when=WEEKLY)
    days = [profile(number * HOUR, play_count=5000 + number) for number in range(15 * 24)]
    ends = [f"{datetime.fromtimestamp(event.happened / 1000, UTC):%a %H}" for event in scene.events(*days)]
    assert ends == ["Sun 17", "Sun 17"]
    assert FAMILY.words(scene.events(profile(22 * 24 * HOUR))).title.startswith("Mira in ")


def test_the_subject_says_who_and_when():
    key = keys.summary("bancho", Mode.OSU, "best / friends @ home", WEEKLY.written)
    assert key.count("/") == 4
    found = keys.read_summary(key)
    assert (found.watch, found.user_id, Digest.read(found.when)) == ("best / friends @ home", 0, WEEKLY)
