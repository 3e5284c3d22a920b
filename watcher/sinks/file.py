"""A file that always holds the latest message, for a stream overlay or a status bar. Replaced as a whole."""

import asyncio
import os
import tempfile
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, Field, field_validator, model_validator

from watcher.clock import Clock
from watcher.notification import Message, NotDelivered, Reason, Sink
from watcher.sinks import _json
from watcher.sinks._text import line, plain

SCHEMES = ("file",)


class Options(BaseModel, extra="forbid", frozen=True):
    """A file."""

    changes: ClassVar[bool] = True
    path: Path = Field(description="The file; `~` is your home. `file:///home/me/now.txt` says the same in one line.")
    format: Literal["text", "json"] = Field("text", description="`text`: title and body. `json`: as webhooks get it.")

    @model_validator(mode="before")
    @classmethod
    def _from_address(cls, given: Any) -> Any:
        if not isinstance(given, dict) or "url" not in given:
            return given
        rest = {key: value for key, value in given.items() if key != "url"}
        return {"path": str(given["url"]).removeprefix("file://"), **rest}

    @field_validator("path")
    @classmethod
    def _can_be_there(cls, path: Path) -> Path:
        path = path.expanduser()
        if not path.is_absolute():
            raise ValueError("a whole path is needed, from / or ~")
        if path.is_dir():
            raise ValueError("this is a folder: name a file in it")
        if not path.parent.is_dir():
            raise ValueError("the folder does not exist")
        return path


def open(options: Options, *, name: str, clock: Clock) -> Sink:  # noqa: A001  # the contract of a sink file
    """The file as a sink."""
    del name, clock
    return File(options)


class File:
    """Replaces the file with the latest message: who reads it sees the old or the new one, never half of one."""

    keyed = True

    def __init__(self, options: Options) -> None:
        self._options = options

    async def send(self, message: Message) -> str:
        """Write it."""
        try:
            await asyncio.to_thread(_replace, self._options.path, self._content(message))
        except OSError as error:
            reason = Reason.AUTH if isinstance(error, PermissionError) else Reason.SERVER
            raise NotDelivered(reason, f"the file can't be written: {error.strerror}") from error
        return "written"

    def form(self, message: Message) -> str:
        """What the file would hold."""
        return _json.drawn(message) if self._options.format == "json" else self._content(message).decode().rstrip()

    async def close(self) -> None:
        """Nothing to let go of."""

    def _content(self, message: Message) -> bytes:
        words = message.notification
        text = "\n".join(part for part in (line(words.title), plain(words.listed).strip()) if part) + "\n"
        return _json.encode(message) if self._options.format == "json" else text.encode()


def _replace(path: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o644)  # the overlay may run as somebody else
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
