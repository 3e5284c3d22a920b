"""Posts: what osu! itself publishes, articles of its news and builds of its changelog."""

from collections.abc import Sequence

from msgspec import Struct, structs

from watcher import words as say
from watcher.events import Cause, Event, Step
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Post

VERSION = 1
DEFAULT = ()
MOST_KNOWN = 200
LONGEST_TITLE, LONGEST_PREVIEW = 100, 300


class Memory(Struct, frozen=True):
    """What was published up to `since` (ms UTC) is never news, and what is `known` by its key was told."""

    since: int
    known: tuple[str, ...] = ()


class NewsPostFacts(Struct, frozen=True, kw_only=True):
    """An article of osu!'s news.

    title, author, preview: as osu! has them. link: its page. picture: an address, empty without one.
    """

    title: str
    author: str
    preview: str
    link: str
    picture: str = ""


class ChangelogBuildFacts(Struct, frozen=True, kw_only=True):
    """A build of the game or the site.

    stream: what it is of, as people say it (`Lazer`). version: its name. changes: how many. link: its page.
    """

    stream: str
    version: str
    changes: int
    link: str


KINDS: dict[str, type[Struct]] = {"news_post": NewsPostFacts, "changelog_build": ChangelogBuildFacts}
WORLD = tuple(KINDS)
SAMPLES: dict[str, Struct] = {
    "news_post": NewsPostFacts(
        title="Autumn Cup: Finals",
        author="Sol",
        preview="Four teams are left.",
        link="https://osu.ppy.sh/home/news/2026-11-20-autumn-cup-finals",
    ),
    "changelog_build": ChangelogBuildFacts(
        stream="Lazer", version="2026.1120.0", changes=31, link="https://osu.ppy.sh/home/changelog/lazer/2026.1120.0"
    ),
}


def concerned(seen: Post) -> tuple[str]:
    """Who publishes: osu! itself."""
    return (keys.site(seen.server),)


READS = {Post: concerned}


def start(since: int) -> Memory:
    """What was published up to `since` (ms) will not be news."""
    return Memory(since=since)


def diff(memory: Memory | None, seen: Post, now: int) -> Step:
    """What was not there before is news."""
    memory = memory or start(now)
    kind = "changelog_build" if seen.stream else "news_post"
    key = f"{kind}/{concerned(seen)[0]}/{seen.id}"
    if seen.published <= memory.since or key in memory.known:
        return Step(memory)
    facts: Struct
    if seen.stream:
        facts = ChangelogBuildFacts(stream=seen.stream, version=seen.title, changes=seen.changes, link=seen.link)
    else:
        facts = NewsPostFacts(
            title=seen.title, author=seen.author, preview=seen.preview, link=seen.link, picture=seen.picture
        )
    event = Event(
        key=key,
        kind=kind,
        subject=concerned(seen)[0],
        cause=Cause.PLAYED,
        happened=seen.published,
        facts=facts,
    )
    return Step(structs.replace(memory, known=(*memory.known, key)[-MOST_KNOWN:]), (event,))


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    facts = events[0].facts
    if isinstance(facts, ChangelogBuildFacts):
        changes = say.plural(facts.changes, "change")
        title = f"osu! {facts.stream} {facts.version}"
        return Notification(
            title=say.short(title, LONGEST_TITLE), body=changes if facts.changes else "", url=facts.link
        )
    assert isinstance(facts, NewsPostFacts)
    by = f"by {facts.author}" if facts.author else ""
    return Notification(
        title=say.short(f"osu! news: {facts.title}", LONGEST_TITLE),
        body="\n".join(filter(None, (say.short(facts.preview, LONGEST_PREVIEW), by))),
        url=facts.link,
        picture=facts.picture,
    )
