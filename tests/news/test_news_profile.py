"""A profile over time: what each change is called, and what is no change at all."""

import pytest
from msgspec import structs
from news_world import FAMILIES, World
from sightings import T, at, card, play, profile, top_plays

from watcher.events import Cause, Event
from watcher.news.profile.milestones import RANKS, fine_ranks_reached, ranks_reached, steps_reached
from watcher.osu.nouns import Mode, Variant

PLAYER = FAMILIES["profile"]


def known(**standing):
    world = World("profile")
    assert world.events([profile(0, **standing)]) == []
    return world


def kinds(events):
    return [(event.kind, event.cause.value) for event in events]


def only(kind, events):
    (event,) = (event for event in events if event.kind == kind)
    return event


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param(profile(600), [], id="nothing_changes"),
        pytest.param(profile(600, pp=7000.004), [], id="a value rounded otherwise"),
        pytest.param(profile(600, rank=10_041), [("rank_change", "others")], id="others passed"),
        pytest.param(profile(600, rank=10_039), [("rank_change", "others")], id="others fell"),
        pytest.param(profile(600, pp=6990.0), [("rank_change", "revalued")], id="pp fell without a play"),
        pytest.param(profile(600, pp=7004.0), [("rank_change", "revalued")], id="pp rose without a play"),
        pytest.param(profile(600, pp=6990.0, ranked_score=8_000_000), [("rank_change", "decay")], id="a score is gone"),
        pytest.param(
            profile(600, pp=6990.0, grades={"s": 19, "a": 7}), [("rank_change", "decay")], id="a grade is gone"
        ),
        pytest.param(
            profile(600, pp=6990.0, grades={"s": 20, "a": 6, "ss": 1}),
            [("rank_change", "revalued")],
            id="as many grades as before",
        ),
        pytest.param(
            profile(600, pp=6990.0, ranked_score=9_500_000, grades={"s": 19, "a": 7}),
            [("rank_change", "revalued")],
            id="a better play of a lower grade while pp fell",
        ),
        pytest.param(profile(600, ranked_score=8_000_000), [], id="a score without pp is gone"),
        pytest.param(profile(600, pp=6990.0, ranked_score=0), [("rank_change", "revalued")], id="scores are not told"),
        pytest.param(profile(600, country_rank=119), [("rank_change", "others")], id="country rank alone"),
        pytest.param(profile(600, country_rank=None), [], id="a batch does not tell country ranks"),
        pytest.param(profile(600, rank=None, pp=0.0), [("unranked", "account")], id="inactive on v2"),
        pytest.param(profile(600, rank=23_924_409, pp=0.0), [("unranked", "account")], id="inactive on v1"),
        pytest.param(profile(600, level=100.01), [("level_up", "played")], id="a level more"),
        pytest.param(profile(600, level=0.0), [], id="a level that is not told"),
        pytest.param(profile(600, username="Mirabel"), [], id="another name"),
        pytest.param(profile(600, play_count=10_020), [("counter_milestone", "played")], id="10,000 plays"),
        pytest.param(profile(-5, rank=1), [], id="an answer older than the last"),
    ],
)
def test_what_a_second_look_tells(seen, expected):
    assert kinds(known().events([seen])) == expected


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        (profile(600, pp=7010.0, play_count=5003, hides_plays=True), "played"),
        (profile(600, pp=7010.0, play_count=5003), "revalued"),
        (profile(600, pp=7010.0, hides_plays=True), "revalued"),
        (profile(600, pp=6990.0, play_count=5003, hides_plays=True), "revalued"),
        (profile(600, pp=7010.0, play_count=5003, ranked_score=9_500_000), "played"),
        (profile(600, pp=7010.0, ranked_score=9_500_000), "revalued"),
    ],
    ids=[
        "a play that is shown nowhere",
        "every play is shown, and none was passed",
        "nobody played",
        "pp fell while somebody played",
        "a play that is shown later",
        "a play that was counted before",
    ],
)
def test_how_many_plays_are_counted_explains_a_gain_whose_play_was_not_seen(seen, why):
    change = only("rank_change", known().events([seen, structs.replace(seen, asked=at(660))]))
    assert (change.cause.value, change.about) == (why, None)


