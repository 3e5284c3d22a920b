"""Accounts: a player who can't be seen any more, restricted or deleted, and one who is back.

osu! leaves such players out of its answers, as it does by a slip: it counts once they were absent twice, and then asked
for alone. The watch goes on, and so does everything that is remembered.
"""

from collections.abc import Sequence

from msgspec import Struct, structs

from watcher import facts as samples
from watcher import words as say
from watcher.events import Cause, Event, Look, Step, is_outdated, numbered
from watcher.facts import PlayerFacts
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import Absent, Card, Mode, Profile

VERSION = 1
NAME = "account"
PERSONAL = True
DEFAULT: tuple[str, ...] = ()
ADMIN = ("account_gone", "account_back")  # the admin hears of them where nobody asks for them

TWICE = 2
AGAIN = 60_000
"""How long after the second absence the player is asked for alone (ms)."""


class Memory(Struct, frozen=True):
    """What must be remembered of one player, once they were absent.

    asked: the last answer that told something. misses: absent so often in a row, since `since` (ms UTC). gone: that was
    told. revision: how often.
    """

    asked: int
    since: int
    misses: int = 0
    gone: bool = False
    revision: int = 0


class AccountGoneFacts(Struct, frozen=True, kw_only=True):
    """A player can't be seen at osu! any more: restricted or deleted, which osu! does not tell apart.

    since: when the player was first missed (ms UTC).
    """

    player: PlayerFacts
    since: int


class AccountBackFacts(Struct, frozen=True, kw_only=True):
    """A player who could not be seen is there again.

    seconds: how long the player was not to be seen.
    """

    player: PlayerFacts
    seconds: int


KINDS: dict[str, type[Struct]] = {"account_gone": AccountGoneFacts, "account_back": AccountBackFacts}
SAMPLES: dict[str, Struct] = {
    "account_gone": AccountGoneFacts(player=samples.PLAYER, since=1_790_000_000_000),
    "account_back": AccountBackFacts(player=samples.PLAYER, seconds=259_200),
}


def concerned(seen: Absent | Card | Profile) -> tuple[str]:
    """The player, in whatever mode."""
    return (keys.user(seen.server, seen.user_id),)


READS = {Absent: concerned, Card: concerned, Profile: concerned}


def diff(memory: Memory | None, seen: Absent | Card | Profile, now: int) -> Step:
    """Absences are counted; being seen ends them. Of who was never absent there is nothing to remember."""
    if memory is not None and is_outdated(seen.asked, memory.asked):
        return Step(memory)
    if isinstance(seen, Absent):
        return _absent(memory or Memory(asked=seen.asked, since=seen.asked), seen, now)
    return _present(memory, seen) if memory and memory.misses else Step(memory)


def _absent(memory: Memory, seen: Absent, now: int) -> Step:
    if memory.gone:
        return Step(memory)
    since = memory.since if memory.misses else seen.asked
    after = structs.replace(memory, asked=seen.asked, since=since, misses=memory.misses + 1)
    if seen.alone and memory.misses >= TWICE:
        after = structs.replace(after, gone=True, revision=memory.revision + 1)
        facts = AccountGoneFacts(player=PlayerFacts(id=seen.user_id), since=since)
        return Step(after, (_event("account_gone", seen, after, facts),))
    alone = keys.player(seen.server, Mode.OSU, seen.user_id)
    look = Look(question="player", subject=alone, due=now + AGAIN, asker=NAME)
    return Step(after, (), (look,) if after.misses >= TWICE else ())


def _present(memory: Memory, seen: Card | Profile) -> Step:
    after = structs.replace(memory, asked=seen.asked, misses=0, gone=False)
    if not memory.gone:
        return Step(after)
    player = PlayerFacts(id=seen.user_id, name=seen.username, country=seen.country)
    facts = AccountBackFacts(player=player, seconds=(seen.asked - memory.since) // 1000)
    return Step(after, (_event("account_back", seen, memory, facts),))


def _event(kind: str, seen: Absent | Card | Profile, memory: Memory, facts: Struct) -> Event:
    number = memory.revision
    return numbered(kind, concerned(seen)[0], number, cause=Cause.ACCOUNT, happened=seen.asked, facts=facts)


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    facts = events[0].facts
    assert isinstance(facts, AccountGoneFacts | AccountBackFacts)
    name, link = say.player_name(facts.player), say.player_link(facts.player.id)
    if isinstance(facts, AccountBackFacts):
        return Notification(title=f"{name} is back at osu!", body=f"Not seen for {say.span(facts.seconds)}", url=link)
    body = f"Restricted or deleted; not seen since {say.moment(facts.since)}\nThe watch goes on, should they come back"
    return Notification(title=f"{name} can't be seen at osu! any more", body=body, url=link)
