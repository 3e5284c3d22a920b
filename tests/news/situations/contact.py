"""osu! answers, then it does not for ten minutes, then it does."""

from sightings import at

from watcher.osu.nouns import Contact


def contact(asked, reason=""):
    return Contact(server="bancho", asked=at(asked), ok=not reason, reason=reason)


FIRST = (contact(0),)
NEW = (contact(60, "502"), contact(360, "502"), contact(660, "502"), contact(700))
