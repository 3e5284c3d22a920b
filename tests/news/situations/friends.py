"""The best lists of two players, then one of them passes the other on a map."""

from sightings import play, top_plays

FIRST = (
    top_plays(play(1, 300.0, -900), asked=1),
    top_plays(play(1, 310.0, -800, user_id=3), play(2, 200.0, -700, user_id=3), asked=2),
)
NEW = (play(1, 312.3, 60),)
