"""The telling half: who is told what, once, in which order, and what happens when a sink does not take it."""

import asyncio
from itertools import pairwise

import pytest
from shell_world import HOUR, SECOND, Desk, Pp, Stumbling, T, until, watch
from sqlalchemy import event, select
from structlog.testing import capture_logs

from watcher import news
from watcher.notification import NotDelivered, Reason, Undeliverable
from watcher.owing import MAP_PATIENCE, ROUTED_AT_ONCE
from watcher.store import outbox, roster
from watcher.store.tables import delivery

DOWN = NotDelivered(Reason.SERVER, "503")
NO = Undeliverable(Reason.PAYLOAD, "400")


def titles(*pps):
    return [f"Mira: {pp} pp" for pp in pps]


# -- who is told -----------------------------------------------------------------------------------------------------


def test_every_sink_of_a_watch_is_told():
    with Desk(phone=[], hook=[]) as desk:
        desk.happen(100)
        desk.tell()
        assert desk.sinks["phone"].titles == desk.sinks["hook"].titles == titles(100)
        assert desk.depths == {"phone": (0, 1, 0), "hook": (0, 1, 0)}


def test_two_watches_that_want_the_same_tell_a_sink_once():
    with Desk(watches=[watch("friends", "phone"), watch("big", "phone")]) as desk:
        desk.happen(100)
        desk.tell(3)
        assert desk.sinks["phone"].titles == titles(100)


def test_what_nobody_wants_is_told_to_nobody_and_not_asked_about_again():
    with Desk(watches=[watch("friends", "phone", kinds=("other",))]) as desk:
        desk.happen(100)
        desk.tell()
        assert desk.depths == {}
        assert desk.store.work(lambda tx: outbox.unrouted(tx, after=0, most=10)) == []


def test_what_a_sink_was_told_is_not_told_again_by_the_next_process():
    with Desk() as desk:
        desk.happen(100)
        desk.tell()
        desk.telling = desk.hire()
        asyncio.run(desk.telling.recover())
        assert desk.tell(3).sinks["phone"].titles == titles(100)


def test_news_of_the_watcher_itself_goes_to_the_admin_and_to_nobody_else():
    families = {"pp": Pp(), "contact": news.families()["contact"]}
    facts = f'{{"server": "bancho", "since": {T}, "reason": "503"}}'
    with Desk(families, admin="hook", watches=[watch("friends", "phone")], phone=[], hook=[]) as desk:
        desk.happen(1, kind="unreachable", facts=facts)
        desk.tell()
        assert (len(desk.sinks["hook"].told), desk.sinks["phone"].told) == (1, [])


def test_without_an_admin_nobody_is_told_of_the_watcher_itself():
    facts = f'{{"server": "bancho", "since": {T}, "reason": "503"}}'
    with Desk({"contact": news.families()["contact"]}) as desk:
        desk.happen(1, kind="unreachable", facts=facts)
        assert desk.tell().depths == {}


def test_names_learnt_since_are_filled_in():
    with Desk() as desk:
        desk.store.work(lambda tx: roster.learn_player(tx, "bancho/user/2", "Mira II", "NO", T))
        desk.happen(100, facts='{"player": {"id": 2}, "pp": 100}')
        assert desk.tell().sinks["phone"].titles == ["Mira II: 100 pp"]


def test_a_message_says_what_it_tells_in_json_and_keeps_its_key_through_all_attempts():
    with Desk(phone=[DOWN, "taken"]) as desk:
        key = desk.happen(100)
        desk.tell(5)
        (_, first), (_, second) = desk.sinks["phone"].tried
        assert first.key == second.key
        (told,) = second.told
        assert (told["key"], told["kind"], told["cause"], told["noticed"]) == (key, "pp", "played", T)
        assert told["facts"]["pp"] == 100


def test_two_messages_never_share_a_key():
    with Desk() as desk:
        for pp in (100, 101):
            desk.happen(pp)
        desk.tell()
        assert len({message.key for message in desk.sinks["phone"].told}) == 2


# -- completing ------------------------------------------------------------------------------------------------------


class Completed(Pp):
    """News that waits for what completes it."""

    COMPLETED = {"top": ("pp",)}  # noqa: RUF012  # as families have it

    def __init__(self):
        super().__init__("top")


