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
_PLAIN_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map")}


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
    _bounded(text)
    try:
        node = yaml.compose(text, _Loader)
    except yaml.YAMLError as error:
        raise _unreadable(error, text) from error
    walk = _Walk()
    value = walk.value(node, ()) if node else None
    return Document(value, walk.places, walk.wrong)


class _Loader(yaml.CSafeLoader):
    """Plain scalars keep the tag of text; what they are is decided here."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  # the type PyYAML gives it


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        place = Place(before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        raise Unreadable("not UTF-8: save the file as UTF-8", place) from error


def _bounded(text: str) -> None:
    """Refuse deep nesting and endless lists before anything recursive sees them."""
    depth = 0
    try:
        for number, event in enumerate(yaml.parse(text, _Loader)):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > DEEPEST:
                raise Unreadable(f"nested more than {DEEPEST} deep", _place(event))
            if number > MOST:
                raise Unreadable(f"more than {MOST} values", _place(event))
    except yaml.YAMLError as error:
        raise _unreadable(error, text) from error


def _unreadable(error: yaml.YAMLError, text: str) -> Unreadable:
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "can't be read"
    place = _where(error, text)
    line = text.split("\n")[place.line - 1 : place.line]
    character = "".join(line)[place.column - 1 : place.column]
    if "cannot start any token" in problem:
        problem = _ODD.get(character, f"a value can't begin with {character}, put it in quotes")
    elif "${" in "".join(line):
        problem += "; within brackets, put ${…} in quotes"
    return Unreadable(f"not YAML: {problem}", place)


def _where(error: yaml.YAMLError, text: str) -> Place:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark:
        return Place(mark.line + 1, mark.column + 1)
    before = text.encode()[: getattr(error, "position", 0)].decode(errors="ignore")
    return Place(before.count("\n") + 1, len(before) - before.rfind("\n"))


def _place(node: Any) -> Place:
    return Place(node.start_mark.line + 1, node.start_mark.column + 1)


class _Walk:
    """Goes through the nodes once, and makes values of them."""

    def __init__(self) -> None:
        self.places: dict[Path, Place] = {}
        self.wrong: list[tuple[Place, Path, str]] = []
        self.seen = 0

    def value(self, node: yaml.Node, path: Path) -> Any:
        self.seen += 1
        if self.seen > MOST:
            raise Unreadable(f"more than {MOST} values", _place(node))
        if len(path) > DEEPEST:  # an alias may hold itself
            raise Unreadable(f"nested more than {DEEPEST} deep", _place(node))
        self.places.setdefault(path, _place(node))
        if node.tag not in _PLAIN_TAGS and node.tag != "!":
            tag = node.tag.replace("tag:yaml.org,2002:", "!!")
            self.wrong.append((_place(node), path, f"a tag such as {tag[:40]} is not used here, leave it out"))
        if isinstance(node, yaml.MappingNode):
            return {key: self.value(child, (*path, key)) for key, child in self._entries(node, path)}
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, number)) for number, child in enumerate(node.value)]
        if any(letter < " " and letter not in "\n\t" for letter in node.value):
            self.wrong.append((_place(node), path, "a control character"))
        return _scalar(node)

    def _entries(self, node: yaml.MappingNode, path: Path) -> Iterator[tuple[str, yaml.Node]]:
        first: dict[str, Place] = {}
        for key, child in node.value:
            if not isinstance(key, yaml.ScalarNode) or not key.value:
                self.wrong.append((_place(key), path, "a key must be a word"))
            elif key.value in first:
                message = f"stands here twice, first in line {first[key.value].line}"
                self.wrong.append((_place(key), (*path, key.value), message))
            else:
                first[key.value] = self.places[*path, key.value] = _place(key)
                yield key.value, child


def _scalar(node: Any) -> Any:
    text: str = node.value
    if node.style in {"'", '"', "|", ">"}:  # quoted, or a block: text
        return text
    if text in _SPECIAL:
        return _SPECIAL[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
