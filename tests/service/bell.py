"""A service that counts how often it is asked for: a dead man's switch."""

import asyncio
from contextlib import asynccontextmanager


class Bell:
    """Answers everybody with `status`. The path of its address is a secret."""

    SECRET = "5ac7-a-canary"

    def __init__(self):
        self.rung = 0
        self.status = "200 OK"

    async def answer(self, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(f"GET /{self.SECRET} ".encode())
        self.rung += 1
        writer.write(f"HTTP/1.1 {self.status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    @asynccontextmanager
    async def open(self):
        """Let it be asked; answers its address."""
        server = await asyncio.start_server(self.answer, "127.0.0.1", 0)
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/{self.SECRET}"
        finally:
            server.close()
            await server.wait_closed()
