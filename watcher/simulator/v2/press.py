"""`/news` and `/changelog`: the newest articles and builds. They need no token."""

from datetime import UTC, datetime
from typing import Any

from watcher.simulator.http import offset
from watcher.simulator.v2.ask import JSON, Ask, with_cursor

SHOWN = 12


def news(ask: Ask) -> JSON:
    """Twelve articles by default, the newest first."""
    limit = ask.request.integer("limit", SHOWN, 1, 21)
    rows = [_article(row) for row in ask.world.posts[::-1][:limit]]
    return {
        "news_posts": rows,
        "news_sidebar": None,
        "search": {"limit": limit, "sort": "published_desc"},
    } | with_cursor(None)


def _article(row: dict[str, Any]) -> JSON:
    return {
        "id": row["id"],
        "author": row["author"],
        "edit_url": f"https://github.com/ppy/osu-wiki/tree/master/news/{row['slug']}.md",
        "first_image": "/wiki/images/shared/news/banner.jpg",
        "first_image@2x": "/wiki/images/shared/news/banner@2x.jpg",
        "published_at": offset(row["at"]),
        "updated_at": offset(row["at"]),
        "slug": row["slug"],
        "title": row["title"],
        "preview": "Four teams are left.",
    }


def changelog(ask: Ask) -> JSON:
    """Twenty-one builds, the newest first, with what changed."""
    return {"streams": [], "builds": [_build(row) for row in ask.world.builds[::-1][:21]], "search": {"limit": 21}}


def _build(row: dict[str, Any]) -> JSON:
    version = f"{datetime.fromtimestamp(row['at'] / 1000, UTC):%Y.%-m%d}.0"
    return {
        "id": row["id"],
        "version": version,
        "display_version": version,
        "users": 0,
        "created_at": offset(row["at"]),
        "update_stream": {"id": 7, "name": row["stream"], "display_name": row["stream"].title(), "is_featured": True},
        "changelog_entries": [{"id": number, "title": "Fix something"} for number in range(row["changes"])],
    }
