"""What is asked when: the feed sleeps and wakes, holes are mended, questions are merged, nobody is asked too often."""

import asyncio
from itertools import pairwise

import pytest
from shell_world import HOUR, PLAYER, SECOND, Lookout, Pp, T, ask_again, saw

from watcher.osu import keys
from watcher.osu.errors import NotOffered, Unavailable
from watcher.osu.nouns import Answer, FollowUp, Mode, Play, Profile
from watcher.store import agenda

FEED = "bancho/feed"
MINUTE = 60


class Plays(Pp):
    """A family that reads plays, too."""

    def __init__(self):
        super().__init__()
        self.READS = {
            Profile: self.READS[Profile],
            Play: lambda seen: (keys.player(seen.server, seen.mode, seen.user_id),),
        }

    def diff(self, memory, seen, now):
        return super().diff(memory, seen, now) if isinstance(seen, Profile) else self.silent(memory)

    def silent(self, memory):
        from watcher.events import Step

        return Step(memory)


def play(ended, user_id=2):
    """A play that ended so many seconds after the beginning."""
    return Play(
        server="bancho",
        user_id=user_id,
        mode=Mode.OSU,
        beatmap_id=75,
        ended=T + ended * SECOND,
        passed=True,
        accuracy=0.99,
        max_combo=500,
        misses=0,
        grade="S",
        score=900_000,
        pp=120.0,
    )


def feed(*pages, pace="10000/60000", **changes):
    lookout = Lookout(*pages, families={"pp": Plays()}, **changes)
    lookout.store.work(lambda tx: agenda.plan(tx, {("feed", FEED): (T, pace)}))
    lookout.looking.wake()
    return lookout


def pauses(lookout):
    return [after - before for before, after in pairwise(lookout.osu.times)]


def world(*ends):
    """Tells each play in the first answer after it ended."""
    left = list(ends)

    def answer(_questions, now):
        told = [end for end in left if T + end * SECOND <= now]
        for end in told:
            left.remove(end)
        return Answer(sightings=[play(end) for end in told])

    return answer


# -- the feed --------------------------------------------------------------------------------------------------------


