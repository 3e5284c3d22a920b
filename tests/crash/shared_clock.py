"""A virtual clock that several processes share: it survives the one that is killed."""

import asyncio
import mmap
import struct


class SharedClock:
    """Eight bytes in a file. It moves when somebody tells it to, or sleeps on it."""

    def __init__(self, path, start=None):
        if start is not None:
            path.write_bytes(struct.pack("<q", start))
        with path.open("r+b") as file:
            self._bytes = mmap.mmap(file.fileno(), 8)

    def now(self):
        return struct.unpack("<q", self._bytes[:8])[0]

    def monotonic(self):
        return self.now() / 1000

    def advance(self, milliseconds):
        self._bytes[:8] = struct.pack("<q", self.now() + milliseconds)

    async def sleep(self, seconds):
        self.advance(max(0, round(seconds * 1000)))
        await asyncio.sleep(0)
