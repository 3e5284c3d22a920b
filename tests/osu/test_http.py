"""The budget and the door to HTTP."""

import asyncio
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from watcher.clock import VirtualClock
from watcher.osu.errors import Malformed, Unavailable
from watcher.osu.files import Files
from watcher.osu.http import IN_FLIGHT, Budget, Priority, Spent, httpx, redacted, retry_after, translated

NOON = 1_790_000_000.0


class HandClock(VirtualClock):
    """Moves only when the test moves it."""

    async def sleep(self, seconds):
        until = self.time + seconds * 1000
        while self.time < until:  # noqa: ASYNC110  # nobody else can tell that the test moved the hands
            await asyncio.sleep(0)


async def turn_until_done(clock, tasks, seconds):
    """Move the hands on by so much at a time. Nobody may wait for more than two hours."""
    latest = clock.time + 7_200_000
    while not all(task.done() for task in tasks):
        assert clock.time < latest, "somebody waits for ever"
        clock.time += seconds * 1000
        for _ in range(5):
            await asyncio.sleep(0)
    await asyncio.gather(*tasks)


def most_in_a_minute(counted):
    """The most cost in any minute of the server, given (time, cost) of each request."""
    return max(sum(cost for at, cost in counted if start <= at <= start + 60) for start, _ in counted)


@given(
    limit=st.integers(3, 20),
    requests=st.lists(
        st.tuples(
            st.integers(1, 3),  # cost
            st.sampled_from(Priority),
            st.floats(0, 25),  # seconds until the answer
            st.floats(0, 1),  # when, within that time, the server counts it
            st.floats(0, 40),  # seconds until the next question
        ),
        min_size=1,
        max_size=40,
    ),
)
def test_no_minute_of_the_server_holds_more_than_the_budget(limit, requests):
    async def ask():
        clock = VirtualClock()
        budget = Budget(clock, limit=limit)
        counted = []
        for cost, priority, takes, part, pause in requests:
            async with budget.spend(cost, priority=priority):
                counted.append((clock.monotonic() + takes * part, cost))
                await clock.sleep(takes)
            await clock.sleep(pause)
        return counted

    assert most_in_a_minute(asyncio.run(ask())) <= limit


@settings(max_examples=30)
@given(
    limit=st.integers(3, 10),
    requests=st.lists(
        st.tuples(st.integers(1, 3), st.sampled_from(Priority), st.floats(0, 100), st.floats(0, 25), st.floats(0, 1)),
        min_size=10,
        max_size=30,
    ),
)
def test_nor_when_many_ask_at_once(limit, requests):
    async def ask():
        clock = HandClock(0)
        budget = Budget(clock, limit=limit)
        counted = []

        async def one(cost, priority, begins, takes, part):
            await clock.sleep(begins)
            async with budget.spend(cost, priority=priority):
                counted.append((clock.monotonic() + takes * part, cost))
                await clock.sleep(takes)

        tasks = [asyncio.create_task(one(*request)) for request in requests]
        await turn_until_done(clock, tasks, 1)
        return counted

    counted = asyncio.run(ask())
    assert len(counted) == len(requests)
    assert most_in_a_minute(counted) <= limit


def test_one_lifted_past_another_while_both_look_who_is_first_keeps_nobody_waiting_for_ever():
    asked = [  # cost, priority, when, seconds until the answer
        (1, Priority.CONFIRM, 61.004570735801, 13),
        (2, Priority.SWEEP, 0, 21.325804861994342),
        (1, Priority.ACTIVE, 41, 16),
        (2, Priority.FEED, 3.122767080891898, 18),
        (1, Priority.LIVE, 40, 5),
        (3, Priority.FEED, 0, 1),
        (2, Priority.LIVE, 2.2e-16, 23),
        (2, Priority.FEED, 60, 8),
        (2, Priority.CONFIRM, 44.48397991418803, 8),
        (1, Priority.LIVE, 50, 24),
    ]

    async def ask():
        clock = HandClock(0)
        budget = Budget(clock, limit=6)

        async def one(cost, priority, begins, takes):
            await clock.sleep(begins)
            async with budget.spend(cost, priority=priority):
                await clock.sleep(takes)

        await turn_until_done(clock, [asyncio.create_task(one(*request)) for request in asked], 1)

    asyncio.run(ask())


