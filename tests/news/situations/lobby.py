"""A match is followed; then it is private, as a second look bears out."""

from sightings import SERVER, at, match

from watcher.osu.nouns import Unseen

FIRST = (match(asked=10),)
NEW = tuple(Unseen(server=SERVER, subject="bancho/match/105", asked=at(asked), reason="private") for asked in (20, 620))
