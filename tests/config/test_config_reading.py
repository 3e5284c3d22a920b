"""YAML as we read it: names stay names, and every trap is named with its place."""

import pytest

from watcher.config.mistakes import Place
from watcher.config.reading import MOST, Unreadable, read


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("y", "y"),
        ("TRUE", "TRUE"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("Null", "Null"),
        ("1e5", "1e5"),
        ("1e309", "1e309"),
        ("0123", "0123"),
        ("0o17", "0o17"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("22:30", "22:30"),
        ("190:20:30", "190:20:30"),
        ("2024-01-01", "2024-01-01"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("1.", "1."),
        ("124493", 124493),
        ("-5", -5),
        ("+5", 5),
        ("0", 0),
        ("1.5", 1.5),
        ("-0.25", -0.25),
        ("9" * 18, int("9" * 18)),
        ("9" * 19, "9" * 19),
        ("9" * 5000, "9" * 5000),
        ('"124493"', "124493"),
        ("'null'", "null"),
        ("'@everyone'", "@everyone"),
        ('"a\\tb"', "a\tb"),
        ("|\n  two\n  lines\n", "two\nlines\n"),
        ("[a, 1, no]", ["a", 1, "no"]),
        ("{on: 1, 5: 2, null: 3}", {"on": 1, "5": 2, "null": 3}),
        ("&a [x]", ["x"]),
        ("ｎｏ", "ｎｏ"),
        ("😀", "😀"),
    ],
)
def test_names_stay_names(text, value):
    assert read(f"key: {text}".encode()).value == {"key": value}


def test_every_value_knows_its_place():
    places = read(b"a:\n  - x\n  - {b: 1}\nc: 2\n").places
    assert places["a",] == Place(1, 1)
    assert places["a", 0] == Place(2, 5)
    assert places["a", 1, "b"] == Place(3, 6)
    assert places["c",] == Place(4, 1)


def test_an_anchor_may_be_used_again():
    assert read(b"a: &news [top_play]\nb: *news\n").value == {"a": ["top_play"], "b": ["top_play"]}


def test_a_byte_order_mark_and_windows_lines_are_fine():
    assert read(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n").value == {"a": 1, "b": 2}


@pytest.mark.parametrize("text", [b"", b"# nothing\n", b"---\n", b"null"])
def test_an_empty_file_is_nothing(text):
    assert read(text).value is None


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        (b"a: @everyone", (1, 4), "put it in quotes"),
        (b"a: `x`", (1, 4), "put it in quotes"),
        (b"a: %x", (1, 4), "put it in quotes"),
        (b"a:\n\t- b", (2, 1), "indent with spaces"),
        (b"a: b: c", (1, 5), "mapping values are not allowed"),
        (b"a: [1, 2", (2, 1), "',' or ']'"),
        (b"a: {b: 1", (2, 1), "',' or '}'"),
        (b'a: "x', (1, 6), "unexpected end"),
        (b'a: "\\q"', (1, 5), "unknown escape"),
        (b"a: 1\n b: 2", (2, 3), "mapping values"),
        (b"a: 1\n---\nb: 2", (2, 1), "another document"),
        (b"a: *nobody", (1, 4), "no anchor &nobody ends above"),
        (b"a: \x00", (1, 4), "control characters"),
        (b"a: \x07", (1, 4), "control characters"),
        (b"a: 1\nb: caf\xe9\n", (2, 7), "not UTF-8"),
        (b"\xff\xfea\x00", (1, 1), "not UTF-8"),
        (b"[" * 100_000, (1, 22), "nested more than 20 deep"),
        (b"- " * 100_000, (1, 43), "nested more than 20 deep"),
        (b"a: &a [*a]", (1, 8), "no anchor &a ends above"),
        (b"x" * 5_000_000, (1, 1), "larger than 4 MiB"),
        (b"[" + b"a," * (MOST + 10) + b"]", (1, 300_000), "more than 150000 values"),
    ],
)
def test_what_is_not_yaml_is_said_with_its_place(text, place, said):
    with pytest.raises(Unreadable, match=said) as caught:
        read(text)
    assert caught.value.place == Place(*place)


def test_a_bomb_of_aliases_does_not_go_off():
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(Unreadable, match="more than 150000 values"):
        read("\n".join(rows).encode())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"a: 1\nb: 2\na: 3\n", (Place(3, 1), ("a",), "stands here twice, first in line 1")),
        (b"? [x]\n: 1\n", (Place(1, 3), (), "a key must be a word")),
        (b'"": 1\n', (Place(1, 1), (), "a key must be a word")),
        (b"a: !secret x\n", (Place(1, 4), ("a",), "a tag such as !secret is not used here, leave it out")),
(b"a: !!int x\n", (Place(1, 4), ("a",), "a tag such as !!int is not used here, leave it out")),
        (b'a: "x\\0y"\n', (Place(1, 4), ("a",), "a control character")),
    ],
)  # fmt: skip
def test_what_yaml_allows_and_we_do_not(text, found):
    assert read(text).wrong == [found]
