"""From parsed JSON to models. v1 writes everything as text: `"98.7"`, `"0"` for no, dates without a zone.

Raises only `watcher.osu.errors`, whatever the JSON is.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, TypeVar, get_args

import msgspec
from msgspec.structs import fields

from watcher.osu.errors import Malformed, NotFound
from watcher.osu.unknown import say_once
from watcher.osu.v1.errors import HTTPError
from watcher.osu.v1.models import Match, Model, Replay

M = TypeVar("M", bound=Model)
T = TypeVar("T")

_NO_DATES = ("0001-01-01 00:00:00", "0000-00-00 00:00:00")  # how private servers and MySQL write "never"


def rows(model: type[M]) -> Callable[[Any], list[M]]:
    """A reader of an answer that is a list of these.

    It raises HTTPError when the answer is an error in the dress of a 200, and Malformed when it can't be read.
    """

    def read(answer: Any) -> list[M]:
        _raise_error(answer)
        fitted = [_fitted(model, row) for row in _listed(answer, model)]
        return _converted(fitted, list[model])  # type: ignore[valid-type]  # mypy takes no variable in a type

    return read


def match(answer: Any) -> Match:
    """Read the answer of `get_match`. Raises as `rows`, and NotFound for `{"match": 0}` and Ripple's `[]`."""
    _raise_error(answer)
    if answer == [] or (isinstance(answer, dict) and answer.get("match", answer) in (0, "0", None)):
        raise NotFound("no such match: unknown, expired or private")
    return _converted(_fitted(Match, answer), Match)


def replay(answer: Any) -> Replay:
    """Read the answer of `get_replay`. Raises NotFound where there is none, which the server says with a 200."""
    if isinstance(answer, dict) and "content" in answer:
        return _converted(_fitted(Replay, answer), Replay)
    raise NotFound(f"no such replay: {_error(answer) or 'the answer holds none'}")


def _error(answer: Any) -> str:
    return str(answer["error"])[:200] if isinstance(answer, dict) and "error" in answer else ""


def _raise_error(answer: Any) -> None:
    if said := _error(answer):
        raise HTTPError(200, "an error instead of an answer", said)


class _Shape(NamedTuple):
    names: frozenset[str]
    texts: frozenset[str]
    dates: tuple[str, ...]
    models: tuple[tuple[str, type[Model]], ...]
    lists: tuple[tuple[str, type[Model]], ...]


@cache
def _shape(model: type[Model]) -> _Shape:
    """What a model's fields are called on the wire, and which of them need a hand."""
    named = {field.encode_name: field.type for field in fields(model) if field.name != "extra"}
    return _Shape(
        names=frozenset(named),
        texts=frozenset(name for name, kind in named.items() if kind is str or str in get_args(kind)),
        dates=tuple(name for name, kind in named.items() if datetime in get_args(kind)),
        models=tuple((name, kind) for name, kind in named.items() if _is_model(kind)),
        lists=tuple((name, get_args(kind)[0]) for name, kind in named.items() if any(map(_is_model, get_args(kind)))),
    )


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Model)


def _fitted(model: type[Model], row: Any) -> dict[str, Any]:
    """A row as msgspec takes it: nulls left to the defaults, dates with their zone, unknown fields in `extra`."""
    if not isinstance(row, dict):
        raise Malformed(f"osu!'s answer has {_kind(row)} where a {model.__name__} should be")
    shape = _shape(model)
    given = row.items()
    fitted = {name: value for name, value in given if value is not None and (value != "" or name in shape.texts)}
    for name in shape.dates:
        if name in fitted:
            fitted[name] = _dated(fitted[name])
    for name, inner in shape.models:
        fitted[name] = _fitted(inner, row.get(name))
    for name, inner in shape.lists:
        fitted[name] = [_fitted(inner, item) for item in _listed(row.get(name) or [], inner)]
    if isinstance(fitted.get("packs"), str):
        fitted["packs"] = fitted["packs"].split(",")
    if not row.keys() <= shape.names:
        fitted["extra"] = _unknown(model, {name: row[name] for name in row if name not in shape.names})
    return fitted


def _listed(value: Any, model: type[Model]) -> list[Any]:
    if not isinstance(value, list):
        raise Malformed(f"osu!'s answer has {_kind(value)} where a list of {model.__name__} should be")
    return value


def _dated(value: Any) -> Any:
    if value in _NO_DATES:
        return None
    return f"{value}Z" if isinstance(value, str) and len(value) == len(_NO_DATES[0]) else value


def _unknown(model: type[Model], extra: dict[str, Any]) -> dict[str, Any]:
    for name in extra:
        say_once(f"{model.__name__} has a field {name[:80]!r}")
    return extra


def _kind(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", str: "a text", bool: "a yes or no", type(None): "a null"}
    return kinds.get(type(value), "a number")


def _converted(fitted: Any, kind: type[T]) -> T:
    try:
        return msgspec.convert(fitted, kind, strict=False)
    except (msgspec.ValidationError, OverflowError) as error:
        raise Malformed(f"osu!'s answer can't be read: {error}") from error
