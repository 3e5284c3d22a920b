"""The store is deleted twice, replaced by another file, and can't be used for a while."""

from sightings import at

from watcher.osu.nouns import StoreTrouble


def trouble(what, over, **details):
    return StoreTrouble(server="bancho", what=what, over=at(over), **details)


FIRST = ()
NEW = (
    trouble("deleted", 10, file="watcher.db"),
    trouble("deleted", 600, file="watcher.db"),
    trouble("replaced", 700, file="watcher.db.replaced-20260921T122640Z"),
    trouble("back", 900, since=at(800), reason="watcher.db can't be used now (disk I/O error)"),
)
