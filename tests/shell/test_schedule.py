"""The schedule, in real time with short intervals: it wakes, whatever the jobs and the clocks do."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from shell_world import until
from structlog.testing import capture_logs

from watcher.clock import RealClock
from watcher.schedule import Every, Schedule

SOON = 0.01
NOW = datetime(2026, 9, 21, 12, tzinfo=UTC)


class SteppingClock(RealClock):
    """The machine's clock, set by somebody; whoever sleeps on it is woken soon."""

    def __init__(self):
        self.set_by = 0

    def now(self):
        return super().now() + self.set_by

    async def sleep(self, _seconds):
        await asyncio.sleep(SOON)


class SeldomLooking(SteppingClock):
    """The guard sleeps for long."""

    async def sleep(self, _seconds):
        await asyncio.sleep(3600)


class Lab:
    """A schedule with a job that counts its runs, and what was heard of the clock."""

    def __init__(self):
        self.clock = SteppingClock()
        self.steps = []
        self.runs = 0
        self.schedule = Schedule(self.clock, self.stepped)

    async def stepped(self, seconds):
        self.steps.append(round(seconds))

    async def work(self):
        self.runs += 1

    def run(self, scene):
        async def play():
            await scene(self)
            await self.schedule.stop(60)

        asyncio.run(play())


def test_a_job_runs_at_once_and_then_again_and_again():
    async def scene(lab):
        lab.schedule.every(SOON, "job", lab.work)
        lab.schedule.start()
        await until(lambda: lab.runs >= 3)

    Lab().run(scene)


def test_a_job_that_waits_for_its_time_is_woken_by_what_comes_up():
    async def scene(lab):
        lab.schedule.every(3600, "job", lab.work)
        lab.schedule.start()
        for runs in (1, 2, 3):
            await until(lambda runs=runs: lab.runs == runs)
            lab.schedule.wake("job")
        await until(lambda: lab.runs == 4)
        lab.schedule.wake("no such job")
        await asyncio.sleep(3 * SOON)
        assert lab.runs == 4

    Lab().run(scene)


def test_one_woken_while_it_is_at_work_runs_once_more_when_that_is_done():
    async def scene(lab):
        async def work():
            lab.runs += 1
            if lab.runs == 1:
                lab.schedule.wake("job")
                lab.schedule.wake("job")
                await asyncio.sleep(3 * SOON)

        lab.schedule.every(3600, "job", work)
        lab.schedule.start()
        await until(lambda: lab.runs == 2)
        await asyncio.sleep(3 * SOON)
        assert lab.runs == 2

    Lab().run(scene)


def test_a_job_that_raises_keeps_its_cadence_and_says_so_once_per_streak():
    async def scene(lab):
        async def work():
            lab.runs += 1
            if lab.runs not in {4, 8}:
                raise ZeroDivisionError("again")

        lab.schedule.every(SOON, "job", work)
        lab.schedule.start()
        await until(lambda: lab.runs >= 7)

    with capture_logs() as logs:
        Lab().run(scene)
    assert [line["event"] for line in logs][:3] == ["tick_broke", "tick_recovered", "tick_broke"]


def test_a_run_that_takes_long_delays_the_next_and_none_overlap_and_nothing_is_said_of_it(caplog):
    async def scene(lab):
        at_work = most = 0

        async def work():
            nonlocal at_work, most
            at_work += 1
            most = max(most, at_work)
            await asyncio.sleep(5 * SOON)
            at_work -= 1
            lab.runs += 1

        lab.schedule.every(SOON, "job", work)
        lab.schedule.start()
        await until(lambda: lab.runs >= 3)
        assert most == 1

    Lab().run(scene)
    assert caplog.messages == []


def test_one_that_hangs_holds_up_no_other():
    async def scene(lab):
        lab.schedule.every(SOON, "hangs", asyncio.Event().wait)
        lab.schedule.every(SOON, "job", lab.work)
        lab.schedule.start()
        await until(lambda: lab.runs >= 3)
        await lab.schedule.stop(SOON)

    asyncio.run(scene(Lab()))


def test_stopping_waits_for_the_runs_under_way_and_starts_no_more():
    async def scene(lab):
        begun, go = asyncio.Event(), asyncio.Event()

        async def work():
            begun.set()
            await go.wait()
            lab.runs += 1

        lab.schedule.every(SOON, "job", work)
        lab.schedule.start()
        await begun.wait()
        stopping = asyncio.create_task(lab.schedule.stop(60))
        await asyncio.sleep(3 * SOON)
        assert not stopping.done()
        go.set()
        await stopping
        assert lab.runs == 1
        await asyncio.sleep(3 * SOON)
        assert lab.runs == 1

    asyncio.run(scene(Lab()))


