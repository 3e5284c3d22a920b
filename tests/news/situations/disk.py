"""The disk fills, fills on, is emptied a little, and then well; and a small one does."""

from sightings import at

from watcher.osu.nouns import Disk

MIB = 2**20


def left(seconds, free, size=20_000 * MIB):
    return Disk(server="bancho", folder="/var/lib/osu-watcher", asked=at(seconds), free=free, size=size)


FIRST = (left(0, 5000 * MIB), left(10, 150 * MIB))
NEW = (left(20, 99 * MIB), left(30, 10 * MIB), left(40, 150 * MIB), left(50, 200 * MIB), left(60, 4 * MIB, 100 * MIB))
