"""The looking half: what is asked when, what is remembered, and what happens when osu! does not answer."""

import asyncio
from collections import deque
from functools import partial
from itertools import pairwise

import pytest
from msgspec import structs
from shell_world import PLAYER, Lookout, Pp, Stumbling, T, ask_again, profile, saw
from structlog.testing import capture_logs

from watcher import news
from watcher.osu.errors import (
    Forbidden,
    Invalid,
    Malformed,
    NotFound,
    NotOffered,
    OsuError,
    Refused,
    TooOld,
    Unavailable,
)
from watcher.osu.nouns import Answer, Gap
from watcher.store import memories, outbox

MINUTE = 60
FIRST = f"pp/{PLAYER}/1"
SECOND = f"pp/{PLAYER}/2"


def memory(lookout, family="pp", subject=PLAYER):
    return lookout.store.work(lambda tx: memories.recall(tx, family, [subject])).get(subject)


# -- news ------------------------------------------------------------------------------------------------------------


def test_the_first_look_is_silent():
    with Lookout(saw(100)).plan() as lookout:
        assert lookout.look().news == []
        assert memory(lookout) is not None
        assert lookout.rung == 0


def test_the_same_look_twice_is_silent_and_writes_nothing():
    with Lookout(saw(100)).plan() as lookout:
        before = memory(lookout.look())
        assert lookout.look(2 * MINUTE).news == []
        assert memory(lookout) == before
        assert len(lookout.osu.asked) == 3


def test_a_difference_is_news_and_the_telling_half_is_rung_for():
    with Lookout(saw(100), saw(101)).plan() as lookout:
        assert lookout.look(MINUTE).news == [FIRST]
        assert lookout.rung == 1


def test_two_sightings_in_one_answer_build_on_each_other():
    with Lookout(saw(100, 101, 102)).plan() as lookout:
        assert lookout.look().news == [FIRST, SECOND]


def test_nobody_watched_nothing_remembered():
    with Lookout(saw(100, 101), watched=()).plan() as lookout:
        assert lookout.look().news == []
        assert memory(lookout) is None


def test_what_is_seen_on_the_way_to_somebody_else_counts():
    others = Answer(sightings=[profile(5, user_id=3), profile(6, user_id=3)])
    with Lookout(others, watched=(PLAYER, "bancho/osu/3")).plan() as lookout:
        assert lookout.look().news == ["pp/bancho/osu/3/1"]


def test_a_hole_is_news_once():
    gap = Gap(server="bancho", subject="bancho/feed", since=T - 60_000, until=T, reason="the feed is too short")
    families = {"coverage": news.families()["coverage"]}
    with Lookout(Answer(missed=gap), families=families).plan() as lookout:
        assert lookout.look(2 * MINUTE).news == [f"gap/bancho/feed/{T - 60_000}"]


# -- when osu! does not answer ---------------------------------------------------------------------------------------


def test_while_osu_is_unavailable_the_pauses_double_and_nothing_changes():
    with Lookout(saw(100), Unavailable("503")).plan() as lookout:
        before = memory(lookout.look())
        lookout.look(20 * MINUTE)
        assert lookout.osu.times[1:6] == [60, 65, 75, 95, 135]
        pauses = [after - before for before, after in pairwise(lookout.osu.times[1:])]
        assert max(pauses) == 300
        assert (memory(lookout), lookout.news) == (before, [])


def test_when_it_answers_again_what_happened_meanwhile_is_news_and_the_usual_pace_is_back():
    with Lookout(saw(100), Unavailable("503"), Unavailable("503"), saw(101)).plan() as lookout:
        lookout.look(3 * MINUTE)
        assert lookout.news == [FIRST]
        assert lookout.osu.times == [0, 60, 65, 75, 135]


@pytest.mark.parametrize(("asked", "comes"), [(2, 5), (5, 5), (60, 60), (90.0, 90)])
def test_it_does_not_come_back_before_it_was_told_to(asked, comes):
    with Lookout(Unavailable("429", reason="rate", retry_after=asked), saw(100)).plan(every=0) as lookout:
        assert lookout.look(120).osu.times == [0, comes]


