"""The clock is put right by a few seconds, then set back an hour, then on again."""

from sightings import at

from watcher.osu.nouns import ClockSet

FIRST = (ClockSet(server="bancho", asked=at(0), seconds=7),)
NEW = (
    ClockSet(server="bancho", asked=at(-3600), seconds=-3600),
    ClockSet(server="bancho", asked=at(60), seconds=3600),
)
