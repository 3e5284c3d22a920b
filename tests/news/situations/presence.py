"""A player who is away, then one who comes online."""

from sightings import at, profile

FIRST = (profile(0, online=False, visited=at(-86_400)),)
NEW = (profile(600, online=True, visited=at(590)),)