@pytest.mark.parametrize("error", [Unavailable("timeout"), Malformed("half a page")])
def test_a_miss_is_logged_with_its_reason(error):
    with Lookout(error).plan() as lookout, capture_logs() as logs:
        lookout.look()
    assert [(line["event"], line["reason"]) for line in logs] == [("look_unanswered", str(error))]


def test_an_outage_is_said_when_it_begins_and_when_it_is_over_and_not_in_between():
    with Lookout(saw(100), *[Unavailable("503")] * 3, saw(101)).plan() as lookout, capture_logs() as logs:
        lookout.look(3 * MINUTE)
    heard = [line["event"] for line in logs if line["log_level"] != "debug" and line["event"].startswith("look_")]
    assert heard == ["look_unanswered", "look_answered_again"]


@pytest.mark.parametrize(
    "error",
    [
        Refused("wrong key"),
        Forbidden("private"),
        Invalid("422"),
        NotOffered("no such question"),
        TooOld("cursor"),
        NotFound("nobody"),
    ],
)
def test_a_no_is_asked_again_after_ten_minutes(error):
    with Lookout(error).plan() as lookout:
        assert lookout.look(21 * MINUTE).osu.times == [0, 600, 1200]
        assert lookout.news == []


def test_a_one_shot_look_at_what_is_not_there_is_over():
    with Lookout(NotFound("nobody")).ask(ask_again(T)) as lookout:
        assert lookout.look(30 * MINUTE).agenda == {}
        assert len(lookout.osu.asked) == 1


@pytest.mark.parametrize("error", [Unavailable("503"), Refused("no")])
def test_a_one_shot_look_that_fails_is_not_forgotten(error):
    with Lookout(error, saw(100)).ask(ask_again(T)) as lookout:
        lookout.look(15 * MINUTE)
        assert len(lookout.osu.asked) == 2
        assert lookout.agenda == {}


def test_silence_of_minutes_is_told_once_and_so_is_its_end():
    families = {"contact": news.families()["contact"]}
    down = [Unavailable("503")] * 8
    with Lookout(Answer(), *down, Answer(), families=families).plan() as lookout:
        lookout.look(40 * MINUTE)
        assert [key.partition("/")[0] for key in lookout.news] == ["unreachable", "back"]


def test_a_bug_in_a_source_is_put_off_like_an_outage_and_logged():
    with Lookout(KeyError("oops"), saw(100)).plan() as lookout, capture_logs() as logs:
        lookout.look(MINUTE)
        assert lookout.osu.times == [0, 5]
    assert "look_broke" in [line["event"] for line in logs]


def test_an_answer_that_can_not_be_stored_leaves_nothing_behind():
    class Unwritable(Pp):
        def event(self, seen, revision):
            return structs.replace(super().event(seen, revision), facts=object())

    families = {"a": Pp(), "b": Unwritable()}
    with Lookout(saw(100), saw(101), families=families).plan() as lookout, capture_logs() as logs:
        before = memory(lookout.look(), "a")
        lookout.look(MINUTE)
        assert memory(lookout, "a") == before
        assert lookout.news == []
        assert lookout.agenda[("profile", PLAYER, "")] == 65
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["look_broke"]


# -- faults in families ----------------------------------------------------------------------------------------------


def test_a_fault_in_one_family_does_not_blind_the_others():
    families = {"a": Stumbling(), "b": Pp()}
    with Lookout(saw(100), saw(101), families=families).plan() as lookout, capture_logs() as logs:
        assert lookout.look(MINUTE).news == [FIRST]
        assert memory(lookout, "a") is None
    assert [line["family"] for line in logs if line["event"] == "diff_broke"] == ["a", "a"]


@pytest.mark.parametrize(
    ("version", "body"),
    [(1, b"not msgpack \xc1"), (1, b"\x81\xa2pp\xa4much"), (2, b"\x81\xa2pp\x01"), (0, b"\x80")],
    ids=["garbage", "of another type", "from the future", "without an upgrade"],
)
def test_a_memory_that_can_not_be_read_is_a_new_silent_baseline(version, body):
    with Lookout(saw(100), saw(100), saw(101)).plan() as lookout, capture_logs() as logs:
        unreadable = {PLAYER: memories.Remembered(version, body)}
        lookout.store.work(lambda tx: memories.remember(tx, "pp", unreadable, T))
        lookout.look(MINUTE)
        assert lookout.news == []
        assert lookout.look(MINUTE).news == [FIRST]
    assert [line["event"] for line in logs if line["log_level"] == "warning"] == ["memory_unreadable"]


