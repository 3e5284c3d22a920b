"""What goes on is one message that is kept up to date, where the service allows it."""

import asyncio
from functools import partial
from io import BytesIO

from channel import Channel
from PIL import Image
from routing.routing_world import START, in_town
from sink_server import Service

from watcher.clock import VirtualClock
from watcher.notification import Message, Notification, Row
from watcher.simulator import matches
from watcher.sinks import discord

WATCHED = """
watches:
  final: {{{{matches: 120000001, news: [match_game_started, match_game, match_finished], to: club}}}}
sinks:
  club: {{{{kind: discord, url: "{url}/api/webhooks/1/token", edit: {edit}}}}}
"""


def follow(folder, edit, *, delete=False):
    """A match with an aborted game and a first to two, told to a channel; the daemon is started anew on the way."""
    held = []

    async def story(town):
        channel = Channel(town.clock)
        held.append(channel)
        with Service(channel) as service:
            town.write(WATCHED.format(url=service.url, edit=edit))
            matches.match(town.osu.world, first_to=2, warmups=0, aborted=(2,), game=90, pause=30)
            await town.live(200, step=5)
            if delete:
                channel.messages.clear()
            await town.live(500, step=5)

    in_town(folder, story)
    return held[0]


def test_a_running_match_is_one_message_and_its_end_another(tmp_path):
    channel = follow(tmp_path, "true")
    running, over = channel.messages.values()
    assert "is over" in over["title"]
    assert ", game " in running["title"], "the last game that was played"
    assert "game 1: " in running["description"], "and those before it"
    assert "now " not in running["description"], "but not that they had begun"
    assert channel.edits >= 3


def test_without_edits_each_step_is_a_message(tmp_path):
    channel = follow(tmp_path, "false")
    assert channel.edits == 0
    assert len(channel.messages) >= 5


def test_a_message_that_somebody_deleted_is_written_anew(tmp_path):
    channel = follow(tmp_path, "true", delete=True)
    assert "is over" in list(channel.messages.values())[-1]["title"]
    assert len(channel.messages) == 2


def send(service, *messages):
    async def all_of_them():
        options = discord.Options(url=f"{service.url}/api/webhooks/1/token")
        sink = discord.open(options, name="club", clock=VirtualClock())
        try:
            return [await sink.send(message) for message in messages]
        finally:
            await sink.close()

    return asyncio.run(all_of_them())


def test_the_name_of_the_message_comes_back_however_long_the_answer():
    channel = Channel(VirtualClock())
    long = Message(key="k", notification=Notification(title="t", body="long " * 700))
    with Service(channel) as service:
        [taken] = send(service, long)
        [changed] = send(service, Message(key="l", notification=Notification(title="new"), edits=taken.reference))
    assert (taken, taken.reference, changed.reference) == ("200 OK", "1000", "1000")
    assert channel.messages["1000"]["title"] == "new"


def test_a_picture_goes_with_its_embed():
    channel = Channel(VirtualClock())
    with Service(channel) as service:
        send(service, Message(key="k", notification=Notification(title="t"), image=b"\x89PNG\r\n"))
    assert channel.images == {"1000": b"\x89PNG\r\n"}
    assert channel.messages["1000"]["image"] == {"url": "attachment://watcher.png"}


def test_a_digest_links_each_of_its_news():
    channel = Channel(VirtualClock())
    rows = (Row("21:04", "A *star* [x]", "https://osu.ppy.sh/scores/1"), Row("", "and 3 older ones"))
    with Service(channel) as service:
        send(service, Message(key="k", notification=Notification(title="4 news", rows=rows)))
    assert channel.messages["1000"]["description"] == (
        "21:04 [A \\*star\\* \\[x\\]](<https://osu.ppy.sh/scores/1>)\nand 3 older ones"
    )


PLAYING = """
watches: {{{{friends: {{{{players: Quillon, news: top_play, settle: 0s}}}}}}}}
sinks:
  club: {{{{kind: discord, url: "{url}/api/webhooks/1/token"}}}}
  plain: {{{{kind: discord, url: "{url}/api/webhooks/1/token", pictures: off}}}}
"""


def test_a_top_play_brings_its_card_to_who_wants_it(tmp_path):
    async def story(town):
        channel = Channel(town.clock)
        with Service(channel) as service:
            town.write(PLAYING.format(url=service.url))
            world = town.osu.world
            world.later(START + 20_000, partial(world.play, 1001, mode="osu", pp=700.0))
            await town.live(60)
        assert len(channel.messages) == 2
        [(number, png)] = channel.images.items()
        assert Image.open(BytesIO(png)).size == (1000, 380)
        assert channel.messages[number]["image"] == {"url": "attachment://watcher.png"}

    in_town(tmp_path, story)


SESSION = """
watches:
  friends: {{{{players: Quillon, news: [session_running, session], to: [club, overlay, phone], settle: 0s}}}}
sinks:
  phone: "{{hook}}phone"
  club: {{{{kind: discord, url: "{url}/api/webhooks/1/token"}}}}
  overlay: "file://{{folder}}/now.txt"
"""


def test_a_running_session_is_one_message_and_a_file_and_nothing_on_a_phone(tmp_path):
    async def story(town):
        channel, world, shown = Channel(town.clock), town.osu.world, []
        with Service(channel) as service:
            town.write(SESSION.format(url=service.url))
            for after in (60, 240, 420):
                world.later(START + after * 1000, partial(world.play, 1001, mode="osu", pp=300.0))
            for seconds in (100, 180, 180, 1900):
                await town.live(seconds, step=5)
                shown.append((tmp_path / "now.txt").read_text().partition("\n")[0])
        plays = [line.partition(": ")[2].partition(",")[0] for line in shown]
        assert plays == ["1 play", "2 plays", "3 plays", shown[-1].partition(": ")[2].partition(",")[0]]
        assert shown[-1].startswith("Quillon played for 6 min")
        assert [embed["title"] for embed in channel.messages.values()] == [shown[-1]]
        assert channel.edits >= 3
        assert town.hooks.titles("phone") == [shown[-1]]

    in_town(tmp_path, story)
