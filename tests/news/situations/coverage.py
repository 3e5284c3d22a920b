"""A hole in the feed."""

from sightings import at

from watcher.osu.nouns import Gap

FIRST = ()
NEW = (Gap(server="bancho", subject="bancho/feed", since=at(0), until=at(3600), reason="the cursor is too old"),)
