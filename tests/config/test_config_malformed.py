"""More than a thousand wrong configs: each is refused with its place, none with a traceback, none tells a secret."""

import copy
from collections.abc import Iterator
from contextlib import suppress

import pytest
import yaml
from config_world import FULL, SHORTEST, read
from hypothesis import given, settings
from hypothesis import strategies as st

from watcher.config import Mistakes

GOOD = yaml.safe_load(FULL)
WRONG = (
    None,
    True,
    -1,
    1.5,
    "",
    "?!",
    "a\nb",
    [],
    [[]],
    [None],
    {},
    {"x": 1},
    {"x": {"y": []}},
    10**30,
    "${",
    "${NOPE}",
)
"""What may stand anywhere. Where one of them is right, MEANT says so."""
MEANT = {
    ("osu", "client_secret"): ("?!", "a\nb", 10**30, -1),
    ("osu", "key"): (None, "", "?!", "a\nb", 10**30, -1),
    ("osu", "i_have_permission"): (True,),
    ("watches", "friends", "players", 0): ("?!", 10**30),
    ("watches", "friends", "players", 1): ("?!", 10**30),
    ("watches", "friends", "players"): (None, "?!", 10**30),
    ("watches", "friends", "news", 0, "top_play"): (None, {}),
    ("watches", "friends", "news"): (None,),
    ("sinks", "club", "secret"): (None, "", "?!", "a\nb", 10**30),
    ("sinks", "club", "url"): (10**30,),
    ("sinks", "club", "timeout"): (True, 1.5),
    ("sinks", "club", "only"): (None,),
    ("sinks", "club", "only", 0, "top_play"): (None, {}),
    ("store",): (None, "", "?!", "a\nb", 10**30),
    ("admin",): (None,),
    ("groups",): (None, {}),
}
LEFT_OUT_IS_FINE = {"modes", "matches", "settle", "to", "causes", "when", "kind"}


def paths(value, path=()) -> Iterator[tuple]:
    """Every path in a value, leaves and branches."""
    if path:
        yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from paths(child, (*path, key))


def changed(path, value=None, *, rename=None, remove=False):
    """GOOD with one value replaced, renamed or removed."""
    config = copy.deepcopy(GOOD)
    parent = config
    for key in path[:-1]:
        parent = parent[key]
    if rename is not None:
        parent[rename] = parent.pop(path[-1])
    elif remove:
        del parent[path[-1]]
    else:
        parent[path[-1]] = value
    return yaml.safe_dump(config, sort_keys=False)


def meant(path, value):
    if value is None and path[-1] in LEFT_OUT_IS_FINE:
        return True
    return any(value is each or (value == each and type(value) is type(each)) for each in MEANT.get(path, ()))


REPLACED = {
    f"{'.'.join(map(str, path))}={value!r}"[:80]: (path, changed(path, value))
    for path in paths(GOOD)
    for value in WRONG
    if not meant(path, value)
}
KEYS = [path for path in paths(GOOD) if isinstance(path[-1], str)]
NAMES = {("watches", "friends"), ("sinks", "terminal"), ("groups", "everybody"), ("sinks", "phone"), ("sinks", "club")}
RENAMED = {
    f"{'.'.join(map(str, path))}→{how(path[-1])}": (path, changed(path, rename=how(path[-1])))
    for path in KEYS
    for how in (str.upper, lambda key: key + "s", lambda key: key[:-1], lambda key: f" {key}", lambda _: "x" * 300)
    if path not in NAMES
}
SPLICED = {
    f"{splice!r} at line {number}": "\n".join([*lines[:number], splice, *lines[number:]])
    for lines in [FULL.split("\n")]
    for number in range(1, len(lines) - 1)
    for splice in ("\t- x", "}", '"', "@x: 1", "---", "*nobody", "!!python/name:os.system x: 1", "? [a]", "\x07")
}
HAND = {
    "nothing": b"",
    "only a comment": b"# hello",
    "a picture": bytes.fromhex("89504e470d0a1a0a0000000d49484452"),
    "zeros": bytes(1000),
    "utf-16": SHORTEST.encode("utf-16"),
    "latin": b"osu: {client_id: caf\xe9}",
    "json": b'{"osu": 1}',
    "ini": b"[osu]\nclient_id = 1\n",
    "toml": b'[osu]\nclient_id = "1"\n',
    "html": b"<!DOCTYPE html><html><body>hello</body></html>",
    "deep": b"a: " + b"[" * 5000,
    "deep blocks": b"\n".join(b" " * n + b"a:" for n in range(2000)),
    "endless": b"a: [" + b"1," * 200_000,
    "long line": b"a: " + b"x" * 3_000_000,
    "large number": b"osu: {client_id: " + b"9" * 5000 + b"}",
    "surrogate": b'a: "\\ud800"',
    "itself": b"&a [*a]",
    "a thousand keys": b"\n".join(b"key%d: 1" % n for n in range(1000)),
    "a thousand mistakes": b"watches:\n" + b"\n".join(b"  w%d: {players: [], to: [x]}" % n for n in range(1000)),
    "merge": b"base: &base {a: 1}\nosu:\n  <<: *base\n",
    "set": b"!!set {a, b}",
    "binary": b"!!binary aGVsbG8=",
    "directive": b"%YAML 3.0\n---\na: 1",
    "carriage returns": b"osu: 1\rwatches: 2\r",
}