PLAYED = "top_play/bancho/play/osu/2/50/1790000560"
GAIN = {"pp": 7010.0, "play_count": 5001}


@pytest.mark.parametrize(
    ("first", "then", "told"),
    [
        pytest.param([], [play(50, 285.0, 560)], ("played", PLAYED), id="its play is seen then"),
        pytest.param([], [top_plays(play(50, 285.0, 560), asked=610)], ("played", PLAYED), id="a list shows it first"),
        pytest.param(
            [play(50, None, 560, no_pp="not offered", legacy_score_id=1)],
            [top_plays(play(50, 285.0, 560), asked=610)],
            ("played", PLAYED),
            id="its play is known, and its pp comes then",
        ),
        pytest.param([], [play(50, 285.0, 605)], ("played", PLAYED[:-3] + "605"), id="by osu!'s clock it was later"),
        pytest.param([], [], ("revalued", None), id="no play comes"),
        pytest.param([play(50, 285.0, -60)], [], ("revalued", None), id="a play of long ago is none"),
    ],
)
def test_a_gain_that_is_seen_before_its_play_waits_a_minute_for_it(first, then, told):
    world = known()
    world.events(first)
    assert world.events([profile(600, **GAIN), profile(630, **GAIN), *then]) == []
    change = only("rank_change", world.events([profile(660, **GAIN)]))
    assert (change.cause.value, change.about) == told
    assert (change.facts.pp_before, change.facts.pp_after) == (7000.0, 7010.0)
    assert world.events([*then, profile(720, **GAIN)]) == []


def test_the_play_that_made_a_gain_is_looked_for_once_unless_it_is_known():
    world = known()
    assert world.looks(profile(600, **GAIN)) == [("profile", 60), ("recent", 0)]
    assert world.looks(profile(630, **GAIN)) == []
    world = known()
    world.events([play(50, None, 560, no_pp="not offered", legacy_score_id=1)])
    assert world.looks(profile(600, **GAIN)) == [("profile", 60)]


def test_a_clock_that_is_set_back_meanwhile_does_not_make_a_gain_wait_for_ever():
    world = known()
    world.events([profile(600, **GAIN)])
    assert kinds(world.events([profile(-3000, **GAIN)])) == [("rank_change", "revalued")]


def test_what_is_shown_again_explains_no_second_gain():
    world = known()
    told = [play(50, 285.0, 60), play(51, 120.0, 65)]
    world.events([*told, profile(400, pp=7010.0)])
    again = world.events([*told, top_plays(*told, asked=430), profile(460, pp=7020.0)])
    assert kinds(again) == [("rank_change", "revalued")]


def test_a_play_explains_the_gain_and_is_named():
    world = known()
    world.events([play(50, 285.0, 60), play(51, 120.0, 65), play(52, None, 70)])
    change = only("rank_change", world.events([profile(90, pp=7010.0, rank=10_030)]))
    assert (change.cause, change.about) == (Cause.PLAYED, "top_play/bancho/play/osu/2/50/1790000060")
    facts = change.facts
    assert (facts.pp_change, facts.rank_gain, facts.country_rank_gain) == (10.0, 10, 0)
    assert kinds(world.events([profile(700, rank=10_041, pp=7010.0)])) == [("rank_change", "others")]


@pytest.mark.parametrize("why", ["pending", "not offered"])
def test_a_play_whose_pp_is_not_known_explains_a_gain_as_well(why):
    world = known()
    world.events([play(50, None, 60, no_pp=why, score_id=7), play(51, None, 65, no_pp=why)])
    change = only("rank_change", world.events([profile(90, pp=7010.0)]))
    assert (change.cause, change.about) == (Cause.PLAYED, "top_play/bancho/play/osu/2/50/1790000060")


def test_a_profile_that_is_not_updated_yet_keeps_the_play_as_a_reason():
    world = known()
    assert world.events([play(50, 285.0, 60), profile(63)]) == []
    assert kinds(world.events([profile(400, pp=7010.0)])) == [("rank_change", "played")]


