"""Who gets what, and why not."""

import pytest
from rules_world import Win, win

from watcher.events import Cause
from watcher.rules import NewsRule, Route, Verdict, Watch, compile_condition, explain, route


def rule(when=None, kind="win", **options):
    condition = compile_condition(when, kind, Win) if when else None
    return NewsRule(kind=kind, when=condition, **options)


def watch(name, *rules, to=("phone",), **options):
    return Watch(name=name, players=options.pop("players", (2,)), news=rules or (rule(),), to=to, **options)


TABLE = {
    "nobody_watches": ([], []),
    "every_sink_of_the_watch": ([watch("a", to=("phone", "club"))], [("phone", "a"), ("club", "a")]),
    "another_kind_is_not_asked_for": ([watch("a", rule(kind="loss"))], []),
    "the_condition_holds": ([watch("a", rule("pp > 400"))], [("phone", "a")]),
    "the_condition_fails": ([watch("a", rule("pp > 500"))], []),
    "one_rule_of_two_is_enough": ([watch("a", rule("pp > 500"), rule("place < 5"))], [("phone", "a")]),
    "a_rule_with_its_own_sinks": ([watch("a", rule(to=("club",)))], [("club", "a")]),
    "each_rule_to_its_sinks": (
        [watch("a", rule("pp > 400", to=("club",)), rule("place < 5"))],
        [("club", "a"), ("phone", "a")],
    ),
    "two_watches_one_fact_once": ([watch("a"), watch("b")], [("phone", "a")]),
    "a_condition_is_more_specific": ([watch("a"), watch("b", rule("pp > 1"))], [("phone", "b")]),
    "fewer_watched_is_more_specific": ([watch("a", players=(1, 2)), watch("b", players=(2,))], [("phone", "b")]),
    "a_condition_beats_fewer_watched": (
        [watch("a", rule("pp > 1"), players=(1, 2, 3)), watch("b")],
        [("phone", "a")],
    ),
    "a_failed_condition_is_not_specific": ([watch("a"), watch("b", rule("pp > 500"))], [("phone", "a")]),
    "the_most_specific_for_each_sink": (
        [watch("a", to=("phone", "club")), watch("b", rule("pp > 1"), to=("club",))],
        [("phone", "a"), ("club", "b")],
    ),
    "a_sink_takes_nothing_but_its_own_news": (
        [watch("a", to=("phone", "club"), only={"phone": (rule(kind="loss"),)})],
        [("club", "a")],
    ),
    "a_sink_with_a_condition_of_its_own": (
        [watch("a", to=("phone", "club"), only={"phone": (rule("pp > 500"),), "club": (rule("pp > 400"),)})],
        [("club", "a")],
    ),
}


@pytest.mark.parametrize(("watches", "expected"), TABLE.values(), ids=TABLE)
def test_routing(watches, expected):
    assert [(found.sink, found.watch) for found in route(win(), watches)] == expected


@pytest.mark.parametrize("cause", list(Cause))
def test_by_default_only_what_somebody_did_is_told(cause):
    assert bool(route(win(cause=cause), [watch("a")])) is (cause in {Cause.PLAYED, Cause.ACCOUNT})


@pytest.mark.parametrize("cause", list(Cause))
def test_a_rule_may_choose_its_causes(cause):
    assert bool(route(win(cause=cause), [watch("a", rule(causes=frozenset({Cause.REVALUED})))])) is (
        cause is Cause.REVALUED
    )


def test_a_route_waits_as_long_as_its_watch_says():
    assert route(win(), [watch("a", settle=5_000)]) == [Route("phone", "a", 5_000)]


def test_a_rename_changes_nothing_for_a_rule_by_id():
    rules = [watch("a", rule("player.id == 2"))]
    renamed = win(player=win().facts.player.__class__(id=2, name="Somebody Else"))
    assert route(win(), rules) == route(renamed, rules)


def test_explain_tells_what_every_rule_said():
    watches = [
        watch("all", to=("phone", "club"), only={"club": (rule("pp > 500"),), "phone": (rule(kind="loss"),)}),
        watch("good", rule("accuracy >= 98"), rule("place < 5")),
        watch("reworks", rule(causes=frozenset({Cause.REVALUED, Cause.REMOVED}))),
        watch("losses", rule(kind="loss")),
    ]
    assert explain(win(), watches) == [
        Verdict("all", ("phone",), "phone takes no win"),
        Verdict("all", ("club",), "pp 412.3 <= 500"),
        Verdict("good", ("phone",), "accuracy 97.8 < 98"),
        Verdict("good", ("phone",), ""),
        Verdict("reworks", ("phone",), "the cause is played, asked for removed, revalued"),
        Verdict("losses", ("phone",), "asks for no win"),
    ]


@pytest.mark.parametrize(("watches", "_expected"), TABLE.values(), ids=TABLE)
def test_explain_agrees_with_route(watches, _expected):
    matched = {sink for verdict in explain(win(), watches) if not verdict.refused for sink in verdict.sinks}
    assert matched == {found.sink for found in route(win(), watches)}
