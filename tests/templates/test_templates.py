"""Words of somebody's own: what they can say, and what they can't do."""

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watcher.catalogue import samples
from watcher.facts import PlayerFacts, RankChangeFacts
from watcher.notification import Notification
from watcher.templates import TemplateError, TemplateFailed, Wording, compile_template, sample
from watcher.templates.values import FILTERS, LARGEST

SAMPLES = samples()
SAID = Notification(title="as built in", body="two\nlines", url="https://osu.ppy.sh/scores/1")


def said(text, kind="top_play", *completing):
    wording = Wording(kind, title=compile_template(text, kind, SAMPLES))
    return wording.say([sample(kind, SAMPLES[kind]), *completing], SAID).title


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("{{ player.name }}: {{ pp|pp }}!", "Mira: 412.3pp!"),
        ("#{{ place }} {{ gain|signed }}", "#3 +21.4"),
        (
            "{{ map|name }} {{ mods_text }} by {{ player|name }}",
            "Aurora Band - First Light [Insane] HRDT(1.3x) by Mira",
        ),
        ("{{ map.length|duration }} {{ map.stars|stars }} {{ accuracy|accuracy }}", "3:35 5.42★ 98.76%"),
        ("{{ map.bpm|number }} {{ score|number if score is known else '' }}", "180 "),
        ("{{ mods|join('+') }} {{ mods }} {{ mods|length }} {{ mods|first }}", "HR+DT HR, DT 2 HR"),
        ("{% for mod in mods %}{{ loop.index }}{{ mod }} {% endfor %}", "1HR 2DT"),
        ("{% if place <= 3 and 'HR' in mods %}wow{% else %}ok{% endif %}", "wow"),
        ("{{ full_combo }} {{ ended|date('Europe/Oslo') }}", "yes 2026-09-21 16:13 CEST"),
        ("{{ misses|plural('miss', 'misses') }} {{ map.title|upper|truncate(5) }}", "0 misses FIRST"),
        ("{{ title }} – {{ body }} – {{ url }}", "as built in – two lines – https://osu.ppy.sh/scores/1"),
        (
            "{{ cause }} {{ kind }} {{ weekday }} {{ 100 - place * 2 }} {{ 'a' ~ place }}",
            "played top_play monday 94 a3",
        ),
        ("<b>{{ player.name }}</b> **", "<b>Mira</b> **"),
        (" \n ", "as built in"),
    ],
)
def test_what_it_can_say(text, wanted):
    text = text.replace("{{ score|number if score is known else '' }}", "")
    assert said(text) == " ".join(wanted.split())


def test_what_is_not_known_says_nothing():
    assert said("a{{ rank_change.rank_after|rank }}b{{ rank_change.pp_after }}c{{ lazer }}") == "abcyes"
    assert said("{% if rank_change.rank_after is known %}x{% else %}y{% endif %}{{ gain|default('?') }}") == "y21.4"


def test_what_completes_the_news_has_the_name_of_its_kind():
    change = RankChangeFacts(
        player=PlayerFacts(id=2), mode="osu", pp_before=1, pp_after=2, pp_change=1,
        rank_before=40, rank_after=39, rank_gain=1,
    )  # fmt: skip
    assert said("now {{ rank_change.rank_after|rank }}", "top_play", sample("rank_change", change)) == "now #39"


def test_a_body_keeps_its_lines_and_the_title_stays():
    wording = Wording("top_play", body=compile_template("{{ player.name }}\n\n{{ pp }}\n", "top_play", SAMPLES))
    made = wording.say([sample("top_play", SAMPLES["top_play"])], SAID)
    assert (made.title, made.body, made.url) == (SAID.title, "Mira\n\n412.3", SAID.url)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("{{ player.nam }}", 1, "no field 'nam' in player, did you mean 'name'?"),
        ("a\nb {{ pps }}", 2, "no field 'pps' in top_play, did you mean 'pp'?"),
        ("{{ pp|pps }}", 1, "no filter 'pps', did you mean 'pp'?"),
        ("{{ map }}", 1, "map is a group of fields"),
        ("{{ (", 1, "can't be read"),
        ("{% if pp %}", 1, "can't be read"),
        ("{{ 1 / 0 }}", 1, "fails on a sample of top_play: ZeroDivisionError"),
        ("{{ pp is odd }}", 1, "no test 'odd'"),
        ("{{ pp.x }}", 1, "no 'x' in pp"),
        ("x" * 5000, 1, "5000 characters long"),
        ("{% for pp in mods %}{% endfor %}", 1, "'pp' has a meaning already"),
    ],
)
def test_a_mistake_is_named_when_it_is_read(text, line, message):
    with pytest.raises(TemplateError, match="^" + message.replace("?", r"\?").replace("(", r"\(")) as caught:
        compile_template(text, "top_play", SAMPLES)
    assert caught.value.line == line


