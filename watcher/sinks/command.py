"""A program of yours, started once per message, with the message as JSON on its standard input."""

import asyncio
import os
import shutil
import signal
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

from pydantic import BaseModel, Field, field_validator

from watcher.clock import Clock
from watcher.notification import DeliveryError, Message, NotDelivered, Reason, Sink, Undeliverable
from watcher.sinks import _json
from watcher.sinks._text import cut, line

SCHEMES = ("command",)
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "USER", "XDG_RUNTIME_DIR", "DISPLAY", "WAYLAND_DISPLAY")
"""What the program sees of the environment: not the secrets of the watcher."""
_FOR_GOOD = {64: Reason.PAYLOAD, 65: Reason.PAYLOAD, 77: Reason.AUTH, 78: Reason.AUTH}
"""Exit codes of sysexits.h that mean no: usage, data, permission, configuration."""


class Options(BaseModel, extra="forbid", frozen=True):
    """A program. It takes the message by ending with 0; 64, 65, 77 and 78 refuse it for good, others for now."""

    run: list[str] = Field(min_length=1, description="The program and its arguments. No shell reads them.")
    timeout: float = Field(10.0, gt=0, le=60, description="Seconds until it must have ended; then it is killed.")

    @field_validator("run")
    @classmethod
    def _is_there(cls, run: list[str]) -> list[str]:
        program = shutil.which(Path(run[0]).expanduser())
        if program is None:
            raise ValueError(f"there is no program {run[0]!r}, or it may not be executed")
        return [program, *run[1:]]


def open(options: Options, *, name: str, clock: Clock) -> Sink:  # noqa: A001  # the contract of a sink file
    """The program as a sink."""
    del name, clock
    return Command(options)


class Command:
    """Starts the program and waits for its end. It is killed, with what it started, when it takes too long."""

    keyed = False

    def __init__(self, options: Options) -> None:
        self._options = options

    async def send(self, message: Message) -> str:
        """Run it."""
        with tempfile.TemporaryFile() as complaints:
            code = await self._run(_json.encode(message), complaints)
            if code != 0:
                raise _failure(code, _last_line(complaints))
        return "exit code 0"

    def form(self, message: Message) -> str:
        """What stands on the standard input."""
        return _json.drawn(message)

    async def close(self) -> None:
        """Nothing to let go of."""

    async def _run(self, content: bytes, complaints: IO[bytes]) -> int:
        try:
            process = await asyncio.create_subprocess_exec(
                *self._options.run,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=complaints,
                env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
                start_new_session=True,
            )
        except OSError as error:
            raise NotDelivered(Reason.GONE, f"the program can't be started: {error.strerror}") from error
        try:
            async with asyncio.timeout(self._options.timeout):
                await process.communicate(content)
        except TimeoutError:
            raise NotDelivered(Reason.TIMEOUT, f"the program ran longer than {self._options.timeout:g} s") from None
        finally:
            await _end(process)
        return process.returncode or 0


async def _end(process: asyncio.subprocess.Process) -> None:
    """Kill it, with all that it started, if it still runs. What it left behind when it ended is its own affair."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def _failure(code: int, said: str) -> DeliveryError:
    text = f"the program ended with {code}" + (f": {said}" if said else "")
    return Undeliverable(_FOR_GOOD[code], text) if code in _FOR_GOOD else NotDelivered(Reason.SERVER, text)


def _last_line(complaints: IO[bytes]) -> str:
    end = complaints.seek(0, os.SEEK_END)
    complaints.seek(max(0, end - 4096))
    rows = complaints.read().decode("utf-8", "replace").strip().splitlines()
    return cut(line(rows[-1]), 200) if rows else ""
