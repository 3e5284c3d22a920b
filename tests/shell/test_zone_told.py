"""Times in a message are on the clocks of who reads it."""

import msgspec
import pytest
from shell_world import Desk, watch

from watcher.news import contact
from watcher.rules import Digest, Quiet, Rhythm


@pytest.mark.parametrize(
    ("rhythm", "shown"),
    [
        (Rhythm(), "2026-09-21 14:13 UTC"),
        (Rhythm(reader="Asia/Tokyo"), "2026-09-21 23:13 JST"),
        (Rhythm(quiet=Quiet(start=0, end=1, zone="Europe/Oslo")), "2026-09-21 16:13 CEST"),
        (Rhythm(digest=Digest(zone="Europe/Oslo"), reader="Asia/Tokyo"), "2026-09-21 23:13 JST"),
    ],
)
def test_each_sink_has_its_zone(rhythm, shown):
    with Desk(families={"contact": contact}, admin="phone", watches=[watch("all", "phone")]) as desk:
        desk.telling.recipients = msgspec.structs.replace(desk.telling.recipients, rhythms={"phone": rhythm})
        facts = msgspec.json.encode(contact.SAMPLES["unreachable"]).decode()
        desk.happen(0, kind="unreachable", subject="bancho/contact", cause="ours", facts=facts)
        desk.tell()
        assert desk.sinks["phone"].titles == [f"osu! unreachable since {shown}"]
