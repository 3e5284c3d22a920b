"""The shadow list against everything osu! does to a best list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from news_world import FAMILIES, World
from sightings import T, at, beatmap, play, profile, top_plays

from watcher.events import Cause
from watcher.facts import complete
from watcher.news.top_plays.shadow import Row, enter, ordered
from watcher.osu import scoring
from watcher.osu.nouns import Mod, Mode

OLD = tuple(play(number, 300.0 - 10 * number, -1000 * number) for number in range(1, 11))
"""Ten plays from before the watch: 290pp on map 1 down to 200pp on map 10."""


def known(*plays, window=200):
    """A world in which the list is known, asked one second after the watch began."""
    world = World("top_plays")
    assert world.events([top_plays(*(plays or OLD), asked=1, window=window)]) == []
    return world


def told(events):
    """(cause, map, place) of each event, which is what most of these tests are about."""
    return [
        (event.cause.value, event.facts.map.id, getattr(event.facts, "place", None) or event.facts.place_after)
        for event in events
    ]


def played(events):
    return [event.facts.map.id for event in events if event.kind == "top_play"]


# -- a play on the feed ----------------------------------------------------------------------------------------------


def test_a_play_that_enters_the_list_is_told_at_once_with_place_and_gain():
    world = known()
    (event,) = world.events([play(50, 285.0, 60)])
    pps = [old.pp for old in OLD]
    assert told([event]) == [("played", 50, 2)]
    gain = scoring.total([*pps, 285.0], 11) - scoring.total(pps, 10)
    assert event.facts.gain == pytest.approx(gain, abs=0.01)
    assert event.facts.replaced_pp is None


def test_a_better_play_on_the_same_map_with_other_mods_replaces_the_worse_one():
    (event,) = known().events([play(5, 281.0, 60, mods=(Mod("HR"),))])
    assert (event.facts.place, event.facts.replaced_pp) == (2, 250.0)
    before, after = [p.pp for p in OLD], [281.0 if p.beatmap_id == 5 else p.pp for p in OLD]
    assert event.facts.gain == pytest.approx(scoring.weighted_total(after) - scoring.weighted_total(before), abs=0.01)


@pytest.mark.parametrize(
    "quiet",
    [
        pytest.param(play(5, 240.0, 60), id="worse than the own best on the map"),
        pytest.param(play(5, 250.0, 60), id="equal to the own best on the map"),
        pytest.param(play(50, 500.0, -5), id="ended before the watch began"),
        pytest.param(play(50, 500.0, 60, passed=False), id="failed"),
        pytest.param(play(50, None, 60, no_pp="none"), id="map gives no pp"),
    ],
)
def test_what_is_no_top_play(quiet):
    world = known()
    assert world.looks(quiet) == []
    assert world.events([quiet]) == []


def test_too_low_for_a_full_list():
    full = [play(number, 400.0 - number, -number) for number in range(1, 101)]
    world = known(*full, window=100)
    assert world.events([play(500, 300.0, 60)]) == []
    assert told(world.events([play(501, 300.5, 61)])) == [("played", 501, 100)]


@pytest.mark.parametrize(("length", "window"), [(99, 100), (199, 200)])
def test_a_list_one_short_of_full_takes_any_play(length, window):
    nearly = [play(number, 400.0 - number, -number) for number in range(1, length + 1)]
    assert told(known(*nearly, window=window).events([play(999, 5.0, 60)])) == [("played", 999, window)]


def test_two_new_top_plays_the_lower_one_older():
    events = known().events([play(50, 250.5, 60), play(51, 280.5, 61)])
    assert told(events) == [("played", 50, 5), ("played", 51, 2)]


def test_equal_timestamps_on_two_maps_are_two_plays():
    assert played(known().events([play(50, 250.5, 60), play(51, 280.5, 60)])) == [50, 51]


def test_of_equal_pp_the_older_play_stands_first():
    assert told(known().events([play(50, 290.0, 60), play(51, 290.0, 61)])) == [("played", 50, 2), ("played", 51, 3)]


def test_new_plays_in_two_modes_in_one_look():
    world = known()
    taiko = top_plays(play(1, 100.0, -50, mode=Mode.TAIKO), asked=2)
    assert world.events([taiko]) == []
    events = world.events([play(60, 150.0, 60), play(60, 150.0, 60, mode=Mode.TAIKO)])
    assert [(event.subject, event.facts.place) for event in events] == [
        ("bancho/osu/2", 11),
        ("bancho/taiko/2", 1),
    ]
    assert len({event.key for event in events}) == 2


def test_a_top_play_asks_for_its_map_the_new_rank_and_a_confirmation():
    assert known().looks(play(50, 285.0, 60)) == [("beatmap", 0), ("profile", 3), ("best", 1800)]
    assert known().looks(play(50, 285.0, 60, beatmap=beatmap(50))) == [("profile", 3), ("best", 1800)]


def test_score_ids_that_all_change_tell_nothing_again():
    world = known()
    world.events([play(50, 285.0, 60, score_id=1, legacy_score_id=7)])
    again = play(50, 285.0, 60, score_id=9_000_000_000)
    renumbered = [structs.replace(old, score_id=old.beatmap_id + 10**9) for old in OLD]
    assert world.events([again, top_plays(*renumbered, again, asked=4000)]) == []


def test_unknown_mods_grades_and_map_states_pass_through_and_read_well():
    odd = {"mods": (Mod("QQ"), Mod("HD")), "grade": "Ω", "beatmap": beatmap(50, status=77)}
    strange = play(50, 285.0, 60, username="Mira", **odd)
    (event,) = known().events([strange])
    said = FAMILIES["top_plays"].words([event])
    assert said.title == "Mira: new top play #2, 285pp (+187.23)"
    assert said.body == "Aurora Band - Song 50 [Insane] +HDQQ\n98.76% · 1,100x/1,204x · 1 miss · Ω"


# -- before the list is known ----------------------------------------------------------------------------------------


def test_plays_wait_for_the_first_list_and_are_told_then_oldest_first():
    world = World("top_plays")
    early = [play(50, 285.0, 60), play(51, 150.0, 70), play(52, 295.0, 80)]
    assert [world.looks(one) for one in early] == [[("best", 45)]] * 3
    listed = top_plays(*OLD, *early, asked=120)
    assert told(world.events([listed])) == [("played", 50, 2), ("played", 51, 12), ("played", 52, 1)]


def test_what_a_play_gained_is_not_guessed_where_the_list_came_after_it():
    world = World("top_plays")
    inside, outside = play(50, 285.0, 60), play(51, 284.0, 119)
    assert world.events([inside, outside]) == []
    gains = [event.facts.gain for event in world.events([top_plays(*OLD, inside, asked=120)])]
    assert gains[0] is None
    pps = [285.0, *(old.pp for old in OLD)]
    assert gains[1] == pytest.approx(scoring.total([*pps, 284.0], 12) - scoring.total(pps, 11), abs=0.01)


def test_a_play_first_seen_in_the_first_list_is_news_if_it_ended_after_the_watch_began():
    world = World("top_plays")
    assert played(world.events([top_plays(*OLD, play(50, 285.0, 60), asked=120)])) == [50]
    assert world.events([play(50, 285.0, 60)]) == []


def test_a_watch_added_later_does_not_hear_of_yesterday():
    assert World("top_plays").events([top_plays(*OLD, play(50, 500.0, -1), asked=5), play(50, 500.0, -1)]) == []


def test_waiting_plays_are_bounded():
    world = World("top_plays")
    world.events([play(number, 1.0, number) for number in range(1, 200)])
    assert len(world.memories["bancho/osu/2"].held) == 50


# -- plays without pp ------------------------------------------------------------------------------------------------


def test_pending_pp_is_held_and_judged_when_the_feed_shows_it():
    world = known()
    pending = play(50, None, 60, no_pp="pending")
    assert world.looks(pending) == [("best", 45)]
    assert world.looks(pending) == []
    assert told(world.events([play(50, 285.0, 60)])) == [("played", 50, 2)]
    assert world.memories["bancho/osu/2"].held == ()


@pytest.mark.parametrize(
    ("pp", "news"),
    [(285.0, [("played", 50, 2)]), (100.0, [("played", 50, 11), ("played", 50, 5)])],
    ids=["the first one is better", "the second one is better"],
)
def test_of_two_plays_on_a_map_the_second_waits_until_the_first_has_its_pp(pp, news):
    world = known()
    assert world.events([play(50, None, 60, no_pp="pending"), play(50, 255.0, 67)]) == []
    assert told(world.events([play(50, pp, 60), play(50, 255.0, 67)])) == news
    assert world.memories["bancho/osu/2"].held == ()


def test_pending_pp_is_judged_when_a_list_shows_it_however_late():
    world = known()
    world.events([play(50, None, 60, no_pp="pending")])
    assert world.events([top_plays(*OLD, asked=900), top_plays(*OLD, asked=5000)]) == []
    assert told(world.events([top_plays(*OLD, play(50, 285.0, 60), asked=9000)])) == [("played", 50, 2)]


def test_pending_pp_is_asked_for_later_and_later_and_given_up_after_a_day():
    world = known()
    world.events([play(50, None, 60, no_pp="pending")])
    asked, waits = 110.0, []
    while looks := [wait for question, wait in world.looks(top_plays(*OLD, asked=asked)) if question == "best"]:
        waits.append(looks[0])
        asked += looks[0]
    assert waits == sorted(waits)
    assert len(waits) < 15
    assert asked > 86_400
    assert world.looks(play(50, None, 60, no_pp="pending")) == []


def test_where_plays_have_no_pp_at_all_the_list_is_asked_once_more_when_it_must_show_them():
    world = known()
    silent = play(50, None, 60, no_pp="not offered")
    assert world.looks(silent) == [("best", 45)]
    assert told(world.events([top_plays(*OLD, play(50, 285.0, 60), asked=110, stale=0)])) == [("played", 50, 2)]
    low = play(51, None, 200, no_pp="not offered")
    assert world.looks(low) == [("best", 45)]
    seen = top_plays(*OLD, play(50, 285.0, 60), asked=2000, stale=0)
    assert world.looks(seen) == []
    assert world.looks(low) == []


def test_a_listed_play_without_value_is_neither_removed_nor_worth_nothing():
    world = known()
    unvalued = [structs.replace(old, pp=None, no_pp="pending") if old.beatmap_id == 3 else old for old in OLD]
    assert world.events([top_plays(*unvalued, asked=4000), top_plays(*OLD, asked=8000)]) == []


# -- a later list ----------------------------------------------------------------------------------------------------


def test_a_confirmed_claim_says_nothing_more():
    world = known()
    new = play(50, 285.0, 60)
    assert played(world.events([new])) == [50]
    assert world.events([top_plays(*OLD, new, asked=700), new]) == []


def test_a_play_the_feed_missed_is_told_from_the_list():
    world = known()
    assert told(world.events([top_plays(*OLD, play(50, 285.0, 600), asked=700)])) == [("played", 50, 2)]
    assert world.events([play(50, 285.0, 600)]) == []


def test_another_play_first_seen_in_the_list_fetched_for_this_one():
    world = known()
    first, second = play(50, 285.0, 60), play(51, 250.5, 62)
    assert played(world.events([first, top_plays(*OLD, first, second, asked=700), second])) == [50, 51]


def test_a_list_too_old_to_show_a_play_is_no_proof_against_it():
    world = known()
    assert played(world.events([play(50, 285.0, 60)])) == [50]
    assert world.looks(top_plays(*OLD, asked=90)) == [("best", 1800)]
    assert world.events([play(50, 285.0, 60)]) == []


def test_an_older_list_that_comes_late_is_not_believed():
    world = known()
    new = play(50, 285.0, 60)
    assert played(world.events([new, top_plays(*OLD, new, asked=700), top_plays(*OLD, asked=600)])) == [50]
    assert world.events([new]) == []


@pytest.mark.parametrize(
    ("listed", "after"),
    [
        pytest.param((), (None, None), id="it is not there"),
        pytest.param((play(50, 255.0, 60),), (255.0, 5), id="it is worth less"),
    ],
)
def test_a_wrong_claim_is_corrected_openly(listed, after):
    world = known()
    (claim,) = world.events([play(50, 285.0, 60)])
    news = world.events([top_plays(*OLD, *listed, asked=700)])
    (correction,) = (event for event in news if event.kind == "top_play_corrected")
    assert correction.about == claim.key
    assert (correction.facts.pp_before, correction.facts.place_before) == (285.0, 2)
    assert (correction.facts.pp_after, correction.facts.place_after) == after


def test_a_claim_alone_in_a_list_of_plays_without_value():
    world = World("top_plays")
    assert world.events([top_plays(asked=1)]) == []
    (claim,) = world.events([play(1, 12.0, 60)])
    other = play(2, None, 30, no_pp="pending")
    (correction,) = world.events([top_plays(other, asked=700)])
    assert correction.about == claim.key


def test_a_play_that_is_seen_together_with_a_removal_is_measured_against_what_is_left():
    world = known()
    new = play(50, 255.0, 600)
    events = world.events([top_plays(*OLD[1:], new, asked=1000)])
    assert told(events) == [("played", 50, 4), ("removed", 1, None)]
    pps = [old.pp for old in OLD[1:]]
    assert events[0].facts.gain == pytest.approx(scoring.total([*pps, 255.0], 10) - scoring.total(pps, 9), abs=0.01)


def test_an_old_play_that_moves_up_into_the_window_is_not_played():
    full = [play(number, 400.0 - number, -number) for number in range(1, 101)]
    world = known(*full, window=100)
    removed = top_plays(*full[1:], play(777, 100.0, -5000), asked=4000, window=100)
    assert told(world.events([removed])) == [("bubbled in", 777, 100), ("removed", 1, None)]


def test_a_play_that_was_too_low_when_it_was_played_is_not_played_when_it_moves_up():
    full = [play(number, 400.0 - number, -number) for number in range(1, 101)]
    world = known(*full, window=100)
    low = play(777, 100.0, 60)
    assert world.events([low]) == []
    assert played(world.events([top_plays(*full[1:], low, asked=1000, window=100)])) == []


def test_a_play_pushed_below_the_window_is_not_removed():
    full = [play(number, 400.0 - number, -number) for number in range(1, 101)]
    world = known(*full, window=100)
    new = play(777, 450.0, 60)
    world.events([new])
    assert world.events([top_plays(*full[:99], new, asked=4000, window=100)]) == []


def test_a_deleted_play_still_in_the_index_hides_only_itself():
    full = [play(number, 400.0 - number, -number) for number in range(1, 201)]
    world = known(*full)
    assert told(world.events([top_plays(*full[:49], *full[50:], asked=4000)])) == [("removed", 50, None)]
    new = play(777, 450.0, 5000)
    world.events([new])
    # the index still counts the deleted one, so the last place is cut off
    assert world.events([top_plays(*full[:49], *full[50:199], new, asked=9000)]) == []


def test_a_play_that_vanishes_and_returns_is_not_played():
    world = known()
    events = world.events([top_plays(*OLD[1:], asked=4000), top_plays(*OLD, asked=8000)])
    assert told(events) == [("removed", 1, None), ("bubbled in", 1, 1)]


def test_all_values_change_at_once_is_one_event_not_two_hundred():
    world = known()
    reworked = [structs.replace(old, pp=old.pp * 0.9) for old in OLD]
    (event,) = world.events([top_plays(*reworked, asked=4000)])
    assert (event.cause, event.facts.count, event.facts.map.id) == (Cause.REVALUED, 10, 1)
    assert event.facts.worth == pytest.approx(-0.1 * scoring.weighted_total(old.pp for old in OLD), abs=0.01)


def test_one_value_changes_and_the_order_with_it():
    world = known()
    fallen = [structs.replace(OLD[0], pp=195.0), *OLD[1:]]
    events = world.events([top_plays(*fallen, asked=4000)])
    assert [(event.cause, event.facts.count) for event in events] == [(Cause.REORDERED, 9), (Cause.REVALUED, 1)]
    assert FAMILIES["top_plays"].words(events[1:]).body.startswith("map 1\n#1 → #10, 290pp → 195pp")


@pytest.mark.parametrize(
    ("other", "cause"),
    [
        pytest.param(play(3, 275.0, -9000), ("replaced", 3, 3), id="it is worth more, as after a recalculation"),
        pytest.param(play(3, 265.0, -9000), ("removed", 3, 3), id="it is worth less, as after a removal"),
    ],
)
def test_an_older_play_on_the_same_map_takes_its_place(other, cause):
    world = known()
    listed = top_plays(*(old for old in OLD if old.beatmap_id != 3), other, asked=4000)
    assert told(world.events([listed])) == [cause]
    assert world.events([listed, play(3, 270.0, -3000)]) == []


def test_rounding_of_another_api_generation_is_not_a_change():
    world = known()
    rounded = [structs.replace(old, pp=old.pp + 0.004) for old in OLD]
    assert world.events([top_plays(*rounded, asked=4000)]) == []


def test_another_api_generation_shows_another_window_and_tells_nothing_of_it():
    lazer = [play(100 + number, 250.5 - number, -number, lazer=True) for number in range(5)]
    world = known(*OLD, *lazer)
    assert world.events([top_plays(*OLD, asked=4000, stale=0, window=100)]) == []
    assert world.events([top_plays(*OLD, *lazer, asked=8000)]) == []
    assert played(world.events([play(50, 285.0, 8100)])) == [50]


def test_an_empty_list_is_a_restricted_player_not_ten_removed_plays():
    world = known()
    assert world.events([top_plays(asked=4000), top_plays(*OLD, asked=8000)]) == []


def test_a_first_play_ever_is_a_top_play():
    world = World("top_plays")
    assert world.events([top_plays(asked=1)]) == []
    assert told(world.events([play(50, 12.0, 60)])) == [("played", 50, 1)]


def test_an_old_list_is_renewed_when_the_player_plays_again():
    world = known()
    later = 8 * 86_400
    assert world.looks(play(50, 1.0, later, passed=False)) == []
    low = play(1, 1.0, later)
    assert world.looks(low) == [("best", 1800)]
    assert world.looks(low) == []


def test_the_new_rank_completes_the_message():
    (event,) = known().events([play(50, 285.0, 60)])
    player = World("profile")
    player.events([profile(0), play(50, 285.0, 60)])
    news = player.events([profile(63, pp=7021.4, rank=9_998)])
    (change,) = (event for event in news if event.kind == "rank_change")
    assert change.about == event.key
    named = structs.replace(event, facts=complete(event.facts, names={2: "Mira"}, maps={50: beatmap(50)}))
    body = FAMILIES["top_plays"].words([named, change]).body
    assert body.endswith("1 miss · A · #10,040 → #9,998 (+42) · 7,021.4pp")


def test_a_correction_in_the_same_message_says_which_play_it_is_about():
    world = known()
    (wrong,) = world.events([play(50, 285.0, 60)])
    new = play(51, 280.5, 650)
    events = world.events([new, top_plays(*OLD, new, asked=700)])
    fresh, correction = (event for event in events if event.kind != "top_plays_changed")
    words = FAMILIES["top_plays"].words
    assert words([wrong, correction]).body.endswith("· corrected: it is gone")
    assert words([fresh, correction]).body.endswith("· map 50 corrected: it is gone")


# -- the list itself -------------------------------------------------------------------------------------------------

PLAYS = st.lists(
    st.tuples(st.integers(1, 12), st.integers(1, 40), st.integers(1, 1000)),
    max_size=40,
    unique_by=lambda play: play[2],
)


@given(PLAYS, st.integers(3, 8))
def test_entering_one_by_one_gives_the_list_of_all(plays, window):
    rows = ()
    for number, pp, ended in sorted(plays, key=lambda play: play[2]):
        entry = enter(rows, Row(number, float(pp), ended), window)
        rows = entry.rows if entry else rows
    assert rows == ordered((Row(number, float(pp), ended) for number, pp, ended in plays), window)


@given(PLAYS)
def test_whatever_is_played_each_key_is_told_once_and_a_replay_tells_nothing(plays):
    feed = [play(number, float(pp), ended) for number, pp, ended in sorted(plays, key=lambda one: one[2])]
    world = known()
    events = world.events(feed)
    assert len({event.key for event in events}) == len(events)
    assert world.events(feed[::-1]) == []
    assert at(0) == T
