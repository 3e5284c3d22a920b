"""A streak of six days, then one of seven."""

from sightings import SERVER, at

from watcher.osu.nouns import Daily

DAY = 86_400
MIDNIGHT = -51_200  # T is 14:13:20 of a day


def daily(asked, *, day=0, streak=6, best=9, **changes):
    """Seen `asked` seconds after the watch began; the last challenge that was passed is that of `day` days later."""
    passed = None if day is None else at(MIDNIGHT + day * DAY)
    more = {"user_id": 2, "username": "Mira", "country": "NO"} | changes
    return Daily(server=SERVER, asked=at(asked), day=passed, streak=streak, best=best, **more)


FIRST = (daily(0),)
NEW = (daily(DAY, day=1, streak=7),)
