"""Reading answers: bytes → models. One bad item in a list is set aside and logged once, the rest stands."""

import logging
import types
import typing
from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from watcher.osu.errors import Malformed
from watcher.osu.http import UNREADABLE
from watcher.osu.v2.models import Mod, OldScore, Score

log = logging.getLogger("watcher.osu")

T = TypeVar("T")


class Reader:
    """Reads answers. Remembers which complaints it has made, so that a bad row is logged once and not each minute."""

    def __init__(self) -> None:
        self._said: set[str] = set()

    def read(self, text: bytes, type_: type[T]) -> T:
        """The answer as `type_`.

        Raises:
            Malformed: no JSON, or not of this shape.
        """
        try:
            return msgspec.json.decode(text, type=type_)
        except msgspec.ValidationError:
            return self._mended(text, type_)
        except UNREADABLE as error:
            raise Malformed(f"osu!'s answer is no JSON: {error}") from error

    def rows(self, texts: Sequence[msgspec.Raw], type_: type[T]) -> list[tuple[msgspec.Raw, T]]:
        """Each of these as `type_`, with its text. Those that do not fit are set aside, and logged once."""
        decode = msgspec.json.Decoder(type_).decode
        found = []
        for text in texts:
            try:
                found.append((text, decode(text)))
            except msgspec.ValidationError as error:
                self._set_aside(type_, error)
        return found

    def _mended(self, text: bytes, type_: type[T]) -> T:
        """The slow way, for an answer in which something does not fit. A list of which nothing fits is no answer."""
        try:
            value = msgspec.json.decode(text)
            sifted = self._sifted(value, type_)
            if any(before and not after for before, after in _lists(value, sifted)):
                raise Malformed("nothing in osu!'s answer has the expected shape")
            return msgspec.convert(sifted, type_)
        except UNREADABLE as error:
            raise Malformed(f"osu!'s answer has another shape than expected: {error}") from error

    def _sifted(self, value: Any, type_: Any) -> Any:
        """The same value, without the list items that do not fit, and with old scores made new."""
        type_ = _plain(type_)
        if isinstance(value, list) and typing.get_origin(type_) is list:
            (item,) = typing.get_args(type_)
            if item is Mod:  # a play without one of its mods would be another play
                return value
            sifted = (self._sifted(one, item) for one in value)
            return [one for one in sifted if self._fits(one, item)]
        if isinstance(value, dict) and isinstance(type_, type) and issubclass(type_, msgspec.Struct):
            value = _modern(value) if issubclass(type_, Score) else value
            fields = {field.encode_name: field.type for field in msgspec.structs.fields(type_)}
            return {name: self._sifted(part, fields[name]) for name, part in value.items() if name in fields}
        return value

    def _fits(self, value: Any, type_: Any) -> bool:
        try:
            msgspec.convert(value, type_)
        except msgspec.ValidationError as error:
            self._set_aside(type_, error)
            return False
        return True

    def _set_aside(self, type_: Any, error: msgspec.ValidationError) -> None:
        complaint = f"{getattr(_plain(type_), '__name__', type_)}: {error}"
        if complaint not in self._said:
            self._said.add(complaint)
            log.warning("set aside one item of osu!'s answer: %s", complaint)


def _lists(before: Any, after: Any) -> list[tuple[Any, Any]]:
    """The lists that an answer is, or is made of, before and after sifting."""
    if isinstance(before, list):
        return [(before, after)]
    if isinstance(before, dict) and isinstance(after, dict):
        return [(before.get(name), part) for name, part in after.items() if isinstance(part, list)]
    return []


def _plain(type_: Any) -> Any:
    """`X` of `X | None`."""
    if isinstance(type_, types.UnionType) or typing.get_origin(type_) is typing.Union:
        kinds = [kind for kind in typing.get_args(type_) if kind is not types.NoneType]
        return kinds[0] if len(kinds) == 1 else type_
    return type_


def _modern(value: dict[str, Any]) -> dict[str, Any]:
    """A score of the old format in the new one. It keeps what came with it (map, user, match)."""
    if "ended_at" in value or "created_at" not in value:
        return value
    try:
        old = msgspec.convert(value, OldScore)
    except msgspec.ValidationError:
        return value
    came_along = {name: part for name, part in value.items() if name not in OldScore.__struct_fields__}
    return {**msgspec.to_builtins(old.modern()), **came_along}
