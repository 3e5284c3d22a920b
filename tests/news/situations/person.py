"""A player, then under another name."""

from sightings import profile

FIRST = (profile(0),)
NEW = (profile(60, username="Mirabel"),)
