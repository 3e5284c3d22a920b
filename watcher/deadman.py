"""SHELL. A dead man's switch: an address elsewhere that is asked for once a minute, as long as both halves get on.

What watches that address raises the alarm when nobody asks any more: that the daemon is dead it can't say itself.
"""

from collections.abc import Callable

import structlog

from watcher.clock import Clock
from watcher.notification import DeliveryError
from watcher.sinks import _http

log = structlog.get_logger()

EVERY = 60.0
PATIENCE = 10.0


class DeadMan:
    """Asks for `url`, which is a secret. `proven`: whether both halves got on since a moment (monotonic seconds)."""

    def __init__(self, url: str, proven: Callable[[float], bool], clock: Clock) -> None:
        self._url = url
        self._proven = proven
        self._clock = clock
        self._http = _http.client()
        self._last = clock.monotonic()
        self._heard = True

    async def tick(self) -> None:
        """Ask for the address, if each half came to the end of a tick since this was done last."""
        since, now = self._last, self._clock.monotonic()
        if not self._proven(since):
            return
        self._last = now
        try:
            url = _http.address(self._url)
            answer = await _http.ask(self._http, self._http.build_request("GET", url), seconds=PATIENCE)
            _http.judge(answer, url.host, self._clock.now())
        except (DeliveryError, ValueError) as error:
            if self._heard:
                log.warning("heartbeat_unheard", reason=str(error))
            self._heard = False
            return
        if not self._heard:
            log.info("heartbeat_heard_again")
        self._heard = True

    async def close(self) -> None:
        """Let go of the connection."""
        await self._http.aclose()
