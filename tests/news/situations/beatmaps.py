"""A set that stands in the graveyard; then it is revived, nominated twice and so qualified, falls, and is updated."""

from sightings import beatmapset, map_event

FIRST = (beatmapset(asked=10, status=-2, submitted=-9_000, updated=-9_000),)
NEW = (
    beatmapset(asked=700, status=0, submitted=-9_000, updated=-9_000),
    map_event("nominated", 1_000, id=1, by=3, by_name="Sol"),
    map_event("nominated", 2_000, id=2, by=4, by_name="Vega"),
    map_event("qualified", 2_000, id=3),
    map_event("disqualified", 3_000, id=4, by=5, by_name="Rei", text="Unsnapped.", nominators=(3, 4)),
    beatmapset(asked=4_000, status=0, submitted=-9_000, updated=3_900),
)
