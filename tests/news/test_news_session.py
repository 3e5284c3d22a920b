"""When a session begins, when it is over, and what is told of it."""

import pytest
from msgspec import structs
from news_world import FAMILIES, World
from sightings import activity, at, beatmap, deed, play, profile, top_plays

from watcher.facts import PlayFacts, complete
from watcher.osu.nouns import Mode

MINUTE = 60
SUBJECT = "bancho/session/osu/2/1800"


def looked(asked, **standing):
    """A look at the profile, and at what osu! wrote down, as the session asks for it."""
    return [profile(asked, **standing), activity(asked=asked + 1)]


def known(**standing):
    world = World("session")
    assert world.events([profile(0, **standing)]) == []
    return world


def sessions(events):
    return [event for event in events if event.kind == "session"]


def test_an_evening_is_one_message():
    world = known()
    evening = [
        play(1, 280.0, 2 * MINUTE, beatmap=beatmap(1)),
        play(2, None, 6 * MINUTE, passed=False, grade="F"),
        profile(10 * MINUTE, play_count=5010, pp=7010.0, rank=10_030),
        play(3, 285.0, 29 * MINUTE, beatmap=beatmap(3)),
        play(4, 120.0, 55 * MINUTE),
        profile(60 * MINUTE, play_count=5041, pp=7042.7, rank=9_998, level=100.2),
        profile(80 * MINUTE, play_count=5041, pp=7042.7, rank=9_998, level=100.2),
    ]
    assert world.events(evening) == []
    (event,) = world.events(looked(95 * MINUTE, play_count=5041, pp=7042.7, rank=9_998, level=100.2))
    facts = event.facts
    assert (facts.seconds, facts.passes, facts.plays) == (53 * MINUTE, 3, 41)
    assert (facts.pp_change, facts.rank_gain, facts.map.id) == (42.7, 42, 3)
    said = FAMILIES["session"].words([event])
    assert said.title == "Mira played for 53 min: +42.7pp, #10,040 → #9,998 (+42)"
    assert said.body == "41 plays, 3 passes · 7,042.7pp · level 100\nBest: 285pp on Aurora Band - Song 3 [Insane]"


@pytest.mark.parametrize(
    "running",
    [
        pytest.param([profile(29 * MINUTE)], id="the pause is not long enough yet"),
        pytest.param([profile(20 * MINUTE, play_count=5001), profile(40 * MINUTE, play_count=5001)], id="unseen tries"),
        pytest.param([play(2, 1.0, 25 * MINUTE), profile(50 * MINUTE)], id="another play"),
        pytest.param([play(2, None, 25 * MINUTE, passed=False), profile(50 * MINUTE)], id="a fail is play, too"),
        pytest.param([], id="nothing was seen since: we may be blind"),
    ],
)
def test_a_session_goes_on(running):
    world = known()
    assert world.events([play(1, 280.0, MINUTE), *running]) == []


def test_two_plays_far_apart_are_two_sessions_even_without_a_look_between():
    world = known()
    (first,) = sessions(world.events([play(1, 280.0, MINUTE), play(2, 290.0, 45 * MINUTE)]))
    assert (first.facts.passes, first.facts.pp_after, first.happened) == (1, None, at(MINUTE))
    (second,) = world.events(looked(80 * MINUTE))
    assert second.facts.began == at(45 * MINUTE)
    assert first.key != second.key


def test_plays_read_again_count_once():
    world = known()
    page = [play(number, 100.0, number * MINUTE) for number in range(1, 6)]
    world.events([*page, *page])
    (event,) = world.events(looked(60 * MINUTE))
    assert event.facts.passes == 5


def test_a_play_that_is_shown_after_its_session_was_told_opens_no_new_one():
    world = known()
    world.events([play(1, 280.0, 5 * MINUTE)])
    assert len(world.events(looked(40 * MINUTE))) == 1
    assert world.events([play(2, 290.0, 4 * MINUTE), play(1, 280.0, 5 * MINUTE), profile(90 * MINUTE)]) == []


def test_plays_from_before_the_watch_are_no_session():
    world = World("session")
    assert world.events([play(1, 280.0, -MINUTE), profile(0), profile(60 * MINUTE)]) == []


