"""A Discord channel, by its webhook: embeds, Discord's own limits and pace, and nobody mentioned by accident.

Facts: Discord's documentation of webhooks, rate limits and error codes (API v10).
"""

import json
import re
from typing import Any

from msgspec import structs
from pydantic import BaseModel, Field, SecretStr, field_validator

from watcher.clock import Clock
from watcher.notification import Message, NotDelivered, Reason, Sink, Taken, Undeliverable
from watcher.sinks import _embed, _http
from watcher.sinks._text import cut, line

SCHEMES = ("discord",)
_PAUSE = 0.4  # seconds: five requests in two, a webhook's limit
_LONGEST = 64 * 1024  # bytes of an answer: it holds the whole message
_UNKNOWN_MESSAGE = 10008
_SILENT = 1 << 12  # SUPPRESS_NOTIFICATIONS: no sound and no banner
_SHORT = re.compile(r"discord://(?P<id>\d+)/(?P<token>[\w-]+)/?")
_LONG = re.compile(r"(?P<base>https?://[^/?#@\s]+)/api/(?:v\d+/)?webhooks/(?P<id>\d+)/(?P<token>[\w-]+)/?")
_MENTIONS = {"role": ("<@&{}>", "roles"), "user": ("<@{}>", "users")}
_CODES = {
    10003: (Reason.GONE, "its channel was deleted"),
    10015: (Reason.GONE, "the webhook was deleted: make a new one in the channel's settings"),
    50027: (Reason.AUTH, "the token is wrong: copy the webhook's address again"),
    220001: (Reason.PAYLOAD, "this channel is a forum: say in which thread, with the key `thread`"),
}
"""What Discord says by a code of its own: never worth another try."""


class Options(BaseModel, extra="forbid", frozen=True, hide_input_in_errors=True):
    """A Discord webhook: channel settings → Integrations → Webhooks → Copy webhook URL."""

    url: SecretStr = Field(description="The webhook's address as Discord gives it, or `discord://ID/TOKEN`.")
    username: str = Field("", max_length=80, description="The name to write under, instead of the webhook's.")
    avatar: str = Field("", description="The address of a picture to write with, instead of the webhook's.")
    thread: str = Field(
        "", pattern=r"^\d*$", coerce_numbers_to_str=True, description="The id of a thread of that channel."
    )
    mention: str = Field(
        "",
        pattern=r"^((role|user):\d+|everyone|here)?$",
        description="Whom every message of this sink mentions: `role:ID`, `user:ID`, `everyone` or `here`. Nobody by "
        "default. For chosen news only, let a rule say `mention`.",
    )
    edit: bool = Field(
        True,
        description="A running match is one message that is kept up to date, without a sound; so is a session. "
        "`false`: a message for each step.",
    )
    timeout: float = Field(10.0, gt=0, le=60, description="Seconds until an answer must be there.")

    @property
    def changes(self) -> bool:
        """Whether the newest message may take the place of the one before."""
        return self.edit

    @field_validator("url")
    @classmethod
    def _is_a_webhook(cls, url: SecretStr) -> SecretStr:
        if _api(url) is None:
            raise ValueError("this is not a webhook: https://discord.com/api/webhooks/ID/TOKEN, or discord://ID/TOKEN")
        return url


def open(options: Options, *, name: str, clock: Clock) -> Sink:  # noqa: A001  # the contract of a sink file
    """The channel as a sink. Nothing is connected before the first message."""
    del name
    return Discord(options, clock)


