"""Plays staged for the gallery: a seeded osu! in miniature, the daemon that watches it, and sinks that keep all.

The same acts at the same virtual times make the same messages, to the letter. What happens is in `_acts`.
"""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from msgspec import Struct

from watcher.app import App
from watcher.catalogue import catalogue
from watcher.cli.backtest import silence
from watcher.clock import VirtualClock
from watcher.config import load
from watcher.events import Cause
from watcher.notification import Message, Taken
from watcher.simulator import Simulator
from watcher.store import Store, agenda

AT_FIRST, AT_LAST = 2_000, 540_000
"""The time between two glances (ms), soon after something happened and long after. More would be a time when nobody
watched."""
ADMIN = "admin"

Deed = Callable[[Simulator], object]


class Play(Struct, frozen=True, kw_only=True):
    """Who is watched by whom, and what happens: deeds that are done together, and how many seconds pass after them.

    sinks: those that gather or change messages, by the name of what they show; every kind of news that a watch tells
    has one of its own.
    """

    watches: Mapping[str, Any]
    acts: Sequence[tuple[float, Sequence[Deed]]]
    sinks: Mapping[str, Any] = {}


def staged(plays: Sequence[Play], *, pictured: bool = False) -> dict[str, Message]:
    """A message of every kind that these plays tell, and one of every sink that they name. With pictures, if asked for.

    Nothing leaves this machine; the simulator is spoken to over HTTP.
    """
    found: dict[str, Message] = {}
    with silence():
        for play in plays:
            kept = asyncio.run(_perform(play, pictured=pictured))
            for sink, message in sorted(kept, key=lambda each: each[0] == ADMIN):  # what somebody asked for first
                name = sink if sink in play.sinks else message.told[0]["kind"]
                if name not in found or (sink in play.sinks and _as_full(message, found[name])):
                    found[name] = message
    return found


def _as_full(one: Message, other: Message) -> bool:
    """Whether it gathers as much."""
    return len(one.notification.rows) >= len(other.notification.rows)


class _Keeper:
    """A sink that takes everything and keeps it. It can change what it took, and takes pictures, where one wants it."""

    keyed = False

    def __init__(self, name: str, kept: list[tuple[str, Message]], *, edits: bool, takes_images: bool) -> None:
        self._name = name
        self._kept = kept
        self.edits = edits
        self.takes_images = takes_images

    async def send(self, message: Message) -> str:
        """Keep it."""
        self._kept.append((self._name, message))
        return Taken("taken", "1")

    def form(self, message: Message) -> str:
        """The words as they are."""
        return message.notification.title

    async def close(self) -> None:
        """Nothing to let go of."""


async def _perform(play: Play, *, pictured: bool) -> list[tuple[str, Message]]:
    """The messages in the order in which they were told, each with the name of its sink."""
    clock = VirtualClock()
    kept: list[tuple[str, Message]] = []
    with TemporaryDirectory() as folder:
        async with Simulator(clock=clock) as osu:
            file = Path(folder) / "config.yaml"
            file.write_text(json.dumps(_config(play, osu.url, folder)))

            store = Store.open(None)
            app = App(load(file, catalogue(), {}), store, clock, chance=lambda: 0.5, looks_at_once=1)
            for name in app.sinks:
                app.sinks[name] = _Keeper(name, kept, edits=True, takes_images=pictured)
            try:
                await _through(play, _Daemon(app, store, osu, clock))
            finally:
                await app.close()
    return kept


async def _through(play: Play, daemon: "_Daemon") -> None:
    await daemon.begin()
    for seconds, deeds in play.acts:
        for deed in deeds:
            deed(daemon.osu)
        await daemon.live(seconds)


class _Daemon(Struct, frozen=True):
    """The daemon on its virtual clock."""

    app: App
    store: Store
    osu: Simulator
    clock: VirtualClock

    async def begin(self) -> None:
        """Look at everything once."""
        await self.app.prepare()
        await self.live(200)

    async def live(self, seconds: float) -> None:
        """Let so much time pass: in small steps at first, while things follow from each other, then in larger ones."""
        begun = self.clock.now()
        until = begun + round(seconds * 1000)
        while (now := self.clock.now()) < until:
            await self.app.enlist()
            await self._look()
            await self.app.telling.tick()
            await self.app.telling.settled()
            self.clock.time = min(now + min(max(AT_FIRST, now - begun), AT_LAST), until)

    async def _look(self) -> None:
        """What is due, one look after the other: two at once would come in any order."""
        before = None
        while (
            before != (state := self._state()) and state[0] <= self.clock.now()
        ):  # what may not be asked yet stays due
            before = state
            self.app.looking.wake()
            await self.app.looking.tick()
            await self.app.looking.settled()

    def _state(self) -> tuple[int, int]:
        """When the next look is due, and how much osu! was asked so far."""
        return self.store.work(agenda.next_due) or self.clock.now() + 1, len(self.osu.site.served)


def _config(play: Play, url: str, folder: str) -> Mapping[str, Any]:
    """Sinks are files, since those may be told anything; nothing is written to them."""
    causes = [cause.value for cause in Cause]
    kinds = {kind for watch in play.watches.values() for kind in watch["to"]} - play.sinks.keys()
    own = {kind: {"only": [{kind: {"causes": causes}}]} for kind in sorted(kinds)}
    sinks = own | dict(play.sinks) | {ADMIN: {"only": ["badge"]}}
    return {
        "osu": {"url": url, "client_id": 1, "client_secret": "a-secret"},
        "watches": play.watches,
        "sinks": {name: {"kind": "file", "path": f"{folder}/{name}"} | rules for name, rules in sinks.items()},
        "admin": ADMIN,
    }
