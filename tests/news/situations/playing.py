"""A profile, and two plays."""

from sightings import play, profile

FIRST = (profile(0),)
NEW = (play(3, 280.0, 60), play(4, 120.0, 600), profile(700, play_count=5031, pp=7010.0))
