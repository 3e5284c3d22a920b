"""A message for programs: JSON with a schema that carries its version. Pure."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec import Struct, field

from watcher.notification import Message, Row

VERSION = 1
_PRIORITIES: Mapping[int, Literal["high", "normal", "low"]] = {1: "high", 0: "normal", -1: "low"}


class Told(Struct, frozen=True, kw_only=True):
    """A fact that the message tells.

    key: its identity; the same fact never comes twice. kind: what happened, such as `top_play`. subject: to whom.
    cause: why, such as `played`. happened, noticed: milliseconds since the epoch, UTC. about: the key of the fact that
    this one completes. facts: the fields of this kind, as `watcher news` lists them.
    """

    key: str
    kind: str
    subject: str
    cause: str
    happened: int
    noticed: int
    facts: dict[str, Any]
    about: str | None = None


class Document(Struct, frozen=True, kw_only=True):
    """One message. Fields are only ever added; a field that changes its meaning makes a new version.

    schema: the version. id: the same for every attempt, so that repeats can be dropped. title, body, url, picture,
    fields: the words for people, no markup; strangers chose the names in them. events: what it tells, oldest first.
    priority: `high`, `normal` or `low`, as the rule says. rows: where it tells several news, a line of each: when,
    text, url.
    """

    schema: int
    id: str
    title: str
    body: str
    url: str
    picture: str
    fields: dict[str, str] = field(default_factory=dict)
    events: tuple[dict[str, Any], ...] = ()
    priority: Literal["high", "normal", "low"] = "normal"
    rows: tuple[Row, ...] = ()


def encode(message: Message) -> bytes:
    """The document of a message, UTF-8."""
    words = message.notification
    document = Document(
        schema=VERSION,
        id=message.key,
        title=words.title,
        body=words.listed,
        url=words.url,
        picture=words.picture,
        fields=words.fields,
        events=message.told,
        priority=_PRIORITIES[message.priority],
        rows=words.rows,
    )
    return msgspec.json.encode(document)


def drawn(message: Message) -> str:
    """The document as people like to read it."""
    return msgspec.json.format(encode(message), indent=2).decode()


def schema() -> dict[str, Any]:
    """The JSON Schema of a document, to be published."""
    (document, told), parts = msgspec.json.schema_components([Document, Told], ref_template="#/$defs/{name}")
    parts["Document"]["properties"]["events"] = {"type": "array", "items": told}
    parts["Document"]["properties"]["rows"]["default"] = []
    about = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A message of watcher, version {VERSION}",
    }
    return {**about, **document, "$defs": parts}
