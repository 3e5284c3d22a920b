"""Logs: structured events, readable on a terminal, JSON elsewhere. Third-party loggers pass through the same door.

Secrets are removed by value, wherever they stand: in our facts, in other people's messages, in tracebacks.
"""

import json
import logging
import sys
from collections.abc import Iterable, Mapping, MutableMapping
from types import MappingProxyType
from typing import Any, TextIO
from urllib.parse import quote

import structlog

QUIET = ("httpx", "httpcore", "urllib3", "requests", "apprise", "apscheduler", "asyncio", "alembic", "sqlalchemy")
"""Strangers whose INFO and DEBUG hold whole URLs, tokens included: heard from WARNING on."""

SHORTEST_SECRET = 4
HIDDEN = "***"


class Redactor:
    """Replaces known secrets in whatever is logged."""

    def __init__(self) -> None:
        self._secrets: tuple[str, ...] = ()

    def hide(self, secrets: Iterable[str]) -> None:
        """Add values that must never be seen. Very short ones are ignored: they would hide half the log."""
        long = (secret for secret in secrets if len(secret) >= SHORTEST_SECRET)
        known = {*self._secrets, *(form for secret in long for form in forms(secret))}
        self._secrets = tuple(sorted(known, key=len, reverse=True))

    def clean(self, value: Any) -> Any:
        """The same value without secrets, containers included."""
        if isinstance(value, str):
            for secret in self._secrets:
                value = value.replace(secret, HIDDEN)
            return value
        if isinstance(value, Mapping):
            return {self.clean(key): self.clean(item) for key, item in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.clean(item) for item in value]
        if value is None or isinstance(value, bool | int | float):
            return value
        return self.clean(repr(value))

    def __call__(self, _logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """As a structlog processor."""
        kept = {"_record", "_from_structlog", "exc_info"}  # the formatter's own; tracebacks are text by now
        return {key: value if key in kept else self.clean(value) for key, value in event.items()}


def forms(secret: str) -> Iterable[str]:
    """A secret as it is, and as addresses, reprs and JSON write it."""
    yield secret
    yield from (quote(secret), quote(secret, safe=""))
    yield from (repr(secret)[1:-1], json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1])


def configure(
    *,
    stream: TextIO = sys.stderr,
    style: str = "auto",
    level: str = "info",
    levels: Mapping[str, str] = MappingProxyType({}),
) -> Redactor:
    """Send every log line to `stream`. `style` is `console`, `json`, or `auto`: readable on a terminal, else JSON.

    `levels`: module of ours → its own level, and that of what is below it.
    """
    redactor = Redactor()
    readable = style == "console" or (style == "auto" and stream.isatty())
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S" if readable else "iso", utc=not readable),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(
            min(logging.getLevelName(each.upper()) for each in (level, *levels.values()))
        ),
        cache_logger_on_first_use=False,
    )
    foreign = [structlog.stdlib.add_logger_name, *shared]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=foreign, processors=_ending(redactor, stream, readable))
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name, own in levels.items():
        logging.getLogger(name).setLevel(own.upper())
    return redactor


def _ending(redactor: Redactor, stream: TextIO, readable: bool) -> list[Any]:
    strip = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    tracebacks = structlog.processors.format_exc_info
    if readable:
        return [strip, tracebacks, redactor, structlog.dev.ConsoleRenderer(colors=stream.isatty())]
    return [strip, tracebacks, redactor, structlog.processors.JSONRenderer(ensure_ascii=False)]
