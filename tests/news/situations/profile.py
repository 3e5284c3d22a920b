"""A standing, then a better one after a play."""

from sightings import play, profile

FIRST = (profile(0),)
NEW = (play(3, 280.0, 60), profile(70, pp=7010.0, rank=9_990))