def test_a_play_of_long_ago_explains_nothing():
    world = known()
    assert world.events([play(50, 285.0, 60), profile(900)]) == []
    assert kinds(world.events([profile(1500, pp=7010.0)])) == [("rank_change", "revalued")]


@pytest.mark.parametrize("looks", [[], [63]], ids=["not looked at since", "looked at before osu! had reckoned it"])
def test_a_play_explains_a_gain_however_late_the_profile_is_looked_at(looks):
    world = known()
    world.events([*map(profile, looks), play(50, 285.0, 60)])
    assert kinds(world.events([profile(7200, pp=7010.0)])) == [("rank_change", "played")]


@pytest.mark.parametrize("plays", [(285.0, 120.0), (120.0, 285.0)], ids=["smaller than the last", "the best"])
def test_a_play_since_the_last_look_explains_the_gain_whatever_was_played_before(plays):
    world = known()
    world.events([play(50, plays[0], 60), profile(300), play(51, plays[1], 400), play(50, plays[0], 60)])
    change = only("rank_change", world.events([profile(600, pp=7010.0)]))
    assert change.about == "top_play/bancho/play/osu/2/51/1790000400"


def test_a_play_does_not_explain_a_loss():
    assert kinds(known().events([play(50, 285.0, 60), profile(90, pp=6000.0)])) == [("rank_change", "revalued")]


@pytest.mark.parametrize("what", [{"passed": False}, {"ended": T - 3_600_000}])
def test_plays_that_explain_nothing(what):
    idle = structs.replace(play(50, 285.0, 60), **what)
    assert kinds(known().events([idle, profile(90, pp=7010.0)])) == [("rank_change", "revalued")]


def test_a_play_before_the_first_look_is_no_reason_to_remember_anything():
    world = World("profile")
    assert world.events([play(50, 285.0, 60), profile(90)]) == []


def test_modes_are_separate():
    world = known()
    assert world.events([profile(10, mode=Mode.MANIA, rank=5, pp=9000.0)]) == []
    (event,) = world.events([profile(600, mode=Mode.MANIA, rank=6, pp=9000.0)])
    assert event.subject == "bancho/mania/2"
    assert PLAYER.words([event]).title == "Mira (osu!mania): #5 → #6 (-1)"


# -- no rank ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asleep", [{"rank": None, "pp": 0.0}, {"rank": 23_924_409, "pp": 0.0}])
def test_no_rank_is_not_a_fall_and_coming_back_is_a_return(asleep):
    world = known()
    gone = world.events([profile(600, **asleep), profile(1200, **asleep)])
    assert kinds(gone) == [("unranked", "account")]
    back = world.events([profile(1800, rank=12_000, pp=7000.0)])
    assert kinds(back) == [("ranked_again", "account")]
    assert (back[0].facts.rank_before, back[0].facts.rank_after, back[0].facts.seconds) == (10_040, 12_000, 1200)


def test_a_player_who_never_had_a_rank_gets_one_in_silence():
    world = known(rank=None, pp=0.0)
    assert world.events([profile(600, rank=900_000, pp=30.0)]) == []
    assert kinds(world.events([profile(1200, rank=890_000, pp=31.0)])) == [("rank_change", "revalued")]


# -- milestones ------------------------------------------------------------------------------------------------------


def test_a_round_rank_is_told_once_however_often_it_is_crossed():
    world = known()
    there_and_back = [profile(600 * n, rank=9_990 if n % 2 else 10_050) for n in range(1, 9)]
    milestones = [event for event in world.events(there_and_back) if event.kind == "rank_milestone"]
    assert [event.facts.milestone for event in milestones] == [10_000]
    assert milestones[0].cause is Cause.OTHERS


def test_several_milestones_of_one_change_are_one_message():
    world = known(pp=6990.0, rank=10_500, country_rank=105)
    events = world.events([play(50, 400.0, 60), profile(63, pp=7100.0, rank=4_900, country_rank=99)])
    first, country, pp = (event for event in events if event.kind.endswith("_milestone"))
    assert first.facts.milestones == (5_000, 10_000)
    assert country.about == pp.about == first.key
    said = PLAYER.words([first, country, pp])
    assert said.title == "Mira: top 5,000, top 100 in NO, 7,000pp reached"
    assert said.body == "#10,500 → #4,900 (+5,600) · 7,100pp"


