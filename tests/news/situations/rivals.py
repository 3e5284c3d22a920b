"""Two players; then the one behind makes a play, and both are looked at."""

from sightings import play, profile

FIRST = (profile(0), profile(5, user_id=3, username="Sol", pp=7010.0, rank=10_000))
NEW = (
    play(3, 380.0, 60),
    profile(70, pp=7020.0, rank=9_990),
    profile(75, user_id=3, username="Sol", pp=7010.0, rank=10_001),
)
