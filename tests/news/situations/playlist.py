"""A playlist with two players; the second takes the lead; then it ends."""

from sightings import SERVER, at

from watcher.osu.nouns import StandingRow, Standings

NAMES = {2: "Mira", 3: "Sol", 4: "Kei"}


def standings(*rows, asked, ended=None):
    return Standings(
        server=SERVER,
        id=7,
        name="Weekly mix",
        asked=at(asked),
        ended=None if ended is None else at(ended),
        rows=tuple(
            StandingRow(user_id=user, username=NAMES[user], score=score, accuracy=0.97, attempts=3)
            for user, score in rows
        ),
    )


FIRST = (standings((2, 900), (3, 800), asked=10),)
NEW = (
    standings((3, 1000), (2, 900), (4, 5), asked=300),
    standings((3, 1000), (2, 900), (4, 5), asked=900, ended=880),
)
