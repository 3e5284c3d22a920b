"""One Apprise plugin: made from an address, told to send, and listened to while it does.

Loading Apprise takes 0.2–0.8 s and sending waits: neither is for the event loop.
"""

import difflib
import re
import sys
import warnings
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from apprise import Apprise, AppriseAsset, AppriseAttachment, NotifyFormat
from apprise.attachment.memory import AttachMemory
from apprise.common import OverflowMode
from apprise.manager_plugins import NotificationManager
from apprise.plugins import base

from watcher.notification import DeliveryError, Message, NotDelivered, Notification, Reason
from watcher.sinks import _forms, _http
from watcher.sinks._failures import from_exception
from watcher.sinks._listening import Heard, TooMany, listening
from watcher.sinks._text import cut, line

_READ_MARKDOWN = {"Discord", "Fluxer", "Guilded", "Mattermost", "Revolt", "Zulip"}
"""Services that read Markdown in what Apprise calls plain text."""
_NOT_BY_HTTP = {"Nostr"}
"""Services whose plugin asks things by HTTP, but sends by other ways."""
_SHORTER = {"ntfy": 600}
"""Characters that a service takes as a message; of more, Apprise makes a file (ntfy: 8 000 bytes of escaped JSON)."""
_LEVELS: dict[str, tuple[str, dict[int, Any]]] = {
    "ntfy": ("priority", {1: "high", -1: "low"}),
    "Gotify": ("priority", {1: 8, -1: 3}),
    "Pushover": ("priority", {1: 1, -1: -1}),
    "Prowl": ("priority", {1: 1, -1: -1}),
    "Opsgenie": ("priority", {1: 4, -1: 2}),
    "Telegram": ("silent", {-1: True}),
    "E-Mail": ("headers", {1: {"X-Priority": "2"}, -1: {"X-Priority": "4"}}),
}
"""Services that know levels: where their plugin keeps them, and what is high and low there. What is normal is what the
address says."""
_ILLUSTRATED = {"E-Mail", "Pushover", "Telegram"}
"""Services to which message and picture go in one request: with two, the second could fail alone."""
_CAPTION = 1000
"""Characters that Telegram takes with a picture; of more, Apprise makes two messages."""
_MERGING = 20
"""What Apprise puts around a title in front of a body, at most."""


