"""Lists that stay as they are, then three that changed although nobody played."""

from sightings import stir

FIRST = (stir(0, lists={f"bancho/osu/{number}": False for number in range(2, 6)}),)
NEW = (stir(60, lists={f"bancho/osu/{number}": True for number in range(2, 5)}),)
