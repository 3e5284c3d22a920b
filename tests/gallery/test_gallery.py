"""The gallery in the documents is what messages look like, and what they look like is worth a look."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from watcher.catalogue import samples
from watcher.cli import _drawn, _gallery

DOCS = Path(__file__).parents[2] / "docs"
FILES = dict(_gallery.files())
DRAWINGS = sorted(name for name in FILES if name.endswith(".svg"))
PAGE = FILES["gallery.md"]


def test_the_page_in_the_documents_is_what_is_told():
    assert (DOCS / "gallery.md").read_text(encoding="utf-8") == PAGE, "watcher news --gallery docs"


@pytest.mark.parametrize("name", DRAWINGS)
def test_each_drawing_in_the_documents_is_what_is_told(name):
    assert (DOCS / name).read_text(encoding="utf-8") == FILES[name], "watcher news --gallery docs"


def test_nothing_else_lies_there():
    there = {f"gallery/{file.name}" for file in (DOCS / "gallery").iterdir()}
    assert there == {*DRAWINGS, "gallery/card.png", "gallery/curve.png"}
    assert sum((DOCS / name).stat().st_size for name in there if name.endswith(".png")) < 150_000


def test_every_kind_of_news_is_shown():
    assert {f"gallery/{kind}.svg" for kind in samples()} <= set(DRAWINGS)
    assert all(f"## `{kind}`" in PAGE for kind in samples())


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_shows_the_words(name):
    root = ET.fromstring(FILES[name])
    shown = " ".join("".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text"))
    title = PAGE.split(f"({name})")[0].rpartition("![")[2].rpartition("]")[0]
    words = re.findall(r"[A-Za-z]{4,}", title)
    assert words
    assert all(word in shown for word in words[:3])


def test_no_form_shows_what_is_for_machines():
    for leak in ("None", "Cause.", "Mode.", "nan", "{{"):
        assert leak not in PAGE


@pytest.mark.parametrize(
    ("text", "room", "most", "lines"),
    [
        ("one two", 500, 2, ["one two"]),
        ("one two three four", 60, 9, ["one two", "three", "four"]),
        ("one two three four", 60, 2, ["one two", "three f…"]),
        ("", 60, 2, [""]),
    ],
)
def test_text_is_wrapped_where_its_room_ends(text, room, most, lines):
    assert _drawn.wrapped(text, room, 14, most) == lines
