"""The daily challenge, end to end: a new one, and what becomes of a streak."""

from datetime import UTC, datetime

from activity_world import watch

from watcher.simulator.model import DAY, HOUR


async def until(program, days, hour):
    """The machine sleeps until an hour of the day after so many days; then both halves work for two minutes."""
    midnight = program.clock.time // DAY * DAY
    program.clock.time = midnight + days * DAY + hour * HOUR
    await program.live(120)


def test_a_new_challenge_is_told_to_whoever_asks():
    async def scene(program):
        for _ in range(2):
            await until(program, 1, 0)
            program.do("challenge", beatmap_id=50_160)
            await program.live(1800)
        return program.hook.posts

    first, second = watch(scene, api="v2", watches={"osu": {"news": ["daily_challenge"]}}, depth=5)
    assert first["title"].startswith("New daily challenge: ")
    ends = datetime.fromtimestamp(second["events"][0]["facts"]["closes"] / 1000, UTC)
    assert (ends.hour, ends.minute) == (0, 0)
    assert f"until {ends:%Y-%m-%d} 00:00 UTC" in second["body"]


def test_a_streak_grows_is_in_danger_once_a_day_and_is_lost():
    async def scene(program):
        for _ in range(7):
            program.do("take-part", user_id=1001, place=8)
            await until(program, 1, 12)
        await until(program, 0, 20)  # the day is nearly over
        await until(program, 0, 22)
        program.do("take-part", user_id=1001)
        await until(program, 1, 20)
        await until(program, 2, 12)
        kinds = ["daily_streak", "daily_streak_at_risk", "daily_streak_lost"]
        return [event["kind"] for event in program.events if event["kind"] in kinds]

    kinds = ["daily_streak", "daily_streak_at_risk", "daily_streak_lost", "daily_placed"]
    streak = {"streak": {"players": [1001], "modes": ["osu", "mania"], "news": kinds, "catch_up": "all"}}
    assert watch(scene, api="v2", watches=streak, depth=5) == [
        "daily_streak",
        "daily_streak_at_risk",
        "daily_streak_at_risk",
        "daily_streak_lost",
    ]
