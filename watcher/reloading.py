"""SHELL. The config is read again while the daemon runs: validate first, then let it hold, or change nothing.

Asked by a signal, or by the file itself, once it was changed and then left alone for a moment.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import structlog

from watcher.clock import Clock
from watcher.config import Config, Mistakes
from watcher.osu.nouns import ConfigRead
from watcher.remembering import Desk, Readers
from watcher.store import Store, Transaction, roster

log = structlog.get_logger()

EVERY = 2.0
"""How often the file is looked at (seconds). It must look the same twice: an editor may still be writing."""
NOTE = "reload"
"""The note in the store that says how the last reading went: `ok`, or what was wrong first."""
SINCE = "reload_refused_since"
"""The note that says since when (ms UTC) no reading went well; empty where the last one did."""

Signature = tuple[int, int, int] | None


class Reloading:
    """Reads a config file anew. `read` reads and checks it, and may block; `apply` lets it hold.

    `apply` returns the parts of the config that hold only after a restart.
    """

    def __init__(
        self,
        path: Path,
        read: Callable[[], Config],
        apply: Callable[[Config], Awaitable[Sequence[str]]],
        *,
        store: Store,
        readers: Readers,
        clock: Clock,
        server: str,
    ) -> None:
        self._path = path
        self._read = read
        self._apply = apply
        self._store = store
        self._readers = readers
        self._clock = clock
        self._server = server
        self._asked = asyncio.Event()
        self._seen = self._glanced = signature(path)

    def ask(self) -> None:
        """Have it read again soon. However often it is asked for meanwhile, it is read once."""
        self._asked.set()

    async def glance(self) -> None:
        """Look whether the file was changed, and then left alone since the last glance."""
        now = signature(self._path)
        settled, self._glanced = now == self._glanced, now
        if settled and now != self._seen:
            self.ask()

    async def begin(self) -> None:
        """The daemon was started with a config that can be used."""
        await self._say([])

    async def serve(self) -> None:
        """Read the config whenever somebody asks, one time after the other. Ends when it is cancelled."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            try:
                await self.reload()
            except Exception:  # the next one may go better
                log.exception("reload_broke")

    async def reload(self) -> bool:
        """Read it now. False where it can't be used: then nothing has changed."""
        self._seen = signature(self._path)
        try:
            config = await asyncio.to_thread(self._read)
            waiting = await self._apply(config)
        except Mistakes as mistakes:
            wrong = [str(mistake) for mistake in mistakes.all]
        else:
            log.info("config_reloaded", watches=len(config.watches), sinks=len(config.sinks), after_restart=[*waiting])
            await self._say([])
            return True
        log.error("config_refused", file=str(self._path), mistakes=wrong)
        await self._say(wrong)
        return False

    async def _say(self, mistakes: Sequence[str]) -> None:
        """Write down how it went, and let it be news to the admin if that differs from before."""
        now = self._clock.now()

        def work(tx: Transaction) -> None:
            since = roster.noted(tx, SINCE) or str(now) if mistakes else ""
            roster.say(tx, {NOTE: mistakes[0] if mistakes else "ok", SINCE: since}, now)
            seen = ConfigRead(server=self._server, asked=now, mistakes=tuple(mistakes))
            Desk(tx, self._readers, now).take([seen])

        await self._store.run(work)


def signature(path: Path) -> Signature:
    """What tells one state of a file from another; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
