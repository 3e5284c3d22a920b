"""Secrets of a config, made up at random, are looked for in everything the program writes while all goes wrong."""

import asyncio
import json
import re
import secrets
import signal
from urllib.parse import quote

import httpx
import pytest
from service_world import at, until

from watcher.simulator.gate import Gate

PLAYER = 1001
CLIENT, TOKEN, KEY, HEADER, WEBHOOK, USER, PASSWORD, PATH, PING, PAGES = NAMES = (
    *("client_secret", "token in an address", "signing key", "header", "Discord's token"),
    *("user of an address", "password of an address", "path of an address"),
    *("dead man's switch", "token of the pages"),
)

CONFIG = """
osu: {{{{url: "{{osu}}", client_id: 1, client_secret: "{client}", feed_interval: 5s}}}}
watches:
  friends: {{{{players: [Quillon], news: [top_play], settle: 0s}}}}
sinks:
  hook: {{{{url: "{door}/hook?token={token}", secret: "{key}", headers: {{{{Authorization: "Bearer {header}"}}}}}}}}
  club: {{{{kind: discord, url: "{door}/api/webhooks/123/{webhook}"}}}}
  phone: "{apprise}"
admin: phone
heartbeat: "{door}/ping/{ping}"
web: {{{{listen: "unix:{{folder}}/web.sock", token: "{pages}"}}}}
store: {{folder}}/state/watcher.db
"""


def made_up():
    """A secret for each place; that of an address has signs that are written otherwise there."""
    return {name: ("p/" if name == PASSWORD else "") + secrets.token_urlsafe(18) for name in NAMES}


def config_with(made, door):
    host = door.removeprefix("http://")
    apprise = f"json://{made[USER]}:{quote(made[PASSWORD], safe='')}@{host}/{made[PATH]}"
    return CONFIG.format(
        client=made[CLIENT], door=door, token=made[TOKEN], key=made[KEY], header=made[HEADER], webhook=made[WEBHOOK],
        apprise=apprise, ping=made[PING], pages=made[PAGES],
    )  # fmt: skip


class Door:
    """A service that refuses everybody, and repeats in its answer what it was asked."""

    def __init__(self, status):
        self.status = status
        self.asked = set()
        self.bodies = []

    async def answer(self, reader, writer):
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            self.asked.add(head.split()[1].decode())
            length = re.search(rb"(?i)content-length: (\d+)", head)
            self.bodies.append(await reader.readexactly(int(length[1]) if length else 0))
            page = b"refused: " + head
            writer.write(f"HTTP/1.1 {self.status}\r\nContent-Length: {len(page)}\r\n\r\n".encode() + page)
            await writer.drain()
        finally:
            writer.close()


def found_in(made, text):
    """The names of the secrets that stand in a text, in whatever form."""
    forms = {name: {secret, quote(secret), quote(secret, safe=""), json.dumps(secret)} for name, secret in made.items()}
    return {name for name, said in forms.items() if any(form in text for form in said)}


def written(folder):
    """Every file that was written, but the config."""
    files = [file for file in folder.rglob("*") if file.is_file() and file.name != "config.yaml"]
    return {str(file.relative_to(folder)): file.read_bytes().decode(errors="replace") for file in files}


PAGES_THERE = ("/healthz", "/readyz", "/metrics")
COMMANDS = (
    *(("check",), ("status",), ("health", "--json"), ("db", "export"), ("run",)),
    *(("test", "hook"), ("test", "club"), ("test", "phone")),
)


def play_it(folder, made, door, crash, **simulator):
    """The daemon at DEBUG with sinks that fail, every command beside it, and a crash. Returns what all of them said."""

    async def scene(place):
        server = await asyncio.start_server(door.answer, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        text = config_with(made, url).format(osu=place.osu.url, folder=folder)
        (folder / "config.yaml").write_text(text)
        try:
            daemon = await place.daemon("--log-level", "debug")
            await crash(place, door)
            pages = await read(folder / "web.sock", made[PAGES])
            outputs = {" ".join(words): "".join(map(str, await place.watcher(*words))) for words in COMMANDS}
            daemon.send_signal(signal.SIGABRT)
            await daemon.wait()
        finally:
            server.close()
            await server.wait_closed()
        told = b"\n".join(door.bodies).decode(errors="replace")
        return outputs | written(folder) | pages | {"what sinks were told": told}

    return at(folder, scene, **simulator)


async def read(socket, token):
    """The pages of the daemon: path → headers and text."""
    async with httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(uds=str(socket))) as http:
        headers = {"Authorization": f"Bearer {token}"}
        pages = {path: await http.get(f"http://daemon{path}", headers=headers) for path in PAGES_THERE}
    assert pages["/metrics"].status_code == 200
    return {path: f"{page.headers}\n{page.text}" for path, page in pages.items()}


async def something_to_tell(place, door):
    """A new top play, which every sink refuses."""
    await until(lambda: {"best"} <= {line.get("question") for line in place.lines})
    feeds = sum(line.get("question") == "feed" for line in place.lines)
    # times of plays are whole seconds: one of the second of the first look would be no news
    await until(lambda: sum(line.get("question") == "feed" for line in place.lines) > feeds)
    place.osu.world.play(PLAYER)
    await until(lambda: len(door.asked) >= 3)
    await until(lambda: sum(line["event"] in {"told_later", "not_told"} for line in place.lines) >= 3)


async def refused_by_osu(place, _door):
    """osu! knows no such client."""
    await until(lambda: any(line["event"] in {"players_unresolved", "look_unanswered"} for line in place.lines))


@pytest.mark.parametrize(
    ("status", "happening", "simulator"),
    [
        ("500 Internal Server Error", something_to_tell, {}),
        ("404 Not Found", something_to_tell, {}),
        ("500 Internal Server Error", refused_by_osu, {"gate": Gate(clients={"1": "another-secret"})}),
    ],
    ids=["sinks break", "sinks refuse", "osu! refuses"],
)
def test_no_secret_is_written_anywhere(status, happening, simulator, tmp_path):
    made = made_up()
    said = play_it(tmp_path, made, Door(status), happening, **simulator)
    assert {"log", "state/watcher.db", "/metrics"} <= set(said)
    assert ("Quillon" in said["what sinks were told"]) == (happening is something_to_tell)
    assert {where: found for where, text in said.items() if (found := found_in(made, text))} == {}


def test_a_secret_that_is_written_would_be_found():
    made = made_up()
    text = quote(made[PASSWORD], safe="") + "\n" + made[CLIENT]
    assert found_in(made, text) == {PASSWORD, CLIENT}
