"""A best list, then a pass and a fail."""

from sightings import play, top_plays

FIRST = (play(9, 100.0, -60), top_plays(play(1, 300.0, -900), asked=1))
NEW = (play(3, 280.0, 60), play(4, None, 70, passed=False, grade="F", no_pp="none"))