def test_ten_are_under_way_at_a_time():
    async def ask():
        clock = HandClock(0)
        budget = Budget(clock)
        under_way, most = 0, 0

        async def one():
            nonlocal under_way, most
            async with budget.spend(priority=Priority.LIVE):
                under_way += 1
                most = max(most, under_way)
                await clock.sleep(5)
                under_way -= 1

        tasks = [asyncio.create_task(one()) for _ in range(35)]
        await turn_until_done(clock, tasks, 1)
        return most, clock.monotonic()

    most, took = asyncio.run(ask())
    assert most == 10
    assert took < 60


def test_a_file_of_a_map_that_would_have_to_be_waited_for_is_done_without():
    async def ask(spent):
        clock = VirtualClock(0)
        budget = Budget(clock, limit=10)
        for _ in range(spent):
            async with budget.spend(priority=Priority.LIVE):
                pass
        asked = []

        def osu(request):
            asked.append(request.url.path)
            return httpx.Response(200, content=b"osu file format v14")

        files = Files("https://osu.example", budget=budget, transport=httpx.MockTransport(osu))
        found = await files.get(75)
        await files.close()
        return found, asked, clock.monotonic()

    assert asyncio.run(ask(7)) == (b"osu file format v14", ["/osu/75"], 0)
    assert asyncio.run(ask(8)) == (b"", [], 0)


def test_a_burst_is_spread_over_minutes():
    async def ask():
        clock = VirtualClock(0)
        budget = Budget(clock, limit=10)
        times = []

        async def one():
            async with budget.spend(priority=Priority.LIVE):
                times.append(clock.monotonic())

        await asyncio.gather(*(one() for _ in range(35)))
        return times

    times = asyncio.run(ask())
    assert len(times) == 35
    assert most_in_a_minute([(at, 1) for at in times]) == 10
    assert times[-1] < 200


def test_the_urgent_go_first():
    async def ask():
        clock = HandClock()
        budget = Budget(clock, limit=len(Priority))
        order = []

        async def one(priority):
            async with budget.spend(priority=priority):
                order.append(priority)

        async with budget.spend(budget.limit, priority=Priority.LIVE):
            asked = [asyncio.create_task(one(priority)) for priority in reversed(Priority)]
            await asyncio.sleep(0)
        await turn_until_done(clock, asked, 10)
        return order

    assert asyncio.run(ask()) == sorted(Priority)


@pytest.mark.parametrize(
    ("asking", "who", "at_once"),
    [
        ((), Priority.LIVE, 60),
        ((), Priority.FEED, 60),
        ((), Priority.CONFIRM, 60),
        ((), Priority.ACTIVE, 54),
        ((), Priority.SWEEP, 48),
        ((Priority.FEED,), Priority.CONFIRM, 48),
        ((Priority.FEED,), Priority.SWEEP, 36),
        ((Priority.FEED,) * 12, Priority.CONFIRM, 48),
        ((Priority.LIVE,), Priority.LIVE, 59),
        ((Priority.LIVE,), Priority.FEED, 54),
        ((Priority.LIVE,) * 20, Priority.FEED, 40),
        ((Priority.LIVE, Priority.FEED), Priority.CONFIRM, 42),
        ((Priority.LIVE, Priority.FEED), Priority.SWEEP, 30),
        ((Priority.CONFIRM, Priority.ACTIVE), Priority.SWEEP, 48),
    ],
)
def test_a_burst_leaves_room_for_the_more_urgent_who_ask(asking, who, at_once):
    async def ask():
        clock = VirtualClock(0)
        budget = Budget(clock)
        for priority in asking:
            async with budget.spend(priority=priority):
                pass
        times = []
        for _ in range(60):
            async with budget.spend(priority=who):
                times.append(clock.monotonic())
        return times

    assert asyncio.run(ask()).count(0) == at_once


