"""Every line of activity, as both generations write it, is told in plain text: invented ones, and recorded ones."""

import json
import os
from pathlib import Path

import msgspec
import pytest
from news_world import FAMILIES, World
from sightings import activity, at

from watcher.osu.v1 import reading
from watcher.osu.v1 import translation as v1
from watcher.osu.v1.models import User
from watcher.osu.v2 import models
from watcher.osu.v2 import translation as v2

ELSEWHERE = {"rank", "rank_lost", "renamed", "map"}  # told as first places, with the profile, and with the set
WHO = "<b><a href='/users/2'>Mi&amp;ra</a></b>"
SET = "<a href='/beatmapsets/7'>Aurora &amp; Band - &quot;First&quot; Light</a>"
SONG = 'Aurora & Band - "First" Light'

OLD = [
    (f'{WHO} unlocked the "<b>Kettle & <Pot></b>" medal!', "Mi&ra got the medal Kettle & <Pot>"),
    (f"{WHO} has become an osu! supporter - thanks for your generosity!", "Mi&ra is an osu! supporter now"),
    (f"{WHO} has once again chosen to support osu! - thanks for your generosity!", "Mi&ra supports osu! once again"),
    (f"{WHO} has received the gift of osu! supporter!", "Mi&ra was given osu! supporter"),
    (f"{WHO} has <i>won</i> the Kettle Cup &lt;3!", "Mi&ra: something new"),
]
MAPS = [
    (f"{SET} has been played 1,000,000 times!", {"type": "beatmapPlaycount", "count": 1_000_000}, "played"),
    (f"{SET} by {WHO} has just been loved!", {"type": "beatmapsetApprove", "approval": "loved"}, "loved"),
    (f"{SET} has been deleted.", {"type": "beatmapsetDelete"}, "deleted"),
    (f"{SET} has been revived from eternal slumber.", {"type": "beatmapsetRevive"}, "revived"),
    (f'{WHO} has updated the beatmap "{SET}"', {"type": "beatmapsetUpdate"}, "updated"),
    (f'{WHO} has submitted a new beatmap "{SET}"', {"type": "beatmapsetUpload"}, "uploaded"),
]
TODAY = [
    ({"type": "achievement", "achievement": {"id": 1, "name": "Kettle & <Pot>"}}, OLD[0][1]),
    ({"type": "userSupportFirst"}, OLD[1][1]),
    ({"type": "userSupportAgain"}, OLD[2][1]),
    ({"type": "userSupportGift"}, OLD[3][1]),
    ({"type": "cupWon"}, OLD[4][1]),
]


def said(deed):
    """The words of a line, and what it is."""
    (event,) = World("activity").events([activity(deed, asked=10**6, username="Mi&ra")])
    return FAMILIES["activity"].words([event]), event


def old(html):
    row = {"display_html": html, "beatmap_id": None, "beatmapset_id": "7", "date": "2026-09-22 00:00:00"}
    user = {"user_id": "2", "username": "Mi&ra", "events": [row | {"epicfactor": "1"}]}
    (read,) = reading.rows(User)([user])
    return v1.activity(read, "bancho", 0).deeds[0]


def today(row):
    found = {"id": 1, "created_at": "2026-09-22T00:00:00Z", "user": {"username": "Mi&ra", "url": "/users/2"}} | row
    return v2.deed(msgspec.convert(found, models.Event), "lazer")


@pytest.mark.parametrize(("html", "title"), OLD)
def test_every_sentence_of_v1(html, title):
    notification, event = said(old(html))
    assert notification.title == title
    if event.kind == "activity_other":
        assert notification.body == "Mi&ra has won the Kettle Cup <3!"


@pytest.mark.parametrize(("row", "title"), TODAY)
def test_every_type_of_v2(row, title):
    notification, event = said(today(row))
    assert notification.title == title
    if event.kind == "activity_other":
        assert notification.body == "cup won"


@pytest.mark.parametrize(("html", "row", "how"), MAPS)
def test_what_happens_to_maps_is_read_alike(html, row, how):
    link = {"title": SONG, "url": "https://osu.ppy.sh/beatmapsets/7"}
    for deed in (old(html), today(row | {"beatmap" if how == "played" else "beatmapset": link})):
        assert (deed.kind, deed.how, deed.title, deed.beatmapset_id) == ("map", how, SONG, 7)


@pytest.mark.parametrize("pair", [*zip(OLD[:-1], TODAY[:-1], strict=True)], ids=lambda pair: pair[0][1])
def test_both_generations_tell_the_same_fact(pair):
    (html, _), (row, _) = pair
    keys = [said(deed)[1].key.rpartition("/")[0] for deed in (old(html), today(row))]
    assert keys[0] == keys[1]


def recorded():
    folder = os.environ.get("WATCHER_ANSWERS")
    if not folder:
        pytest.skip("recorded answers are other people's data; WATCHER_ANSWERS names the folder that has them")
    rows = json.loads((Path(folder) / "constructed/v1__get_user__events_every_kind.json").read_text())
    for user in reading.rows(User)(rows):
        assert len(v1.activity(user, "bancho", 0).deeds) == len(user.events)
        yield from v1.activity(user, "bancho", 0).deeds
    for name in ("v2/events__one_of_each_real_type", "constructed/v2__events_types_without_real_sample"):
        found = json.loads((Path(folder) / f"{name}.json").read_text())
        for row in found["events"] if isinstance(found, dict) else found:
            yield from v2.each([msgspec.convert(row, models.Event)], lambda event: v2.deed(event, "lazer"))


def test_every_recorded_line_is_told_or_told_elsewhere():
    deeds = [msgspec.structs.replace(deed, happened=at(60)) for deed in recorded()]
    assert len(deeds) > 20
    for deed in deeds:
        events = World("activity").events([activity(deed, asked=100)])
        assert len(events) == (deed.kind not in ELSEWHERE)
        for event in events:
            words = FAMILIES["activity"].words([event])
            assert not [leak for leak in ("<b>", "href", "&amp;", "&#0") if leak in words.title + words.body]