def test_a_watch_that_was_taken_away_and_put_back_begins_silently_again():
    with Lookout(saw(100), saw(150), saw(160)).plan() as lookout:
        lookout.look()
        lookout.readers.since = {"pp": {PLAYER: T + 30_000}}
        assert lookout.look(MINUTE).news == []
        assert lookout.look(MINUTE).news == [FIRST]


def test_a_clock_set_back_to_before_the_watch_began_makes_no_new_baseline():
    with Lookout(saw(100), saw(150), saw(160)).plan(question="feed") as lookout:
        lookout.look()
        lookout.set_clock(-3600)
        assert lookout.look(MINUTE).news == [FIRST]
        assert lookout.look(MINUTE).news == [FIRST, SECOND]


class Stream(Pp):
    """A family whose baseline is a moment."""

    def __init__(self):
        super().__init__()
        self.started = []

    def start(self, since):
        self.started.append((since - T) / 1000)
        return self.Memory(100)


def test_a_stream_begins_when_the_watch_began_not_when_it_was_first_seen():
    with Lookout(saw(101), families={"pp": Stream()}) as lookout:
        lookout.look(30)
        lookout.plan().look()
        assert lookout.families["pp"].started == [0]
        assert lookout.news == [FIRST]


def test_a_stream_whose_memory_is_lost_begins_now():
    with Lookout(saw(100), families={"pp": Stream()}) as lookout:
        lookout.store.work(lambda tx: memories.remember(tx, "pp", {PLAYER: memories.Remembered(1, b"?")}, T))
        lookout.look(30)
        lookout.plan().look()
        assert lookout.families["pp"].started == [30]
        assert memory(lookout).body != b"?"


@pytest.mark.parametrize("fault", [KeyError("old"), TypeError("no"), IndexError("no"), ValueError("no")])
def test_an_upgrade_that_fails_is_no_worse_than_an_unreadable_memory(fault):
    class Upgrading(Pp):
        VERSION = 2

        def upgrade(self, _version, _raw):
            raise fault

    with Lookout(saw(100), families={"pp": Upgrading()}).plan() as lookout:
        lookout.store.work(lambda tx: memories.remember(tx, "pp", {PLAYER: memories.Remembered(1, b"\x80")}, T))
        assert lookout.look().news == []
        assert memory(lookout).version == 2


def test_a_memory_of_an_older_version_is_upgraded():
    class Upgrading(Pp):
        VERSION = 2

        def upgrade(self, version, raw):
            assert version == 1
            return self.Memory(raw["points"], 7)

    with Lookout(saw(100), families={"pp": Upgrading()}).plan() as lookout:
        old = {PLAYER: memories.Remembered(1, b"\x81\xa6points\x01")}
        lookout.store.work(lambda tx: memories.remember(tx, "pp", old, T))
        assert lookout.look().news == [f"pp/{PLAYER}/8"]


# -- what is asked when ----------------------------------------------------------------------------------------------


def subjects(count):
    return [f"bancho/osu/{number}" for number in range(1, count + 1)]


def test_as_many_are_asked_together_as_the_source_takes():
    with Lookout(Answer(), batch={"profile": 50}).plan(*subjects(120)) as lookout:
        lookout.look()
        assert [len(batch) for batch in lookout.osu.subjects] == [50, 50, 20]


def test_questions_of_different_kinds_are_not_asked_together():
    with Lookout(Answer(), batch={"profile": 50, "beatmap": 50}).plan() as lookout:
        lookout.ask(ask_again(T, "beatmap", "bancho/map/75")).look()
        kinds = [[question.name for question in questions] for _, questions in lookout.osu.asked]
        assert sorted(kinds) == [["beatmap"], ["profile"]]


def test_no_more_are_under_way_than_may_be():
    most = running = 0

    async def slowly(_questions, _now):
        nonlocal most, running
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.01)  # the others start meanwhile
        running -= 1
        return Answer()

    with Lookout(slowly, at_once=3).plan(*subjects(10), every=0) as lookout:
        lookout.look(5)
        assert (most, len(lookout.osu.asked)) == (3, 10)