@pytest.mark.parametrize(
    ("who", "every", "beside"), [(Priority.FEED, 5, Priority.ACTIVE), (Priority.LIVE, 10, Priority.FEED)]
)
def test_what_is_asked_every_few_seconds_waits_for_no_burst(who, every, beside):
    async def ask():
        clock = HandClock()
        budget = Budget(clock)
        waited = []

        async def greedy():
            while len(waited) < 24:
                async with budget.spend(priority=beside):
                    await clock.sleep(0.5)

        async def regular():
            start = clock.monotonic()
            for look in range(1, 25):
                asked = clock.monotonic()
                async with budget.spend(priority=who):
                    waited.append(clock.monotonic() - asked)
                await clock.sleep(start + look * every - clock.monotonic())

        all_of_them = [asyncio.create_task(one) for one in (regular(), *(greedy() for _ in range(8)))]
        await turn_until_done(clock, all_of_them, 0.5)
        return waited

    assert max(asyncio.run(ask())) < every / 2


def test_nothing_starves_beside_a_busy_urgent_question():
    async def ask():
        clock = VirtualClock(0)
        budget = Budget(clock, limit=5)
        done = []

        async def sweep():
            async with budget.spend(5):
                done.append(clock.monotonic())

        waiting = asyncio.create_task(sweep())
        await asyncio.sleep(0)
        for _ in range(100):
            async with budget.spend(priority=Priority.LIVE):
                await clock.sleep(1)
        await waiting
        return done

    (at,) = asyncio.run(ask())
    assert at < 60 * 7


def test_a_question_given_up_leaves_its_place():
    async def ask():
        clock = VirtualClock()
        budget = Budget(clock, limit=1)

        async def one():
            async with budget.spend():
                pass

        async with budget.spend():
            asked = asyncio.create_task(one())
            await asyncio.sleep(0.01)
            asked.cancel()
            await asyncio.gather(asked, return_exceptions=True)
            assert budget.waiting == 0
        await one()

    asyncio.run(ask())


def test_a_request_without_an_answer_stays_twice_as_long():
    async def ask():
        clock = VirtualClock(0)
        budget = Budget(clock, limit=1)
        with pytest.raises(OSError, match="reset"):
            async with budget.spend():
                raise OSError("reset")
        async with budget.spend():
            return clock.monotonic()

    assert asyncio.run(ask()) > 120


def test_while_held_nothing_is_asked():
    async def ask():
        clock = VirtualClock(0)
        budget = Budget(clock)
        budget.hold(60)
        budget.hold(5)
        async with budget.spend(priority=Priority.LIVE):
            return clock.monotonic()

    assert asyncio.run(ask()) >= 60


async def troubled(budget, times):
    for _ in range(times):
        with pytest.raises(OSError, match="reset"):
            async with budget.spend(priority=Priority.LIVE):
                raise OSError("reset")


@pytest.mark.parametrize(("times", "pause"), [(1, 0), (2, 0), (3, 5), (4, 10), (5, 20), (6, 40), (7, 60), (20, 60)])
def test_in_trouble_everybody_waits_longer_each_time(times, pause):
    async def ask():
        clock = VirtualClock(0)
        budget = Budget(clock, limit=1000)
        await troubled(budget, times)
        begun = clock.monotonic()
        async with budget.spend(priority=Priority.LIVE):
            return clock.monotonic() - begun

    assert asyncio.run(ask()) == pytest.approx(pause, abs=0.01)


def test_an_answer_ends_the_trouble():
    async def ask():
        clock = VirtualClock(0)
        budget = Budget(clock, limit=1000)
        await troubled(budget, 5)
        async with budget.spend(priority=Priority.LIVE):
            pass
        await troubled(budget, 2)
        begun = clock.monotonic()
        async with budget.spend(priority=Priority.LIVE):
            return clock.monotonic() - begun

    assert asyncio.run(ask()) == 0


def test_an_answer_as_good_as_none_is_trouble():
    async def ask():
        clock = VirtualClock(0)
        budget = Budget(clock, limit=1000)
        for _ in range(3):
            async with budget.spend(priority=Priority.LIVE) as turn:
                turn.troubled = True
        async with budget.spend(priority=Priority.LIVE):
            return clock.monotonic()

    assert asyncio.run(ask()) == pytest.approx(5, abs=0.01)


