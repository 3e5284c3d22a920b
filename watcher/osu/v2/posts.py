"""What osu! publishes: the newest articles of its news and builds of its changelog."""

from urllib.parse import urljoin

from watcher.osu.nouns import Answer, Post, Question
from watcher.osu.v2 import models, translation
from watcher.osu.v2.client import Client

SITE = "https://osu.ppy.sh"


class Posts:
    """Looks at what is published."""

    def __init__(self, client: Client, server: str) -> None:
        self._client = client
        self._server = server

    async def ask(self, _question: Question, now: int) -> Answer:
        """A page of each, oldest first."""
        articles = [self._article(one) for one in (await self._client.news()).news_posts]
        builds = [self._build(one) for one in (await self._client.changelog()).builds]
        ordered = sorted([*articles, *builds], key=lambda post: (post.published, post.id))
        return Answer(sightings=[*ordered], known=now)

    def _article(self, found: models.NewsPost) -> Post:
        return Post(
            server=self._server,
            id=found.id,
            title=found.title,
            published=translation.milliseconds(found.published_at),
            link=f"{SITE}/home/news/{found.slug}",
            author=found.author,
            preview=found.preview or "",
            picture=urljoin(SITE, found.first_image) if found.first_image else "",
        )

    def _build(self, found: models.Build) -> Post:
        stream = found.update_stream
        return Post(
            server=self._server,
            id=found.id,
            title=found.display_version or found.version,
            published=translation.milliseconds(found.created_at),
            link=f"{SITE}/home/changelog/{stream.name}/{found.version}",
            stream=stream.display_name or stream.name,
            changes=len(found.changelog_entries),
        )
