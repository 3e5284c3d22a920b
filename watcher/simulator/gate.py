"""Who may ask, and how much: tokens and the throttle of API v2, the keys of v1. Gets the time passed in."""

from base64 import b64decode, urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from hmac import digest

import msgspec
from msgspec import Struct

from watcher.simulator.http import Refused, Request, Response, as_json

INVALID_CLIENT = {
    "error": "invalid_client",
    "error_description": "Client authentication failed",
    "message": "Client authentication failed",
}
NO_KEY = {"error": "Please provide a valid API key."}
TOKENS = 60  # how often a client may ask for one in a minute
LIFE = 86_400  # osu-web: AuthServiceProvider – client tokens live one day


class Window(Struct):
    """A fixed window of 60 s, as the server counts. osu-web: config/osu.php, 1200 a minute."""

    begins: int
    used: int = 0


class Gate:
    """Knows tokens and counts what they cost.

    clients: id → secret; None lets any id and secret in. keys: of API v1; None lets any key in.
    limit: units a minute per token.
    """

    def __init__(
        self, clients: Mapping[str, str] | None = None, keys: frozenset[str] | None = None, limit: int = 1200
    ) -> None:
        self.clients, self.keys, self.limit = clients, keys, limit
        self._until: dict[str, int] = {}
        self._windows: dict[str, Window] = {}
        self._made = 0

    def token(self, request: Request, now: int) -> Response:
        """`POST /oauth/token`, as a form, as JSON, or with HTTP Basic."""
        form = request.form()
        client, secret = _basic(request) or (str(form.get("client_id", "")), str(form.get("client_secret", "")))
        counted = self._count(f"token/{client}", 1, TOKENS, now)
        if form.get("grant_type") not in {"client_credentials", "authorization_code", "refresh_token"}:
            return as_json({"error": "unsupported_grant_type", "message": "The grant type is not supported."}, 400)
        if not (client and secret) or (self.clients is not None and self.clients.get(client) != secret):
            return as_json(INVALID_CLIENT, 401)
        made = self._jwt(client, now)
        self._until[made] = now + LIFE * 1000
        given = as_json({"token_type": "Bearer", "expires_in": LIFE, "access_token": made})
        given.headers += counted
        return given

    def _jwt(self, client: str, now: int) -> str:
        self._made += 1
        seconds = now // 1000
        claims = {"aud": client, "jti": f"{self._made:080x}", "iat": seconds, "nbf": seconds}
        claims |= {"exp": seconds + LIFE, "sub": "", "scopes": ["public"]}
        head = _packed(msgspec.json.encode({"typ": "JWT", "alg": "HS256"}))
        body = head + "." + _packed(msgspec.json.encode(claims))
        return body + "." + _packed(digest(b"simulator", body.encode(), "sha256"))

    def revoke(self) -> None:
        """Make every token given so far invalid."""
        self._until.clear()

    def admit(self, request: Request, now: int) -> str:
        """The token of a request to v2. Raises Refused 401."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or self._until.get(token, 0) <= now:
            raise Refused(401, {"authentication": "basic"})
        return token

    def charge(self, token: str, cost: int, now: int) -> list[tuple[str, str]]:
        """Count a request and say how it stands, in headers. Raises Refused 429."""
        name = sha256(token.encode()).hexdigest()
        return self._count(name, cost, self.limit, now)

    def _count(self, name: str, cost: int, limit: int, now: int) -> list[tuple[str, str]]:
        window = self._windows.get(name)
        if window is None or now >= window.begins + 60_000:
            window = self._windows[name] = Window(now)
        # osu-web: ThrottleRequests – refused while the window is full, charged afterwards, so a dear one may pass
        if window.used >= limit:
            raise Refused(429, {"error": "Too Many Attempts."})
        window.used += cost
        left = max(limit - window.used, 0)
        return [("X-Ratelimit-Limit", str(limit)), ("X-Ratelimit-Remaining", str(left))]

    def admit_key(self, request: Request) -> None:
        """Look at the key of a request to v1. Raises Refused 401."""
        key = request.one("k")
        if not key or (self.keys is not None and key not in self.keys):
            raise Refused(401, NO_KEY)


def _basic(request: Request) -> tuple[str, str] | None:
    kind, _, packed = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    client, _, secret = b64decode(packed).decode("utf-8", "replace").partition(":")
    return client, secret


def _packed(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
