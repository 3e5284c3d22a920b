"""A best list, then a play that enters it."""

from sightings import play, top_plays

FIRST = (top_plays(play(1, 300.0, -900), play(2, 250.0, -800), asked=1),)
NEW = (play(3, 280.0, 60),)