def test_however_much_is_urgent_a_sweep_gets_its_turn():
    asked = []

    async def race():
        answered = asyncio.Event()

        async def wait(questions, _now):
            asked.extend(question.name for question in questions)
            await answered.wait()
            return Answer()

        lookout.osu.answers = deque([wait])
        for _ in range(5):
            await lookout.looking.tick()
            await asyncio.sleep(0)
        answered.set()
        await lookout.looking.settled()

    with Lookout(at_once=8).plan(*subjects(40), every=0) as lookout:
        lookout.ask(*(ask_again(T, "recent", subject) for subject in subjects(40)))
        asyncio.run(race())
    assert (asked.count("recent"), asked.count("profile")) == (16, 2)


def test_what_is_under_way_is_not_asked_again():
    async def race():
        answered = asyncio.Event()

        async def wait(_questions, _now):
            await answered.wait()
            return saw(100)

        lookout.osu.answers.append(wait)
        for _ in range(5):
            await lookout.looking.tick()
            await asyncio.sleep(0)
            lookout.clock.time += 1000
        answered.set()
        await lookout.looking.settled()

    with Lookout().plan() as lookout:
        asyncio.run(race())
        assert len(lookout.osu.asked) == 1


def test_the_urgent_are_asked_first_though_thousands_are_due():
    with Lookout(Answer(), at_once=1).plan(*subjects(3000)) as lookout:
        lookout.clock.time += 5000
        match, feed = ask_again(T + 5000, "match", "bancho/match/1"), ask_again(T + 5000, "feed", "bancho/feed")
        lookout.ask(feed, match).look(2)
        assert [batch[0] for batch in lookout.osu.subjects][:3] == ["bancho/match/1", "bancho/feed", "bancho/osu/1"]


def test_when_there_is_more_it_is_asked_at_once_where_it_stopped():
    pages = [Answer(more=True, bookmarks={PLAYER: str(page)}) for page in range(3)]
    with Lookout(*pages, Answer(bookmarks={PLAYER: "end"})).plan() as lookout:
        lookout.look(3)
        assert lookout.osu.times == [0, 1, 2, 3]
        assert [questions[0].bookmark for _, questions in lookout.osu.asked] == ["", "0", "1", "2"]
        assert lookout.agenda == {("profile", PLAYER, ""): 63}


def test_while_there_is_more_it_is_known_how_far_the_reading_has_come():
    pages = [Answer(more=True, known=T - 3000), Answer(more=True, known=T - 2000), Answer(known=T)]
    with Lookout(*pages).plan() as lookout:
        reached = []
        for _ in pages:
            lookout.look()
            reached.append(dict(lookout.looking.backlog))
            lookout.clock.time += 1000
    assert reached == [{"profile": T - 3000}, {"profile": T - 2000}, {}]


def test_what_is_over_is_never_asked_again():
    with Lookout(Answer(over=(PLAYER,))).plan() as lookout:
        lookout.look(5 * MINUTE)
        lookout.plan().look(5 * MINUTE)
        assert len(lookout.osu.asked) == 1


def edges(logs):
    events = ("not_seen", "look_unanswered", "look_answered_again")
    return [
        (line["event"], line.get("subject"))
        for line in logs
        if line["log_level"] != "debug" and line["event"] in events
    ]


def test_who_is_not_in_the_answers_is_logged_once_and_once_more_when_they_are_back():
    missing = Answer(gone=(PLAYER,))
    with Lookout(missing, missing, saw(100), missing).plan() as lookout, capture_logs() as logs:
        assert lookout.look(3 * MINUTE).osu.times == [0, 60, 120, 180]
        assert lookout.news == []
    assert edges(logs) == [("not_seen", PLAYER), ("look_answered_again", PLAYER), ("not_seen", PLAYER)]


def test_what_osu_refuses_again_and_again_is_logged_once():
    with Lookout(*[Invalid("422")] * 3, saw(100)).plan() as lookout, capture_logs() as logs:
        lookout.look(31 * MINUTE)
    assert edges(logs) == [("look_unanswered", None), ("look_answered_again", PLAYER)]


