"""How a player's activity sounds. Pure."""

import re
from collections.abc import Sequence
from typing import Any

from watcher import words as say
from watcher.events import Event
from watcher.news.activity.facts import MedalFacts, SupporterFacts
from watcher.notification import Notification

_SUPPORT = {
    "first": "{} is an osu! supporter now",
    "again": "{} supports osu! once again",
    "gift": "{} was given osu! supporter",
}


def notification(events: Sequence[Event]) -> Notification:
    """Who, and what."""
    facts: Any = events[0].facts
    name = say.player_name(facts.player)
    url, picture = say.player_link(facts.player.id), say.avatar_link(facts.player.id)
    if isinstance(facts, MedalFacts):
        return Notification(title=f"{name} got the medal {facts.medal}", url=url, picture=picture)
    if isinstance(facts, SupporterFacts):
        return Notification(title=_SUPPORT.get(facts.how, _SUPPORT["first"]).format(name), url=url, picture=picture)
    return Notification(title=f"{name}: something new", body=_in_words(facts.text), url=url, picture=picture)


def _in_words(text: str) -> str:
    """`mapperOfTheMonth` as people write it: API v2 has no sentence for what it tells, only a name."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).lower() if text.isidentifier() else text
