"""`when:` conditions: what they see, what they refuse, and that nobody gets out of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rules_world import Win, win

from watcher.rules import Type, compile_condition, fields_of, view
from watcher.rules.conditions import RuleError
from watcher.rules.grammar import DEEPEST, FILTERS, LONGEST, SIGNS


def holds(text, event):
    return compile_condition(text, "win", Win).holds(view(event))


def refusal(text):
    with pytest.raises(RuleError) as caught:
        compile_condition(text, "win", Win)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rival.name in map.title or passed", True),
        ("'light' in map.title|lower", True),
        ("place <= 20 or pp >= 500", True),
        ("place > 3", False),
        ("pp >= 412.3 and pp < 413", True),
        ("play.pp == pp", True),
        ("'HR' in mods", True),
        ("'DT' in mods or 'NC' in mods", False),
        ("'HD' in mods and not 'FL' in mods", True),
        ("'FL' not in mods", True),
        ("map.stars >= 6 and map.stars < 7", True),
        ("6 <= map.stars < 6.5", False),
        ("map.title|lower == 'first light'", True),
        ("'Light' in map.title", True),
        ("mods|length == 2", True),
        ("(gain - 30)|abs < 10", True),
        ("-gain < 0", True),
        ("misses * 2 + 1 == 5", True),
        ("combo / map.max_combo > 0.7", True),
        ("player.id in [124493, 2]", True),
        ("player.id in (2, 3)", True),
        ("player.country in ['SE', 'DK']", False),
        ("full_combo", False),
        ("not full_combo", True),
        ("passed == true", True),
        ("grade in ['A', 'S']", True),
        ("kind == 'win'", True),
        ("cause == 'played'", True),
        ("mode == 'osu'", True),
        ("side == 'red'", True),
        ("ruleset == 'osu'", True),
        ("7 in rivals", False),
        ("hour == 22 and weekday == 'tuesday'", True),
        ("true", True),
    ],
)
def test_a_condition_reads_the_fields_of_the_event(text, expected):
    assert holds(text, win()) is expected


@pytest.mark.parametrize(
    "text",
    [
        "pp >= 1",
        "pp < 1",
        "pp == 0",
        "pp != 0",
        "pp != none",
        "1 <= pp",
        "pp + 1 > 0",
        "1 - pp > 0",
        "-pp < 0",
        "pp|abs >= 0",
        "1 <= pp <= 1000",
        "pp in [0, 1]",
        "rival.id == 7",
        "rival.name|lower == 'x'",
        "rival.name|length > 0",
        "lazer",
        "lazer == false",
        "'x' in rival.name",
        "rival.name in map.title",
        "rival.name not in map.title",
        "rival.name in map.title|lower",
        "rival.name|lower in map.title",
        "rival.name not in mods",
        "rival.id not in [1, 2]",
        "'x' not in rival.name",
    ],
)
def test_what_is_missing_makes_a_comparison_false(text):
    assert not holds(text, win(pp=None))


@pytest.mark.parametrize("text", ["pp == none", "none == pp", "rival.id == none", "not (pp >= 300)", "not lazer"])
def test_what_is_missing_can_be_asked_for(text):
    assert holds(text, win(pp=None))


@pytest.mark.parametrize("text", ["combo / misses > 1", "1 / 0 == 1", "not (1 / (misses - misses) > 0) and misses > 0"])
def test_a_division_by_zero_is_not_true(text):
    assert not holds(text, win(misses=0))


def test_mode_is_that_of_the_player_the_event_is_about():
    assert holds("mode == 'mania'", win(subject="bancho/mania/2"))
    assert holds("mode == none", win(subject="bancho/match/7"))


def test_fields_of_play_may_be_written_without_play():
    fields = fields_of(Win)
    assert fields["pp"] == fields["play.pp"]
    assert fields["pp"].type is Type.NUMBER
    assert "wins" not in fields, "a dictionary is nothing for a condition"
    assert "results" not in fields, "nor is a list of plays"


def test_every_field_can_be_used_and_is_there():
    seen = view(win())
    plain = {Type.NUMBER: "{0} == {0}", Type.TEXT: "{0} == {0}", Type.FLAG: "{0} == {0}"}
    for name, field in fields_of(Win).items():
        text = plain.get(field.type, "{0}|length == {0}|length").format(name)
        condition = compile_condition(text, "win", Win)
        missing = "unknown" in condition.why_not(seen)
        assert condition.holds(seen) or missing, name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("indx <= 20", "no field 'indx' in win"),
        ("plac <= 20", "did you mean 'place'?"),
        ("map.star > 1", "did you mean 'map.stars'?"),
        ("map > 1", "no field 'map' in win"),
        ("wins == 1", "no field 'wins'"),
        ("pp >= 'x'", "`pp` is a number and `'x'` is text: >= can't compare them"),
        ("pp >= '300'", "is text"),
        ("grade > 1", "`grade` is text and `1` is a number"),
        ("place <= 20 or pp >= 'x'", "can't compare"),
        ("mods == 'HR'", "`mods` is a list of text and `'HR'` is text"),
        ("mods > 2", "can't compare"),
        ("1 in mods", "can't compare"),
        ("full_combo > 1", "can't compare"),
        ("full_combo < true", "can't compare"),
        ("pp", "a condition is true or false, this is a number: compare it with something"),
        ("grade", "this is text"),
        ("mods", "this is a list of text"),
        ("none", "this is none"),
        ("pp and full_combo", "`pp` is a number, here it must be true or false"),
        ("not pp", "here it must be true or false"),
        ("-grade == 1", "here it must be a number"),
        ("'a' * 3 == 'aaa'", "here it must be a number"),
        ("grade + 'x' == 'Ax'", "here it must be a number"),
        ("mods * 9 == mods", "here it must be a number"),
        ("true + true == 2", "here it must be a number"),
        ("place in [1, 'a']", "numbers or texts, at least one, and not both"),
        ("place in []", "at least one"),
        ("place in [[1]]", "numbers or texts"),
        ("cause == 'plaied'", "cause is never 'plaied', it is one of played, replaced"),
        ("'plaied' == cause", "cause is never 'plaied'"),
        ("cause in ['played', 'x']", "cause is never 'x'"),
        ("mode == 'catch'", "it is one of osu, taiko, fruits, mania"),
        ("side == 'green'", "one of red, blue"),
        ("ruleset == 'std'", "one of osu"),
        ("weekday == 'Sunday'", "one of monday"),
        ("'hr' in mods", "mods are written in capitals: 'HR'"),
        ("grade|upper == 'A'", "no filter 'upper', there is abs, lower, length"),
        ("gain|length > 1", "length can't be taken of it"),
        ("grade|abs > 1", "abs can't be taken of it"),
        ("grade|lower('x') == 'a'", "lower takes nothing in brackets"),
        ("", "can't be read"),
        ("pp >", "unexpected 'end'"),
        ("pp >= 1 pp", "can't be read from 'pp' on"),
        ("pp => 1", "can't be read"),
        ("pp >= 1 }} x {{ 1", "can't be read from '}}' on"),
        ("{{ pp }}", "can't be read"),
        ("'abc", "can't be read"),
        ("pp >= 1 # big", "can't be read"),
        ("pp >= 1 && place < 3", "can't be read"),
        ("pp ** 2 > 1", "pow can't be used"),
        ("pp // 2 > 1", "floordiv can't be used"),
        ("pp % 2 == 1", "mod can't be used"),
        ("grade ~ 'x' == 'Ax'", "concat can't be used"),
        ("mods[0] == 'HR'", "getitem can't be used"),
        ("pp if full_combo else 1", "condexpr can't be used"),
        ("pp is none", "test can't be used"),
        ("pp >= 1 if passed", "condexpr can't be used"),
        ("{'a': 1} == {'a': 1}", "dict can't be used"),
        ("x" * (LONGEST + 1), f"at most {LONGEST}"),
        ("(" * 200 + "true" + ")" * 200, "nested too deeply"),
        ("not " * (DEEPEST + 1) + "true", "nested too deeply"),
    ],
)
def test_a_condition_that_makes_no_sense_is_refused_with_what_would(text, said):
    assert said in refusal(text)


def test_an_unknown_field_is_answered_with_all_there_are():
    said = refusal("foo == 1")
    for name in ("pp", "mods", "map.stars", "player.id", "place", "rival.name", "hour", "cause"):
        assert f" {name}," in f"{said},"


ESCAPES = [
    "().__class__.__bases__[0].__subclasses__()",
    "''.__class__.__mro__[1].__subclasses__()[40]('/etc/passwd').read()",
    "grade.__class__.__name__ == 'str'",
    "pp.__class__",
    "player.__class__.__init__.__globals__",
    "player.__struct_fields__",
    "player.name.format",
    "'{0.__class__}'.format(player)",
    "'%s' % player == ''",
    "grade.format_map({})",
    "grade|attr('__class__')",
    "grade|_in(mods)",
    "grade|_notin(mods)",
    "player|attr('__class__')",
    "mods|map(attribute='__class__')",
    "player|xmlattr",
    "grade|format(1)",
    "lipsum.__globals__['os'].popen('id').read()",
    "cycler.__init__.__globals__.os.popen('id').read()",
    "joiner.__init__.__globals__.os",
    "namespace.__init__.__globals__.os",
    "self.__init__.__globals__",
    "self._TemplateReference__context",
    "request.application.__globals__",
    "config.items()",
    "get_flashed_messages.__globals__",
    "range(999999999)|list",
    "dict(a=1)",
    "range(10)",
    "loop.index > 1",
    "caller()",
    "varargs == 1",
    "kwargs == 1",
    "environment.globals",
    "_.__class__",
    "__import__('os').system('true')",
    "eval('1')",
    "open('/etc/passwd').read()",
    "mods.append('X')",
    "mods.__len__() > 1",
    "mods|sort == mods",
    "mods|first == 'HD'",
    "mods|join == ''",
    "mods|batch(1)",
    "mods[0].__class__",
    "mods[::-1] == mods",
    "grade[0] == 'A'",
    "player['id'] == 2",
    "player.id.real == 2",
    "player.id.__add__(1) == 3",
    "wins.keys()",
    "wins.pop('red')",
    "results[0].pp",
    "map.stars.as_integer_ratio()",
    "pp is callable",
    "pp is divisibleby(2)",
    "pp is sameas(1)",
    "9 ** 9 ** 9 > 1",
    "2 ** 99999999 > 1",
    "'a' * 99999999 == 'a'",
    "[0] * 99999999 == [0]",
    "(1, 2) * 99999999 == 1",
    "'%99999999d' % 1 == ''",
    "'x'|center(99999999) == ''",
    "'x'|indent(99999999) == ''",
    "1 if [].append(1) else 2",
    "{% for x in range(9) %}{% endfor %}",
    "{{ 7*7 }}",
    "true }}{{ lipsum }}",
    "true %}{% include 'x' %}",
    "true\n# for x in y",
    "true {# comment #}",
    "\\x5f\\x5fclass\\x5f\\x5f",
    "grade['\\x5f\\x5fclass\\x5f\\x5f']",
    "grade.\\u005f_class__",
    "𝓰rade == 'A'",
    "ｐｐ > 1",
    "()|attr('__class__')",
    "().__doc__|lower == 'x'",
    "none.__class__ == 1",
    "true.__class__ == 1",
    "1.0.__class__ == 1",
    "missing.anything == 1",
    "undefined.__class__",
    "caller.__class__",
    "super() == 1",
    "gettext('x') == ''",
    "_('x') == ''",
    "True.real",
]


@pytest.mark.parametrize("text", ESCAPES)
def test_nobody_gets_out_of_a_condition(text):
    refusal(text)


def test_only_what_is_on_the_list_is_offered():
    environment = compile_condition("true", "win", Win)._compiled._template.environment
    assert {name for name in environment.filters if not name.startswith("_")} == set(FILTERS)
    assert not environment.globals
    assert not environment.tests


@pytest.mark.parametrize(
    "text",
    [
        "or".join([" 'HR' in mods "] * 20),
        "and".join([" pp>1 "] * 35),
        "+".join(["9" * 12] * 35) + " > 1",
        "*".join(["9" * 11] * 35) + " > 1",
        "9" * (LONGEST - 2) + ">1",
        "1e308 * 1e308 * 1e308 > 1",
        "place in [" + ",".join(["1"] * 200) + "]",
        "'" + "x" * (LONGEST - 12) + "' == grade",
    ],
)
def test_the_largest_conditions_are_decided(text):
    assert compile_condition(text, "win", Win).holds(view(win())) in {True, False}


@pytest.mark.parametrize(
    ("text", "event", "why"),
    [
        ("accuracy >= 98", win(), "accuracy 97.8 < 98"),
        ("pp >= 300", win(pp=None), "pp unknown"),
        ("pp >= 500 or place <= 2", win(), "pp 412.3 < 500 and place 3 > 2"),
        ("pp >= 500 and place <= 2", win(), "pp 412.3 < 500 and place 3 > 2"),
        ("pp >= 400 and place <= 2", win(), "place 3 > 2"),
        ("'DT' in mods", win(), "'DT' not in mods (HD, HR)"),
        ("not 'HR' in mods", win(), "'HR' in mods (HD, HR)"),
        ("not (pp >= 400 or place == 1)", win(), "pp 412.3 >= 400"),
        ("full_combo", win(), "full_combo is not true"),
        ("not passed", win(), "passed is true"),
        ("1 <= place < 3", win(), "1 <= place < 3 is not true (place 3)"),
        ("grade == 'S'", win(), "grade 'A' != 'S'"),
        ("combo / map.max_combo == 1", win(), "(combo / map.max_combo) 0.7475083056 != 1"),
        ("combo / misses > 1", win(misses=0), "(combo / misses) unknown"),
        ("pp >= 1", win(), ""),
    ],
)
def test_a_refusal_says_why(text, event, why):
    assert compile_condition(text, "win", Win).why_not(view(event)) == why


def test_the_same_condition_is_equal_after_a_reload():
    again = [compile_condition("pp > 1", "win", Win) for _ in range(2)]
    assert again[0] == again[1]
    assert len(set(again)) == 1
    assert again[0] != compile_condition("pp > 2", "win", Win)
    assert repr(again[0]) == "Condition('pp > 1', 'win')"


SIDES = ["pp", "gain", "place", "-pp", "gain|abs", "1", "rival.name", "map.title", "map.title|lower", "side", "'A'"]
SIDES += ["lazer", "passed", "mods", "mods|length", "rivals", "['A']", "[1]", "none", "pp + 1", "pp / misses"]


@pytest.mark.parametrize("sign", SIGNS.values())
def test_what_is_accepted_never_fails(sign):
    """Whatever may be compared can be, also where one side or both are missing."""
    events = [view(win()), view(win(pp=None, gain=None, misses=0))]
    accepted = 0
    for left in SIDES:
        for right in SIDES:
            try:
                condition = compile_condition(f"{left} {sign} {right}", "win", Win)
            except RuleError:
                continue
            accepted += 1
            for seen in events:
                assert condition.holds(seen) is not bool(condition.why_not(seen))
    assert accepted > 10


WORDS = [*fields_of(Win), "and", "or", "not", "in", "is", "if", "else", "for", "true", "none", "1", "0", "2.5", "'HR'"]
WORDS += [*"+-*/%~()[]{},.|=<>", "**", "==", "!=", "<=", ">=", "''", "abs", "lower", "length", "__class__", "{{", "}}"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join) | st.text(max_size=60))
def test_any_text_is_a_condition_or_a_refusal(text):
    try:
        condition = compile_condition(text, "win", Win)
    except RuleError:
        return
    for event in (win(), win(pp=None, gain=None, misses=0)):
        seen = view(event)
        assert condition.holds(seen) is (condition.why_not(seen) == "")
