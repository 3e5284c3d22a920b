"""The sockets: HTTP/1.1 on loopback, with asyncio's streams and h11. Decides nothing about osu!."""

import asyncio
import gzip
import socket
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import h11

from watcher.clock import Clock, RealClock
from watcher.simulator import scenarios
from watcher.simulator.gate import Gate
from watcher.simulator.http import Request, Response
from watcher.simulator.life import LIVES
from watcher.simulator.script import Line, Script
from watcher.simulator.site import Site
from watcher.simulator.world import World

_WORTH_PACKING = 1400  # bytes: below, gzip saves no packet


class Simulator:
    """An osu! on loopback: `async with Simulator(seed=1, clock=clock) as sim: sim.url`.

    seed: what the world grows from. clock: whose time it is. start: when the world began, ms UTC (default: now).
    life: what people do: `show`, `everyday`, `mapping`, or `none` (only what a script does). lively: `show`.
    players, depth, every_id, crowd: as in World. gate: who may ask.
    scenario: what shall happen, and when.
    state: a file that keeps the script, so that the same world goes on after a restart.
    """

    def __init__(
        self,
        *,
        seed: int = 1,
        clock: Clock | None = None,
        start: int | None = None,
        lively: bool = False,
        life: str = "none",
        players: int = 12,
        depth: int | None = None,
        every_id: bool = False,
        crowd: float = 0,
        gate: Gate | None = None,
        state: Path | None = None,
        scenario: Sequence[Line] = (),
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.clock: Clock = clock or RealClock()
        script = Script(seed, self.clock.now() if start is None else start, state)
        world = World(seed, script.start, players=players, depth=depth, every_id=every_id, crowd=crowd)
        LIVES["show" if lively else life](world)
        for line in scenario:
            scenarios.check(line.run)
            world.later(world.start + int(line.after * 1000), scenarios.replay, world, line.run, line.args)
        self.site = Site(world, gate or Gate(), script)
        self._host, self._port = host, port
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()

    @property
    def world(self) -> World:
        """The world, at the present time."""
        self.site.world.advance(self.clock.now())
        return self.site.world

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        return f"http://{self._host}:{self._port}"

    async def __aenter__(self) -> Self:
        """Start to listen."""
        self._server = await asyncio.start_server(self._talk, self._host, self._port)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop, and hang up on everybody."""
        assert self._server is not None
        self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        await self._server.wait_closed()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        assert talk is not None
        self._talks.add(talk)
        try:
            await _Talk(self, reader, writer).run()
        except (ConnectionError, h11.RemoteProtocolError, asyncio.CancelledError):
            pass  # whoever hangs up, or talks nonsense, is let go
        finally:
            self._talks.discard(talk)
            writer.close()

    async def close_door(self) -> None:
        """Refuse connections from now on."""
        await self.__aexit__()

    async def open_door(self) -> None:
        """Take connections again, on the same port."""
        await self.__aenter__()

    def answer(self, request: Request) -> Response:
        """What the site answers at this moment."""
        return self.site.answer(request, self.clock.now())


class _Talk:
    """One connection: requests and answers in turn, until either side closes it."""

    def __init__(self, simulator: Simulator, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._simulator, self._reader, self._writer = simulator, reader, writer
        self._http = h11.Connection(h11.SERVER)

    async def run(self) -> None:
        while (request := await self._receive()) is not None:
            response = self._simulator.answer(request)
            if not await self._deliver(response, self._packed(request, response)):
                return
            if self._http.our_state is h11.MUST_CLOSE or self._http.their_state is h11.MUST_CLOSE:
                return
            self._http.start_next_cycle()

    async def _receive(self) -> Request | None:
        head: h11.Request | None = None
        body = b""
        while True:
            event = self._http.next_event()
            if event is h11.NEED_DATA:
                self._http.receive_data(await self._reader.read(65_536))
            elif isinstance(event, h11.Request):
                head = event
            elif isinstance(event, h11.Data):
                body += bytes(event.data)
            elif isinstance(event, h11.EndOfMessage):
                assert head is not None
                headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in head.headers]
                return Request.parse(head.method.decode(), head.target.decode("latin-1"), headers, body)
            else:
                return None

    def _packed(self, request: Request, response: Response) -> bytes:
        body, headers = response.body, list(response.headers)
        if len(body) > _WORTH_PACKING and "gzip" in request.headers.get("accept-encoding", ""):
            body = gzip.compress(body, 1, mtime=0)
            headers.append(("Content-Encoding", "gzip"))
        headers.append(("Content-Length", str(len(body))))
        parts = [
            self._http.send(h11.Response(status_code=response.status, headers=headers)),
            self._http.send(h11.Data(body)),
            self._http.send(h11.EndOfMessage()),
        ]
        return b"".join(part for part in parts if part)

    async def _deliver(self, response: Response, packed: bytes) -> bool:
        """Send the answer, in the manner asked for; whether the connection is still good for another."""
        if response.manner == "hang":
            await self._reader.read()
            return False
        if response.manner == "reset":
            self._reset()
            return False
        if response.manner == "late":
            await asyncio.sleep(response.seconds)
        if response.manner == "slow":
            for index in range(len(packed)):
                await self._write(packed[index : index + 1])
                await asyncio.sleep(response.seconds)
            return True
        if response.manner == "cut":
            packed = packed[: -len(response.body) // 2 or -1]
        if response.manner == "garbage":
            packed = b"cap'n, the server is on fire\r\n\r\n"
        await self._write(packed)
        return response.manner not in {"cut", "garbage"}

    async def _write(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    def _reset(self) -> None:
        """Hang up rudely: the other side sees a reset instead of an end."""
        sock = self._writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()
