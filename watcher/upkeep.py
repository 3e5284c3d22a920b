"""SHELL. Keeping the store for years: a copy a day, what is long over forgotten, and damage said aloud."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal

import structlog

from watcher.clock import Clock
from watcher.osu.nouns import Damage, Disk, Sighting, StoreTrouble
from watcher.remembering import Desk, Readers, forget
from watcher.store import Store, care, retention
from watcher.store.trouble import room

log = structlog.get_logger()

EVERY = 3600.0
MIND_EVERY = 10.0
"""How often it is looked after the file, and at how much room there is for it (seconds)."""


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
        self._copies = True
        self._failing: tuple[int, str] | None = None
        self._untold: list[StoreTrouble] = []

    async def own_up(self) -> None:
        """Let it be news that a store was set aside, damaged or because another took its place: once in each store."""
        if (path := self._store.path) is None:
            return
        damaged, replaced = care.damaged(path)[-1:], care.replaced(path)[-1:]
        seen: list[Sighting] = [
            *(Damage(server=self._server, file=one.name, found=care.set_aside_at(one)) for one in damaged),
            *(self._trouble("replaced", care.set_aside_at(one), file=one.name) for one in replaced),
        ]
        if seen:
            await self._take(seen)

    async def mind_the_store(self) -> None:
        """Mend what can be mended of it. What befell it is news, and so is little room for it, and enough again."""
        path, now = self._store.path, self._clock.now()
        if path is None:
            return
        self._note_failing(path, now)
        if await self._store.mend():
            self._untold.append(self._trouble("deleted", now, file=path.name))
        free, size = self._room(path.parent)
        disk = Disk(server=self._server, folder=str(path.parent), asked=now, free=free, size=size)
        await self._take([*self._untold, disk])
        self._untold.clear()

    def _note_failing(self, path: Path, now: int) -> None:
        """It can be told only when it is over. What is over within seconds is no news."""
        if reason := self._store.failing:
            self._failing = self._failing or (now, reason.replace(f"{path.parent}/", ""))
        elif self._failing:
            since, reason = self._failing
            self._untold.append(self._trouble("back", now, since=since, reason=reason))
            self._failing = None

    def _trouble(self, what: Literal["deleted", "replaced", "back"], over: int, **details: Any) -> StoreTrouble:
        return StoreTrouble(server=self._server, what=what, over=over, **details)

    async def _take(self, seen: Sequence[Sighting]) -> None:
        await self._store.run(lambda tx: Desk(tx, self._readers, self._clock.now()).take(seen))

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
            if self._copies:  # once on the edge, though it is tried every hour; its end is `store_copied`
                log.warning("store_not_copied", file=str(copy), reason=str(error))
            self._copies = False
            return
        self._copies = True
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
