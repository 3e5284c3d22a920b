"""An article of the time before the watch; then another, and a build."""

from sightings import SERVER, at

from watcher.osu.nouns import Post


def post(number, published, **more):
    link = f"https://osu.ppy.sh/home/news/{number}"
    return Post(server=SERVER, id=number, title="Cup", published=at(published), link=link, **more)


FIRST = (post(1, -600),)
NEW = (post(2, 600, author="Sol", preview="Four teams are left."), post(3, 700, stream="Lazer", changes=3))
