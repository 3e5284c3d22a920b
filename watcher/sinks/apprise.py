"""Phones, mail, chats: everything that Apprise knows an address for, about 190 services.

One plugin object and one thread at a time per sink, so that one that hangs holds up nobody else. Apprise itself is
imported when the first address is looked at, not before.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from contextvars import copy_context

from pydantic import BaseModel, Field, SecretStr, field_validator

from watcher.clock import Clock
from watcher.notification import Message, NotDelivered, Reason, Sink

SCHEMES: tuple[str, ...] = ()


class Options(BaseModel, extra="forbid", frozen=True, hide_input_in_errors=True):
    """A service of Apprise. One target per sink is best: two sinks fail and retry each on its own."""

    url: SecretStr = Field(
        description="The address as Apprise writes it, such as `ntfys://my-topic`, `tgram://BOT_TOKEN/CHAT_ID` or "
        "`mailtos://user:password@example.org`. All of them: https://appriseit.com/services/"
    )
    pause: float = Field(1.0, ge=0, le=3600, description="Seconds between two messages.")
    timeout: float = Field(15.0, gt=0, le=50, description="Seconds until the service must have taken a message.")

    @field_validator("url")
    @classmethod
    def _is_an_address(cls, url: SecretStr) -> SecretStr:
        from watcher.sinks._plugin import Plugin

        Plugin(url.get_secret_value(), timeout=1)
        return url


def open(options: Options, *, name: str, clock: Clock) -> Sink:  # noqa: A001  # the contract of a sink file
    """The service as a sink."""
    return AppriseSink(options, name, clock)


class AppriseSink:
    """Hands messages to one plugin, in a thread of its own.

    A thread can't be stopped: after a timeout the message may still arrive. So a late send is waited for, and its
    outcome is the answer to the next try with the same message.
    """

    keyed = False

    def __init__(self, options: Options, name: str, clock: Clock) -> None:
        from watcher.sinks._plugin import Plugin

        self._plugin = Plugin(options.url.get_secret_value(), timeout=options.timeout)
        self._options = options
        self._name = name
        self._clock = clock
        self._next = clock.monotonic()
        self._unheard: dict[str, Future[str]] = {}
        self.takes_images = self._plugin.takes_images

    async def send(self, message: Message) -> str:
        """Send it, or learn how the late send of the same message ended. Returns what the service answered."""
        for under_way in [future for future in self._unheard.values() if not future.done()]:
            await self._heard(under_way)
        late = self._unheard.pop(message.key, None)
        if late is not None and late.exception() is None:
            return f"{late.result()}, late"
        await self._clock.sleep(max(0.0, self._next - self._clock.monotonic()))
        self._next = self._clock.monotonic() + self._options.pause
        future = self._unheard[message.key] = self._start(lambda: self._plugin.send(message, self._clock.now()))
        await self._heard(future)
        return self._unheard.pop(message.key).result()

    def form(self, message: Message) -> str:
        """Title and body, as the plugin hands them to its service."""
        return self._plugin.drawn(message)

    async def close(self) -> None:
        """Nothing to let go of: the thread ends with its send, and does not hold up the end of the process."""

    async def _heard(self, future: Future[str]) -> None:
        """Wait until a send has ended, well or not."""
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        future.add_done_callback(lambda _: _tell(loop, ended))
        try:
            async with asyncio.timeout(self._options.timeout):
                await ended.wait()
        except TimeoutError:
            text = f"{self._plugin.service} did not take the message within {self._options.timeout:g} s"
            raise NotDelivered(Reason.TIMEOUT, text) from None

    def _start(self, work: Callable[[], str]) -> Future[str]:
        # Not an executor's thread: those are waited for at the end of the process, however long they hang.
        future: Future[str] = Future()
        future.set_running_or_notify_cancel()

        def run() -> None:
            try:
                future.set_result(work())
            except BaseException as error:  # noqa: BLE001  # it is raised where the result is read
                future.set_exception(error)

        threading.Thread(target=copy_context().run, args=(run,), name=f"sink-{self._name}", daemon=True).start()
        return future


def _tell(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    with suppress(RuntimeError):  # the loop has ended before the send
        loop.call_soon_threadsafe(ended.set)
