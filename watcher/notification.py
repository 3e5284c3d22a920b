"""Words for people, and the border to those who carry them.

Two failures per border: `NotDelivered` (later) and `Undeliverable` (no). Everything else is a delivery.
"""

from enum import StrEnum
from typing import Any, Protocol, Self

from msgspec import Struct, field


class Row(Struct, frozen=True):
    """A line of a table: when, what, and where a tap leads."""

    when: str
    text: str
    url: str = ""


class Notification(Struct, frozen=True, kw_only=True):
    """What to say. No markup: names and titles are strangers' text, each sink escapes for its own form.

    title: says it all in one line, for a lock screen.
    body: at most two lines more.
    url: where a tap leads. picture: an image's address. fields: name → value, for rich forms.
    rows: a table of several news, for forms that have tables or links; plain ones say `listed` in its place.
    """

    title: str
    body: str = ""
    url: str = ""
    picture: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()

    @property
    def listed(self) -> str:
        """Body and rows as lines of plain text."""
        lines = (" ".join(filter(None, (row.when, row.text))) for row in self.rows)
        return "\n".join(filter(None, (self.body, *lines)))


class Message(Struct, frozen=True, kw_only=True):
    """One delivery, ready to be carried.

    key: the same for every attempt, so that a sink can drop repeats.
    told: the events it tells, oldest first, each as plain JSON (key, kind, subject, cause, happened, noticed, facts).
    priority: 1 is urgent, -1 may be read later. mention: whom to call by name, where the service can do that
    (`role:ID`, `user:ID`, `everyone`, `here`).
    edits: the reference of an earlier message that this one takes the place of. image: a PNG to go with it.
    """

    key: str
    notification: Notification
    told: tuple[dict[str, Any], ...] = ()
    priority: int = 0
    mention: str = ""
    edits: str = ""
    image: bytes = b""


class Taken(str):
    """What a service answered, in a few words; `reference` is what it calls the message, where it can be changed."""

    __slots__ = ("reference",)
    reference: str

    def __new__(cls, said: str, reference: str = "") -> Self:
        """The answer, with the name of the message."""
        made = super().__new__(cls, said)
        made.reference = reference
        return made


class Reason(StrEnum):
    """Why a delivery failed, in one word: for the log, the metrics, the history and the status."""

    AUTH = "auth"
    GONE = "gone"
    RATE = "rate"
    PAYLOAD = "payload"
    NETWORK = "network"
    TIMEOUT = "timeout"
    TLS = "tls"
    SERVER = "server"


class DeliveryError(Exception):
    """A sink did not take the message. The text is a sentence for people, without secrets."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class NotDelivered(DeliveryError):
    """Later: perhaps not before `retry_after` seconds."""

    def __init__(self, reason: Reason, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(reason, message)
        self.retry_after = retry_after


class Undeliverable(DeliveryError):
    """No: the same message would be refused again."""


class Sink(Protocol):
    """Who carries messages to one place. One lane per sink: `send` is never called twice at a time."""

    keyed: bool
    """True where the other side drops a repeat with the same key."""

    async def send(self, message: Message) -> str:
        """Carry it. Returns what the service answered, in a few words.

        Raises NotDelivered (later) or Undeliverable (no).
        """
        ...

    def form(self, message: Message) -> str:
        """What the service would be given, for people to look at. Without secrets; nothing is sent."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
