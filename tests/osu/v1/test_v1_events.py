"""`display_html`, taken apart. Every kind, in both styles of links and escaping (osu-web: app/Models/Event.php)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.osu.v1 import EventKind, OsuMode
from watcher.osu.v1.events import read_event

OLD = "<b><a href='/u/9001'>Ukiyo-e</a></b>"
NEW = "<b><a href='/users/9001'>Ukiyo-e</a></b>"
OLD_MAP = "<a href='/b/777?m=0'>Hokusai - Under the Wave [Printer's Wave]</a>"
NEW_MAP = "<a href='/beatmaps/777?ruleset=osu'>Hokusai - Under the Wave [Printer&#039;s Wave]</a>"
OLD_SET = "<a href='/s/333'>Hokusai - Under the Wave</a>"
NEW_SET = "<a href='/beatmapsets/333'>Hokusai - &lt;Under&gt; the &quot;Wave&quot; &amp; more</a>"
THANKS = "thanks for your generosity!"

USER = {"username": "Ukiyo-e", "user_id": 9001}
MAP = {"title": "Hokusai - Under the Wave [Printer's Wave]", "beatmap_id": 777}
SET = {"title": "Hokusai - Under the Wave", "beatmapset_id": 333}
ESCAPED_SET = {"title": 'Hokusai - <Under> the "Wave" & more', "beatmapset_id": 333}

KINDS = [
    (
        f"<img src='/images/XH_small.png'/> {OLD} achieved <b>rank #1</b> on {OLD_MAP} (osu!)",
        "rank",
        USER | MAP | {"rank": 1, "grade": "XH", "mode": OsuMode.osu},
    ),
    (
        f"<img src='//s.ppy.sh/images/A_small.png'/> {NEW} achieved rank #1,000 on {NEW_MAP} (osu!mania)",
        "rank",
        USER | MAP | {"rank": 1000, "grade": "A", "mode": OsuMode.mania},
    ),
    (f"{OLD} has lost first place on {OLD_MAP} (Taiko)", "rankLost", USER | MAP | {"mode": OsuMode.taiko}),
    (f"{NEW} has lost first place on {NEW_MAP} (osu!taiko)", "rankLost", USER | MAP | {"mode": OsuMode.taiko}),
    (f"{NEW} has lost first place on {NEW_MAP} (Catch the Beat)", "rankLost", USER | MAP | {"mode": OsuMode.ctb}),
    (f"{NEW} has lost first place on {NEW_MAP} (osu!catch)", "rankLost", USER | MAP | {"mode": OsuMode.ctb}),
    (f"{NEW} has lost first place on {NEW_MAP} (osu!new)", "rankLost", USER | MAP),
    (f'{NEW} unlocked the "<b>Rock & Roll</b>" medal!', "achievement", USER | {"medal": "Rock & Roll"}),
    (f'<b>{OLD}</b> unlocked the "<b>A "B"</b>" achievement!', "achievement", USER | {"medal": 'A "B"'}),
    (f"{OLD_MAP} has been played 1,000,000 times!", "beatmapPlaycount", MAP | {"count": 1_000_000}),
    *[
        (f"{OLD_SET} by {NEW} has just been {word}!", "beatmapsetApprove", USER | SET | {"approval": word})
        for word in ("ranked", "approved", "qualified", "loved")
    ],
    (f"{NEW_SET} has been deleted.", "beatmapsetDelete", ESCAPED_SET),
    (f"{NEW_SET} has been revived from eternal slumber by {NEW}.", "beatmapsetRevive", USER | ESCAPED_SET),
    (f"{OLD_SET} has been revived from eternal slumber.", "beatmapsetRevive", SET),
    (f'{OLD} has updated the beatmap "{OLD_SET}"', "beatmapsetUpdate", USER | SET),
    (
        f"{NEW} has submitted a new beatmap \"<a href='/beatmapsets/333'></a>\"",
        "beatmapsetUpload",
        USER | {"title": "", "beatmapset_id": 333},
    ),
    (f"{NEW} has become an osu! supporter - {THANKS}", "userSupportFirst", USER),
    (f"{NEW} has once again chosen to support osu! - {THANKS}", "userSupportAgain", USER),
    (f"{NEW} has received the gift of osu! supporter!", "userSupportGift", USER),
    (f"{NEW} has changed their username to Hiro shige!", "usernameChange", USER | {"new_username": "Hiro shige"}),
    (f"{NEW} has won a cup!", "unknown", {}),
    ("", "unknown", {}),
    (
        "<a href='https://osu.ppy.sh/beatmapsets/333'>x</a> has been deleted.",
        "beatmapsetDelete",
        {"title": "x", "beatmapset_id": 333},
    ),
    ("<a href='/beatmapsets/latest'>x</a> has been deleted.", "beatmapsetDelete", {"title": "x"}),
]


@pytest.mark.parametrize(("html", "kind", "said"), KINDS)
def test_every_kind_is_read(html, kind, said):
    found = read_event(html)
    told = {name: getattr(found, name) for name in found.__struct_fields__ if name not in {"kind", "text"}}
    assert {"kind": found.kind} | {name: value for name, value in told.items() if value is not None} == {
        "kind": kind
    } | said


def test_every_kind_stands_in_the_table():
    assert {kind for _, kind, _ in KINDS} == {*EventKind}


def test_the_text_has_no_markup():
    assert read_event(f"{NEW} has won &lt;3 <i>a cup</i>!").text == "Ukiyo-e has won <3 a cup!"


@given(st.text())
def test_no_text_breaks_the_reader(html):
    read_event(html)


@given(st.lists(st.sampled_from(["<b>", "</b>", "<a href='", "'>", "</a>", " has been ", "deleted.", " by ", "x"])))
def test_no_markup_breaks_the_reader(parts):
    read_event("".join(parts))


@pytest.mark.parametrize("unit", ["<b>", "<a href='/u/1'>", "</a> by ", " by <a href=''></a>", "a"])
def test_a_long_text_takes_no_long_time(unit):
    assert read_event(unit * (8000 // len(unit))).kind == "unknown"


def test_every_recorded_event_is_of_the_kind_that_was_recorded(answers):
    rows = [row for path in sorted(answers.glob("events/*.json")) for row in json.loads(path.read_text())]
    assert rows
    for row in rows:
        kind = read_event(row["display_html"]).kind
        assert kind == row.get("type", kind) != "unknown"
