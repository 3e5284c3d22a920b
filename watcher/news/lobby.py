"""Lobbies: matches and rooms that can't be followed, or are followed no more. Each reason is said once."""

from collections.abc import Iterable, Sequence

from msgspec import Struct, structs

from watcher import words as say
from watcher.events import Cause, Event, Step
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Match, Unseen

VERSION = 1
OURS = True


class Memory(Struct, frozen=True):
    """Why the lobby was not shown when it was last asked for, empty where it was; and how often something was said.

    doubted: when it was not shown for the first time after it had been (ms UTC), 0 while it is.
    since: when the watch began (ms UTC). looked: whether there was a look.
    """

    reason: str = ""
    revision: int = 0
    doubted: int = 0
    since: int = 0
    looked: bool = True


def start(since: int) -> Memory:
    """What was over at `since` (ms UTC) is not followed."""
    return Memory(since=since, looked=False)


class LobbyUnseenFacts(Struct, frozen=True, kw_only=True):
    """A match or room is not followed.

    asked: its subject (`bancho/match/105019274`). lobby: what people call it. link: its page.
    reason: `missing` (unknown, or not there yet), `private`, `playlist` (a room without games), `over` (before the
    watch began), `still` (nothing happened in it for a long time). seconds: how long that is, 0 for other reasons.
    """

    asked: str
    lobby: str
    link: str
    reason: str
    seconds: int = 0


KINDS: dict[str, type[Struct]] = {"lobby_unseen": LobbyUnseenFacts}
DEFAULT = ("lobby_unseen",)
SAMPLES: dict[str, Struct] = {
    "lobby_unseen": LobbyUnseenFacts(
        asked="bancho/match/105",
        lobby="match 105",
        link="https://osu.ppy.sh/community/matches/105",
        reason="still",
        seconds=6 * 3600,
    )
}
DOUBTFUL = ("missing", "private")
"""What has to be seen twice of a lobby that was shown before: one answer may be wrong."""
_SAID = {
    "missing": ("is not there", "osu! knows no such lobby, or not yet. It is asked for again every minute."),
    "private": ("is private", "osu! shows it to nobody who is not in it. It is asked for again every ten minutes."),
    "playlist": ("is a playlist", "It has no games. Its leaderboard is looked at every five minutes."),
    "over": ("was over before the watch began", "What was played in it is not told."),
    "still": ("is followed no more", "It was not closed, but nothing happened in it for {span}."),
}


def concerned(seen: Match) -> Iterable[str]:
    """The lobby itself."""
    return (keys.lobby(seen),)


def asked_for(seen: Unseen) -> Iterable[str]:
    """The lobby that was asked for."""
    return (seen.subject,)


READS = {Match: concerned, Unseen: asked_for}


def diff(memory: Memory | None, seen: Match | Unseen, _now: int) -> Step:
    """Another reason than at the last look is news, the first one too. A lobby that is shown has none."""
    before = memory or start(seen.asked)
    if isinstance(seen, Match):
        early = not before.looked or before.reason == "over"
        reason = "over" if early and seen.ended is not None and seen.ended <= before.since else ""
        subject, quiet = keys.lobby(seen), 0
    else:
        reason, subject, quiet = seen.reason, seen.subject, seen.quiet
    if before.looked and not before.reason and reason in DOUBTFUL and before.doubted in {0, seen.asked}:
        return Step(structs.replace(before, doubted=seen.asked) if not before.doubted else memory)
    if before.looked and reason == before.reason and not before.doubted:
        return Step(memory)
    after = Memory(reason=reason, revision=before.revision + bool(reason), since=before.since)
    if not reason:
        return Step(after)
    return Step(after, (_event(subject, reason, quiet, after.revision, seen.asked),))


def _event(subject: str, reason: str, quiet: int, revision: int, asked: int) -> Event:
    number, room = keys.number(subject), keys.is_room(subject)
    return Event(
        key=f"lobby_unseen/{subject}/{revision}",
        kind="lobby_unseen",
        subject=f"{subject}/unseen",
        cause=Cause.OURS,
        happened=asked,
        facts=LobbyUnseenFacts(
            asked=subject,
            lobby=f"{'room' if room else 'match'} {number}",
            link=(say.room_link if room else say.match_link)(number),
            reason=reason,
            seconds=quiet // 1000,
        ),
    )


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    facts = events[0].facts
    assert isinstance(facts, LobbyUnseenFacts)
    title, body = _SAID[facts.reason]
    return Notification(
        title=f"{facts.lobby.capitalize()} {title}", body=body.format(span=say.span(facts.seconds)), url=facts.link
    )
