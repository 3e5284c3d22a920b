"""Caps and cooldowns: what is too much folds, what was just said is not said again."""

import asyncio
from itertools import pairwise

import pytest
from msgspec import structs
from shell_world import HOUR, SECOND, Desk, Everybody, Pp, T, watch

from watcher.notification import NotDelivered, Reason
from watcher.recipients import Recipients
from watcher.rules import Cap, NewsRule, Rhythm
from watcher.store import history, outbox

MINUTE = 60 * SECOND
DOWN = NotDelivered(Reason.SERVER, "503")
FIVE = Rhythm(cap=Cap(most=5, within=MINUTE))


class Counter(Desk):
    """A desk whose sinks have a rhythm."""

    def __init__(self, *args, rhythm=FIVE, **sinks):
        self.rhythm = rhythm
        super().__init__(*args, **sinks)

    def hire(self):
        telling = super().hire()
        rhythms = dict.fromkeys(self.sinks, self.rhythm)
        telling.recipients = Recipients(Everybody(self.watches), self.admin, rhythms)
        return telling


def kinds(desk, sink="phone"):
    """How many events each message tells, with the second at which it was sent."""
    return [((now - T) // SECOND, len(message.told)) for now, message in desk.sinks[sink].tried]


def test_a_burst_is_five_messages_and_one_with_the_rest_when_there_is_room():
    with Counter() as desk:
        for player in range(11):
            desk.happen(100, player)
        desk.tell(90)
        assert kinds(desk) == [(0, 1)] * 5 + [(60, 6)]
        folded = desk.sinks["phone"].told[-1].notification
        assert folded.title == "+6 more pps"
        assert len(folded.listed.splitlines()) == 6


def test_what_is_folded_is_named_by_kind():
    with Counter({"top_play": Pp("top_play"), "rank": Pp("rank")}) as desk:
        desk.watches[:] = [watch("friends", "phone", kinds=("top_play", "rank"))]
        for player in range(9):
            desk.happen(100, player, kind="top_play")
        desk.happen(100, 9, kind="rank")
        desk.tell(60)
        assert desk.sinks["phone"].titles[-1] == "+5 more: 4 top plays, 1 rank"


def test_one_over_the_cap_is_its_own_message():
    with Counter() as desk:
        for player in range(6):
            desk.happen(player, player)
        desk.tell(60)
        assert desk.sinks["phone"].titles[-1] == "Mira: 5 pp"


def test_in_no_minute_are_there_more_than_five_however_much_happens():
    with Counter() as desk:
        for second in range(0, 300, 3):
            desk.happen(second, second % 7)
            desk.tell(0)
            desk.clock.time += 3 * SECOND
        for _ in range(12):
            desk.tell(0)
            desk.clock.time += 10 * SECOND
        times = desk.sinks["phone"].times
        assert all(later - earlier >= MINUTE for earlier, later in zip(times, times[5:], strict=False))
        told = [event["key"] for message in desk.sinks["phone"].told for event in message.told]
        assert sorted(told) == sorted(f"pp/bancho/osu/{second % 7}/{second}" for second in range(0, 300, 3))


def test_of_one_player_the_order_is_kept_though_the_first_ones_have_to_be_tried_again():
    with Counter(phone=[DOWN, DOWN, "taken"]) as desk:
        for pp in range(12):
            desk.happen(pp)
        desk.tell(75)
        told = [event["facts"]["pp"] for message in desk.sinks["phone"].told for event in message.told]
        assert told == list(range(12))


def test_after_a_day_without_the_sink_it_gets_five_and_the_rest_in_one():
    with Counter(phone=[DOWN], fine=[]) as desk:
        for hour in range(24):
            desk.happen(hour, hour % 3)
            asyncio.run(desk.once())
            desk.clock.time += HOUR
        desk.sinks["phone"].says[0] = "taken"
        desk.sinks["phone"].tried.clear()
        for _ in range(20):
            desk.tell()
            desk.clock.time += MINUTE
        assert [count for _, count in kinds(desk)] == [1] * 5 + [19]
        assert [count for _, count in kinds(desk, "fine")] == [1] * 24


def test_what_is_urgent_is_told_at_once_and_counts():
    with Counter() as desk:
        [usual] = desk.watches
        for player in range(5):
            desk.happen(100, player)
        desk.tell()
        desk.watches[:] = [structs.replace(usual, news=(NewsRule(kind="pp", priority=1),))]
        desk.happen(200, 7)
        desk.tell(1)
        desk.watches[:] = [usual]
        desk.happen(300, 8)
        desk.tell(100)
        assert kinds(desk) == [(0, 1)] * 6 + [(60, 1)]


def test_the_cap_is_kept_over_a_restart():
    with Counter() as desk:
        for player in range(5):
            desk.happen(100, player)
        desk.tell()
        desk.telling = desk.hire()
        desk.happen(100, 9)
        desk.tell(59)
        assert len(desk.sinks["phone"].tried) == 5
        assert desk.tell(1).sinks["phone"].titles[-1] == "Mira: 100 pp"


def test_a_clock_that_was_set_back_does_not_silence_the_sink():
    with Counter() as desk:
        for player in range(5):
            desk.happen(100, player)
        desk.tell()
        desk.clock.time -= HOUR
        desk.store.work(lambda tx: outbox.shift(tx, -HOUR))
        desk.happen(100, 9)
        assert len(desk.tell(5).sinks["phone"].tried) == 6


# -- cooldown --------------------------------------------------------------------------------------------------------


def cooling(*rules):
    [base] = [watch("friends", "phone", "hook")]
    return [structs.replace(base, news=tuple(rules))]


def test_a_rule_is_silent_about_a_subject_it_spoke_of():
    with Counter(rhythm=Rhythm(), phone=[], hook=[]) as desk:
        desk.watches[:] = cooling(NewsRule(kind="pp", cooldown=10 * MINUTE))
        for minute, player in ((0, 2), (0, 3), (5, 2), (9, 3), (11, 2), (12, 2)):
            desk.clock.time = T + minute * MINUTE
            desk.happen(minute, player)
            desk.tell()
        assert desk.sinks["phone"].titles == desk.sinks["hook"].titles == [f"Mira: {pp} pp" for pp in (0, 0, 11)]
        [telling, _] = desk.store.work(lambda tx: history.tellings(tx, "pp/bancho/osu/2/5"))
        assert (telling.state, telling.reason) == ("silent", "cooldown: this rule spoke of it a short while ago")


def test_two_rules_cool_down_by_themselves():
    with Counter({"pp": Pp(), "other": Pp("other")}, rhythm=Rhythm(), phone=[]) as desk:
        rules = (NewsRule(kind=kind, cooldown=10 * MINUTE) for kind in ("pp", "other"))
        desk.watches[:] = [structs.replace(watch("friends", "phone"), news=tuple(rules))]
        for kind in ("pp", "other", "pp"):
            desk.happen(len(desk.sinks["phone"].tried), kind=kind)
            desk.tell()
        assert len(desk.sinks["phone"].tried) == 2


# -- how long, and what nobody knows ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("hours", "sent"), [(0, 1), (2, 0)])
def test_a_message_waits_as_long_as_its_sink_says(hours, sent):
    with Counter(rhythm=Rhythm(max_age=HOUR), phone=[DOWN, "taken"]) as desk:
        desk.happen(100)
        desk.tell()
        desk.clock.time += hours * HOUR
        desk.tell(10)
        assert desk.depths["phone"] == (0, sent, 1 - sent)


@pytest.mark.parametrize(("hold", "depth"), [(False, (0, 2, 0)), (True, (0, 1, 1))])
def test_what_was_being_sent_when_the_process_died_is_sent_again_or_held(hold, depth):
    with Counter(rhythm=Rhythm(hold_uncertain=hold)) as desk:
        for pp in (100, 101):
            desk.happen(pp)
        desk.store.work(desk.telling._route)
        assert desk.store.work(lambda tx: outbox.claim(tx, "phone", T, T + 1))
        desk.telling = desk.hire()
        asyncio.run(desk.telling.recover())
        desk.tell()
        assert desk.depths["phone"] == depth
        dead = desk.store.work(history.dead)
        assert [letter.reason for letter in dead] == ["uncertain: stopped while sending"] * hold


def test_a_mention_and_a_priority_reach_the_sink():
    with Counter(rhythm=Rhythm()) as desk:
        desk.watches[:] = [
            structs.replace(watch("friends", "phone"), news=(NewsRule(kind="pp", priority=-1, mention="role:1"),))
        ]
        desk.happen(100)
        [message] = desk.tell().sinks["phone"].told
        assert (message.priority, message.mention) == (-1, "role:1")


def test_between_two_tries_of_a_folded_message_lies_a_second_at_least():
    with Counter(phone=[*["taken"] * 5, DOWN]) as desk:
        for player in range(9):
            desk.happen(100, player)
        desk.tell(75)
        times = desk.sinks["phone"].times[5:]
        assert len(times) > 2
        assert all(after - before >= SECOND for before, after in pairwise(times))
