"""One config, three kinds of places, each with rules of its own: a phone, a mailbox, a chat. From osu! to the wire."""

import json
import re

import pytest
from routing_world import START, in_town
from sinks.mail_server import MailServer
from sinks.sink_server import Reply, Service

from watcher.simulator import accounts

CONFIG = """
watches:
  friends:
    players: [Quillon, yes]
    news:
      - top_play
      - renamed: {{when: "player.id == 1011"}}
    settle: 0s
sinks:
  phone: {{url: "ntfy://127.0.0.1:%(http)d/my-topic", only: [top_play: {{when: "pp >= 700"}}]}}
  mail: {{url: "mailto://me:pw@127.0.0.1:%(smtp)d/?from=a@b.example&to=c@d.example&mode=insecure", only: renamed}}
  club: {{kind: discord, url: "http://127.0.0.1:%(http)d/api/webhooks/1/token"}}
"""
NAMES = ["no", "1e5", "@everyone", "[Tern](x)"]


class Places:
    """What arrived where."""

    def __init__(self, service, mails):
        self.service = service
        self.mails = mails

    @property
    def phone(self):
        return [json.loads(each.body)["title"] for each in self.service.received if "webhooks" not in each.path]

    @property
    def club(self):
        sent = [form(each.body) for each in self.service.received if "webhooks" in each.path]
        return [embed["title"] for each in sent for embed in each["embeds"]]

    @property
    def subjects(self):
        return [mail["Subject"] for _, mail in self.mails.mails]


def form(body):
    """The JSON of a post, also where a picture goes with it."""
    found = re.search(rb'name="payload_json"[^{]*(\{.*?\})\r\n--', body, re.DOTALL)
    return json.loads(found[1] if found else body)


def with_places(folder, story, config=CONFIG):
    with MailServer() as mails, Service(Reply(body=b'{"id": "1"}')) as service:
        places = Places(service, mails)

        async def told(town):
            town.write(config % {"http": service.port, "smtp": mails.port})
            await story(town, places)

        in_town(folder, told)
    return places


def test_each_place_hears_what_its_own_rules_let_through(tmp_path):
    async def story(town, _places):
        world = town.osu.world
        world.later(START + 20_000, lambda: world.play(1001, pp=500.0))
        world.later(START + 40_000, lambda: world.play(1001, pp=800.0))
        world.later(START + 60_000, lambda: accounts.rename(world, 1011, "no"))
        world.later(START + 61_000, lambda: accounts.rename(world, 1001, "Somebody Else"))
        await town.live(1500, step=20)

    places = with_places(tmp_path, story)
    [phone] = places.phone
    assert phone.startswith("Quillon: new top play #1, 800pp")
    assert places.subjects == ["yes is now called no"]
    assert len(places.club) == 3


@pytest.mark.parametrize("name", NAMES)
def test_whatever_a_player_is_called_each_place_says_the_name(name, tmp_path):
    async def story(town, _places):
        world = town.osu.world
        accounts.rename(world, 1001, name)
        world.later(START + 20_000, lambda: world.play(1001, pp=800.0))
        await town.live(60, step=10)

    written = name if name.isalnum() else json.dumps(name)
    config = CONFIG.replace("players: [Quillon, yes]", f"players: [{written}]").replace("only: renamed", "")
    places = with_places(tmp_path, story, config)
    safe = name.replace("@", "@\u200b")  # nobody is called by it
    for title in (*places.phone, *places.subjects):
        assert title.startswith(f"{safe}: new top play")
    [embed] = places.club
    assert re.sub(r"\\(.)", r"\1", embed).startswith(f"{safe}: new top play")
