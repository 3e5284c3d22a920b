"""A play of before the watch, then one worth much by somebody nobody watches."""

from sightings import play

FIRST = (play(3, 900.0, -60, user_id=77), play(4, 150.0, 10, user_id=78))
NEW = (play(5, 1024.5, 60, user_id=79),)