def test_what_is_asked_once_is_asked_once():
    with Lookout(saw(100)).plan(every=0) as lookout:
        assert lookout.look(5 * MINUTE).osu.times == [0]


def test_an_empty_agenda_is_left_alone_until_somebody_puts_something_on_it():
    with Lookout(saw(100)) as lookout:
        lookout.look(30)
        lookout.ask(ask_again(T))
        assert lookout.look().osu.times == [30]


def test_a_subject_of_a_server_that_is_not_configured_any_more_is_not_asked_about():
    with Lookout(saw(100)).plan("akatsuki/osu/2", PLAYER) as lookout:
        assert lookout.look(2).osu.subjects == [[PLAYER]]


# -- looks that families ask for -------------------------------------------------------------------------------------


def test_a_family_asks_for_a_look_and_gets_it_once():
    families = {"pp": Pp(looks=(ask_again(3000),))}
    with Lookout(saw(100), saw(101), families=families).plan() as lookout:
        lookout.look(100)
        assert lookout.osu.times == [0, 60, 63]


@pytest.mark.parametrize("asker", ["pp", ""])
def test_a_family_may_ask_again_for_what_was_just_answered(asker):
    families = {"pp": Pp(looks=(ask_again(3000, asker=asker),))}
    with Lookout(saw(100), saw(101), saw(102), saw(102), families=families) as lookout:
        lookout.plan()
        if asker:
            lookout.ask(ask_again(T + 60_000))
        lookout.look(MINUTE)
        assert lookout.agenda["profile", PLAYER, asker] == 63


@pytest.mark.parametrize("asker", ["pp", ""])
def test_a_look_asked_for_while_the_same_is_under_way_is_not_swallowed_by_its_answer(asker):
    """The answer under way may be older than the reason for the second look."""

    async def race():
        answered = asyncio.Event()

        async def wait(_questions, _now):
            await answered.wait()
            return saw(100)

        lookout.osu.answers.append(wait)
        await lookout.looking.tick()
        await asyncio.sleep(0)
        reason = Answer(sightings=[profile(1, user_id=3), profile(2, user_id=3)])
        await lookout.store.run(partial(lookout.looking.remember, rows=lookout.another, answer=reason))
        answered.set()
        await lookout.looking.settled()

    families = {"pp": Pp(looks=(ask_again(3000, asker=asker),))}
    with Lookout(families=families, watched=(PLAYER, "bancho/osu/3")) as lookout:
        if asker:
            lookout.ask(ask_again(T))
        else:
            lookout.plan()
        lookout.another = [due("bancho/osu/3")]
        asyncio.run(race())
        assert lookout.agenda["profile", PLAYER, asker] == 3


def due(subject):
    from watcher.store.agenda import Due

    return Due("recent", subject, "", T, "", "0", 0)


# -- the end ---------------------------------------------------------------------------------------------------------


def test_what_is_under_way_at_the_end_is_asked_again_by_the_next_process():
    async def stop():
        lookout.osu.answers.append(lambda *_: asyncio.Event().wait())
        await lookout.looking.tick()
        await asyncio.sleep(0)
        await lookout.looking.stop()

    with Lookout().plan() as lookout:
        asyncio.run(stop())
        assert lookout.agenda == {("profile", PLAYER, ""): 0}
        lookout.osu.answers.extend([saw(100)])
        lookout.osu.answers.popleft()
        lookout.look()
        assert memory(lookout) is not None


def test_every_error_of_osu_is_met_by_one_of_these_situations():
    met = {Unavailable, Malformed, Refused, Forbidden, NotFound, TooOld, Invalid, NotOffered}
    known = {each for kind in OsuError.__subclasses__() for each in (kind, *kind.__subclasses__())}
    assert {each for each in known if each.__module__ == OsuError.__module__} == met


def test_events_of_one_look_are_kept_in_their_order():
    with Lookout(saw(*range(20))).plan() as lookout:
        lookout.look()
        rows = lookout.store.work(lambda tx: outbox.unrouted(tx, after=0, most=100))
        assert [row.key for row in rows] == [f"pp/{PLAYER}/{number}" for number in range(1, 20)]
