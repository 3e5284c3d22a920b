"""The config is spoiled, spoiled otherwise, and repaired."""

from sightings import at

from watcher.osu.nouns import ConfigRead

FIRST = ()
NEW = (
    ConfigRead(server="bancho", asked=at(0), mistakes=("config.yaml:3:1: osu: is missing",)),
    ConfigRead(server="bancho", asked=at(10), mistakes=("config.yaml:4:1: sinks: is missing",)),
    ConfigRead(server="bancho", asked=at(20)),
)
