"""Persons: what belongs to a player in no mode in particular: the name, the team, groups, badges, support."""

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct, structs

from watcher import words as say
from watcher.events import Cause, Event, Step, is_outdated, numbered
from watcher.facts import PlayerFacts
from watcher.news.person.facts import (
    KINDS,
    SAMPLES,
    BadgeFacts,
    GroupFacts,
    RenamedFacts,
    SupporterOverFacts,
    TeamFacts,
)
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Card, Profile, Team

__all__ = ["KINDS", "SAMPLES"]
VERSION = 1
PERSONAL = True
DEFAULT = ("renamed", "group_change", "badge")


class Memory(Struct, frozen=True):
    """What was last seen of one player. None: never told so far. revision: how often there was news."""

    asked: int
    name: str
    team: Team | None = None
    groups: dict[str, str] | None = None
    badges: dict[str, str] | None = None
    supporter: bool | None = None
    revision: int = 0


def concerned(seen: Card | Profile) -> tuple[str]:
    """The player, in whatever mode."""
    return (keys.user(seen.server, seen.user_id),)


READS = {Card: concerned, Profile: concerned}
WHOLE = ("badge",)  # is on no card
NEEDS = {"team_change": "team", "group_change": "groups", "badge": "badges", "supporter_over": "supporter"}


def diff(memory: Memory | None, seen: Card | Profile, _now: int) -> Step:
    """What an answer does not tell stays as it was."""
    if memory is None:
        return Step(_seen(Memory(asked=seen.asked, name=seen.username), seen))
    if is_outdated(seen.asked, memory.asked):
        return Step(memory)
    after = _seen(memory, seen)
    found = [*_news(memory, after, PlayerFacts(id=seen.user_id, name=seen.username, country=seen.country))]
    if not found:
        return Step(memory if structs.replace(after, asked=memory.asked) == memory else after)
    events = [_event(kind, facts, seen, memory.revision + number) for number, (kind, facts) in enumerate(found, 1)]
    return Step(structs.replace(after, revision=memory.revision + len(found)), tuple(events))


def _seen(memory: Memory, seen: Card | Profile) -> Memory:
    return structs.replace(
        memory,
        asked=seen.asked,
        name=seen.username or memory.name,
        team=memory.team if seen.team is None else seen.team,
        groups=memory.groups if seen.groups is None else seen.groups,
        badges=memory.badges if seen.badges is None else seen.badges,
        supporter=memory.supporter if seen.supporter is None else seen.supporter,
    )


def _news(before: Memory, after: Memory, player: PlayerFacts) -> Iterator[tuple[str, Struct]]:
    if before.name and after.name != before.name:
        yield "renamed", RenamedFacts(player=player, name_before=before.name, name_after=after.name)
    if before.team and after.team and after.team.id != before.team.id:
        yield (
            "team_change",
            TeamFacts(player=player, team_before=before.team.name, team_after=after.team.name, team_id=after.team.id),
        )
    if before.groups is not None and after.groups is not None and after.groups.keys() != before.groups.keys():
        joined = tuple(one for one in after.groups if one not in before.groups)
        left = tuple(one for one in before.groups if one not in after.groups)
        names = tuple((after.groups | before.groups)[one] or one for one in (*joined, *left))
        yield "group_change", GroupFacts(player=player, joined=joined, left=left, names=names)
    if before.badges is not None:
        for picture, badge in (after.badges or {}).items():
            if picture not in before.badges:
                yield "badge", BadgeFacts(player=player, badge=badge, picture=picture)
    if before.supporter and not after.supporter:
        yield "supporter_over", SupporterOverFacts(player=player)


def _event(kind: str, facts: Struct, seen: Card | Profile, number: int) -> Event:
    return numbered(kind, concerned(seen)[0], number, cause=Cause.ACCOUNT, happened=seen.asked, facts=facts)


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    facts: Any = events[0].facts
    title, body = _said(facts, say.player_name(facts.player))
    return Notification(
        title=title, body=body, url=say.player_link(facts.player.id), picture=say.avatar_link(facts.player.id)
    )


def _said(facts: Any, name: str) -> tuple[str, str]:
    if isinstance(facts, RenamedFacts):
        return f"{facts.name_before} is now called {facts.name_after}", ""
    if isinstance(facts, BadgeFacts):
        return f"{name} got a badge", facts.badge
    if isinstance(facts, SupporterOverFacts):
        return f"{name} is no osu! supporter any more", ""
    if isinstance(facts, GroupFacts):
        joined = f"is now in {', '.join(facts.joined)}" if facts.joined else ""
        left = f"is no longer in {', '.join(facts.left)}" if facts.left else ""
        return f"{name} {', '.join(filter(None, (joined, left)))}", ", ".join(facts.names)
    if not facts.team_after:
        return f"{name} left the team {facts.team_before}", ""
    return f"{name} joined the team {facts.team_after}", f"Was in {facts.team_before}" if facts.team_before else ""
