"""The challenge of the day on which the watch began, then that of the next."""

from sightings import SERVER, at, beatmap

from watcher.osu.nouns import Challenge, Mod, Mode


def challenge(number, opens, **changes):
    """Opens so many seconds after the watch began, for a day."""
    more = {"mode": Mode.OSU, "beatmap": beatmap(number), "mods": (Mod("HD"),)} | changes
    return Challenge(server=SERVER, id=number, opens=at(opens), closes=at(opens + 86_400), **more)


FIRST = (challenge(1, -51_000),)
NEW = (challenge(2, 35_500),)
