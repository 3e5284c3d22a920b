"""A player is seen; then absent twice, and a third time when asked for alone."""

from sightings import at, profile

from watcher.osu.nouns import Absent


def absent(asked, *, alone=False):
    return Absent(server="bancho", user_id=2, asked=at(asked), alone=alone)


FIRST = (profile(0), absent(600))
NEW = (absent(1200), absent(1260, alone=True))
