"""What the command line does with a simulator: serve until told to stop, write the truth log, trigger from outside."""

import asyncio
import contextlib
import signal
from collections.abc import Iterable
from http.client import HTTPConnection
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import msgspec

from watcher.clock import Clock, RealClock
from watcher.simulator import script
from watcher.simulator.server import Simulator


class FastClock:
    """Real time, N-fold from the moment it is made."""

    def __init__(self, speed: float, real: Clock) -> None:
        self._speed, self._real = speed, real
        self._start, self._begin = real.now(), real.monotonic()

    def now(self) -> int:
        """Milliseconds since the epoch, UTC, running N times as fast."""
        return self._start + int((self._real.monotonic() - self._begin) * 1000 * self._speed)

    def monotonic(self) -> float:
        """Seconds, running N times as fast."""
        return self._begin + (self._real.monotonic() - self._begin) * self._speed

    async def sleep(self, seconds: float) -> None:
        """Wait an Nth of that."""
        await self._real.sleep(seconds / self._speed)


async def serve(
    *,
    port: int,
    seed: int,
    players: int,
    speed: float,
    life: str,
    every_id: bool,
    crowd: float,
    state: Path | None,
    scenario: Path | None,
    truth: Path | None,
) -> None:
    """Serve until SIGINT or SIGTERM. Raises OSError if the port is taken, ValueError for another world's state."""
    plan = script.scenario(scenario) if scenario else ()
    clock: Clock = RealClock() if speed == 1 else FastClock(speed, RealClock())
    simulator = Simulator(
        seed=seed,
        clock=clock,
        life=life,
        players=players,
        every_id=every_id,
        crowd=crowd,
        state=state,
        scenario=plan,
        port=port,
    )
    stop = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    async with simulator:
        print(f"ready {simulator.url}", flush=True)  # noqa: T201  # the line that whoever started us waits for
        if truth is None:
            await stop.wait()
        else:
            with truth.open("wb") as file:
                await _follow(simulator, file, stop)


async def _follow(simulator: Simulator, file: BinaryIO, stop: asyncio.Event) -> None:
    written = 0
    while True:
        log = simulator.world.truth
        file.write(log.lines(written))
        file.flush()
        written = len(log.facts)
        if stop.is_set():
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), 1)


def post(url: str, name: str, arguments: Iterable[str]) -> str:
    """Trigger a scenario of the simulator at that address; answers what it answered.

    Raises OSError if nobody listens, ValueError for a refusal or an argument without `=`.
    """
    body = msgspec.json.encode(dict(_argument(each) for each in arguments))
    parts = urlsplit(url)
    line = HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=10)
    try:
        line.request("POST", f"/_simulator/trigger/{name}", body, {"Content-Type": "application/json"})
        answer = line.getresponse()
        text = answer.read().decode()
    finally:
        line.close()
    if answer.status != 200:
        raise ValueError(msgspec.json.decode(text, type=dict[str, str])["error"])
    return text


def _argument(text: str) -> tuple[str, object]:
    key, equals, value = text.partition("=")
    if not equals:
        raise ValueError(f"{text!r} should be key=value, as in user_id=1002")
    try:
        return key, msgspec.json.decode(value)
    except msgspec.DecodeError:
        return key, value
