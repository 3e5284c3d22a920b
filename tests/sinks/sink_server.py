"""A service on loopback that answers as it is told, and remembers what it was sent."""

import socket
import ssl
import struct
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Reply:
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    fault: str = ""  # "hang": never answers; "late": only when released; "reset": breaks off; "drip": never ends


@dataclass
class Received:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Service(ThreadingHTTPServer):
    """Answers with `replies` one after the other, the last one for ever. A function is asked for its reply."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, *replies: Reply, tls=None):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.scheme = "https" if tls else "http"
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(tls)
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.replies = list(replies) or [Reply()]
        self.received: list[Received] = []
        self.released = threading.Event()
        self.lock = threading.Lock()

    @property
    def port(self):
        return self.server_address[1]

    @property
    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def next(self, received):
        with self.lock:
            self.received.append(received)
            reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        return reply(received) if callable(reply) else reply

    def __enter__(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.released.set()
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Service

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.next(Received(self.command, self.path, headers, body))
        if reply.fault == "hang":
            self.server.released.wait()
            self.close_connection = True
            return
        if reply.fault == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
            return
        if reply.fault == "late":
            self.server.released.wait()
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(10**9 if reply.fault == "drip" else len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)
        while reply.fault == "drip" and not self.server.released.is_set():
            self.wfile.write(b" ")
            time.sleep(0.05)

    def handle(self):
        with suppress(OSError):  # whoever asked has gone
            super().handle()

    def finish(self):
        with suppress(OSError, ValueError):  # the connection was broken off on purpose
            super().finish()

    def log_message(self, *_):
        pass


for verb in ("GET", "POST", "PUT", "PATCH", "DELETE"):
    setattr(_Handler, f"do_{verb}", _Handler.answer)
