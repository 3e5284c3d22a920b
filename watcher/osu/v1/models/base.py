"""What all models of API v1 have in common."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field


class Model(Struct, frozen=True, kw_only=True):
    """What all of them have in common."""

    extra: dict[str, Any] = field(default_factory=dict)

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        yield from ((name, getattr(self, name)) for name in self.__struct_fields__ if name != "extra")
        yield from self.extra.items()
