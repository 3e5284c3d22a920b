"""What can go wrong at osu!'s border, and what to do about it.

    OsuError
    ├─ Unavailable   try again later: network, timeout, 5xx, 429, a maintenance page, a body that can't be read
    │  └─ Malformed  the same, but the answer came and made no sense: nothing of it may be used
    ├─ Refused       no: wrong or revoked credentials, missing scope. A person must act
    │  └─ Forbidden  no, and it may be about this one thing: a private match
    ├─ NotFound      there is no such thing (or it is restricted: the API does not tell the difference)
    ├─ TooOld        the cursor lies too far back: resume at the head and report the gap
    ├─ Invalid       the server did not like the question (422 and other 4xx): a fault of ours
    └─ NotOffered    this API generation can't answer that; found by `watcher check`, before `watcher run`

No exception of httpx or msgspec leaves `watcher.osu`: each is translated at the door.
"""


class OsuError(Exception):
    """Anything that went wrong between us and osu!. The text is a sentence for people, without secrets."""


class Unavailable(OsuError):
    """Try again later, not before `retry_after` seconds where the server said so.

    `reason` is one word for logs and metrics: network, timeout, server, rate, malformed.
    """

    def __init__(self, message: str, *, reason: str = "network", retry_after: float | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.retry_after = retry_after


class Malformed(Unavailable):
    """The answer can't be read: truncated, HTML, wrong types. As good as no answer."""

    def __init__(self, message: str) -> None:
        super().__init__(message, reason="malformed")


class Refused(OsuError):
    """No, and asking again won't help until a person changes something."""


class Forbidden(Refused):
    """Not for us: the server knows who asks (403)."""


class NotFound(OsuError):
    """Nothing there, as far as we are shown."""


class TooOld(OsuError):
    """The feed's cursor is older than the server replays (10 000 000 ids, osu-web: ScoresController)."""


class Invalid(OsuError):
    """The server did not understand the question."""


class NotOffered(OsuError):
    """This API generation has no such question."""