FAMILIES = {"top": Completed(), "pp": Pp()}
BOTH = ("top", "pp")


def settling(**sinks):
    return Desk(FAMILIES, watches=[watch("friends", *(sinks or {"phone": []}), kinds=BOTH)], **sinks)


def test_a_message_waits_for_what_completes_it():
    with settling() as desk:
        top = desk.happen(100, kind="top")
        assert desk.tell(5).sinks["phone"].told == []
        desk.happen(101, about=top)
        assert desk.tell().sinks["phone"].titles == ["Mira: 100 pp, Mira: 101 pp"]


def test_what_completes_a_message_may_have_been_noticed_before_it():
    with Desk(FAMILIES, watches=[watch("friends", "phone", kinds=("top",))]) as desk:
        desk.happen(101, about="top/101")
        desk.tell()
        desk.happen(100, kind="top", key="top/101")
        assert desk.tell().sinks["phone"].titles == ["Mira: 100 pp, Mira: 101 pp"]


def test_it_does_not_wait_longer_than_it_may():
    with settling() as desk:
        desk.happen(100, kind="top")
        assert desk.tell(19).sinks["phone"].told == []
        assert desk.tell(1).sinks["phone"].titles == titles(100)


def test_what_comes_late_is_a_message_of_its_own():
    with settling() as desk:
        top = desk.happen(100, kind="top")
        desk.tell(20)
        desk.happen(101, about=top)
        assert desk.tell().sinks["phone"].titles == titles(100, 101)


def test_what_completes_is_told_though_no_rule_asks_for_it_but_not_by_itself():
    with Desk(FAMILIES, watches=[watch("friends", "phone", kinds=("top",))]) as desk:
        top = desk.happen(100, kind="top")
        desk.tell()
        desk.happen(101, about=top)
        desk.tell()
        desk.happen(102, about=top)
        assert desk.tell(60).sinks["phone"].titles == ["Mira: 100 pp, Mira: 101 pp"]


def test_a_sink_that_was_told_hears_it_alone_while_another_gets_it_completed():
    with settling(phone=[], hook=[]) as desk:
        desk.watches[:] = [
            watch("friends", "phone", kinds=BOTH, settle=0),
            watch("crowd", "hook", kinds=BOTH, players=(2, 3)),
        ]
        top = desk.happen(100, kind="top")
        desk.tell()
        desk.happen(101, about=top)
        desk.tell()
        assert desk.sinks["phone"].titles == titles(100, 101)
        assert desk.sinks["hook"].titles == ["Mira: 100 pp, Mira: 101 pp"]


# -- waiting for the map ---------------------------------------------------------------------------------------------


def on_map(pp):
    return {"facts": f'{{"player": {{"id": 2, "name": "Mira"}}, "pp": {pp}, "map": {{"id": 75}}}}'}


def test_news_waits_for_its_map_and_so_does_what_comes_after_it_about_the_same_player():
    with Desk() as desk:
        desk.happen(100, **on_map(100))
        desk.happen(101)
        desk.happen(50, user_id=3)
        assert desk.tell(30).sinks["phone"].titles == titles(50)
        desk.store.work(lambda tx: roster.learn_map(tx, beatmap(), T))
        desk.tell()
        assert desk.sinks["phone"].titles == titles(50, 100, 101)
        assert desk.sinks["phone"].told[1].told[0]["facts"]["map"]["title"] == "First Light"


