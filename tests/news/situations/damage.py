"""A store is set aside, and later another one."""

from sightings import at

from watcher.osu.nouns import Damage

FIRST = ()
NEW = (
    Damage(file="watcher.db.damaged-20260921T122640Z", server="bancho", found=at(0)),
    Damage(file="watcher.db.damaged-20260922T122640Z", server="bancho", found=at(86_400)),
)
