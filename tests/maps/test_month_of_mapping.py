"""Mappers and nominators at work; what is told of it is held against what happened."""

import asyncio

import pytest
from month import Month

HOUR = 3600


def live(folder, api, doing, **world):
    async def run():
        async with Month(folder, api, **world).begin() as month:
            await month.watch(600)  # the first looks are silent
            await doing(month)
            return month.score()

    return asyncio.run(run())


@pytest.mark.parametrize("api", ["v2", "v1"])
def test_a_day_with_an_outage_and_a_restart(tmp_path, api):
    async def day(month):
        await month.watch(6 * HOUR)
        month.outage(2 * HOUR)
        await month.watch(6 * HOUR)
        await month.sleep(3 * HOUR)
        await month.watch(9 * HOUR)

    score = live(tmp_path, api, day, small=True)
    assert (score["missed"], score["doubled"], score["false"]) == ({}, {}, {})
    assert score["right"] > 30


@pytest.mark.soak
@pytest.mark.parametrize("api", ["v2", "v1"])
def test_a_month_with_outages_and_restarts(tmp_path, api):
    async def month_long(month):
        for day in range(30):
            await month.watch(7 * HOUR)
            if day % 5 == 2:
                month.outage(4 * HOUR)
            await month.watch(9 * HOUR)
            if day % 7 == 3:
                await month.sleep(40 * HOUR if day == 17 else 8 * HOUR)
            await month.watch(8 * HOUR)

    score = live(tmp_path, api, month_long, small=True)
    assert (score["missed"], score["doubled"], score["false"]) == ({}, {}, {})
    assert score["right"] > 900
