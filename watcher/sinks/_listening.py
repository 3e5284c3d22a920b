"""Why Apprise could not send: heard at the door to HTTP, and in its log while the exception is still at hand.

Apprise itself answers yes or no. Who listens is known by a context variable, so that threads don't hear each other.
"""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from watcher.sinks._http import Answer

_LOG = logging.getLogger("apprise")


@dataclass
class Heard:
    """What was heard while one message was sent: every answer, the last exception, and what Apprise said about it."""

    answers: list[Answer] = field(default_factory=list)
    error: BaseException | None = None
    said: list[str] = field(default_factory=list)


class TooMany(requests.RequestException):
    """Ends a send that was answered 429. Plugins would ask again at once, or sleep: when to come back is ours."""


_listening: ContextVar[Heard | None] = ContextVar("listening", default=None)


@contextmanager
def listening() -> Iterator[Heard]:
    """Listen to what Apprise does here. Its log stays silent meanwhile: it holds whole addresses."""
    _install()
    heard = Heard()
    token = _listening.set(heard)
    try:
        yield heard
    finally:
        _listening.reset(token)


class _Door(HTTPAdapter):
    """The door every plugin's `requests` goes through: notes each answer. Without a listener it only lets through."""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        response = super().send(request, *args, **kwargs)
        heard = _listening.get()
        if heard is not None:
            heard.answers.append(Answer(response.status_code, response.headers, ""))
            if response.status_code == requests.codes.too_many_requests:
                response.close()
                raise TooMany
        return response


class _Ear(logging.Filter):
    """Keeps Apprise's records from the log, and the exception being handled while they are made."""

    def filter(self, record: logging.LogRecord) -> bool:
        heard = _listening.get()
        if heard is None:
            return record.levelno >= logging.WARNING
        heard.error = sys.exc_info()[1] or heard.error
        if record.levelno >= logging.WARNING:
            heard.said.append(record.getMessage())
        return False


_EAR = _Ear()


def _install() -> None:
    _LOG.addFilter(_EAR)
    _LOG.setLevel(logging.DEBUG)  # why a mail was refused stands in a DEBUG record; the ear lets none of them out
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # writes paths, which hold tokens
    requests.sessions.HTTPAdapter = _Door  # type: ignore[attr-defined]  # not exported, but looked up there
