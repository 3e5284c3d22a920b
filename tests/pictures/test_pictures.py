"""Cards of plays and curves of pp: what is drawn, of whatever strangers call themselves."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from PIL import Image

from watcher import pictures
from watcher.catalogue import samples
from watcher.facts import PlayerFacts
from watcher.pictures import Point, canvas
from watcher.templates import sample

SAMPLES = samples()
DAY = 86_400_000
RISING = [Point(DAY * day, 7000.0 + day, 100 - day) for day in range(30)]


def picture(kind, points=()):
    return pictures.draw([sample(kind, SAMPLES[kind])], points)


def opened(png):
    image = Image.open(BytesIO(png))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["top_play", "score", "fail", "first_place", "session"])
def test_a_play_has_a_card(kind):
    image = opened(picture(kind))
    assert (image.format, image.size) == ("PNG", (1000, 380))
    assert len(image.getcolors(1_000_000)) > 500, "more than a plain area"


@pytest.mark.parametrize("kind", ["rank_change", "rank_milestone"])
def test_a_change_of_rank_has_a_curve_once_there_are_points(kind):
    assert opened(picture(kind, RISING)).size == (1000, 420)
    assert picture(kind, RISING[:2]) == b""


@pytest.mark.parametrize("kind", ["renamed", "unreachable", "match_game", "level_up"])
def test_other_news_has_none(kind):
    assert picture(kind, RISING) == b""


@pytest.mark.parametrize("points", [[Point(0, 7000.0, None)] * 3, [Point(DAY * n, 0.0, 1) for n in range(500)]])
def test_a_flat_curve_and_one_without_ranks_are_drawn(points):
    assert opened(picture("rank_change", points)).size == (1000, 420)


NAMES = st.text(st.sampled_from(list("aZ #日本語ひらカナ한ـשé😀\u202e\x00\n…")), max_size=80)


@settings(max_examples=5, deadline=None)
@given(NAMES, NAMES)
def test_whatever_they_are_called_it_is_drawn_and_has_its_size(name, title):
    facts = SAMPLES["top_play"]
    facts = structs.replace(
        facts, player=PlayerFacts(id=3, name=name), map=structs.replace(facts.map, title=title or "x", artist=name)
    )
    assert opened(pictures.draw([sample("top_play", facts)], ())).size == (1000, 380)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Long Way", [("Long Way", False)]),
        ("夜明け Song 東京", [("夜明け", True), (" Song ", False), ("東京", True)]),
        ("", []),
    ],
)
def test_each_script_has_its_font(text, parts):
    assert list(canvas.runs(text)) == parts


@pytest.mark.skipif(
    not any("Gothic" in name or "CJK" in name for name in canvas._installed()), reason="no Japanese font is installed"
)
def test_japanese_is_readable_where_a_font_is_there():
    drawn = canvas.font(40, japanese=True)
    assert drawn.getmask("日").getbbox() != drawn.getmask("\uffff").getbbox()


def test_a_title_too_long_is_cut_where_its_room_ends():
    paper = canvas.Canvas(200, 100, canvas.PINK, 1)
    cut = paper.fitted("A very long title indeed", 20, 100)
    assert cut.endswith("…")
    assert paper.measured(cut, 20) <= 100
    assert paper.fitted("short", 20, 100) == "short"
