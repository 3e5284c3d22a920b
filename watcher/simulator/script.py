"""What was done to a world, written down: the same seed and the same script make the same world again.

The file is JSON lines: the world first (`{"seed":1,"start":…}`), then each deed (`{"at":…,"run":"play","args":{…}}`).
"""

from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, field


class Deed(Struct, frozen=True):
    """A scenario that was run at a time, ms UTC."""

    at: int
    run: str
    args: dict[str, Any]


class Line(Struct, frozen=True, forbid_unknown_fields=True):
    """A line of a scenario: what to run, so many seconds after the world began."""

    after: float
    run: str
    args: dict[str, Any] = field(default_factory=dict)


def scenario(path: Path) -> list[Line]:
    """Read a scenario: JSON lines such as `{"after": 10, "run": "play", "args": {"user_id": 1002}}`.

    Raises ValueError that names the line which can't be read.
    """
    lines = []
    for number, text in enumerate(path.read_bytes().splitlines(), 1):
        if text.strip():
            try:
                lines.append(msgspec.json.decode(text, type=Line))
            except msgspec.DecodeError as error:
                raise ValueError(f"{path}:{number}: {error}") from error
    return lines


class Script:
    """The deeds so far, and the file that keeps them, if one does.

    Raises ValueError if the file is of another seed or can't be read.
    """

    def __init__(self, seed: int, start: int, path: Path | None = None) -> None:
        self.seed, self.start, self._path = seed, start, path
        self.deeds: list[Deed] = []
        if path is not None:
            self._open(path)

    def _open(self, path: Path) -> None:
        if path.exists() and path.stat().st_size:
            self._read(path)
        else:
            path.write_bytes(msgspec.json.encode({"seed": self.seed, "start": self.start}) + b"\n")

    def _read(self, path: Path) -> None:
        head, *rows = path.read_bytes().splitlines()
        try:
            world = msgspec.json.decode(head, type=dict[str, int])
            self.deeds = [msgspec.json.decode(row, type=Deed) for row in rows]
            seed, self.start = world["seed"], world["start"]
        except (msgspec.DecodeError, KeyError) as error:
            raise ValueError(f"{path} is no script of a world: {error}") from error
        if seed != self.seed:
            raise ValueError(f"{path} is of seed {seed}, not {self.seed}")

    def add(self, at: int, name: str, args: dict[str, Any]) -> None:
        """Write down a deed."""
        deed = Deed(at, name, args)
        self.deeds.append(deed)
        if self._path is not None:
            with self._path.open("ab") as file:
                file.write(msgspec.json.encode(deed) + b"\n")
