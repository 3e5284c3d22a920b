"""The truth: everything that happened, in order, with when it became visible on which endpoint."""

from typing import Any

import msgspec
from msgspec import Struct, field


class Fact(Struct, frozen=True):
    """One thing that happened. `at` and the times in `visible` are ms UTC; `visible` names endpoints."""

    at: int
    kind: str
    facts: dict[str, Any]
    visible: dict[str, int | None] = field(default_factory=dict)


class Truth:
    """A log that only grows."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []

    def tell(self, at: int, kind: str, /, *, visible: dict[str, int | None], **facts: Any) -> None:
        """Write down that something happened."""
        self.facts.append(Fact(at, kind, facts, visible))

    def lines(self, since: int = 0) -> bytes:
        """The log as JSON lines, from the fact of that number on."""
        encoder = msgspec.json.Encoder()
        return b"".join(encoder.encode(fact) + b"\n" for fact in self.facts[since:])
