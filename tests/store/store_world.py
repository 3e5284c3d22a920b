"""Rows for tests of the store: an event, what a sink is owed of it, a look."""

from watcher.events import Look
from watcher.store import outbox

T = 1_790_000_000_000
SUBJECT = "bancho/osu/2"
MAP = "bancho/map/75"


def fact(key, subject=SUBJECT, **changes):
    row = {
        "key": key,
        "kind": "top_play",
        "subject": subject,
        "cause": "played",
        "happened": T,
        "noticed": T,
        "about": None,
        "version": 1,
        "facts": "{}",
        "source": "top_plays",
    }
    return row | changes


def debt(sink="phone", **changes):
    row = {"sink": sink, "watch": "friends", "due": T, "expires": T + 1_000_000, "awaits": None, "created": T}
    return row | changes


def add(tx, key, subject=SUBJECT, **changes):
    """A new event, as the store gives it back."""
    assert outbox.add_event(tx, fact(key, subject, **changes))
    return next(row for row in outbox.unrouted(tx, after=0, most=10_000) if row.key == key)


def owe(tx, key, subject=SUBJECT, sink="phone", *, about=None, **changes):
    """A new event that a sink is owed."""
    assert outbox.owe(tx, add(tx, key, subject, about=about), debt(sink, **changes))


def take(tx, sink="phone", now=T):
    """The next delivery of a sink, claimed, with the keys it tells."""
    claimed = outbox.claim(tx, sink, now, now + 1000)
    return claimed and (claimed, [row.key for row in outbox.events_of(tx, claimed.id)])


def look(question="profile", subject=SUBJECT, due=T, asker=""):
    return Look(question=question, subject=subject, due=due, asker=asker)
