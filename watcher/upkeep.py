"""SHELL. Keeping the store for years: a copy a day, what is long over forgotten, and damage said aloud."""

import asyncio
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path

import structlog

from watcher.clock import Clock
from watcher.osu.nouns import Damage, Disk
from watcher.remembering import Desk, Readers, forget
from watcher.store import Store, care, retention
from watcher.store.trouble import room

log = structlog.get_logger()

EVERY = 3600.0
ROOM_EVERY = 10.0
"""How often it is looked at how much room there is (seconds)."""


class Upkeep:
    """Looks after the store while the daemon runs. `keep`: how long news is kept (ms).

    `room`: how many bytes are left on the disk of a folder, and how many there are.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        readers: Readers,
        *,
        server: str,
        keep: int,
        room: Callable[[Path], tuple[int, int]] = room,
    ) -> None:
        self._room = room
        self._store = store
        self._clock = clock
        self._readers = readers
        self._server = server
        self.keep = keep

    async def own_up(self) -> None:
        """Let it be news that a damaged store was set aside. Each store tells it once."""
        aside = care.damaged(self._store.path) if self._store.path else []
        if aside:
            damage = Damage(server=self._server, file=aside[-1].name, found=care.set_aside_at(aside[-1]))
            await self._store.run(lambda tx: Desk(tx, self._readers, self._clock.now()).take([damage]))

    async def mind_the_room(self) -> None:
        """Mend what can be mended of the store; let it be news when there is little room for it, and enough again."""
        await self._store.mend()
        path = self._store.path
        if path is None:
            return
        now, (free, size) = self._clock.now(), self._room(path.parent)
        seen = Disk(server=self._server, folder=str(path.parent), asked=now, free=free, size=size)
        await self._store.run(lambda tx: Desk(tx, self._readers, now).take([seen]))

    async def tick(self) -> None:
        """Copy the store, unless that was done today; then forget what is long over."""
        await self._copy()
        await self._forget()

    async def _copy(self) -> None:
        path = self._store.path
        if path is None:
            return
        copy = care.copy_of(path, care.day(self._clock.now()))
        if copy.exists():
            return
        try:
            await asyncio.to_thread(care.back_up, path, copy)
        except (OSError, sqlite3.Error) as error:  # most likely there is no room; watching goes on
            log.warning("store_not_copied", file=str(copy), reason=str(error))
            return
        care.drop_old_copies(path)
        log.info("store_copied", file=str(copy), bytes=copy.stat().st_size)

    async def _forget(self) -> None:
        forgotten = 0
        while dropped := await self._store.run(partial(retention.forget, before=self._clock.now() - self.keep)):
            forgotten += dropped
        memories = [await self._forget_of(name) for name, one in self._readers.families.items() if hasattr(one, "KEPT")]
        await self._store.run(retention.give_back)
        if forgotten or any(memories):
            log.info("forgotten", news=forgotten, memories=sum(memories))

    async def _forget_of(self, family: str) -> int:
        """What a family need not remember for ever. Returns of how many subjects."""
        now, forgotten, after = self._clock.now(), 0, ""
        while True:
            some = partial(forget, readers=self._readers, name=family, now=now, after=after)
            dropped, after = await self._store.run(some)
            forgotten += dropped
            if not after:
                return forgotten
