"""SHELL. Pages for those who look after the daemon: `/healthz`, `/readyz` and `/metrics`, in the daemon's own loop."""

import asyncio
import hmac
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from watcher.web.metrics import Reading, text

__all__ = ["Pages", "Reading", "Unbound"]

log = structlog.get_logger()

ENDS_WITHIN = 1.0
"""Seconds that an answer under way gets when the daemon stops."""


class Unbound(Exception):
    """Nobody can listen there. Says why."""


class _Server(uvicorn.Server):
    """Leaves the signals to the daemon."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Pages:
    """Serves them while it is open.

    reading: what the daemon knows of itself at the moment. Fails where the store can't be read.
    unready: why the daemon can't do its work, empty where it can.
    """

    def __init__(
        self,
        *,
        reading: Callable[[], Awaitable[Reading]],
        unready: Callable[[], Awaitable[str]],
        stuck: Callable[[], dict[str, float]],
        token: str = "",
    ) -> None:
        self._reading = reading
        self._unready = unready
        self._stuck = stuck
        self._token = token
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None
        self.address = ""

    async def open(self, listen: str) -> None:
        """Begin to serve at `127.0.0.1:9727` or `unix:/run/watcher/web.sock`. Raises Unbound."""
        bound = bind(listen)
        self.address = listen if listen.startswith("unix:") else "{}:{}".format(*bound.getsockname()[:2])
        pages = {"/healthz": self._healthz, "/readyz": self._readyz, "/metrics": self._metrics}
        site = Starlette(routes=[Route(path, page) for path, page in pages.items()])
        config = uvicorn.Config(
            site,
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=1,
            ws="none",
        )
        self._server = _Server(config)
        self._serving = asyncio.create_task(self._server.serve(sockets=[bound]))
        log.info("pages_open", address=self.address)

    async def close(self) -> None:
        """Let what is under way end, but not for long."""
        if self._server is None or self._serving is None:
            return
        self._server.should_exit = True
        with suppress(TimeoutError, asyncio.CancelledError):
            await asyncio.wait_for(self._serving, ENDS_WITHIN + 0.5)
        if self.address.startswith("unix:"):
            _unlink(self.address)

    async def _healthz(self, _: Request) -> Response:
        """Whether both halves get on. Asks for no token: it tells nothing else."""
        late = self._stuck()
        if late:
            said = ", ".join(f"{half} stands still for {age:.0f} s" for half, age in late.items())
            return PlainTextResponse(said + "\n", HTTPStatus.SERVICE_UNAVAILABLE)
        return PlainTextResponse("fine\n")

    async def _readyz(self, request: Request) -> Response:
        """Whether it can do its work: both halves got on, the store takes what is written, the config can be used."""
        if not self._stuck() and (why := await self._unready()):
            return PlainTextResponse(why + "\n", HTTPStatus.SERVICE_UNAVAILABLE)
        return await self._healthz(request)

    async def _metrics(self, request: Request) -> Response:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
        if self._token and not hmac.compare_digest(given, self._token.encode()):
            return PlainTextResponse("a token is needed\n", HTTPStatus.UNAUTHORIZED, {"WWW-Authenticate": "Bearer"})
        return Response(text(await self._reading()), media_type="text/plain; version=0.0.4; charset=utf-8")


def _unlink(listen: str) -> None:
    Path(listen.removeprefix("unix:")).unlink(missing_ok=True)


def bind(listen: str) -> socket.socket:
    """A socket there. Only the user of the daemon, and who shares its group, may use one that is a file.

    Raises Unbound: somebody else listens there, there is no such address, or it isn't ours.
    """
    path = listen.removeprefix("unix:")
    family = socket.AF_UNIX if path != listen else socket.AF_INET6 if listen.startswith("[") else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        if family == socket.AF_UNIX:
            if Path(path).is_socket():
                Path(path).unlink()  # left behind by a daemon that was killed; the store's lock lets only one run
            bound.bind(path)
            Path(path).chmod(0o660)
        else:
            host, _, port = listen.rpartition(":")
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind((host.strip("[]"), int(port)))
    except OSError as error:
        bound.close()
        raise Unbound(f"nobody can listen at {listen}: {error.strerror}") from error
    return bound
