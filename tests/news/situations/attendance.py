"""Two are there; then a third comes and one leaves."""

from sightings import SERVER, at

from watcher.osu.nouns import Attendance, Move


def seen(*moves, asked):
    return Attendance(
        server=SERVER,
        id=105,
        name="ACR: (Norway) vs (Japan)",
        asked=at(asked),
        room=False,
        closed=False,
        moves=tuple(Move(id=number, what=what, user_id=user, at=at(number)) for number, what, user in moves),
        names={2: "Mira", 3: "Sol", 4: "Kei"},
    )


FIRST = (seen((1, "joined", 2), (2, "joined", 3), (3, "host", 2), asked=10),)
NEW = (seen((20, "joined", 4), (21, "left", 3), asked=25), seen((20, "joined", 4), (21, "left", 3), asked=60))
