"""A rank to be reached, and it is."""

from sightings import profile

FIRST = (profile(0),)
NEW = (profile(60, pp=7050.0, rank=9_999),)