def test_many_failures_of_one_moment_are_one_trouble():
    async def ask():
        clock = HandClock(0)
        budget = Budget(clock, limit=1000)

        async def fail():
            async with budget.spend(priority=Priority.LIVE):
                await asyncio.sleep(0.001)
                raise OSError("reset")

        await asyncio.gather(*(fail() for _ in range(10)), return_exceptions=True)
        asked = asyncio.create_task(fail())
        await asyncio.sleep(0.005)
        assert budget.waiting == 1
        clock.time += 5_001
        await asyncio.gather(asked, return_exceptions=True)
        assert budget.waiting == 0

    asyncio.run(ask())


def test_one_question_finds_out_whether_the_trouble_is_over():
    async def ask():
        clock = HandClock(0)
        budget = Budget(clock, limit=1000)
        await troubled(budget, 3)
        clock.time += 5_001
        order = []

        async def one(name):
            async with budget.spend(priority=Priority.LIVE):
                order.append(f"{name} asks")
                await asyncio.sleep(0.001)
                order.append(f"{name} knows")

        await asyncio.gather(one("a"), one("b"), one("c"))
        return order

    assert asyncio.run(ask())[:2] == ["a asks", "a knows"]


def test_giving_up_at_the_end_is_no_trouble():
    async def ask():
        budget = Budget(VirtualClock(0))

        async def one():
            async with budget.spend():
                await asyncio.sleep(10)

        for _ in range(5):
            task = asyncio.create_task(one())
            await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        return budget._troubles

    assert asyncio.run(ask()) == 0


@pytest.mark.parametrize("cost", [0, 61])
def test_what_never_fits_is_our_mistake(cost):
    async def ask():
        async with Budget(VirtualClock()).spend(cost):
            pass

    with pytest.raises(ValueError, match=f"cost {cost} does not fit a budget of 60"):
        asyncio.run(ask())


def test_a_budget_of_nothing_is_refused():
    with pytest.raises(ValueError, match="1 is the least"):
        Budget(VirtualClock(), limit=0)


def test_the_log_is_written_before_the_request_is_sent():
    async def ask():
        clock = VirtualClock()
        order = []

        async def record(spent, _took):
            order.append(spent)
            return 1

        async with Budget(clock, record=record).spend(3):
            order.append("sent")
        return order, Spent(3, clock.now(), clock.monotonic())

    order, spent = asyncio.run(ask())
    assert order == [spent, "sent"]


@pytest.mark.parametrize(
    ("situation", "wall", "monotonic", "took", "waits"),
    [
        ("restarted at once", 0, 0, None, 60),
        ("sent in the last minute", 40, 40, None, 50),
        ("sent before, perhaps answered just now", 85, 85, None, 5),
        ("long ago", 91, 91, None, 0),
        ("clock set forward an hour meanwhile", 3610, 10, None, 60),
        ("clock set back an hour meanwhile", -3590, 10, None, 60),
        ("clock set back, but long ago", -3590, 200, None, 0),
        ("rebooted, long ago", 3600, -5000, None, 0),
        ("rebooted and clock set back", -10, -5000, None, 60),
        ("answered at once", 40, 40, 0.2, 20.2),
        ("answered at once, long ago", 61, 61, 0.2, 0),
        ("answered late", 40, 40, 25, 45),
        ("answered, and the clock set forward meanwhile", 3610, 10, 1, 51),
        ("answered, rebooted and the clock set back", -10, -5000, 1, 61),
        ("not answered, given up after ten seconds", 40, 40, 70, 90),
    ],
)
def test_a_restart_does_not_exceed_the_budget(situation, wall, monotonic, took, waits):
    async def ask():
        clock = VirtualClock(100_000_000)
        spent = Spent(60, clock.now() - wall * 1000, clock.monotonic() - monotonic, took)
        begun = clock.monotonic()
        async with Budget(clock, entries=[spent]).spend(priority=Priority.LIVE):
            return clock.monotonic() - begun

    assert asyncio.run(ask()) == pytest.approx(waits, abs=0.1), situation