def test_best_ever_is_kept_through_a_fall():
    world = known()
    changes = [
        profile(600, rank=9_990),
        profile(1200, rank=10_100),
        profile(1800, rank=9_995),
        profile(2400, rank=9_900),
    ]
    events = [event for event in world.events(changes) if event.kind == "rank_change"]
    assert [event.facts.best_ever for event in events] == [True, False, False, True]


def test_reaching_6000_pp_is_told_once_through_decay():
    world = known(pp=5990.0)
    values = [6010.0, 5995.0, 6020.0, 6999.9, 7000.0]
    events = world.events([profile(600 * (n + 1), pp=pp) for n, pp in enumerate(values)])
    assert [event.facts.milestone for event in events if event.kind == "pp_milestone"] == [6000, 7000]


def test_a_return_from_inactivity_does_not_repeat_milestones():
    world = known(pp=7010.0, rank=9_990)
    events = world.events([profile(600, rank=None, pp=0.0), profile(1200, rank=9_995, pp=7010.0)])
    assert [event.kind for event in events] == ["unranked", "ranked_again"]


@pytest.mark.parametrize(
    ("best", "rank", "passed"),
    [
        (10_040, 9_998, (10_000,)),
        (10_000, 9_999, ()),
        (10_001, 10_000, (10_000,)),
        (1200, 90, (100, 200, 500, 1000)),
        (2, 1, (1,)),
        (None, 5, ()),
        (50, None, ()),
        (50, 60, ()),
    ],
)
def test_round_ranks(best, rank, passed):
    assert ranks_reached(best, rank) == passed
    assert list(RANKS) == sorted(set(RANKS))


@pytest.mark.parametrize(
    ("best", "rank", "passed"),
    [
        (10_040, 9_998, (10_000,)),
        (9_500, 7_950, (8_000, 9_000)),
        (120, 88, (90, 100)),
        (2, 1, (1,)),
        (9_000, 9_000, ()),
        (None, 5, ()),
    ],
)
def test_ranks_of_one_digit(best, rank, passed):
    assert fine_ranks_reached(best, rank) == passed


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (6990.0, 7000.0, [(7000, 1000)]),
        (6990.0, 7110.0, [(7000, 1000)]),
        (7010.0, 7110.0, [(7100, 100)]),
        (7190.0, 7260.0, [(7200, 200)]),
        (7090.0, 7099.0, []),
    ],
)
def test_every_full_hundred_of_pp_says_how_round_it_is(before, after, expected):
    events = known(pp=before).events([profile(600, pp=after), profile(1200, pp=before), profile(1800, pp=after)])
    assert [(event.facts.step, event.facts.every) for event in events if event.kind == "pp_step"] == expected


def test_what_osu_says_was_the_best_ever_counts():
    world = known(best_rank=7_500)
    events = world.events([profile(600, rank=8_990), profile(1200, rank=7_400, best_rank=7_400)])
    assert [event.facts.best_ever for event in events if event.kind == "rank_change"] == [False, True]
    assert [event.kind for event in events if event.kind in {"rank_step", "rank_milestone"}] == []


def test_the_new_rank_completes_the_milestone_it_brought_where_no_play_did():
    events = known().events([profile(600, rank=9_990)])
    assert [(event.kind, event.about) for event in events] == [
        ("rank_milestone", None),
        ("rank_step", "rank_milestone/bancho/osu/2/global/10000"),
        ("rank_change", "rank_milestone/bancho/osu/2/global/10000"),
    ]
    said = PLAYER.words(events)
    assert said.title == "Mira: top 10,000, #10,040 → #9,990 (+50)"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"rank": 10_041}, "only others moved"),
        ({"pp": 6990.0}, "without a play: pp were recalculated, or a score is gone"),
        ({"pp": 6990.0, "ranked_score": 8_000_000}, "without a play: a score is gone"),
        ({"pp": 7004.0}, "without a play: pp were recalculated"),
    ],
)
def test_a_change_of_rank_says_why(change, why):
    (event,) = known().events([profile(600, **change)])
    assert PLAYER.words([event]).body.endswith(why)


