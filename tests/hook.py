"""Two webhooks on loopback that write down what they were sent."""

import asyncio
import json
from collections import Counter
from contextlib import asynccontextmanager, closing, suppress


class Hook:
    """Two webhooks that write down what they were sent: one drops what has a known key, the other does not."""

    def __init__(self):
        self.posts = []
        self.keys = set()
        self.bodies = []
        self.talks = set()

    def keep(self, path, headers, body):
        key = headers["idempotency-key"]
        if path == "/keyed":
            if key in self.keys:
                return
            self.keys.add(key)
        self.bodies.append(body)
        self.posts.append((path, [event["key"] for event in json.loads(body)["events"]]))

    def told(self, path):
        """How often each event was told there."""
        return Counter(key for where, keys in self.posts if where == path for key in keys)

    async def talk(self, reader, writer):
        self.talks.add(asyncio.current_task())
        with closing(writer), suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
                headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
                body = await reader.readexactly(int(headers["content-length"]))
                self.keep(head[0].split()[1], headers, body)
                writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
                await writer.drain()

    @asynccontextmanager
    async def open(self):
        server = await asyncio.start_server(self.talk, "127.0.0.1", 0)
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        finally:
            server.close()
            for each in self.talks:
                each.cancel()
            await asyncio.gather(*self.talks, return_exceptions=True)