class Kept:
    """What a store keeps of requests."""

    def __init__(self):
        self.entries = []

    async def record(self, spent, took):
        for number, seconds in took.items():
            self.entries[number] = structs.replace(self.entries[number], took=seconds)
        self.entries.append(spent)
        return len(self.entries) - 1


async def asked_one_after_the_other(limit, requests, restarts):
    """When each request was sent and when the server counted it; the process dies before those in `restarts`."""
    clock, kept = VirtualClock(), Kept()
    budget = Budget(clock, limit=limit, record=kept.record)
    sent, counted = [], []
    for place, (cost, takes, part, pause) in enumerate(requests):
        if place in restarts:
            budget = Budget(clock, limit=limit, record=kept.record, entries=kept.entries)
        with suppress(OSError):
            async with budget.spend(cost, priority=Priority.LIVE):
                sent.append(clock.monotonic())
                counted.append((clock.monotonic() + abs(takes) * part, cost))
                await clock.sleep(abs(takes))
                if takes < 0:
                    raise OSError("reset")
        await clock.sleep(pause)
    return sent, counted


@settings(max_examples=50)
@given(
    limit=st.integers(3, 10),
    requests=st.lists(
        st.tuples(st.integers(1, 3), st.floats(-25, 25), st.floats(0, 1), st.floats(0, 40)), min_size=5, max_size=30
    ),
    restarts=st.sets(st.integers(0, 30)),
)
def test_no_minute_holds_more_than_the_budget_however_often_the_process_dies(limit, requests, restarts):
    _, counted = asyncio.run(asked_one_after_the_other(limit, requests, restarts))
    assert most_in_a_minute(counted) <= limit


def test_who_dies_again_and_again_asks_as_much_as_who_lives():
    requests = [(1, 0.3, 0.5, 0.8)] * 200
    through, _ = asyncio.run(asked_one_after_the_other(60, requests, ()))
    again, counted = asyncio.run(asked_one_after_the_other(60, requests, range(0, 200, 20)))
    assert again[-1] - again[0] <= through[-1] - through[0] + IN_FLIGHT
    assert most_in_a_minute(counted) <= 60


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("0", 0),
        ("120", 120),
        (" 1.5 ", 1.5),
        ("99999999", 3600),
        ("-5", None),
        ("nan", None),
        ("inf", None),
        ("٣", None),
        ("soon", None),
        ("", None),
        ("Mon, 21 Sep 2026 14:14:20 GMT", 60),
        ("Mon, 21 Sep 2026 14:13:00 GMT", 0),
        ("Mon, 21 Sep 2099 14:13:00 GMT", 3600),
        ("Mon, 99 Sep 2026 14:13:00 GMT", None),
    ],
)
def test_retry_after_in_all_its_forms(value, seconds):
    assert retry_after(value, 1_790_000_000.0) == seconds


@given(st.text())
def test_no_retry_after_breaks_us(value):
    assert (retry_after(value, NOON) or 0) >= 0


@pytest.mark.parametrize(
    ("strange", "ours", "reason"),
    [
        (httpx.ReadTimeout("late"), Unavailable, "timeout"),
        (TimeoutError(), Unavailable, "timeout"),
        (httpx.ConnectError("refused"), Unavailable, "network"),
        (httpx.RemoteProtocolError("cut"), Unavailable, "network"),
        (httpx.TooManyRedirects("round and round"), Unavailable, "network"),
        (httpx.DecodingError("bad gzip"), Malformed, "malformed"),
    ],
)
def test_strangers_are_translated_at_the_door(strange, ours, reason):
    with pytest.raises(ours) as caught, translated():
        raise strange
    assert caught.value.reason == reason
    assert caught.value.__cause__ is strange


def test_secrets_stay_inside():
    with pytest.raises(Unavailable, match=r"no route to \*\*\*") as caught, translated(["s3cret"]):
        raise httpx.ConnectError("no route to s3cret")
    assert "s3cret" not in str(caught.value)
    assert redacted("a", [""]) == "a"
