"""The terminal: in colour where somebody looks, one plain block per message where the output is kept."""

import asyncio
import sys
from datetime import UTC, datetime
from typing import TextIO

from pydantic import BaseModel

from watcher.clock import Clock
from watcher.notification import Message, Reason, Sink, Undeliverable
from watcher.sinks._text import line, plain

SCHEMES = ("console",)


class Options(BaseModel, extra="forbid", frozen=True):
    """The terminal. There is nothing to set."""


def open(options: Options, *, name: str, clock: Clock) -> Sink:  # noqa: A001  # the contract of a sink file
    """The standard output as a sink."""
    del options, name
    return Console(sys.stdout, clock)


class Console:
    """Writes time, title and body to a stream. Shows nothing of what a terminal would obey."""

    keyed = False

    def __init__(self, stream: TextIO, clock: Clock) -> None:
        self._stream = stream
        self._clock = clock

    async def send(self, message: Message) -> str:
        """Print it. A terminal that is held up (Ctrl-S) holds up this sink only."""
        try:
            await asyncio.to_thread(self._pretty if self._stream.isatty() else self._plain, message)
        except (OSError, ValueError) as error:  # a closed pipe; ValueError is how Python says closed file
            raise Undeliverable(Reason.GONE, "nobody reads the output any more") from error
        return "printed"

    def form(self, message: Message) -> str:
        """The block that is printed where nobody looks."""
        return self._block(message)

    async def close(self) -> None:
        """Nothing to let go of: the stream belongs to the process."""

    def _pretty(self, message: Message) -> None:
        from rich.console import Console as Terminal  # 30 ms that only a terminal is worth
        from rich.text import Text

        words = message.notification
        at = datetime.fromtimestamp(self._clock.now() / 1000).astimezone()
        link = f"link {words.url}" if words.url.startswith("https://") else ""
        text = Text.assemble((f"{at:%H:%M:%S}  ", "dim"), (line(words.title), f"bold {link}"))
        for row in plain(words.listed).splitlines():
            text.append(f"\n          {row}")
        Terminal(file=self._stream, highlight=False).print(text, soft_wrap=True)

    def _plain(self, message: Message) -> None:
        self._stream.write(self._block(message) + "\n")
        self._stream.flush()

    def _block(self, message: Message) -> str:
        words = message.notification
        at = datetime.fromtimestamp(self._clock.now() // 1000, UTC)
        rows = [f"{at:%Y-%m-%dT%H:%M:%SZ} {line(words.title)}", *plain(words.listed).splitlines(), line(words.url)]
        return "\n  ".join(row for row in rows if row)
