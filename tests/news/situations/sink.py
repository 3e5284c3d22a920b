"""A sink takes messages, then nothing for a quarter of an hour, then messages again; later it is gone."""

from sightings import at

from watcher.osu.nouns import SinkAnswer


def answered(seconds, reason="", *, lasting=False):
    return SinkAnswer(server="bancho", sink="club", asked=at(seconds), ok=not reason, reason=reason, lasting=lasting)


FIRST = (answered(0), answered(10, "server: 503"), answered(20))
NEW = (
    answered(60, "server: 503"),
    answered(300, "server: 503"),
    answered(660, "network: connection refused"),
    answered(960),
    answered(2000, "gone: 404 Not Found", lasting=True),
)