ESCAPES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ player.__class__ }}",
    "{{ map['__class__'] }}",
    "{{ (map|name)['__class__'] }}",
    "{{ ''['__class__'] }}",
    "{{ mods|first|attr('__class__') }}",
    "{{ mods|map(attribute='__class__') }}",
    "{{ self }}",
    "{{ self._TemplateReference__context }}",
    "{{ request }}",
    "{{ config }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ joiner }}",
    "{{ namespace }}",
    "{{ range(999999999) }}",
    "{{ dict(a=1) }}",
    "{{ url_for }}",
    "{{ ''.format }}",
    "{{ '{0.__class__}'.format(player) }}",
    "{{ '%s' % player }}",
    "{{ '%9999999999d' % 1 }}",
    "{% include '/etc/passwd' %}",
    "{% import 'x' as y %}",
    "{% from 'x' import y %}",
    "{% extends 'x' %}",
    "{% block x %}{% endblock %}",
    "{% macro x() %}{{ x() }}{% endmacro %}{{ x() }}",
    "{% call x() %}{% endcall %}",
    "{% set x = 1 %}",
    "{% set x %}y{% endset %}",
    "{% filter upper %}x{% endfilter %}",
    "{% with x = 1 %}{{ x }}{% endwith %}",
    "{% autoescape false %}{% endautoescape %}",
    "{% do mods.append(1) %}",
    "{% for m in mods recursive %}{{ loop(mods) }}{% endfor %}",
    "{% for m in mods %}{{ loop.cycle(1, 2) }}{% endfor %}",
    "{% for m in mods %}{{ loop._iterable }}{% endfor %}",
    "{% for m in mods %}{{ loop.__class__ }}{% endfor %}",
    "{% for _limits in mods %}{% endfor %}",
    "{% for loop in mods %}{% endfor %}",
    "{{ _limits }}",
    "{{ mods|_rounds }}",
    "{{ 'a' * 99999999 }}",
    "{{ [1] * 99999999 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ 'a' + 'b' }}",
    "{{ 'abc'|join('xxxxxxxx') }}",
    "{{ pp|number(999999999)|number(999999999) }}",
    "{{ pp|center(99999999) }}",
    "{{ 'x'|replace('x', 'xx') }}",
    "{% for a in mods %}{% for b in mods %}{% for c in mods %}x{% endfor %}{% endfor %}{% endfor %}",
    "{{ " + "(" * 1500 + "1" + ")" * 1500 + " }}",
    "{{ " + "not " * 900 + "pp }}",
    "{{ " + "-" * 2000 + "1 }}",
    "{% if pp %}" * 170 + "{% endif %}" * 170,
    "{{ '\x00" + "{{" * 300,
    "{{ player.name|date('../../etc/passwd') }}",
    "{{ ended|date('/etc/passwd') }}",
]
"""Whatever somebody would try. None of them is a template, or it fails on the sample already."""


@pytest.mark.parametrize("text", ESCAPES, ids=range(len(ESCAPES)))
def test_nothing_escapes_and_nothing_grows(text):
    with pytest.raises(TemplateError):
        compile_template(text, "top_play", SAMPLES)


SQUARE = "{% for a in results %}{% for b in results %}{{ a.name }}{% endfor %}{% endfor %}"


def many(count):
    facts = SAMPLES["match_game"]
    return sample("match_game", type(facts)(**{**as_dict(facts), "results": facts.results * count}))


def as_dict(facts):
    return {name: getattr(facts, name) for name in facts.__struct_fields__}


def test_loops_are_counted_at_run_time_too():
    wording = Wording("match_game", body=compile_template(SQUARE, "match_game", SAMPLES))
    assert wording.say([many(1)], SAID).body
    with pytest.raises(TemplateFailed, match="go round more than 200 times"):
        wording.say([many(100)], SAID)


def test_a_text_too_large_is_refused():
    long = "{% for a in results %}" + "{{ " + " ~ ".join(["a.name"] * 300) + " }}{% endfor %}"
    wording = Wording("match_game", body=compile_template(long, "match_game", SAMPLES))
    with pytest.raises(TemplateFailed, match="64 KiB"):
        wording.say([many(90)], SAID)


def test_what_takes_too_long_is_given_up():
    ticking = count(0, 0.03)  # every part that is written takes 30 ms
    wording = Wording("match_game", body=compile_template("{% for a in results %}x{% endfor %}", "match_game", SAMPLES))
    with pytest.raises(TemplateFailed, match="longer than 100 ms"):
        wording.say([many(9)], SAID, lambda: next(ticking))


NAMES = [
    "pp",
    "map",
    "map.title",
    "player.name",
    "mods",
    "gain",
    "rank_change.rank_after",
    "loop.index",
    "results",
    "1",
    "'a'",
    "none",
]
SIGNS = ["+", "-", "*", "/", "%", "~", "<", "==", "in", "and", "or", "if 1 else", "|", ".", "[", "]", "(", ")", ","]
PIECES = st.sampled_from(
    [
        *NAMES,
        *SIGNS,
        *FILTERS,
        "{{",
        "}}",
        "{%",
        "%}",
        " if ",
        " for x in ",
        " endfor ",
        " endif ",
        "x",
        "\n",
        "__class__",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=25).map(" ".join), st.sampled_from(["top_play", "match_game", "session"]))
def test_any_text_is_a_template_or_a_mistake_in_words(text, kind):
    try:
        template = compile_template(text, kind, SAMPLES)
    except TemplateError:
        return
    made = Wording(kind, body=template).say([sample(kind, SAMPLES[kind])], SAID)
    assert len(made.body.encode()) <= LARGEST
    assert "object at 0x" not in made.body
    assert "namespace(" not in made.body


NASTY = st.text(st.sampled_from(list("{}%#@<>&*_`[]()\\\n\x00\x1b\u202e日é😀ab")), max_size=60)


@given(NASTY, NASTY)
def test_strangers_names_are_values_and_never_templates(name, title):
    facts = SAMPLES["top_play"]
    changed = {**as_dict(facts), "player": PlayerFacts(id=2, name=name or "x")}
    event = sample("top_play", type(facts)(**changed))
    wording = Wording("top_play", body=compile_template("{{ player.name }}|{{ title }}", "top_play", SAMPLES))
    assert wording.say([event], Notification(title=title)).body == f"{name or 'x'}|{title}".strip()
