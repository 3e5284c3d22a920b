"""Your own program: every message as JSON by HTTP POST.

The signature follows the Standard Webhooks scheme, so that ready-made libraries can check it.
"""

import base64
import hmac
import json
import re
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from pydantic import BaseModel, Field, SecretStr, field_validator

from watcher.clock import Clock
from watcher.notification import Message, NotDelivered, Reason, Sink
from watcher.sinks import _http, _json

if TYPE_CHECKING:
    import httpx

SCHEMES = ("http", "https")
_MOST_REDIRECTS = 3
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\x20-\x7e]*")
_NOT_FOR_JSON = {
    "discord.com": "a Discord webhook: write its address under `kind: discord`",
    "discordapp.com": "a Discord webhook: write its address under `kind: discord`",
    "hooks.slack.com": "a Slack webhook: write slack://TOKEN_A/TOKEN_B/TOKEN_C",
    "ntfy.sh": "an ntfy topic: write ntfys://TOPIC",
    "api.telegram.org": "Telegram: write tgram://BOT_TOKEN/CHAT_ID",
    "chat.googleapis.com": "a Google Chat webhook: write gchat://WORKSPACE/KEY/TOKEN",
}
"""Services that would show our JSON to people, or refuse it, and how to reach them."""


class Options(BaseModel, extra="forbid", frozen=True, hide_input_in_errors=True):
    """A webhook."""

    url: SecretStr = Field(description="Where to POST: an http or https address.")
    secret: SecretStr | None = Field(
        None, description="Signs every message (HMAC-SHA256 with the time): any text, or `whsec_` and Base64."
    )
    headers: dict[str, SecretStr] = Field(default_factory=dict, description="Headers to add, such as `Authorization`.")
    private_addresses: Literal["allow", "deny"] = Field(
        "allow",
        description="`deny` refuses to connect to addresses that are not on the public internet (home network, "
        "loopback). Your own hook is usually there, so they are allowed.",
    )
    redirects: Literal["allow", "deny"] = Field(
        "deny",
        description="`allow` follows 307 and 308, three times at most; to another host without your `headers`, and "
        "never to one that is not on the public internet.",
    )
    states: bool = Field(False, description="Also how a running session stands (`session_running`): a POST each time.")
    timeout: float = Field(10.0, gt=0, le=60, description="Seconds until an answer must be there.")

    @property
    def changes(self) -> bool:
        """Whether the newest message may take the place of the one before: that is for the program to do."""
        return self.states

    @field_validator("url")
    @classmethod
    def _is_an_address(cls, url: SecretStr) -> SecretStr:
        parsed = _http.address(url.get_secret_value())
        if parsed.scheme not in SCHEMES or not parsed.host:
            raise ValueError("a webhook needs http:// or https:// and a host, such as http://127.0.0.1:8099/")
        if parsed.host in _NOT_FOR_JSON:
            raise ValueError(f"this is {_NOT_FOR_JSON[parsed.host]}")
        return url

    @field_validator("headers")
    @classmethod
    def _can_be_sent(cls, headers: dict[str, SecretStr]) -> dict[str, SecretStr]:
        for name, value in headers.items():
            if not _HEADER.fullmatch(f"{name}:{value.get_secret_value()}"):
                raise ValueError(f"the header {name!r} holds what no header may: only plain ASCII on one line")
        return headers

    @field_validator("secret")
    @classmethod
    def _can_sign(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and not _key(secret):
            raise ValueError("the secret is empty, or not Base64 after `whsec_`")
        return secret


def open(options: Options, *, name: str, clock: Clock) -> Sink:  # noqa: A001  # the contract of a sink file
    """The webhook as a sink. Nothing is connected before the first message."""
    del name
    return Webhook(options, clock)


class Webhook:
    """Posts messages, one request each. Does not try again; whoever calls it decides when."""

    keyed = True

    def __init__(self, options: Options, clock: Clock) -> None:
        self._options = options
        self._clock = clock
        self._url = _http.address(options.url.get_secret_value())
        self._http = _http.client(direct=options.private_addresses == "deny" or options.redirects == "allow")

    async def send(self, message: Message) -> str:
        """POST it. Returns the status, as `200 OK`."""
        url, answer = await self._post(message, self._url)
        for _ in range(_MOST_REDIRECTS):
            if (onward := self._onward(url, answer)) is None:
                break
            url, answer = await self._post(message, onward)
        said = _http.judge(answer, url.host, self._clock.now())
        if complaint(answer.text):
            raise NotDelivered(Reason.SERVER, f"{url.host} answered {said}, but with an error in the body")
        return said

    def form(self, message: Message) -> str:
        """The body of the request."""
        return _json.drawn(message)

    async def close(self) -> None:
        """Let go of the connection."""
        await self._http.aclose()

    async def _post(self, message: Message, url: "httpx.URL") -> tuple["httpx.URL", _http.Answer]:
        options, at_home = self._options, url.host == self._url.host
        content = _json.encode(message)
        key = quote(message.key, safe="/:@+=,")
        headers = {name: value.get_secret_value() for name, value in options.headers.items() if at_home}
        headers |= {"Content-Type": "application/json", "Idempotency-Key": key}
        if options.secret:
            headers |= signature(_key(options.secret), key, self._clock.now() // 1000, content)
        request = self._http.build_request("POST", url, content=content, headers=headers)
        private = options.private_addresses == "allow" and at_home
        return url, await _http.ask(self._http, request, seconds=options.timeout, private=private)

    def _onward(self, url: "httpx.URL", answer: _http.Answer) -> "httpx.URL | None":
        """Where a redirect that may be followed leads. 301–303 would make a GET of it, and lose the message."""
        if self._options.redirects == "deny" or answer.status not in {307, 308}:
            return None
        try:
            onward = url.join(_http.address(answer.headers.get("Location", "")))
        except ValueError:
            return None
        safe = onward.scheme == "https" or onward.scheme == url.scheme == "http"
        return onward if safe and onward.host and onward != url else None


def signature(key: bytes, message_id: str, seconds: int, content: bytes) -> dict[str, str]:
    """The headers that prove who sent this and when: HMAC-SHA256 over `id.seconds.body`."""
    signed = f"{message_id}.{seconds}.".encode() + content
    digest = base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
    return {"webhook-id": message_id, "webhook-timestamp": str(seconds), "webhook-signature": f"v1,{digest}"}


def complaint(text: str) -> bool:
    """Whether the body of a good status says that it failed all the same: `ok` or `success` false, or an `error`."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if not isinstance(said, dict):
        return False
    if said.get("ok") is True or said.get("success") is True:
        return False
    return said.get("ok") is False or said.get("success") is False or bool(said.get("error") or said.get("errors"))


def _key(secret: SecretStr) -> bytes:
    text = secret.get_secret_value()
    if not text.startswith("whsec_"):
        return text.encode()
    try:
        return base64.b64decode(text.removeprefix("whsec_"), validate=True)
    except ValueError:
        return b""
