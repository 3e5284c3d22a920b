"""Plays staged for the gallery: a seeded osu! in miniature, the daemon that watches it, and sinks that keep all.

The same acts at the same virtual times make the same messages, to the letter. What happens is in `_acts`.
"""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from inspect import isawaitable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from msgspec import Struct, structs

from watcher.app import App
from watcher.catalogue import catalogue
from watcher.cli.backtest import silence
from watcher.clock import VirtualClock
from watcher.config import Config, Mistakes, load
from watcher.events import Cause
from watcher.notification import DeliveryError, Message, Taken
from watcher.simulator import Simulator
from watcher.store import Store, agenda

AT_FIRST, AT_LAST = 2_000, 540_000
"""The time between two glances (ms), soon after something happened and long after. More would be a time when nobody
watched."""
ADMIN, EVERYTHING = "admin", "everything"
PLAYERS = 16
"""Enough for two of them to be of one country."""


class Play(Struct, frozen=True, kw_only=True):
    """Who is watched by whom, and what happens: deeds that are done together, and how many seconds pass after them.

    sinks: those that gather or change messages, by the name of what they show; every kind of news that a watch tells
    has one of its own, and `EVERYTHING` is told whatever the watch tells. osu: what else its config says of osu!.
    on_disk: whether the store is a file, to which something may happen.
    """

    watches: Mapping[str, Any]
    acts: Sequence[tuple[float, Sequence["Deed"]]]
    sinks: Mapping[str, Any] = {}
    osu: Mapping[str, Any] = {}
    on_disk: bool = False


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


class StageClock(VirtualClock):
    """A virtual clock that somebody can set: its hands then stand `set_by` ms ahead."""

    set_by = 0

    def now(self) -> int:
        """What the hands say."""
        return self.time + self.set_by


class Keeper:
    """A sink that takes everything and keeps it. It can change what it took, and takes pictures, where one wants it.

    refusal: what it answers for the time being instead of taking anything.
    """

    keyed = False

    def __init__(self, name: str, kept: list[tuple[str, Message]], *, edits: bool, takes_images: bool) -> None:
        self._name = name
        self._kept = kept
        self.edits = edits
        self.takes_images = takes_images
        self.refusal: DeliveryError | None = None

    async def send(self, message: Message) -> str:
        """Keep it, or refuse to."""
        if self.refusal is not None:
            raise self.refusal
        self._kept.append((self._name, message))
        return Taken("taken", "1")

    def form(self, message: Message) -> str:
        """The words as they are."""
        return message.notification.title

    async def close(self) -> None:
        """Nothing to let go of."""


async def _perform(play: Play, *, pictured: bool) -> list[tuple[str, Message]]:
    """The messages in the order in which they were told, each with the name of its sink."""
    clock = StageClock()
    kept: list[tuple[str, Message]] = []
    with TemporaryDirectory() as folder:
        async with Simulator(clock=clock, players=PLAYERS) as osu:
            file = Path(folder) / "config.yaml"
            file.write_text(json.dumps(_config(play, osu.url, folder), indent=2))
            read = partial(_read, file)
            store = Store.open(Path(folder, "watcher.db") if play.on_disk else None, monotonic=clock.monotonic)
            app = App(read(), store, clock, chance=lambda: 0.5, looks_at_once=1, file=(file, read))
            sinks = {name: Keeper(name, kept, edits=True, takes_images=pictured) for name in app.sinks}
            app.sinks.update(sinks)
            try:
                await _through(play, Stage(app, store, osu, clock, file, sinks))
            finally:
                await app.close()
    return kept


async def _through(play: Play, stage: "Stage") -> None:
    await stage.begin()
    for seconds, deeds in play.acts:
        for deed in deeds:
            done = deed(stage)
            if isawaitable(done):
                await done
        await stage.live(seconds)


def _read(file: Path) -> Config:
    """The config. Its mistakes name the file without the folder, which is another one each time."""
    try:
        return load(file, catalogue(), {})
    except Mistakes as mistakes:
        raise Mistakes(structs.replace(each, file=file.name) for each in mistakes.all) from mistakes


class Stage(Struct, frozen=True):
    """The daemon on its virtual clock, the osu! that it watches, its config, and its sinks by their names."""

    app: App
    store: Store
    osu: Simulator
    clock: StageClock
    file: Path
    sinks: Mapping[str, Keeper]

    async def begin(self) -> None:
        """Look at everything once."""
        await self.app.prepare()
        await self.live(200)

    async def live(self, seconds: float) -> None:
        """Let so much time pass: in small steps at first, while things follow from each other, then in larger ones."""
        begun = self.clock.time
        until = begun + round(seconds * 1000)
        while (now := self.clock.time) < until:
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


Deed = Callable[[Stage], object]
"""What happens on a stage; what it returns is waited for, if it can be."""


def _config(play: Play, url: str, folder: str) -> Mapping[str, Any]:
    """Sinks are files, since those may be told anything; nothing is written to them."""
    causes = [cause.value for cause in Cause]
    kinds = {kind for watch in play.watches.values() for kind in watch["to"]} - play.sinks.keys()
    own = {kind: {"only": [{kind: {"causes": causes}}]} for kind in sorted(kinds - {EVERYTHING})}
    own |= {name: {} for name in kinds & {EVERYTHING}}
    sinks = own | dict(play.sinks) | {ADMIN: {"only": ["badge"]}}
    return {
        "osu": {"url": url, "client_id": 1, "client_secret": "a-secret"} | dict(play.osu),
        "watches": play.watches,
        "sinks": {name: {"kind": "file", "path": f"{folder}/{name}"} | rules for name, rules in sinks.items()},
        "admin": ADMIN,
    }
