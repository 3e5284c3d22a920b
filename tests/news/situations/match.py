"""A room in mid-match, then a finished game, then the end."""

from sightings import at, game, match, result

ONE = game(1, result(2, 500_000, "red"), result(3, 400_000, "blue"), started=at(-500), ended=-100)
TWO = game(2, result(2, 300_000, "red"), result(3, 400_000, "blue"), ended=800)

FIRST = (match(ONE, game(2, started=at(-10), ended=None), asked=700),)
NEW = (match(ONE, TWO, asked=810), match(ONE, TWO, asked=900, ended=890))
