"""What can go wrong with API v1, within the tree of `watcher.osu.errors`.

OsuError
├─ HTTPError    the last answer after all retries; `code` 0 where none came. 401: the key is wrong. 429, 5xx: later
├─ Malformed    no answer that could be read, after all retries: later
├─ NotFound     no such match, no such replay
└─ Unavailable  more than ten replays within a minute: after `retry_after` seconds
"""

from watcher.osu.errors import OsuError


class HTTPError(OsuError):
    """An answer other than 200, after all retries.

    code: the HTTP status; 0 where no answer came; 200 where the body was an error instead of what was asked for.
    reason: the words next to the status, or what went wrong with the connection.
    body: what the server said. The API key is cut out of it.
    retry_after: seconds the server asked us to wait, if it did.
    """

    def __init__(self, code: int, reason: str, body: str, *, retry_after: float | None = None) -> None:
        super().__init__(code, reason, body)
        self.code = code
        self.reason = reason
        self.body = body
        self.retry_after = retry_after

    def __str__(self) -> str:
        said = f"{self.code} {self.reason}" if self.code else self.reason
        return f"{said}: {self.body[:200]}" if self.body else said
