"""A sink is down for a day, and comes back: everything is delivered, in order, and nobody else noticed."""

import asyncio

import pytest
from shell_world import HOUR, SECOND, Desk, T
from structlog.testing import capture_logs

from watcher.notification import NotDelivered, Reason, Undeliverable

PLAYERS = (2, 3, 4)
MINUTE = 60 * SECOND
EVERY = HOUR
STEP = 20 * MINUTE


class Outage:
    """What a sink says: nothing good until it is back."""

    def __init__(self, clock, until, failure):
        self.clock = clock
        self.until = until
        self.failure = failure

    def __call__(self):
        return self.failure if self.clock.now() < self.until else "taken"


async def live(desk, hours):
    """News about three players in turn, every hour; in between the time goes in steps of twenty minutes."""
    for number in range(hours * HOUR // EVERY):
        desk.happen(number, PLAYERS[number % len(PLAYERS)])
        for _ in range(EVERY // STEP):
            await desk.once()
            desk.clock.time += STEP


def of(player, sink):
    """What a sink was told about a player, in order."""
    told = [message.told[0] for message in sink.told]
    return [event["facts"]["pp"] for event in told if event["subject"].endswith(f"/{player}")]


@pytest.mark.parametrize("asked", [None, 1800])
def test_after_a_day_everything_is_delivered_in_order_and_nobody_else_was_delayed(asked):
    with Desk(dead=[], fine=[]) as desk, capture_logs() as logs:
        dead, fine = desk.sinks.values()
        back = T + 24 * HOUR
        dead.says[0] = Outage(desk.clock, back, NotDelivered(Reason.NETWORK, "connection refused", retry_after=asked))
        asyncio.run(live(desk, 25))
        count = 25 * HOUR // EVERY
        assert desk.depths == {"dead": (0, count, 0), "fine": (0, count, 0)}
        assert [line["event"] for line in logs if line["log_level"] != "debug" and line["event"] != "told"] == [
            "told_later",
            "sink_recovered",
        ]
        for player in PLAYERS:
            assert of(player, dead) == of(player, fine) == sorted(of(player, fine))
        assert all(now == message.told[0]["happened"] for now, message in fine.tried)


def test_what_is_refused_for_good_on_the_way_holds_up_nothing():
    with Desk(dead=[]) as desk:
        desk.sinks["dead"].says[0] = Outage(desk.clock, T + HOUR, Undeliverable(Reason.PAYLOAD, "400"))
        asyncio.run(live(desk, 2))
        assert desk.depths == {"dead": (0, 1, 1)}


def test_news_of_an_outage_longer_than_news_lives_is_a_dead_letter_and_the_rest_arrives():
    with Desk(dead=[]) as desk:
        desk.sinks["dead"].says[0] = Outage(desk.clock, T + 80 * HOUR, NotDelivered(Reason.NETWORK, "refused"))
        asyncio.run(live(desk, 81))
        waiting, sent, dead = desk.depths["dead"]
        assert (waiting, sent + dead) == (0, 81 * HOUR // EVERY)
        assert 0 < dead <= 9 * HOUR // EVERY


def test_the_next_process_goes_on_where_the_last_one_stopped():
    with Desk(dead=[]) as desk:
        desk.sinks["dead"].says[0] = Outage(desk.clock, T + 3 * HOUR, NotDelivered(Reason.NETWORK, "refused"))
        for _ in range(4):
            asyncio.run(live(desk, 1))
            desk.telling = desk.hire()
            asyncio.run(desk.telling.recover())
            desk.happen = numbered(desk)
        asyncio.run(live(desk, 1))
        told = [message.told[0]["key"] for message in desk.sinks["dead"].told]
        assert len(told) == len(set(told)) == 5 * HOUR // EVERY


def numbered(desk):
    """News that no earlier hour had."""
    hour = (desk.clock.now() - T) // HOUR
    return lambda pp, user_id: Desk.happen(desk, 1000 * hour + pp, user_id)