def test_after_a_minute_it_is_told_without():
    with Desk() as desk:
        desk.happen(100, **on_map(100))
        assert desk.tell(MAP_PATIENCE // SECOND - 1).sinks["phone"].told == []
        assert desk.tell(1).sinks["phone"].titles == titles(100)


def test_a_clock_that_was_set_back_does_not_make_it_wait_for_hours():
    with Desk() as desk:
        desk.happen(100, **on_map(100))
        desk.clock.time -= HOUR
        assert desk.tell(60).sinks["phone"].titles == titles(100)


# -- a sink that does not take it ------------------------------------------------------------------------------------


def test_what_was_not_taken_is_tried_again_in_order():
    with Desk(phone=[DOWN, DOWN, "taken"]) as desk:
        for pp in (100, 101, 102):
            desk.happen(pp)
        assert desk.tell(60).sinks["phone"].titles == titles(100, 101, 102)
        assert desk.depths == {"phone": (0, 3, 0)}


def test_while_it_fails_the_other_subjects_wait_too_and_nobody_is_forgotten():
    with Desk(phone=[DOWN] * 5 + ["taken"]) as desk:
        for user_id in (2, 3, 4):
            for pp in (100, 101):
                desk.happen(pp, user_id)
        desk.tell(120)
        order = [message.told[0]["key"] for message in desk.sinks["phone"].told]
        assert sorted(order) == sorted(f"pp/bancho/osu/{user_id}/{pp}" for user_id in (2, 3, 4) for pp in (100, 101))
        for user_id in (2, 3, 4):
            assert [key[-3:] for key in order if f"/{user_id}/" in key] == ["100", "101"]


@pytest.mark.parametrize("asked", [None, 0, 0.01, -5])
def test_between_two_tries_lies_a_second_at_least(asked):
    failure = NotDelivered(Reason.RATE, "429", retry_after=asked)
    with Desk(phone=[failure]) as desk:
        for user_id in (2, 3, 4):
            desk.happen(100, user_id)
        times = desk.tell(30).sinks["phone"].times
        assert len(times) > 3
        assert min(after - before for before, after in pairwise(times)) >= SECOND


def test_a_service_that_says_when_is_taken_at_its_word():
    with Desk(phone=[NotDelivered(Reason.RATE, "429", retry_after=42), "taken"]) as desk:
        desk.happen(100)
        assert desk.tell(60).sinks["phone"].times == [T, T + 42 * SECOND]


@pytest.mark.parametrize("asked", [float("inf"), float("nan"), 1e300])
def test_a_service_that_says_nonsense_does_not_break_its_lane(asked):
    with Desk(phone=[NotDelivered(Reason.RATE, "429", retry_after=asked), "taken"]) as desk, capture_logs() as logs:
        desk.happen(100)
        desk.tell()
        desk.clock.time += 24 * HOUR
        assert desk.tell().sinks["phone"].titles == titles(100)
    assert "lane_broke" not in [line["event"] for line in logs]


def test_a_no_is_a_dead_letter_at_once_and_the_next_goes():
    with Desk(phone=[NO, "taken"]) as desk, capture_logs() as logs:
        desk.happen(100)
        desk.happen(101)
        assert desk.tell().sinks["phone"].titles == titles(101)
        assert desk.depths == {"phone": (0, 1, 1)}
    assert [line["reason"] for line in logs if line["event"] == "not_told"] == ["payload: 400"]


def test_a_no_says_nothing_about_how_long_to_wait_for_the_next_trouble():
    with Desk(phone=[NO, NO, NO, NO, DOWN, "taken"]) as desk:
        for pp in range(100, 105):
            desk.happen(pp)
        times = desk.tell(60).sinks["phone"].times
        assert times[5] - times[4] < 3 * SECOND


def test_what_is_too_old_is_a_dead_letter_and_never_sent():
    with Desk() as desk, capture_logs() as logs:
        desk.happen(100)
        asyncio.run(desk.store.run(desk.telling._route))
        desk.clock.time += 73 * HOUR
        desk.happen(101)
        assert desk.tell().sinks["phone"].titles == titles(101)
        assert desk.depths == {"phone": (0, 1, 1)}
    assert [line["reason"] for line in logs if line["event"] == "not_told"] == ["expired"]


def test_a_sink_with_a_fault_of_its_own_is_tried_again_and_logged():
    oops = ZeroDivisionError("oops")
    with Desk(phone=[oops, oops, "taken"]) as desk, capture_logs() as logs:
        desk.happen(100)
        assert desk.tell(30).sinks["phone"].titles == titles(100)
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["sink_broke"]


def test_a_sink_that_is_not_in_the_config_any_more_keeps_what_waits_for_it():
    with Desk(phone=[], hook=[DOWN]) as desk:
        desk.happen(100)
        desk.tell()
        gone = desk.sinks.pop("hook")
        desk.telling = desk.hire()
        desk.watches[:] = [watch("friends", "phone")]
        desk.happen(101)
        desk.tell(60)
        assert desk.sinks["phone"].titles == titles(100, 101)
        assert desk.depths["hook"] == (1, 0, 0)
        gone.says[0] = "taken"
        desk.sinks["hook"] = gone
        assert desk.tell().sinks["hook"].titles == titles(100)


# -- one lane per sink -----------------------------------------------------------------------------------------------


def test_a_slow_sink_delays_nobody_else_and_is_never_sent_two_at_a_time():
    async def work():
        await desk.telling.tick()
        await until(lambda: len(desk.sinks["phone"].told) == 2)
        for pp in (102, 103):
            await desk.happens(pp)
            await desk.telling.tick()
        while len(desk.sinks["phone"].told) < 4:
            await desk.telling.tick()
        assert len(slow.tried) == 1
        gate.set()
        await desk.telling.settled()
        await desk.once()

    gate = asyncio.Event()
    with Desk(phone=[], slow=[gate]) as desk:
        slow = desk.sinks["slow"]
        for pp in (100, 101):
            desk.happen(pp)
        asyncio.run(work())
        assert desk.sinks["phone"].titles == slow.titles == titles(100, 101, 102, 103)


def test_two_ticks_at_once_open_one_lane():
    async def work():
        await asyncio.gather(*(desk.telling.tick() for _ in range(5)))
        await desk.telling.settled()

    with Desk() as desk:
        for user_id in range(10):
            desk.happen(100, user_id)
        asyncio.run(work())
        assert len(desk.sinks["phone"].told) == 10


def test_more_than_is_routed_at_once_is_routed_all_the_same():
    with Desk({"pp": Pp(), "other": Pp("other")}) as desk:
        for pp in range(ROUTED_AT_ONCE):
            desk.happen(pp, kind="other")
        desk.happen(100)
        assert desk.tell(1).sinks["phone"].titles == titles(100)


def test_an_outcome_that_could_not_be_written_down_is_written_down_later_and_not_sent_again():
    """The store fails just when the sink has taken it: locked for too long, or no room."""
    failing = []

    def fail(*_):
        if failing:
            failing.pop()
            raise OSError("no room")

    with Desk() as desk, capture_logs() as logs:
        event.listen(desk.store.engine, "begin", fail)
        desk.sinks["phone"].says.clear()
        desk.sinks["phone"].says.extend([lambda: failing.append(1), "taken"])
        desk.happen(100)
        desk.happen(101)
        assert desk.tell(5).sinks["phone"].titles == titles(100, 101)
        assert desk.depths == {"phone": (0, 2, 0)}
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["lane_broke"]


# -- the clock, and the end ------------------------------------------------------------------------------------------


SETTINGS = [-24 * HOUR, 10 * 365 * 24 * HOUR]


@pytest.mark.parametrize("by", SETTINGS)
def test_a_sink_that_is_held_back_is_tried_soon_though_the_clock_was_set(by):
    with Desk(phone=[DOWN, "taken"]) as desk:
        desk.happen(100)
        desk.tell()
        desk.set_clock(by)
        desk.notice(by)
        assert desk.tell(3).sinks["phone"].titles == titles(100)


@pytest.mark.parametrize("by", SETTINGS)
def test_what_is_owed_or_put_off_before_the_step_is_noticed_is_moved_by_it_once(by):
    with Desk(phone=[DOWN, "taken"]) as desk:
        desk.set_clock(by)
        desk.happen(100)
        desk.tell()
        desk.notice(by)
        assert desk.tell(3).sinks["phone"].titles == titles(100)
        told_at, _ = desk.sinks["phone"].tried[-1]
        assert told_at <= T + by + 3 * SECOND
        assert desk.depths == {"phone": (0, 1, 0)}


@pytest.mark.parametrize("by", SETTINGS)
def test_what_waits_to_be_completed_waits_no_longer_though_the_clock_was_set_meanwhile(by):
    with settling() as desk:
        desk.set_clock(by)
        desk.happen(100, kind="top")
        desk.tell(9)
        desk.notice(by)
        assert desk.tell(10).sinks["phone"].told == []
        assert desk.tell(1).sinks["phone"].titles == titles(100)


def test_at_the_end_what_is_under_way_gets_its_time():
    async def work():
        await desk.telling.tick()
        await until(lambda: desk.sinks["phone"].tried)
        stopping = asyncio.create_task(desk.telling.stop(60))
        await asyncio.sleep(0)
        gate.set()
        await stopping

    gate = asyncio.Event()
    with Desk(phone=[gate]) as desk:
        desk.happen(100)
        desk.happen(101)
        asyncio.run(work())
        assert desk.depths == {"phone": (1, 1, 0)}
        assert desk.tell().depths == {"phone": (1, 1, 0)}, "who has stopped claims nothing more"


def test_at_the_end_what_takes_too_long_is_released_for_the_next_process():
    async def work():
        await desk.telling.tick()
        await until(lambda: desk.sinks["phone"].tried)
        await desk.telling.stop(0.01)

    with Desk(phone=[asyncio.Event(), "taken"]) as desk, capture_logs() as logs:
        desk.happen(100)
        asyncio.run(work())
        assert desk.depths == {"phone": (1, 0, 0)}
        desk.telling = desk.hire()
        assert desk.tell().sinks["phone"].titles == titles(100)
    assert {"event": "deliveries_uncertain", "log_level": "warning", "count": 1} in logs


# -- what can't be read or said --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "logged"),
    [
        ({"kind": "hologram"}, "event_unknown"),
        ({"facts": "{"}, "event_unreadable"),
        ({"facts": '{"pp": "much"}'}, "event_unreadable"),
        ({"cause": "magic"}, "event_unreadable"),
    ],
)
def test_an_event_that_can_not_be_read_is_logged_and_holds_up_nobody(changes, logged):
    with Desk() as desk, capture_logs() as logs:
        desk.happen(100, **changes)
        desk.happen(101)
        assert desk.tell(3).sinks["phone"].titles == titles(101)
    assert [line["event"] for line in logs if line["log_level"] in {"error", "warning"}] == [logged]


