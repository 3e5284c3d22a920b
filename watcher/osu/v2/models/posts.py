"""What osu! itself publishes."""

from datetime import datetime
from typing import Any

from msgspec import field

from watcher.osu.v2.models.base import Model


class NewsPost(Model, frozen=True):
    """An article. `first_image` may be an address without a server in front."""

    id: int
    title: str
    slug: str
    published_at: datetime
    author: str = ""
    preview: str | None = None
    first_image: str | None = None


class NewsPosts(Model, frozen=True):
    """Articles, the newest first."""

    news_posts: list[NewsPost]


class UpdateStream(Model, frozen=True):
    """What a build is of: `lazer`, `stable40`, `web`; with a name for people."""

    name: str
    display_name: str | None = None


class Build(Model, frozen=True):
    """A build, with what changed in it."""

    id: int
    version: str
    created_at: datetime
    update_stream: UpdateStream
    display_version: str | None = None
    changelog_entries: list[dict[str, Any]] = field(default_factory=list)


class Changelog(Model, frozen=True):
    """Builds, the newest first."""

    builds: list[Build]
