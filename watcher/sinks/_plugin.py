"""One Apprise plugin: made from an address, told to send, and listened to while it does.

Apprise answers yes or no. Why not is heard at two places: at the door to HTTP (status, Retry-After), and in its log,
whose records are made where the exception is still at hand. Both know by a context variable for whom they listen.
Loading takes 0.2–0.8 s and sending waits: nothing here may run on the event loop.
"""

import difflib
import logging
import re
import smtplib
import ssl
import sys
import warnings
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

import requests
from apprise import Apprise, AppriseAsset, NotifyFormat
from apprise.common import OverflowMode
from apprise.manager_plugins import NotificationManager
from apprise.plugins import base
from requests.adapters import HTTPAdapter

from watcher.notification import DeliveryError, Message, NotDelivered, Notification, Reason, Undeliverable
from watcher.sinks import _forms, _http
from watcher.sinks._text import cut, line

_READ_MARKDOWN = {"Discord", "Fluxer", "Guilded", "Mattermost", "Revolt", "Zulip"}
"""Services that read Markdown in what Apprise calls plain text."""
_MERGING = 20
"""What Apprise puts around a title in front of a body, at most."""


@dataclass
class _Heard:
    """What was heard while one message was sent."""

    failed: bool = False
    answers: list[tuple[str, _http.Answer]] = field(default_factory=list)
    error: BaseException | None = None
    said: list[str] = field(default_factory=list)


_listening: ContextVar[_Heard | None] = ContextVar("listening", default=None)


class _Door(HTTPAdapter):
    """The door every plugin's `requests` goes through: notes each answer. Without a listener it only lets through."""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        response = super().send(request, *args, **kwargs)
        heard = _listening.get()
        if heard is not None:
            answer = _http.Answer(response.status_code, response.headers, "")
            heard.answers.append((urlsplit(request.url or "").hostname or "the service", answer))
            if response.status_code == requests.codes.too_many_requests:
                # Plugins would ask again at once, or sleep: when to come back is decided by us.
                response.close()
                raise requests.RequestException("too many requests")
        return response


class _Ear(logging.Filter):
    """Takes the log records of a listened-to send, with the exception being handled. They hold whole addresses."""

    def filter(self, record: logging.LogRecord) -> bool:
        heard = _listening.get()
        if heard is None:
            return record.levelno >= logging.WARNING
        heard.error = sys.exc_info()[1] or heard.error
        if record.levelno >= logging.WARNING:
            heard.said.append(record.getMessage())
        return False


_EAR = _Ear()
_LOG = logging.getLogger("apprise")


def _listen() -> None:
    _LOG.addFilter(_EAR)
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # writes paths, which hold tokens
    requests.sessions.HTTPAdapter = _Door  # type: ignore[attr-defined]  # not exported, but looked up there