def refusal(folder, text) -> Mistakes:
    """The mistakes of this text: in the file, with words, and without its secrets."""
    with pytest.raises(Mistakes) as caught:
        read(folder, text)
    data = text if isinstance(text, bytes) else text.encode()
    lines = 2 + sum(data.count(mark.encode()) for mark in ("\n", "\r", "\x85", "\u2028", "\u2029"))  # YAML's own
    for mistake in caught.value.all:
        assert 1 <= mistake.line <= lines, mistake
        assert mistake.column >= 1
        assert mistake.message
        for secret in ("s3cret", "k3y", "h00k", "hook.example"):
            assert secret not in str(mistake)
    assert caught.value.all
    return caught.value


@pytest.mark.parametrize(("path", "text"), REPLACED.values(), ids=REPLACED)
def test_a_wrong_value_is_found_where_it_stands(tmp_path, path, text):
    found = refusal(tmp_path, text)
    where = ".".join(map(str, path))
    assert any(each.path.startswith(where) or where.startswith(each.path) for each in found.all), found


@pytest.mark.parametrize(("path", "text"), RENAMED.values(), ids=RENAMED)
def test_a_misspelt_key_is_found(tmp_path, path, text):
    found = refusal(tmp_path, text)
    parent = ".".join(map(str, path[:-1]))
    assert any(each.path.startswith(parent) for each in found.all), found


@pytest.mark.parametrize("text", SPLICED.values(), ids=SPLICED)
def test_a_line_that_does_not_belong_there_is_found(tmp_path, text):
    refusal(tmp_path, text)


@pytest.mark.parametrize("text", HAND.values(), ids=HAND)
def test_a_file_of_another_kind_is_refused(tmp_path, text):
    refusal(tmp_path, text)


def test_there_are_more_than_a_thousand_of_them():
    assert len(REPLACED) + len(RENAMED) + len(SPLICED) + len(HAND) >= 1000


@settings(max_examples=150, deadline=None)
@given(end=st.integers(0, len(FULL)), skip=st.integers(0, 40), noise=st.text("\t :-[]{}'\"#&*!|>%@`\n,?x0", max_size=6))
def test_any_damage_is_read_or_refused(tmp_path_factory, end, skip, noise):
    text = FULL[:end] + noise + FULL[end + skip :]
    with suppress(Mistakes):
        read(tmp_path_factory.getbasetemp(), text)


PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
ANY = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)


@settings(max_examples=150, deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "osu": ANY,
            "watches": ANY | st.dictionaries(st.text(max_size=3), st.fixed_dictionaries({}, optional={
                "players": ANY, "news": ANY | st.lists(st.fixed_dictionaries({"top_play": ANY})), "to": ANY,
            }), max_size=2),
            "sinks": ANY | st.dictionaries(st.text(max_size=3), st.fixed_dictionaries({}, optional={
                "url": ANY, "kind": ANY, "only": ANY, "url_file": ANY,
            }), max_size=2),
            "groups": ANY,
            "admin": ANY,
        },
    )
)  # fmt: skip
def test_any_value_anywhere_is_refused_in_words(tmp_path_factory, config):
    refusal(tmp_path_factory.getbasetemp(), yaml.safe_dump(config, allow_unicode=True))


LARGE = {
    "many watches": SHORTEST.replace("friends: {", "a: {").replace(
        "watches: {", "watches: {" + "".join(f"w{number}: {{plaiers: [x]}}, " for number in range(1000))
    ),
    "many wrong players": SHORTEST.replace("[mrekk]", "[" + "1.5, " * 10_000 + "]"),
    "many unknown keys": "".join(f"k{number}: 1\n" for number in range(3000)),
    "a long number": SHORTEST.replace("12345", "9" * 500_000),
    "a long condition": SHORTEST.replace("[mrekk]", "a, news: [top_play: {when: '" + "(" * 100_000 + "'}]"),
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_a_large_wrong_file_is_refused(tmp_path, text):
    refusal(tmp_path, text)


def test_of_ten_thousand_wrong_names_the_first_thousand_are_named(tmp_path):
    found = [each.message for each in refusal(tmp_path, LARGE["many wrong players"]).all]
    assert 1000 <= len(found) <= 1010
