"""One section against its model, with mistakes in words for people."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from watcher.config.mistakes import Notes, Path, unknown
from watcher.config.secrets import secret_keys

M = TypeVar("M", bound=BaseModel)

_KINDS: Mapping[type, str] = {
    dict: "a mapping",
    list: "a list",
    str: "text",
    bool: "true or false",
    type(None): "nothing",
}


def kind_of(value: Any) -> str:
    """What a value is, without saying what it holds."""
    return _KINDS.get(type(value), "a number")


MOST_SHOWN = 1000
"""So many mistakes of one section are told one by one."""


def section(
    model: type[M],
    value: Any,
    path: Path,
    notes: Notes,
    *,
    context: Mapping[str, Any] | None = None,
    more: Iterable[str] = (),
) -> M | None:
    """The checked section, or None and every mistake in it noted.

    `more` are keys that may stand beside those of the model, for the hint about a misspelt one.
    """
    if not isinstance(value, dict):
        notes.wrong(path, f"a mapping is needed here, this is {kind_of(value)}")
        return None
    try:
        return model.model_validate(value, context=context)
    except ValidationError as error:
        keys = [
            *(field.alias or name for name, field in model.model_fields.items()),
            *more,
            *(f"{key}_file" for key in secret_keys(model)),
        ]
        details = error.errors(include_url=False, include_context=True)
        for detail in details[:MOST_SHOWN]:
            notes.wrong((*path, *_inside(detail)), _in_words(detail, keys))
        if more_of_them := details[MOST_SHOWN:]:
            notes.wrong(path, f"there are {len(more_of_them)} mistakes more in here")
        return None


def _inside(detail: ErrorDetails) -> Path:
    return tuple(part for part in detail["loc"] if not (isinstance(part, str) and part.startswith("function-")))


def _in_words(detail: ErrorDetails, keys: list[str]) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        return unknown(detail["loc"][-1], keys) if len(detail["loc"]) == 1 else "there is no such key"
    if kind == "value_error":
        return str(context["error"])
    if words := _WORDS.get(kind):
        return words(context)
    if kind.endswith(("_type", "_parsing")):
        return f"{_NEEDED.get(kind.rpartition('_')[0], detail['msg'])}, this is {kind_of(detail['input'])}"
    return detail["msg"]


_WORDS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "missing": lambda _: "is missing",
    "literal_error": lambda found: f"must be {found['expected']}",
    "enum": lambda found: f"must be {found['expected']}",
    "greater_than": lambda found: f"must be above {found['gt']}",
    "greater_than_equal": lambda found: f"must be at least {found['ge']}",
    "less_than": lambda found: f"must be below {found['lt']}",
    "less_than_equal": lambda found: f"must be at most {found['le']}",
    "string_pattern_mismatch": lambda found: f"must look like {found['pattern']}",
    "string_too_short": lambda found: f"at least {found['min_length']} characters",
    "string_too_long": lambda found: f"at most {found['max_length']} characters",
}

_NEEDED: Mapping[str, str] = {
    "int": "a whole number is needed",
    "float": "a number is needed",
    "bool": "true or false is needed",
    "string": "text is needed",
    "list": "a list is needed",
    "dict": "a mapping is needed",
}
