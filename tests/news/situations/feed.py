"""Plays come for an hour, then none for twenty minutes, then some again; the feed is read once a minute."""

from sightings import at

from watcher.osu.nouns import Contact

MINUTE = 60


def read(asked, shown):
    """The feed as it was read at a time: up to when it showed plays, both in minutes."""
    return Contact(server="bancho", asked=at(asked * MINUTE), ok=True, shown=at(round(shown * MINUTE)))


FIRST = (*(read(minute, minute - 0.5) for minute in range(62)), *(read(minute, 60.5) for minute in range(62, 70)))
NEW = (*(read(minute, 60.5) for minute in range(70, 82)), read(82, 81.5))