KEYS = {"4k": Variant(540, 12, 7000.0), "7k": Variant(None, None, 0.0)}


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param([profile(600, variants=KEYS)], [], id="nothing_changes"),
        pytest.param([profile(600)], [], id="not told"),
        pytest.param([profile(600, variants={"4k": Variant(541, 12, 7000.0)})], ["others"], id="others moved"),
        pytest.param([profile(600, variants={"4k": Variant(530, 12, 7010.0)})], ["revalued"], id="without a play"),
        pytest.param(
            [profile(600, ranked_score=8_000_000, variants={"4k": Variant(560, 12, 6990.0)})],
            ["decay"],
            id="a score gone",
        ),
        pytest.param(
            [play(5, 300.0, 60), profile(70, variants={"4k": Variant(530, 12, 7010.0)})], ["played"], id="play"
        ),
        pytest.param([profile(600, variants={"7k": Variant(9000, 90, 800.0)})], [], id="the first rank"),
        pytest.param([profile(600, variants={"4k": Variant(None, None, 0.0)})], [], id="no rank is no fall"),
    ],
)
def test_osu_mania_by_keys(seen, expected):
    events = known(variants=KEYS).events(seen)
    assert [event.cause.value for event in events if event.kind == "variant_change"] == expected


@pytest.mark.parametrize(
    ("best", "value", "reached"),
    [(999.9, 1000.0, (1000,)), (1000.0, 1999.9, ()), (990.0, 3001.0, (3000, 2000, 1000)), (2000.0, 900.0, ())],
)
def test_round_numbers(best, value, reached):
    assert steps_reached(best, value, 1000) == reached


@pytest.mark.parametrize("kind", PLAYER.KINDS)
def test_titles_of_the_samples(kind):
    event = Event(
        key=kind, kind=kind, subject="bancho/osu/2", cause=Cause.PLAYED, happened=T, facts=PLAYER.SAMPLES[kind]
    )
    assert (
        PLAYER.words([event]).title
        == {
            "rank_change": "Mira: 7,000pp → 7,021.4pp (+21.4) · #10,040 → #9,998 (+42)",
            "rank_milestone": "Mira: top 10,000",
            "pp_milestone": "Mira: 7,000pp reached",
            "rank_step": "Mira: #9,000 passed",
            "pp_step": "Mira: 7,100pp reached",
            "variant_change": "Mira (osu!mania): 4K 7,000pp → 7,021.4pp (+21.4)",
            "counter_milestone": "Mira: 50,000 plays",
            "level_up": "Mira: level 100",
            "unranked": "Mira: no rank any more",
            "ranked_again": "Mira: back in the ranking, #12,001",
        }[kind]
    )


# -- cards -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("standing", "rank", "asked_for"),
    [
        pytest.param({}, 10_040, False, id="the same rank"),
        pytest.param({}, 10_900, False, id="others passed"),
        pytest.param({}, 10_001, False, id="better, but no round rank was passed"),
        pytest.param({}, 9_998, True, id="better than ten thousand for the first time"),
        pytest.param({"best_rank": 9_500}, 9_998, False, id="not for the first time"),
        pytest.param({}, None, True, id="the rank is gone"),
        pytest.param({"rank": None, "pp": 0.0}, None, False, id="never had one"),
    ],
)
def test_a_rank_on_a_card_that_is_worth_a_look_is_looked_at_once(standing, rank, asked_for):
    world = known(**standing)
    looks = [
        (look.question, look.subject)
        for asked in (600, 1200, 1800)
        for _, step in world.see(card(asked, rank=rank))
        for look in step.looks
    ]
    assert looks == [("profile", "bancho/osu/2")] * asked_for


def test_a_card_of_who_came_back_into_the_ranking_is_worth_a_look():
    world = known()
    world.events([profile(600, rank=None, pp=0.0)])
    [(_, step)] = world.see(card(1200, rank=10_050))
    assert [look.question for look in step.looks] == ["profile"]


def test_a_card_before_the_first_profile_is_nothing():
    [(_, step)] = World("profile").see(card(0, rank=1))
    assert (step.memory, step.events, step.looks) == (None, (), ())
