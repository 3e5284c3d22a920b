"""Two templates fail."""

from sightings import at

from watcher.osu.nouns import Misworded

FIRST = ()
NEW = (
    Misworded(server="bancho", kind="top_play", template="top_play-1", reason="KeyError: 'red'", found=at(0)),
    Misworded(server="bancho", kind="session", template="session-2", reason="it takes too long", found=at(60)),
)
