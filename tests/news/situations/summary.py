"""A profile, a play, and a profile the next morning."""

from sightings import play, profile

FIRST = (profile(0),)
NEW = (play(3, 280.0, 60), profile(120, pp=7010.0), profile(100_000, pp=7020.0, play_count=5031))
