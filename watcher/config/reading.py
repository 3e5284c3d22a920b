"""YAML text → plain values, and the place of each of them.

Read as YAML 1.2 reads it, and a little stricter, because names of players are text: `NO`, `on`, `yes`, `1e5`,
`0123`, `1_000`, `22:30` and `2024-01-01` are text. Only `true`, `false`, `null`, whole numbers of up to 18 digits and
numbers with a dot are something else. Keys are always text.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml
from msgspec import Struct

from watcher.config.mistakes import Path, Place

LARGEST = 4 * 1024 * 1024
DEEPEST = 20
MOST = 150_000  # values, aliases followed

_SPECIAL = {"true": True, "false": False, "null": None, "~": None, "": None}
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{1,18}")
_ODD = {"\t": "a tab, indent with spaces"}
_TAGS = {None, "!", *(f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map"))}


class Document(Struct):
    """A file as read: its values, where each stands, and what was wrong with it as YAML."""

    value: Any
    places: dict[Path, Place]
    wrong: list[tuple[Place, Path, str]]


class Unreadable(Exception):
    """Not YAML at all. The text is what is wrong; `place` is where."""

    def __init__(self, message: str, place: Place | None = None) -> None:
        super().__init__(message)
        self.place = place or Place(1, 1)


def read(data: bytes) -> Document:
    """The values of a YAML file and their places. Raises Unreadable."""
    if len(data) > LARGEST:
        raise Unreadable(f"larger than {LARGEST // 1024 // 1024} MiB")
    text = _decoded(data)
    try:
        return _Reader(yaml.parse(text, yaml.CSafeLoader)).document()
    except yaml.YAMLError as error:
        raise _unreadable(error, text) from error


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        place = Place(before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        raise Unreadable("not UTF-8: save the file as UTF-8", place) from error


def _unreadable(error: yaml.YAMLError, text: str) -> Unreadable:
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "can't be read"
    place = _where(error, text)
    line = "".join(text.split("\n")[place.line - 1 : place.line])
    if "cannot start any token" in problem:
        character = line[place.column - 1 : place.column]
        problem = _ODD.get(character, f"a value can't begin with {character}, put it in quotes")
    elif "${" in line:
        problem += "; within brackets, put ${…} in quotes"
    return Unreadable(f"not YAML: {problem}", place)


def _where(error: yaml.YAMLError, text: str) -> Place:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark:
        return Place(mark.line + 1, mark.column + 1)
    before = text.encode()[: getattr(error, "position", 0)].decode(errors="ignore")
    return Place(before.count("\n") + 1, len(before) - before.rfind("\n"))


def _place(event: Any) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


class _Reader:
    """Makes values of the parser's events, in one pass. What an anchor holds is read once and counted each time."""

    def __init__(self, events: Iterator[Any]) -> None:
        self.events = events
        self.places: dict[Path, Place] = {}
        self.wrong: list[tuple[Place, Path, str]] = []
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.seen = 0

    def document(self) -> Document:
        """The only document there is; None where there is none."""
        value = None
        next(self.events)  # the stream begins
        if isinstance(next(self.events), yaml.DocumentStartEvent):
            value = self._value(next(self.events), ())
            next(self.events)  # the document ends
            after = next(self.events)
            if not isinstance(after, yaml.StreamEndEvent):
                raise Unreadable("not YAML: another document begins here, there can be one", _place(after))
        return Document(value, self.places, self.wrong)

    def _value(self, event: Any, path: Path) -> Any:
        self.places.setdefault(path, _place(event))
        if len(path) > DEEPEST:
            raise Unreadable(f"nested more than {DEEPEST} deep", _place(event))
        if isinstance(event, yaml.AliasEvent):
            return self._again(event)
        before = self.seen
        self._count(1, event)
        if event.tag not in _TAGS:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")[:40]
            self.wrong.append((_place(event), path, f"a tag such as {tag} is not used here, leave it out"))
        if isinstance(event, yaml.ScalarEvent):
            value = self._scalar(event, path)
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self._list(path)
        else:
            value = self._mapping(path)
        if event.anchor:
            self.anchors[event.anchor] = value, self.seen - before
        return value

    def _count(self, more: int, event: Any) -> None:
        self.seen += more
        if self.seen > MOST:
            raise Unreadable(f"more than {MOST} values", _place(event))

    def _again(self, event: Any) -> Any:
        if event.anchor not in self.anchors:
            raise Unreadable(f"not YAML: no anchor &{event.anchor} ends above", _place(event))
        value, size = self.anchors[event.anchor]
        self._count(size, event)
        return value

    def _list(self, path: Path) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._key(event, path)
            again = key in found
            if again:
                first = self.places[*path, key].line
                self.wrong.append((_place(event), (*path, key), f"stands here twice, first in line {first}"))
            elif key:
                self.places[*path, key] = _place(event)
            value = self._value(next(self.events), (*path, key))
            if key and not again:
                found[key] = value
        return found

    def _key(self, event: Any, path: Path) -> str:
        if isinstance(event, yaml.ScalarEvent) and event.value:
            return str(event.value)
        self.wrong.append((_place(event), path, "a key must be a word"))
        if not isinstance(event, yaml.ScalarEvent):
            self._value(event, (*path, ""))
        return ""

    def _scalar(self, event: Any, path: Path) -> Any:
        if any(letter < " " and letter not in "\n\t" for letter in event.value):
            self.wrong.append((_place(event), path, "a control character"))
        return _plain(event.value) if event.implicit[0] else event.value


def _plain(text: str) -> Any:
    """What a text without quotes means."""
    if text in _SPECIAL:
        return _SPECIAL[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