def test_what_is_not_known_is_not_told():
    world = World("session")
    (event,) = world.events([play(1, None, MINUTE, no_pp="none"), profile(2 * MINUTE), *looked(40 * MINUTE)])
    assert (event.facts.pp_before, event.facts.pp_change, event.facts.plays) == (None, None, None)
    said = FAMILIES["session"].words([event])
    assert said.title == "Mira played for a moment"
    assert said.body == "1 pass · 7,000pp\nBest: 98.76% on map 1"


def test_it_is_looked_at_when_the_pause_would_be_over_and_then_osu_is_asked_what_it_wrote_down():
    world = known()
    assert world.looks(play(1, 280.0, MINUTE)) == [("profile", 30 * MINUTE)]
    assert world.looks(play(2, 20.0, 20 * MINUTE)) == []
    assert world.looks(profile(31 * MINUTE)) == [("profile", 19 * MINUTE)]
    assert world.looks(profile(50 * MINUTE)) == [("activity", 0), ("beatmap", 0), ("beatmap", 0)]
    assert world.looks(profile(51 * MINUTE)) == []


def test_the_first_play_after_a_pause_asks_for_its_map():
    assert known().looks(play(1, 280.0, 31 * MINUTE)) == [("beatmap", 0), ("profile", 30 * MINUTE)]


@pytest.mark.parametrize(
    ("after", "told"),
    [
        pytest.param([activity(asked=40 * MINUTE)], 1, id="osu! answers"),
        pytest.param([profile(40 * MINUTE)], 0, id="it is waited for"),
        pytest.param([profile(45 * MINUTE)], 1, id="not for ever"),
        pytest.param([play(2, 1.0, 20 * MINUTE), activity(asked=40 * MINUTE)], 0, id="a play that was shown late"),
        pytest.param([play(2, 1.0, 39 * MINUTE)], 2, id="the next one has begun"),
    ],
)
def test_when_osu_does_not_say_what_it_wrote_down(after, told):
    world = known()
    assert world.events([play(1, 280.0, MINUTE), profile(32 * MINUTE)]) == []
    assert len(world.events(after)) == told


def test_what_osu_wrote_down_before_need_not_be_asked_for_again():
    world = known()
    medal = deed("medal", 2 * MINUTE, medal="Night Owl")
    assert world.events([play(1, 280.0, MINUTE), activity(medal, asked=3 * MINUTE)]) == []
    (event,) = world.events([profile(40 * MINUTE)])
    assert event.facts.medals == ("Night Owl",)


def test_medals_and_first_places_of_a_session():
    def first(when, title, **what):
        return deed("rank", when, rank=1, title=title, **{"mode": Mode.OSU, **what})

    deeds = [
        deed("medal", 50 * MINUTE, medal="The next session's"),
        first(4 * MINUTE, "Another mode", mode=Mode.MANIA),
        deed("rank", 4 * MINUTE, rank=7, mode=Mode.OSU, title="Not the first"),
        first(3 * MINUTE + 1, "Song 2", board="stable"),
        first(3 * MINUTE, "Song 2", board="lazer"),
        deed("medal", MINUTE, medal="Night Owl"),
        deed("medal", 0, medal="An earlier one"),
    ]
    world = known()
    world.events([play(1, 280.0, MINUTE), play(2, 90.0, 3 * MINUTE), profile(40 * MINUTE)])
    (event,) = world.events([activity(*deeds, asked=60 * MINUTE)])
    assert (event.facts.medals, event.facts.firsts) == (("Night Owl",), ("Song 2",))
    assert "#1 on Song 2 · medal Night Owl" in FAMILIES["session"].words([event]).body


def choke(facts, number, if_fc):
    """The facts, with what the play on this map would have been worth."""
    chokes = tuple(
        structs.replace(one, play=structs.replace(one.play, if_fc=if_fc)) if one.map.id == number else one
        for one in facts.chokes
    )
    return complete(structs.replace(facts, chokes=chokes))


