"""A server that answers what the test says, over real HTTP on loopback: good answers, and every kind of bad one.

    with Faulty({"/api/v2/users": [Reply(503), Reply(body=b"[]")]}) as server:
        ask(server.url)
    server.requests  # what was asked, in order

A path's replies are given one after the other; the last one again and again. An unknown path is answered with 404.
"""

import json
import socket
import struct
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit


@dataclass
class Reply:
    """What to answer. fault: hang (no byte), drip (never ends), reset, cut (the body ends too early)."""

    status: int = 200
    body: Any = b""
    headers: dict[str, str] = field(default_factory=dict)
    fault: str = ""

    def bytes(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass
class Request:
    """What was asked. `query` and `form` hold the lists of values by name."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    form: dict[str, list[str]]


class Faulty:
    def __init__(self, replies: dict[str, list[Reply]]) -> None:
        self.replies = {path: list(some) for path, some in replies.items()}
        self.requests: list[Request] = []
        self.closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"faulty": self}))
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]

    def reply(self, path: str) -> Reply:
        some = self.replies.get(path, [Reply(404, {"error": None})])
        return some.pop(0) if len(some) > 1 else some[0]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    faulty: Faulty
    protocol_version = "HTTP/1.1"
    timeout = 5

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        length = int(self.headers.get("Content-Length", 0))
        form = parse_qs(self.rfile.read(length).decode())
        self.faulty.requests.append(
            Request(self.command, asked.path, parse_qs(asked.query, keep_blank_values=True), dict(self.headers), form)
        )
        reply = self.faulty.reply(asked.path)
        getattr(self, f"give_{reply.fault or 'whole'}")(reply)

    do_POST = do_GET  # noqa: N815  # http.server's word

    def head(self, reply: Reply, length: int) -> None:
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def give_whole(self, reply: Reply) -> None:
        body = reply.bytes()
        self.head(reply, len(body))
        self.wfile.write(body)

    def give_cut(self, reply: Reply) -> None:
        body = reply.bytes()
        self.head(reply, len(body))
        self.wfile.write(body[: len(body) // 2])
        self.close_connection = True

    def give_hang(self, _: Reply) -> None:
        self.close_connection = True
        self.faulty.closing.wait(30)

    def give_drip(self, reply: Reply) -> None:
        self.close_connection = True
        self.head(reply, 1_000_000)
        while not self.faulty.closing.wait(0.02):
            try:
                self.wfile.write(b" ")
            except OSError:
                return

    def give_reset(self, _: Reply) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, *_: object) -> None:
        pass