class Plugin:
    """A service behind an Apprise address. Raises ValueError, in words without secrets, when it is not one."""

    def __init__(self, url: str, *, timeout: float) -> None:
        _listen()
        self._plugin = _instantiate(url)
        self._secrets = _secrets(url)
        self.service = str(self._plugin.service_name)
        plugin = self._plugin
        plugin.request_rate_per_sec = 0  # it would sleep in the thread; the sink keeps the distance
        if "overflow=" not in url:
            plugin.overflow_mode = OverflowMode.TRUNCATE
        if "rto=" not in url:
            plugin.socket_read_timeout = timeout
        self._key = ""
        self._accepted: set[Any] = set()

    def send(self, message: Message, now: int) -> str:
        """Send it, and wait. Returns what was answered. `now` (ms UTC) reads a Retry-After that is a date.

        Targets of the address that took this message before are left out. Raises NotDelivered or Undeliverable.
        """
        if message.key != self._key:
            self._key, self._accepted = message.key, set()
        partly = bool(self._accepted)
        heard = self._notify(*self._words(message))
        if heard.failed:
            raise self._failure(heard, now)
        self._accepted = set()
        if not heard.answers and self._speaks_http() and not partly:
            raise NotDelivered(Reason.SERVER, f"{self.service} says that it sent, but nothing left this machine")
        return _http.phrase(heard.answers[-1][1].status) if heard.answers else "taken"

    def _notify(self, title: str, body: str, form: NotifyFormat) -> _Heard:
        heard = _Heard()
        _listening.set(heard)
        _LOG.setLevel(logging.DEBUG)  # mail's reason is in a DEBUG record; the ear lets none of them out
        base._delivery_tracker.set(self._accepted)  # noqa: SLF001  # Apprise's own memory between tries
        try:
            heard.failed = not self._plugin.notify(title=title, body=body, body_format=form)
        except Exception as error:  # noqa: BLE001  # 190 strangers: whatever they raise is a failed send
            heard.failed, heard.error = True, error
        finally:
            _listening.set(None)
        return heard

    def _words(self, message: Message) -> tuple[str, str, NotifyFormat]:
        plugin, words = self._plugin, message.notification
        form = plugin.resolve_format(None)
        write, escape = self._form(form)
        most, merged = int(plugin.body_maxlen) - plugin.overflow_buffer, plugin.title_maxlen <= 0
        if merged:  # Apprise puts the title in front of the body, as it is
            title = _forms.fit(line(words.title), most * 2 // 3, escape)
        else:
            title = _forms.fit(line(words.title), int(plugin.title_maxlen), _forms.harmless)
        shared = merged or plugin.overflow_amalgamate_title
        body = write(words, most - len(title) - _MERGING if shared else most)
        if not body.strip():  # without a body Apprise sends nothing
            title, body = "", _forms.fit(line(words.title), most, escape) or "…"
        return title, body, form

    def _form(self, form: NotifyFormat) -> tuple[Callable[[Notification, int], str], Callable[[str], str]]:
        if form is NotifyFormat.HTML:
            return _forms.html, _forms.html_escape
        if form is NotifyFormat.MARKDOWN or self.service in _READ_MARKDOWN:
            return _forms.markdown, _forms.markdown_escape
        return _forms.text, _forms.harmless

    def _speaks_http(self) -> bool:
        return hasattr(sys.modules[type(self._plugin).__module__], "requests")

    def _failure(self, heard: _Heard, now: int) -> DeliveryError:
        said = self._shown(line(heard.said[-1])) if heard.said else ""
        bad = [(host, answer) for host, answer in heard.answers if not 200 <= answer.status < 300]
        if bad:
            host, answer = bad[-1]
            try:
                _http.judge(answer, self._shown(host), now, said)
            except DeliveryError as failure:
                return failure
        if heard.error is not None:
            return _from_exception(heard.error, self.service)
        return NotDelivered(Reason.SERVER, f"{self.service} did not take the message: {said or 'it gives no reason'}")

    def _shown(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return cut(text, 160)


def _instantiate(url: str) -> Any:
    scheme = url.partition("://")[0].lower()
    manager: Any = NotificationManager  # untyped
    known = manager()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # its plugins import what Python will drop
        known.load_modules()
    if scheme not in known:
        near = difflib.get_close_matches(scheme, known.schemas(), 1)
        hint = (
            f", did you mean {near[0]}://?" if near else "; the services are listed at https://appriseit.com/services/"
        )
        raise ValueError(f"no service {scheme}://{hint}")
    kind = known[scheme]
    if not kind.enabled:
        needed = kind.requirements.get("packages_required") or "something this machine does not have"
        packages = needed if isinstance(needed, str) else ", ".join(needed)
        raise ValueError(f"{scheme}:// needs {packages}")
    plugin = _quietly(url)
    if plugin is None:
        forms = [form.format_map(_Shown(schema=scheme)) for form in kind.templates[:3]]
        raise ValueError(
            f"this is not a whole {kind.service_name} address: write {' or '.join(forms)} ({kind.setup_url})"
        )
    if getattr(plugin, "secure_mode", "") == "none" and scheme.startswith("xmpp"):
        raise ValueError("xmpp with mode=none reports success without sending: leave mode away, or say mode=starttls")
    return plugin


class _Shown(dict[str, str]):
    """Leaves the names of a template's parts standing: `{schema}://{topic}` → `ntfy://{topic}`."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def _quietly(url: str) -> Any:
    asset = AppriseAsset(app_id="watcher", app_desc="osu! news", http_redirects=False, interpret_emojis=False)
    _listening.set(_Heard())  # what it says about a wrong address holds the address
    try:
        return Apprise.instantiate(url, asset=asset)
    finally:
        _listening.set(None)


def _secrets(url: str) -> list[str]:
    """Every part of an address that could be a secret, longest first: which one is, only the service knows."""
    rest = url.partition("://")[2]
    parts = {*re.split(r"[/:@?&=,]", rest), *re.split(r"[/:@?&=,]", unquote(rest))}
    return sorted((part for part in parts if len(part) >= 4), key=len, reverse=True)


def _from_exception(error: BaseException, service: str) -> DeliveryError:
    """What an exception of requests, smtplib or a socket means."""
    if isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused):
        return _from_mail(error, service)
    for kinds, reason, said in _EXCEPTIONS:
        if isinstance(error, kinds):
            return NotDelivered(reason, f"{service} {said}")
    return NotDelivered(Reason.SERVER, f"{service} could not be told: {type(error).__name__}")


_EXCEPTIONS: tuple[tuple[tuple[type[BaseException], ...], Reason, str], ...] = (
    ((requests.exceptions.SSLError, ssl.SSLError), Reason.TLS, "can't be reached safely: TLS failed"),
    ((requests.Timeout, TimeoutError), Reason.TIMEOUT, "did not answer in time"),
    ((requests.ConnectionError, smtplib.SMTPServerDisconnected, OSError), Reason.NETWORK, "can't be reached"),
)


def _from_mail(error: smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused, service: str) -> DeliveryError:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = max((code for code, _ in error.recipients.values()), default=550)
        reason, said = Reason.GONE, "refused the recipient"
    else:
        code = error.smtp_code
        reason, said = Reason.PAYLOAD, "refused the message"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        reason, said = Reason.AUTH, "refused the password"
    if code < 500:
        return NotDelivered(Reason.SERVER, f"{service} can't take it now ({code})")
    return Undeliverable(reason, f"{service} {said} ({code})")
