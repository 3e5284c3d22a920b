"""What a condition sees of an event: names, their types, their values. Pure.

Names are the fields of the kind's facts, with dots where facts are nested (`map.stars`). The fields of `play` and `set`
may be written without `play.` and `set.` where the name is free (`pp`, `title`), and so may those of a set's
difficulties (`stars`): then all of the condition is about one difficulty, and any that fits will do. Every event adds
`kind`, `cause`, `mode`, and the time it happened, in UTC: `hour` (0–23) and `weekday` (`monday` … `sunday`).
"""

import types
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import Enum, StrEnum
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from msgspec import Struct

from watcher.events import Cause, Event
from watcher.osu import keys
from watcher.osu.nouns import Mod, Mode

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Type(StrEnum):
    """What a value is, in words for people."""

    NUMBER = "a number"
    TEXT = "text"
    FLAG = "true or false"
    NUMBERS = "a list of numbers"
    TEXTS = "a list of text"
    NOTHING = "none"


class Field(Struct, frozen=True):
    """One name that conditions may use.

    `words` lists all values of a text that has a fixed set of them; `capitals`: its texts have no small letters.
    """

    type: Type
    words: tuple[str, ...] = ()
    capitals: bool = False


class Missing:
    """A value that is not known. Comparing with it is false, computing with it is missing again, it equals `none`."""

    def __getattr__(self, name: str) -> "Missing":
        if name.startswith("_"):
            raise AttributeError(name)
        return self

    def __eq__(self, other: object) -> bool:
        return other is None or other is self

    def __ne__(self, other: object) -> bool:
        return False

    __hash__ = None  # type: ignore[assignment]  # equal to None, but not hashed like it

    def _false(self, _other: object) -> bool:
        return False

    def _missing(self, *_others: object) -> "Missing":
        return self

    def __bool__(self) -> bool:
        return False

    __lt__ = __le__ = __gt__ = __ge__ = _false
    __add__ = __sub__ = __mul__ = __truediv__ = __neg__ = __abs__ = _missing
    __radd__ = __rsub__ = __rmul__ = __rtruediv__ = _missing

    def __repr__(self) -> str:
        return "unknown"


MISSING = Missing()

SHORT = ("play.", "set.")
"""Facts whose fields may be written without this."""

OF_EVERY_EVENT: dict[str, Field] = {
    "kind": Field(Type.TEXT),
    "cause": Field(Type.TEXT, tuple(cause.value for cause in Cause)),
    "mode": Field(Type.TEXT, tuple(mode.value for mode in Mode)),
    "hour": Field(Type.NUMBER),
    "weekday": Field(Type.TEXT, WEEKDAYS),
}

_PLAIN: Mapping[Any, Type] = {int: Type.NUMBER, float: Type.NUMBER, str: Type.TEXT, bool: Type.FLAG}
_LISTS: Mapping[Any, Type] = {int: Type.NUMBERS, float: Type.NUMBERS, str: Type.TEXTS, Mod: Type.TEXTS}


def fields_of(facts: type[Struct]) -> dict[str, Field]:
    """Name → field for everything a condition over these facts may use, in the order of declaration."""
    own = dict(_walk(facts, ""))
    short = {name.partition(".")[2]: known for name, known in own.items() if name.startswith(SHORT)}
    return _of_difficulties(facts) | short | own | OF_EVERY_EVENT


def _of_difficulties(facts: type[Struct]) -> dict[str, Field]:
    """The fields of the difficulties of a set."""
    of_set = nested_in(facts).get("set")
    hint = get_type_hints(of_set).get("difficulties") if of_set else None
    return {name: known for name, known in _walk(get_args(hint)[0], "") if name != "id"} if hint else {}


def nested_in(facts: type[Struct]) -> dict[str, type[Struct]]:
    """The facts within these facts: `{"map": MapFacts}`."""
    hints = {name: _without_none(hint) for name, hint in get_type_hints(facts).items()}
    return {name: hint for name, hint in hints.items() if isinstance(hint, type) and issubclass(hint, Struct)}


def _walk(facts: type[Struct], prefix: str) -> Iterator[tuple[str, Field]]:
    nested = nested_in(facts)
    for name, hint in get_type_hints(facts).items():
        if name in nested:
            yield from _walk(nested[name], f"{prefix}{name}.")
        elif known := _field(_without_none(hint)):
            yield prefix + name, known


def _without_none(hint: Any) -> Any:
    if get_origin(hint) not in {Union, types.UnionType}:
        return hint
    rest = [part for part in get_args(hint) if part is not types.NoneType]
    return float if set(rest) == {int, float} else rest[0] if len(rest) == 1 else hint


def _field(hint: Any) -> Field | None:
    """The field of a type hint. None: a type that conditions can't use, such as a dict."""
    if hint in _PLAIN:
        return Field(_PLAIN[hint])
    if isinstance(hint, type) and issubclass(hint, Enum):
        words = tuple(member.value for member in hint)
        return Field(Type.TEXT, words) if issubclass(hint, str) else Field(Type.NUMBER)
    if get_origin(hint) is Literal:
        return Field(Type.TEXT, get_args(hint)) if isinstance(get_args(hint)[0], str) else Field(Type.NUMBER)
    if get_origin(hint) in {tuple, list, frozenset}:
        known = _LISTS.get(get_args(hint)[0])
        return Field(known, capitals=get_args(hint)[0] is Mod) if known else None
    return None


def view(event: Event) -> dict[str, Any]:
    """The values behind `fields_of`, for one event."""
    facts = _shown(event.facts)
    when = datetime.fromtimestamp(event.happened / 1000, UTC)
    short = [part for name in SHORT if isinstance(part := getattr(facts, name[:-1], None), types.SimpleNamespace)]
    return {
        "kind": event.kind,
        "cause": event.cause.value,
        "mode": _mode(event.subject),
        "hour": when.hour,
        "weekday": WEEKDAYS[when.weekday()],
        **_hardest(event.facts, getattr(facts, "set", None)),
        **{name: value for part in short for name, value in vars(part).items()},
        **vars(facts),
    }


def _hardest(facts: Struct, of_set: Any) -> dict[str, Any]:
    """What stands for a set where only one difficulty can be shown; nothing is known of it where there is none."""
    if of_set is None:
        return {}
    unknown = dict.fromkeys(_of_difficulties(type(facts)), MISSING)
    hardest = max(of_set.difficulties, key=lambda one: one.stars, default=None)
    return unknown | (vars(hardest) if hardest else {})


def each(seen: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What `view` shows, once for each difficulty where it is about a set that has some."""
    difficulties = getattr(seen.get("set"), "difficulties", ())
    return [{**seen, **vars(one), "id": seen["id"]} for one in difficulties] or [seen]


def _mode(subject: str) -> str | Missing:
    try:
        return keys.read_player(subject).mode.value
    except ValueError:
        return MISSING


def _shown(value: Any) -> Any:
    if value is None:
        return MISSING
    if isinstance(value, Mod):
        return value.acronym
    if isinstance(value, Struct):
        return types.SimpleNamespace(**{name: _shown(getattr(value, name)) for name in value.__struct_fields__})
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | list | frozenset):
        return tuple(_shown(item) for item in value)
    return value