def test_stopping_does_not_wait_for_ever_and_is_no_fault(caplog):
    async def scene(lab):
        ended = []

        async def work():
            try:
                await asyncio.Event().wait()
            finally:
                ended.append(True)

        lab.schedule.every(SOON, "job", work)
        lab.schedule.start()
        await asyncio.sleep(3 * SOON)
        await lab.schedule.stop(SOON)
        assert ended == [True]

    asyncio.run(scene(Lab()))
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


@pytest.mark.parametrize("step", [-3600, 3600, -86_400, 10 * 365 * 86_400])
def test_when_the_clock_was_set_it_is_heard_once_by_how_much_and_the_jobs_run_now(step):
    async def scene(lab):
        lab.schedule.every(3600, "job", lab.work)
        lab.schedule.start()
        await until(lambda: lab.runs == 1)
        lab.clock.set_by = step * 1000
        await until(lambda: lab.runs == 2)
        await asyncio.sleep(5 * SOON)
        assert (lab.steps, lab.runs) == ([step], 2)

    Lab().run(scene)


def test_no_job_runs_with_a_step_that_nobody_answered_yet():
    async def scene(lab):
        seen = []

        async def work():
            seen.append((lab.clock.set_by, len(lab.steps)))
            lab.clock.set_by += 3_600_000
            lab.runs += 1

        lab.clock = SeldomLooking()
        lab.schedule = Schedule(lab.clock, lab.stepped)
        lab.schedule.every(SOON, "job", work)
        lab.schedule.start()
        await until(lambda: lab.runs >= 4)
        assert seen[:4] == [(hours * 3_600_000, hours) for hours in range(4)]

    Lab().run(scene)


def test_a_clock_that_is_a_little_off_is_nobody_s_business():
    async def scene(lab):
        lab.schedule.every(3600, "job", lab.work)
        lab.schedule.start()
        await until(lambda: lab.runs == 1)
        lab.clock.set_by = 4000
        await asyncio.sleep(5 * SOON)
        assert (lab.steps, lab.runs) == ([], 1)

    Lab().run(scene)


def test_a_step_that_nobody_could_answer_does_not_end_the_guard():
    async def scene(lab):
        async def fail(seconds):
            await Lab.stepped(lab, seconds)
            raise ZeroDivisionError("the store is locked")

        lab.schedule = Schedule(lab.clock, fail)
        lab.schedule.every(3600, "job", lab.work)
        lab.schedule.start()
        await until(lambda: lab.runs == 1)
        for count in (1, 2):
            lab.clock.set_by = count * 3_600_000
            await until(lambda count=count: lab.runs == count + 1)
        assert lab.steps == [3600, 3600]

    with capture_logs() as logs:
        Lab().run(scene)
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["clock_step_unanswered"] * 2


@pytest.mark.parametrize(
    ("ago", "ahead"),
    [
        (0, 10),
        (4, 6),
        (10, 10),
        (3600, 10),
        (10 * 365 * 86_400, 10),
        (-3600, 3610),
    ],
)
def test_the_next_run_lies_ahead_however_long_ago_the_last_one_was(ago, ahead):
    previous = NOW - timedelta(seconds=ago)
    assert Every(10).get_next_fire_time(previous, NOW) == NOW + timedelta(seconds=ahead)


def test_the_first_run_is_now():
    assert Every(10).get_next_fire_time(None, NOW) == NOW


@pytest.mark.parametrize(
    ("ago", "rest", "ahead"),
    [
        pytest.param(0, 0.0, 0.2, id="there may be something to do"),
        pytest.param(0, 0.1, 0.2, id="never sooner than its interval"),
        pytest.param(0, 0.7, 0.7, id="nothing is due before"),
        pytest.param(0, 3600.0, 5.0, id="something may come up meanwhile"),
        pytest.param(60, 0.7, 0.7, id="the last run is long ago"),
    ],
)
def test_a_job_rests_while_nothing_is_due_but_not_for_long(ago, rest, ahead):
    previous = NOW - timedelta(seconds=ago)
    assert Every(0.2, lambda: rest).get_next_fire_time(previous, NOW) == NOW + timedelta(seconds=ahead)