def test_the_biggest_choke_is_the_one_that_cost_the_most():
    world = known()
    plays = [
        play(1, 300.0, 60, full_combo=True, beatmap=beatmap(1)),
        play(2, 200.0, 120),
        play(3, 190.0, 180),
        play(3, 150.0, 240),
        play(4, None, 300, passed=False),
        play(5, 20.0, 360),
        play(6, 10.0, 420),
    ]
    (event,) = world.events([*plays, *looked(60 * MINUTE)])
    assert [(one.map.id, one.play.pp) for one in event.facts.chokes] == [(2, 200.0), (3, 190.0), (5, 20.0)]
    assert event.facts.lost is None, "not known without the files of the maps"
    facts = choke(choke(event.facts, 2, 210.0), 3, 290.0)
    assert (facts.lost, facts.chokes[0].map.id) == (100.0, 3)
    said = FAMILIES["session"].words([structs.replace(event, facts=facts)])
    assert said.body.endswith("Best: 300pp on Aurora Band - Song 1 [Insane] · Choke: 190pp, 290pp if FC, on map 3")


def test_pp_that_is_known_later_counts():
    world = known()
    plays = [play(1, None, 60, no_pp="pending"), play(2, 90.0, 120), play(1, 280.0, 60)]
    (event,) = world.events([*plays, *looked(60 * MINUTE)])
    assert (event.facts.play, event.facts.passes) == (PlayFacts.of(plays[2]), 2)


def test_where_plays_come_without_pp_the_list_of_best_plays_is_asked():
    world = known()
    plays = [play(1, None, 60, no_pp="not offered"), play(2, None, 120, no_pp="not offered")]
    assert world.events([*plays, *looked(35 * MINUTE)]) == []
    best = top_plays(play(1, 280.0, 60), play(9, 500.0, -60), asked=36 * MINUTE)
    (event,) = world.events([best])
    assert (event.facts.map.id, event.facts.play.pp) == (1, 280.0)


@pytest.mark.parametrize(
    ("looks", "before"),
    [
        pytest.param([0, 60], 7060.0, id="a look before it"),
        pytest.param([0, 120], 7000.0, id="a look that counts it already"),
        pytest.param([0, 120, 180, 240], 7000.0, id="several looks at one session"),
        pytest.param([120, 180], None, id="nobody looked before"),
    ],
)
def test_plays_that_are_shown_after_the_profile_has_counted_them(looks, before):
    """API v1 shows plays of who plays seldom hours later."""
    world = World("session")
    assert world.events([profile(each, pp=7000.0 + each, play_count=5000 + each) for each in looks]) == []
    (event,) = world.events([play(1, 90.0, 90), *looked(60 * MINUTE)])
    assert event.facts.pp_before == before


def test_how_long_a_pause_is_is_said_by_the_subject():
    family = FAMILIES["session"]
    memory = family.about("bancho/session/osu/2/3600", at(0))
    told = []
    for seen in [profile(0), play(1, 280.0, MINUTE), *looked(40 * MINUTE), *looked(62 * MINUTE)]:
        step = family.diff(memory, seen, getattr(seen, "asked", 0))
        memory, told = step.memory, [*told, *step.events]
    [event] = told
    assert (event.happened, event.subject, event.facts.pause) == (at(MINUTE), "bancho/osu/2", 3600)
    assert event.facts.heard_as(event.subject) == "bancho/session/osu/2/3600"


def test_the_memory_of_a_long_session_is_bounded():
    world = known()
    world.events([play(number, 100.0, number * 10) for number in range(1, 900)])
    sitting = world.memories[SUBJECT].seat.sitting
    assert (sitting.passes, len(sitting.known)) == (899, 500)


@pytest.mark.parametrize(
    ("ended", "title"),
    [
        (29 * MINUTE, None),
        (31 * MINUTE, "Mira plays"),
        (12 * 24 * 60 * MINUTE, "Mira plays again after 12 d"),
    ],
)
def test_the_first_play_after_a_pause(ended, title):
    events = known().events([play(1, 280.0, ended, beatmap=beatmap(1)), play(2, 280.0, ended + 60)])
    assert [FAMILIES["session"].words([event]).title for event in events] == ([title] if title else [])


def test_how_long_somebody_was_away_is_counted_from_the_last_sign_of_play():
    world = known()
    world.events([play(1, 280.0, MINUTE), profile(10 * MINUTE, play_count=5003), *looked(50 * MINUTE, play_count=5003)])
    (event,) = world.events([play(2, None, 100 * MINUTE, passed=False, grade="F")])
    assert (event.kind, event.facts.away) == ("session_started", 90 * MINUTE)
