"""What osu! publishes: the newest articles of its news and builds of its changelog. Needs neither key nor token.

GET /api/v2/news, GET /api/v2/changelog  (osu-web: tests/api_routes.json, they want no scope)
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urljoin

import msgspec
from msgspec import Raw, Struct, field

from watcher.osu.errors import Malformed
from watcher.osu.http import IN_FLIGHT, UNREADABLE, Budget, Priority, client, exchange, httpx, judged
from watcher.osu.nouns import Answer, Plan, PlannedLook, Post, Question
from watcher.osu.unknown import say_once

EVERY = 30 * 60_000
"""How often it is asked (ms): two requests."""
SITE = "https://osu.ppy.sh"
T = TypeVar("T")


class Article(Struct, frozen=True):
    """An article of the news. `first_image` may be an address without a server in front."""

    id: int
    title: str
    slug: str
    published_at: datetime
    author: str = ""
    preview: str | None = None
    first_image: str | None = None


class Stream(Struct, frozen=True):
    """What a build is of: `lazer`, `stable40`, `web`; with a name for people."""

    name: str
    display_name: str | None = None


class Build(Struct, frozen=True):
    """A build of the changelog, with what changed in it."""

    id: int
    version: str
    created_at: datetime
    update_stream: Stream
    display_version: str | None = None
    changelog_entries: list[dict[str, Any]] = field(default_factory=list)


class Posts:
    """Looks at what is published at this url (`https://osu.ppy.sh`). What can't be read is set aside and logged."""

    def __init__(
        self,
        url: str,
        server: str,
        *,
        budget: Budget,
        patience: float = IN_FLIGHT,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._http = client({"Accept": "application/json"}, patience=patience, transport=transport)
        self._url = f"{url.rstrip('/')}/api/v2"
        self._server = server
        self._budget = budget
        self._patience = patience

    async def ask(self, _question: Question, now: int) -> Answer:
        """The newest of each, a dozen articles and 21 builds, oldest first. Raises OsuError."""
        articles = [self._article(one) for one in await self._list("news", "news_posts", Article)]
        builds = [self._build(one) for one in await self._list("changelog", "builds", Build)]
        ordered = sorted([*articles, *builds], key=lambda post: (post.published, post.id))
        return Answer(sightings=[*ordered], known=now)

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.aclose()

    async def _list(self, path: str, name: str, type_: type[T]) -> list[T]:
        request = self._http.build_request("GET", f"{self._url}/{path}")
        response, text = await exchange(
            self._http, request, self._budget, priority=Priority.SWEEP, patience=self._patience
        )
        try:
            rows = msgspec.json.decode(judged(response, text, self._budget), type=dict[str, Raw])
            found = _each(msgspec.json.decode(rows[name], type=list[Raw]), type_)
        except (*UNREADABLE, KeyError) as error:
            raise Malformed(f"osu!'s {path} can't be read: {error}") from error
        return found

    def _article(self, found: Article) -> Post:
        return Post(
            server=self._server,
            id=found.id,
            title=found.title,
            published=_milliseconds(found.published_at),
            link=f"{SITE}/home/news/{found.slug}",
            author=found.author,
            preview=found.preview or "",
            picture=urljoin(SITE, found.first_image) if found.first_image else "",
        )

    def _build(self, found: Build) -> Post:
        stream = found.update_stream
        return Post(
            server=self._server,
            id=found.id,
            title=found.display_version or found.version,
            published=_milliseconds(found.created_at),
            link=f"{SITE}/home/changelog/{stream.name}/{found.version}",
            stream=stream.display_name or stream.name,
            changes=len(found.changelog_entries),
        )


def plan(posts: Posts | None, subjects: Sequence[str]) -> Plan:
    """The looks that cover it, where something is published."""
    if subjects and posts is None:
        return Plan(not_offered=["only osu! itself publishes news and a changelog"])
    return Plan(looks=[PlannedLook(question="posts", subject=one, every=EVERY, cost=2) for one in subjects])


def _each(rows: list[Raw], type_: type[T]) -> list[T]:
    """The rows that can be read. Raises Malformed where there are some and none can."""
    found = []
    for row in rows:
        try:
            found.append(msgspec.json.decode(row, type=type_))
        except msgspec.ValidationError as error:
            say_once(f"one {type_.__name__.lower()} is set aside, {error}")
    if rows and not found:
        raise Malformed(f"no {type_.__name__.lower()} in osu!'s answer can be read")
    return found


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