class Discord:
    """Posts one embed per message. Keeps the pace that Discord asks for; does not try again."""

    keyed = False
    takes_images = True

    def __init__(self, options: Options, clock: Clock) -> None:
        self.edits = options.edit
        self._options = options
        self._clock = clock
        self._url = _api(options.url)
        self._http = _http.client()
        self._next = clock.monotonic()

    async def send(self, message: Message) -> str:
        """Post it, or change the one it takes the place of. Returns `200 OK` once Discord has made a message of it."""
        answer = await self._ask(message) if message.edits else None
        if answer is None or _read(answer).get("code") == _UNKNOWN_MESSAGE:  # somebody has deleted it
            answer = await self._ask(structs.replace(message, edits=""))
        return Taken(_judge(answer, self._clock.now()), str(_read(answer).get("id", "")))

    def form(self, message: Message) -> str:
        """The embed, drawn as text."""
        content, _ = _mention(self._options.mention)
        return "\n".join(filter(None, (content, _embed.drawn(_embed.embed(message)))))

    async def close(self) -> None:
        """Let go of the connection."""
        await self._http.aclose()

    async def _ask(self, message: Message) -> _http.Answer:
        await self._clock.sleep(max(0.0, self._next - self._clock.monotonic()))
        verb, url = ("PATCH", f"{self._url}/messages/{message.edits}") if message.edits else ("POST", str(self._url))
        body = self._body(message)
        parts: dict[str, Any] = {"json": body}
        if message.image:
            parts = {
                "data": {"payload_json": json.dumps(body)},
                "files": {"files[0]": (_embed.IMAGE, message.image, "image/png")},
            }
        request = self._http.build_request(verb, url, params=self._params(), **parts)
        answer = await _http.ask(self._http, request, seconds=self._options.timeout, most=_LONGEST)
        self._next = self._clock.monotonic() + max(_PAUSE, _used_up(answer))
        return answer

    def _params(self) -> dict[str, str]:
        # without `wait` Discord says 204 before it has tried
        return {"wait": "true"} | ({"thread_id": self._options.thread} if self._options.thread else {})

    def _body(self, message: Message) -> dict[str, Any]:
        options = self._options
        content, allowed = _mention(message.mention or options.mention)
        body: dict[str, Any] = {"content": content, "username": options.username, "avatar_url": options.avatar}
        if message.priority < 0 and not content:
            body["flags"] = _SILENT
        if message.image:  # named, so that it takes the place of one that was there before
            body["attachments"] = [{"id": 0, "filename": _embed.IMAGE}]
        return {key: value for key, value in body.items() if value} | {
            "embeds": [_embed.embed(message)],
            "allowed_mentions": allowed,
        }


def _api(url: SecretStr) -> str | None:
    text = url.get_secret_value()
    found = _SHORT.fullmatch(text) or _LONG.fullmatch(text)
    if found is None:
        return None
    parts = found.groupdict()
    # v10 by name: what an address without a version means, Discord changes (in old ones seconds were milliseconds)
    return f"{parts.get('base', 'https://discord.com')}/api/v10/webhooks/{parts['id']}/{parts['token']}"


def _mention(whom: str) -> tuple[str, dict[str, Any]]:
    kind, _, number = whom.partition(":")
    if not whom:
        return "", {"parse": []}
    if not number:
        return f"@{whom}", {"parse": ["everyone"]}
    text, allowed = _MENTIONS[kind]
    return text.format(number), {"parse": [], allowed: [number]}


def _used_up(answer: _http.Answer) -> float:
    """Seconds until the next request is allowed, where this one was the last of its window."""
    if answer.headers.get("X-RateLimit-Remaining") != "0":
        return 0.0
    return _http.retry_after(answer.headers.get("X-RateLimit-Reset-After", ""), 0) or 0.0


def _judge(answer: _http.Answer, now: int) -> str:
    said = _read(answer)
    code = said.get("code")
    if code in _CODES and answer.status >= 400:
        reason, hint = _CODES[code]
        raise Undeliverable(reason, f"Discord answered {_http.phrase(answer.status)}: {hint}")
    wait = said.get("retry_after")
    if answer.status == 429 and isinstance(wait, int | float):
        raise NotDelivered(Reason.RATE, "Discord wants it slower", retry_after=max(0.0, float(wait)))
    if answer.status == 400 and isinstance(said.get("message"), str):
        text = cut(line(said["message"]), 100)
        raise Undeliverable(Reason.PAYLOAD, f"Discord refused the message: {text}")
    return _http.judge(answer, "Discord", now)


def _read(answer: _http.Answer) -> dict[str, Any]:
    try:
        said = json.loads(answer.text)
    except (ValueError, RecursionError):
        return {}  # Cloudflare in front of it speaks HTML
    return said if isinstance(said, dict) else {}
