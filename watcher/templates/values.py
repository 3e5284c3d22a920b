"""What a template does with values: filters in the words of the house, and nothing that grows. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import StrictUndefined, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from watcher import words
from watcher.rules.fields import MISSING, Missing

LARGEST = 64 * 1024
"""Bytes that a template may write."""
SECONDS = 0.1
"""How long it may take, in seconds of the processor."""
ROUNDS = 200
"""How often its loops may go round, all together."""


class TemplateFailed(Exception):
    """A template could not be used this time. The text says why."""


class Limits:
    """What is left of one rendering. `seconds` tells the time of the processor."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._until = seconds() + SECONDS * 0.9  # the part that is under way then ends in time
        self._rounds = ROUNDS
        self._size = 0

    def wrote(self, text: str) -> None:
        """Some more was written. Raises TemplateFailed where that is too much, or too late."""
        self._size += len(text.encode("utf-8", "replace"))
        _fits(self._size)
        if self._seconds() > self._until:
            raise TemplateFailed(f"it takes longer than {SECONDS * 1000:.0f} ms")

    def goes_round(self, times: int) -> None:
        """A loop begins. Raises TemplateFailed where it goes round too often."""
        self._rounds -= times
        if self._rounds < 0:
            raise TemplateFailed(f"its loops go round more than {ROUNDS} times")
        self.wrote("")


def _fits(size: int) -> None:
    if size > LARGEST:
        raise TemplateFailed(f"it writes more than {LARGEST // 1024} KiB")


class Environment(ImmutableSandboxedEnvironment):
    """Numbers are reckoned with, and nothing else is: a text times a million is no message."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Jinja asks before it reckons. Raises SecurityError for what is no number."""
        if any(not isinstance(side, int | float | Missing) for side in (left, right)):
            raise SecurityError(f"{operator} is for numbers; texts are joined with ~")
        if isinstance(left, Missing) or isinstance(right, Missing):
            return MISSING
        return super().call_binop(context, operator, left, right)


def _unless_missing(do: Callable[..., Any]) -> Callable[..., Any]:
    return lambda value, *others: value if isinstance(value, Missing) else do(value, *others)


def _join(values: Any, between: str = ", ") -> str:
    texts = [_shown(value) for value in _listed(values)]
    _fits(sum(map(len, texts)) + len(str(between)) * len(texts))
    return str(between).join(texts)


def _listed(values: Any) -> Sequence[Any]:
    if not isinstance(values, list | tuple):
        raise TemplateFailed("a list is needed here")
    return values


def _name(of: Any) -> str:
    """The name of a player or of a map, whichever these facts are."""
    return words.map_name(of) if hasattr(of, "version") else words.player_name(of)


def _number(value: float, decimals: int = 2) -> str:
    return words.number(value, max(0, min(6, int(decimals))))


def _signed(value: float, decimals: int = 2) -> str:
    return words.signed(value, max(0, min(6, int(decimals))))


def _moment(value: int, zone: str = "UTC") -> str:
    return words.moment(value, ZoneInfo(zone))


@pass_context
def _rounds(context: Context, values: Any) -> Sequence[Any]:
    """What a loop goes round, counted before it begins."""
    if isinstance(values, Missing):
        return ()
    found = _listed(values)
    context["_limits"].goes_round(len(found))
    return found


FILTERS: Mapping[str, Callable[..., Any]] = {
    "abs": _unless_missing(abs),
    "accuracy": _unless_missing(words.accuracy),
    "date": _unless_missing(_moment),
    "default": lambda value, other="": other if isinstance(value, Missing) or value == "" else value,
    "duration": _unless_missing(words.length),
    "first": _unless_missing(lambda values: next(iter(_listed(values)), MISSING)),
    "grade": _unless_missing(words.grade),
    "items": _unless_missing(lambda found: tuple(found.items())),
    "join": _unless_missing(_join),
    "length": _unless_missing(len),
    "lower": _unless_missing(str.lower),
    "name": _unless_missing(_name),
    "number": _unless_missing(_number),
    "plural": _unless_missing(lambda count, one, many="": words.plural(count, one, many)),
    "pp": _unless_missing(words.pp),
    "rank": _unless_missing(words.rank),
    "signed": _unless_missing(_signed),
    "span": _unless_missing(words.span),
    "stars": _unless_missing(words.stars),
    "truncate": _unless_missing(lambda text, most=40: str(text)[: max(0, int(most))]),
    "upper": _unless_missing(str.upper),
}


def _shown(value: Any) -> str:
    """A value that stands alone in `{{ }}`."""
    if isinstance(value, Missing) or value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, list | tuple):
        return _join(value)
    if isinstance(value, str | int):
        return str(value)
    raise TemplateFailed("a group of fields can't be written, name one of them")


def environment() -> Environment:
    """The only surroundings that a template has."""
    made = Environment(undefined=StrictUndefined, finalize=_shown, optimized=False)
    made.globals.clear()
    made.filters = {**FILTERS, "_rounds": _rounds}
    made.tests = {"known": lambda value: not isinstance(value, Missing)}
    return made