def test_what_can_not_be_read_any_more_when_it_is_due_is_a_dead_letter():
    with Desk(phone=[DOWN, "taken"]) as desk:
        desk.happen(100)
        desk.tell()
        desk.families = {}
        desk.telling = desk.hire()
        assert desk.tell(10).depths == {"phone": (0, 0, 1)}


def test_words_that_break_are_replaced_by_plain_ones():
    with Desk({"pp": Stumbling()}) as desk, capture_logs() as logs:
        desk.happen(100)
        assert desk.tell().sinks["phone"].titles == ["pp: bancho/osu/2"]
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["words_broke"]


def beatmap():
    from watcher.osu.nouns import Beatmap, Mode

    return Beatmap(
        server="bancho",
        id=75,
        beatmapset_id=7,
        mode=Mode.OSU,
        status=1,
        artist="Aurora Band",
        title="First Light",
        version="Insane",
        creator="Kettle",
        creator_id=9,
        stars=5.4,
        length=200.0,
        bpm=180.0,
    )


# -- when there is nothing to do -------------------------------------------------------------------------------------


def test_while_nothing_is_owed_there_is_nothing_to_wake_up_for():
    with Desk() as desk:
        assert desk.telling.rest == 0
        assert 59 < desk.tell().telling.rest <= 60
        desk.telling.wake()
        assert desk.telling.rest == 0


def test_what_is_tried_again_later_is_what_the_telling_half_wakes_up_for():
    with Desk(phone=[DOWN, "taken"]) as desk:
        desk.happen(100)
        assert desk.tell().telling.rest == 0  # it was at work
        asyncio.run(desk.once())
        (due,) = (row.due for row in desk.store.work(lambda tx: tx.execute(select(delivery)).all()))
        assert desk.telling.rest == (due - desk.clock.now()) / SECOND > 0
        desk.set_clock(HOUR)
        desk.notice(HOUR)
        assert desk.telling.rest == 0


def test_while_news_waits_for_a_decision_nobody_rests():
    with Desk() as desk:
        for number in range(ROUTED_AT_ONCE + 1):
            desk.happen(number, user_id=number + 1)
        asyncio.run(desk.telling.tick())
        asyncio.run(desk.telling.settled())
        assert desk.telling.rest == 0
