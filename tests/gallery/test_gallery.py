"""The gallery in the documents is what messages look like, and what they look like is worth a look."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from watcher.catalogue import samples
from watcher.cli import _drawn, _gallery

DOCS = Path(__file__).parents[2] / "docs"
DRAWINGS = sorted((DOCS / "gallery").glob("*.svg"))
PAGE = (DOCS / "gallery.md").read_text(encoding="utf-8")
MARKED = {chapter.partition("`")[0] for chapter in PAGE.split("\n## `")[1:] if "`\n\nA sample.\n" in chapter}
"""The kinds whose message is made up, as the page says."""


def test_what_is_told_of_the_plays_that_are_staged_is_what_the_documents_show():
    shown = _gallery.exhibits()
    made = _gallery.files(shown)
    there = {path: (DOCS / path).read_text(encoding="utf-8") for path in made if (DOCS / path).exists()}
    assert {path for path, text in made.items() if there.get(path) != text} == set(), "make docs"
    assert shown.samples == MARKED
    named = {file.name for file in DRAWINGS} | set(_gallery.PICTURES)
    assert {file.name for file in (DOCS / "gallery").iterdir()} == named
    assert {f"gallery/{file.name}" for file in DRAWINGS} == set(made) - {"gallery.md"}


def test_the_pictures_are_light():
    assert sum((DOCS / "gallery" / name).stat().st_size for name in _gallery.PICTURES) < 150_000


def test_every_kind_of_news_is_shown_and_samples_are_called_samples():
    assert {f"{kind}.svg" for kind in samples()} <= {file.name for file in DRAWINGS}
    assert all(f"## `{kind}`" in PAGE for kind in samples())
    assert samples().keys() >= MARKED
    assert len(samples()) > 20 * len(MARKED), "what the simulator can make happen is no sample"


def test_messages_of_several_news_and_of_a_rare_cause_are_shown_too():
    titles = {title for title in re.findall(r"^## (.*)", PAGE, re.MULTILINE) if "`" not in title}
    assert titles == {"A running match", "A digest", "What was over a cap", "A rank that fell without a play"}


@pytest.mark.parametrize("file", DRAWINGS, ids=lambda file: file.stem)
def test_a_drawing_shows_the_words(file):
    root = ET.fromstring(file.read_text(encoding="utf-8"))
    shown = " ".join("".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text"))
    title = PAGE.split(f"(gallery/{file.name})")[0].rpartition("![")[2].rpartition("]")[0]
    words = re.findall(r"[A-Za-z]{4,}", title)
    assert words
    assert all(word in shown for word in words[:3])


def test_no_form_shows_what_is_for_machines():
    for leak in ("None", "Cause.", "Mode.", "nan", "{{"):
        assert leak not in re.sub(r"```json\n.*\n```", "", PAGE)


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
