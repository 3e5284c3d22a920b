"""What becomes of news while pp is recalculated, and before anybody knows that it is."""

import pytest

from watcher import news
from watcher.events import Cause, Event
from watcher.news.top_plays.facts import SAMPLES
from watcher.store import Store
from watcher.storm import BREWS, Fate, Storm

T = 1_790_000_000_000
HOUR = 3_600_000


def event(kind, cause, happened=T):
    facts = SAMPLES.get(kind, SAMPLES["top_play"])
    return Event(key=f"{kind}/1", kind=kind, subject="bancho/osu/2", cause=cause, happened=happened, facts=facts)


def fates(recalculation, now, *notices):
    """What becomes of news that was noticed a minute ago, given the notices so far (kind, when)."""
    store, storm = Store.open(None), Storm(recalculation, news.families().values())
    for kind, when in notices:
        store.work(lambda tx, kind=kind, when=when: storm.learn(tx, event(kind, Cause.REVALUED, when), when))
    again = Storm(recalculation, news.families().values())
    store.work(lambda tx: again.keep(tx, now))
    told = (("top_play", Cause.PLAYED), ("rank_change", Cause.REVALUED), ("rank_change", Cause.OTHERS))
    found = [again.fate(event(*each), now - 60_000, now) for each in (*told, ("medal", Cause.PLAYED))]
    store.close()
    return found


BEGUN, OVER = ("recalculation", T), ("recalculation_over", T + 2 * HOUR)


@pytest.mark.parametrize(
    ("recalculation", "now", "notices", "expected"),
    [
        pytest.param("auto", T, [], [Fate.TELL, Fate.WAIT, Fate.TELL, Fate.TELL], id="calm: values wait a while"),
        pytest.param(
            "auto", T + HOUR, [BEGUN], [Fate.WAIT, Fate.FOLD, Fate.FOLD, Fate.TELL], id="while it lasts, also restarted"
        ),
        pytest.param(
            "auto", T + 3 * HOUR, [BEGUN, OVER], [Fate.TELL, Fate.WAIT, Fate.TELL, Fate.TELL], id="when it is over"
        ),
        pytest.param("on", T, [], [Fate.WAIT, Fate.FOLD, Fate.FOLD, Fate.TELL], id="said to last"),
        pytest.param("off", T + HOUR, [BEGUN], [Fate.TELL, Fate.TELL, Fate.TELL, Fate.TELL], id="never"),
    ],
)
def test_what_becomes_of_news(recalculation, now, notices, expected):
    assert fates(recalculation, now, *notices) == expected


def test_a_change_of_value_is_told_when_it_has_waited_long_enough():
    storm = Storm("auto", news.families().values())
    assert storm.fate(event("rank_change", Cause.REVALUED), T, T + BREWS) is Fate.TELL


def test_what_a_list_from_before_it_was_over_shows_is_its_doing_however_late():
    store, storm = Store.open(None), Storm("auto", news.families().values())
    for kind, when in (BEGUN, OVER):
        store.work(lambda tx, kind=kind, when=when: storm.learn(tx, event(kind, Cause.REVALUED, when), when))
    late = event("top_plays_changed", Cause.REVALUED)  # the list before it is of before T
    assert storm.fate(late, T + 9 * HOUR, T + 9 * HOUR) is Fate.FOLD
    store.close()