def test_while_nobody_plays_the_feed_is_looked_at_once_a_minute():
    with feed(Answer()) as lookout:
        lookout.look(HOUR // SECOND)
        assert set(pauses(lookout)) == {60}


def test_a_play_wakes_the_feed_for_twenty_minutes():
    with feed(world(100)) as lookout:
        lookout.look(HOUR // SECOND)
        awake = [at for at in lookout.osu.times if 120 < at <= 100 + 20 * MINUTE]
        assert awake == list(range(130, 100 + 20 * MINUTE + 1, 10))
        assert set(pauses(lookout)) == {10, 60}


def test_where_many_are_watched_the_feed_never_sleeps():
    with feed(Answer(), pace="10000") as lookout:
        assert set(pauses(lookout.look(600))) == {10}


def test_the_feed_is_awake_after_a_restart_if_it_was_before():
    with feed(world(5)) as lookout:
        lookout.look(61)
        lookout.store.work(lambda tx: agenda.plan(tx, {("feed", FEED): (T, "10000/60000")}))
        assert lookout.look(60).osu.times[-2:] == [110, 120]


def test_another_plan_is_another_pace():
    with feed(world(5)) as lookout:
        lookout.look(61)
        lookout.store.work(lambda tx: agenda.plan(tx, {("feed", FEED): (T, "5000")}))
        assert set(pauses(lookout.look(60))[-5:]) == {5}


def test_an_answer_that_would_be_repeated_is_not_fetched():
    with feed(Answer(rest=7000), pace="5000") as lookout:
        assert set(pauses(lookout.look(100))) == {7}


def test_a_backlog_is_read_at_a_page_a_second():
    with feed(*[Answer(more=True)] * 20, Answer(), pace="5000") as lookout:
        assert lookout.look(30).osu.times == [*range(21), 25, 30]


def test_a_hole_is_mended_by_one_question_about_each_player():
    others = ("bancho/osu/3", "bancho/taiko/3", "bancho/match/9")
    with feed(Answer(repair="recent"), Answer(), watched=(PLAYER, *others)) as lookout:
        lookout.look(2 * MINUTE)
        asked = [(questions[0].name, questions[0].subject) for _, questions in lookout.osu.asked]
        assert sorted(one for one in asked if one[0] != "feed") == [
            ("recent", PLAYER), ("recent", "bancho/osu/3"), ("recent", "bancho/taiko/3"),
        ]  # fmt: skip
        assert list(lookout.agenda) == [("feed", FEED, "")]


def test_what_an_answer_leaves_open_is_asked_once_and_later():
    pending = Answer(follow_ups=(FollowUp("score", "bancho/score/7", 10_000),))
    with feed(pending, Answer(), pace="60000") as lookout:
        lookout.look(59)
        assert [questions[0].name for _, questions in lookout.osu.asked] == ["feed", "score"]
        assert lookout.osu.times == [0, 10]


def test_a_follow_up_that_another_api_does_not_offer_is_dropped():
    with Lookout(NotOffered("no 'score'")).ask(ask_again(T, "score", "bancho/score/7", "open")) as lookout:
        assert lookout.look(30 * MINUTE).agenda == {}
        assert len(lookout.osu.asked) == 1


# -- players ---------------------------------------------------------------------------------------------------------


def test_a_profile_is_looked_at_soon_after_a_play_and_slowly_otherwise():
    answers = world(3000)

    def osu(questions, now):
        return answers(questions, now) if questions[0].name == "feed" else saw(100)

    with feed(osu, pace="60000") as lookout:
        plan = {("feed", FEED): (T, "60000"), ("profile", PLAYER): (T, "600000/7200000")}
        lookout.store.work(lambda tx: agenda.plan(tx, plan))
        lookout.look(3 * HOUR // SECOND)
        profiles = [(now - T) / SECOND for now, asked in lookout.osu.asked if asked[0].name == "profile"]
        assert profiles == [0, 3060, 3660, 4260, 4860, 5480, 6307, 7410, 8880]


def test_a_play_of_long_ago_hastens_nothing():
    with feed(Answer(sightings=[play(-3600)]), pace="60000") as lookout:
        plan = {("feed", FEED): (T, "60000"), ("profile", PLAYER): (T + HOUR, "600000/7200000")}
        lookout.store.work(lambda tx: agenda.plan(tx, plan))
        assert lookout.look(120).agenda["profile", PLAYER, ""] == 3600


# -- manners ---------------------------------------------------------------------------------------------------------


def test_the_same_question_of_two_askers_is_asked_once():
    with Lookout(saw(100)).ask(ask_again(T, asker="pp"), ask_again(T, asker="top")).plan() as lookout:
        lookout.look()
        assert lookout.osu.subjects == [[PLAYER]]
        assert list(lookout.agenda) == [("profile", PLAYER, "")]


def test_a_question_just_answered_waits_for_its_minute():
    with Lookout(saw(100)) as lookout:
        lookout.ask(ask_again(T)).look(20)
        lookout.ask(ask_again(T)).look(60)
        assert lookout.osu.times == [0, 60]


def test_a_question_just_answered_waits_for_its_minute_in_the_next_process_too():
    with Lookout(saw(100)) as lookout:
        lookout.ask(ask_again(T)).look(20)
        lookout.begin()
        lookout.ask(ask_again(T)).look(60)
        assert lookout.osu.times == [0, 60]


def test_a_question_that_was_under_way_when_the_process_died_is_asked_again_at_once():
    async def die():
        began = asyncio.Event()

        async def hang(*_):
            began.set()
            await asyncio.Event().wait()

        lookout.osu.answers.append(hang)
        await lookout.looking.tick()
        await began.wait()
        await lookout.looking.stop()

    with Lookout() as lookout:
        lookout.ask(ask_again(T))
        asyncio.run(die())
        lookout.osu.answers[0] = saw(100)
        lookout.begin()
        assert lookout.look(90).osu.times == [0, 0]


def test_what_was_not_answered_is_asked_again_by_the_next_process_when_it_is_due():
    with Lookout(Unavailable("503"), saw(100)) as lookout:
        lookout.ask(ask_again(T)).look()
        lookout.begin()
        assert lookout.look(90).osu.times == [0, 5]


def test_a_player_is_followed_up_three_times_a_minute_by_however_many_processes():
    with Lookout(Answer()) as lookout:
        for number, question in enumerate(("profile", "best", "recent", "score")):
            lookout.ask(ask_again(T + number * SECOND, question, asker=str(number))).look(1)
            lookout.begin()
        assert lookout.look(90).osu.times == [0, 1, 2, 60]


def test_a_player_is_followed_up_three_times_a_minute():
    questions = ("profile", "best", "recent", "beatmap", "score")
    with Lookout(Answer()).ask(*(ask_again(T, question) for question in questions)) as lookout:
        assert lookout.look(90).osu.times == [0, 0, 0, 60, 60]


@pytest.mark.parametrize("urgent", ["match", "feed"])
def test_sweeps_that_wait_for_the_budget_do_not_hold_up_the_urgent(urgent):
    async def stuck(questions, _now):
        if questions[0].name == "profile":
            await lookout.never.wait()
        return Answer()

    with Lookout(stuck) as lookout:

        async def work():
            lookout.never = asyncio.Event()
            await lookout.looking.tick()
            await asyncio.sleep(0.1)
            lookout.ask(ask_again(T, urgent, f"bancho/{urgent}/1"))
            await lookout.looking.tick()
            await asyncio.sleep(0.1)
            await lookout.looking.stop()

        lookout.plan(*(f"bancho/osu/{number}" for number in range(20)))
        asyncio.run(work())
        assert [questions[0].name for _, questions in lookout.osu.asked] == ["profile"] * 8 + [urgent]


def test_a_player_who_has_to_be_asked_for_is_looked_at_as_habits_are():
    """A session of an hour in the afternoon, every day: within a week the looks gather there."""
    day = 24 * HOUR // SECOND
    ends = [start + more for start in range(8 * 3600, 7 * day, day) for more in range(0, 3600, 120)]

    def osu(_questions, now):
        seconds = (now - T) / SECOND
        return Answer(sightings=[play(end) for end in ends if seconds - day < end <= seconds][-50:])

    with feed(osu) as lookout:
        lookout.store.work(lambda tx: agenda.plan(tx, {("recent", PLAYER): (T, "~900000/14400000")}))
        lookout.looking.wake()
        lookout.leap(7 * day)
        last = [at % day for at in lookout.osu.times if at > 6 * day]
        playing = [at for at in last if 8 * 3600 <= at < 9 * 3600 + 600]
        assert len(playing) > len(last) / 3
        assert min(pauses(lookout)) >= 60


def test_while_nothing_is_due_there_is_nothing_to_wake_up_for():
    with feed(Answer()) as lookout:
        assert lookout.looking.rest == 0
        lookout.look(5)
        assert 54 < lookout.looking.rest <= 55.1
        lookout.looking.wake()
        assert lookout.looking.rest == 0
