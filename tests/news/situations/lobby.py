"""A match is followed; then it is private."""

from sightings import SERVER, at, match

from watcher.osu.nouns import Unseen

FIRST = (match(asked=10),)
NEW = (Unseen(server=SERVER, subject="bancho/match/105", asked=at(20), reason="private"),)