class Plugin:
    """A service behind an Apprise address. Raises ValueError, in words without secrets, when it is not one."""

    def __init__(self, url: str, *, timeout: float) -> None:
        self._plugin = _instantiate(url)
        self._secrets = _secrets(url)
        self.service = str(self._plugin.service_name)
        plugin = self._plugin
        plugin.request_rate_per_sec = 0  # it would sleep in the thread; the sink keeps the distance
        if "overflow=" not in url:
            plugin.overflow_mode = OverflowMode.TRUNCATE
        if "rto=" not in url:
            plugin.socket_read_timeout = timeout
        self._normal: Any = getattr(plugin, _LEVELS[self.service][0]) if self.service in _LEVELS else None
        self._key = ""
        self._accepted: set[Any] = set()

    def send(self, message: Message, now: int) -> str:
        """Send it, and wait. Returns what was answered. `now` (ms UTC) reads a Retry-After that is a date.

        Targets of the address that took this message before are left out. Raises NotDelivered or Undeliverable.
        """
        if message.key != self._key:
            self._key, self._accepted = message.key, set()
        partly = bool(self._accepted)
        self._set_level(message.priority)
        with listening() as heard:
            done = self._notify(heard, *self._words(message), self._attached(message))
        if not done:
            raise self._failure(heard, now)
        self._accepted = set()
        if not heard.answers and self._speaks_http() and not partly:
            raise NotDelivered(Reason.SERVER, f"{self.service} says that it sent, but nothing left this machine")
        return _http.phrase(heard.answers[-1].status) if heard.answers else "taken"

    def _set_level(self, priority: int) -> None:
        if self.service in _LEVELS:
            name, levels = _LEVELS[self.service]
            level = levels.get(priority, self._normal)
            setattr(self._plugin, name, self._normal | level if isinstance(level, dict) else level)

    @property
    def takes_images(self) -> bool:
        """Whether a picture may go with a message."""
        return self.service in _ILLUSTRATED

    def _attached(self, message: Message) -> AppriseAttachment | None:
        words = message.notification
        length = len(words.title) + len(words.listed) + len(words.url)
        if not message.image or not self.takes_images or length > _CAPTION:
            return None
        memory: Any = AttachMemory  # untyped
        return AppriseAttachment(memory(content=message.image, name="watcher.png", mimetype="image/png"))

    def drawn(self, message: Message) -> str:
        """What the service would be given, and in which form."""
        title, body, form = self._words(message)
        return "\n".join(filter(None, (f"{self.service}, {form.value}", title, body)))

    def _notify(
        self, heard: Heard, title: str, body: str, form: NotifyFormat, attach: AppriseAttachment | None
    ) -> bool:
        base._delivery_tracker.set(self._accepted)  # noqa: SLF001  # Apprise's own memory between tries
        try:
            return bool(self._plugin.notify(title=title, body=body, body_format=form, attach=attach))
        except Exception as error:  # noqa: BLE001  # 190 strangers: whatever they raise is a failed send
            heard.error = error
            return False

    def _words(self, message: Message) -> tuple[str, str, NotifyFormat]:
        plugin, words = self._plugin, message.notification
        form = plugin.resolve_format(None)
        write, escape = self._form(form)
        most = min(int(plugin.body_maxlen) - plugin.overflow_buffer, _SHORTER.get(self.service, sys.maxsize))
        merged = plugin.title_maxlen <= 0
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
            return _forms.page if self.service == "E-Mail" else _forms.html, _forms.html_escape
        if form is NotifyFormat.MARKDOWN or self.service in _READ_MARKDOWN:
            return _forms.markdown, _forms.markdown_escape
        return _forms.text, _forms.harmless

    def _speaks_http(self) -> bool:
        return hasattr(sys.modules[type(self._plugin).__module__], "requests") and self.service not in _NOT_BY_HTTP

    def _failure(self, heard: Heard, now: int) -> DeliveryError:
        """Why, in one: with several targets, one that may yet take it keeps the message alive."""
        said = self._shown(line(heard.said[-1])) if heard.said else ""
        failures = [failure for answer in heard.answers if (failure := self._judged(answer, now, said))]
        if isinstance(heard.error, OSError) and not isinstance(heard.error, TooMany):
            failures.append(from_exception(heard.error, self.service))
        if not failures:
            said = said or "it gives no reason"
            return NotDelivered(Reason.SERVER, f"{self.service} did not take the message: {said}")
        return next((failure for failure in failures if isinstance(failure, NotDelivered)), failures[-1])

    def _judged(self, answer: _http.Answer, now: int, said: str) -> DeliveryError | None:
        try:
            _http.judge(answer, self.service, now, said)
        except DeliveryError as failure:
            return failure
        return None

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
        raise ValueError(f"{scheme}:// {_lacking(kind.requirements)}")
    plugin = _quietly(url)
    if plugin is None:
        forms = [form.format_map(_Shown(schema=scheme)) for form in kind.templates[:3]]
        raise ValueError(
            f"this is not a whole {kind.service_name} address: write {' or '.join(forms)} ({kind.setup_url})"
        )
    if lie := false_success(scheme, plugin):
        raise ValueError(lie)
    return plugin


def _lacking(requirements: dict[str, Any]) -> str:
    """What a service lacks here, and how to get it."""
    found = requirements.get("packages_required")
    if not found:
        return f"does not work on this machine: {line(str(requirements.get('details') or 'it is another system'))}"
    packages = [found] if isinstance(found, str) else list(found)
    quoted = " ".join(f"'{package}'" for package in packages)
    return f"needs a package more: pip install {quoted} (or pipx inject osu-watcher {quoted})"


def false_success(scheme: str, plugin: Any) -> str:
    """Why a plugin would claim success without sending; empty if it would not."""
    if scheme in {"xmpp", "xmpps"} and getattr(plugin, "secure_mode", "") == "none":
        return "xmpp with mode=none reports success without sending: leave mode away, or say mode=starttls"
    return ""


class _Shown(dict[str, str]):
    """Leaves the names of a template's parts standing: `{schema}://{topic}` → `ntfy://{topic}`."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def _quietly(url: str) -> Any:
    asset = AppriseAsset(app_id="watcher", app_desc="osu! news", http_redirects=False, interpret_emojis=False)
    with listening():  # what it says about a wrong address holds the address
        return Apprise.instantiate(url, asset=asset)


def _secrets(url: str) -> list[str]:
    """Every part of an address that could be a secret, longest first: which one is, only the service knows."""
    rest = url.partition("://")[2]
    parts = {*re.split(r"[/:@?&=,]", rest), *re.split(r"[/:@?&=,]", unquote(rest))}
    return sorted((part for part in parts if len(part) >= 4), key=len, reverse=True)
