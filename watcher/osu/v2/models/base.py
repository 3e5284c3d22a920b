"""What the other models share."""

from typing import Any

from msgspec import Struct

Cursor = dict[str, Any]
"""Where the next page begins. Its keys depend on the question: hand it back as it came."""


class Model(Struct, frozen=True, kw_only=True):
    """Frozen, built by keyword. Fields with a default may be absent on the wire."""


class Country(Model, frozen=True):
    """`code` is ISO 3166 alpha-2."""

    code: str
    name: str = ""


class Team(Model, frozen=True):
    """A team of players, as it comes with a user."""

    id: int
    name: str
    short_name: str = ""
    flag_url: str | None = None
