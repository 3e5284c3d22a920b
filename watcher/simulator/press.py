"""What osu! publishes: articles and builds, deeds on a world at its present time."""

from typing import Any

from watcher.simulator.world import World

SEEN = ("news", "changelog")


def publish(world: World, title: str = "Autumn Cup: Finals") -> dict[str, Any]:
    """An article of the news."""
    number = 3000 + world.number("post")
    world.posts.append({"id": number, "at": world.now, "title": title, "slug": f"post-{number}", "author": "Sol"})
    world.truth.tell(world.now, "post", SEEN[:1], id=number)
    return {"id": number}


def release(world: World, stream: str = "lazer", changes: int = 3) -> dict[str, Any]:
    """A build of the game."""
    number = 9000 + world.number("build")
    world.builds.append({"id": number, "at": world.now, "stream": stream, "changes": changes})
    world.truth.tell(world.now, "build", SEEN[1:], id=number)
    return {"id": number}
