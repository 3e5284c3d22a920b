"""Playlists: rooms without games. Who leads the leaderboard, who comes onto it or climbs, and how it ends."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from watcher import words as say
from watcher.events import Cause, Event, Step
from watcher.facts import PlayerFacts
from watcher.notification import Notification
from watcher.osu import keys
from watcher.osu.nouns import StandingRow, Standings

VERSION = 1
KEPT = 30 * 86_400_000
"""How long a lobby that nobody follows any more is remembered (ms)."""


class Memory(Struct, frozen=True):
    """The sums that were seen, best first: player's id → score. over: it has ended."""

    scores: dict[int, int] = {}
    over: bool = False


class PlaylistPlaceFacts(Struct, frozen=True, kw_only=True):
    """A player came onto the leaderboard of a playlist, or climbed on it by a better sum.

    room_id, room_name: of the playlist. place, before: the place now, and the one before (0: none).
    score: the sum of the best scores. accuracy: in percent. attempts: how many plays so far.
    """

    room_id: int
    room_name: str
    player: PlayerFacts
    place: int
    before: int
    score: int
    accuracy: float
    attempts: int


class PlaylistFirstFacts(PlaylistPlaceFacts, frozen=True, kw_only=True):
    """A player leads a playlist.

    room_id, room_name: of the playlist. place, before: the place now, and the one before (0: none).
    score: the sum of the best scores. accuracy: in percent. attempts: how many plays so far.
    margin: by how much the second is behind, 0 without one.
    """

    margin: int = 0


class PlaylistFinishedFacts(Struct, frozen=True, kw_only=True):
    """A playlist has ended.

    room_id, room_name: of the playlist. players: how many are on its leaderboard (fifty at most).
    first: the names of the best three. scores: their sums.
    """

    room_id: int
    room_name: str
    players: int
    first: tuple[str, ...]
    scores: tuple[int, ...]


KINDS: dict[str, type[Struct]] = {
    "playlist_first": PlaylistFirstFacts,
    "playlist_place": PlaylistPlaceFacts,
    "playlist_finished": PlaylistFinishedFacts,
}
DEFAULT = ("playlist_first", "playlist_finished")
_SAMPLE = {
    "room_id": 7,
    "room_name": "Weekly mix",
    "player": PlayerFacts(id=2, name="Mira", country="NO"),
    "score": 3_456_789,
    "accuracy": 98.76,
    "attempts": 4,
}
SAMPLES: dict[str, Struct] = {
    "playlist_first": PlaylistFirstFacts(**_SAMPLE, place=1, before=3, margin=12_345),  # type: ignore[arg-type]  # mypy reads a dict of mixed values as object
    "playlist_place": PlaylistPlaceFacts(**_SAMPLE, place=7, before=0),  # type: ignore[arg-type]  # as above
    "playlist_finished": PlaylistFinishedFacts(
        room_id=7, room_name="Weekly mix", players=23, first=("Mira", "Sol"), scores=(3_456_789, 3_444_444)
    ),
}


def concerned(seen: Standings) -> Iterable[str]:
    """The room itself."""
    return (keys.room(seen.server, seen.id),)


READS = {Standings: concerned}


def diff(memory: Memory | None, seen: Standings, _now: int) -> Step:
    """Who has a better sum and a better place than before; then the end."""
    after = Memory(scores={row.user_id: row.score for row in seen.rows}, over=seen.ended is not None)
    if memory is None or memory.over or after == memory:
        return Step(after if memory is None else memory)
    places = {user_id: place for place, user_id in enumerate(memory.scores, 1)}
    events = [
        _moved(seen, row, place, places.get(row.user_id, 0))
        for place, row in enumerate(seen.rows, 1)
        if row.score > memory.scores.get(row.user_id, 0) and place < places.get(row.user_id, place + 1)
    ]
    return Step(after, (*events, *([_finished(seen)] if after.over else [])))


def _moved(seen: Standings, row: StandingRow, place: int, before: int) -> Event:
    facts = PlaylistPlaceFacts(
        room_id=seen.id,
        room_name=seen.name,
        player=PlayerFacts(id=row.user_id, name=row.username),
        place=place,
        before=before,
        score=row.score,
        accuracy=round(row.accuracy * 100, 4),
        attempts=row.attempts,
    )
    which = f"/{row.user_id}/{row.score}"
    if place > 1:
        return _event("playlist_place", seen, which, facts)
    margin = row.score - seen.rows[1].score if len(seen.rows) > 1 else 0
    fields = {name: getattr(facts, name) for name in facts.__struct_fields__}
    return _event("playlist_first", seen, which, PlaylistFirstFacts(**fields, margin=margin))


def _finished(seen: Standings) -> Event:
    facts = PlaylistFinishedFacts(
        room_id=seen.id,
        room_name=seen.name,
        players=len(seen.rows),
        first=tuple(row.username or f"player {row.user_id}" for row in seen.rows[:3]),
        scores=tuple(row.score for row in seen.rows[:3]),
    )
    return _event("playlist_finished", seen, "", facts)


def _event(kind: str, seen: Standings, which: str, facts: Struct) -> Event:
    (subject,) = concerned(seen)
    return Event(
        key=f"{kind}/{subject}{which}",
        kind=kind,
        subject=subject,
        cause=Cause.PLAYED,
        happened=seen.ended or seen.asked,
        facts=facts,
    )


def words(events: Sequence[Event]) -> Notification:
    """Say it."""
    facts = events[0].facts
    if isinstance(facts, PlaylistFinishedFacts):
        best = [
            f"{place}. {name} {say.number(score)}"
            for place, (name, score) in enumerate(zip(facts.first, facts.scores, strict=True), 1)
        ]
        return Notification(
            title=f"{facts.room_name} is over: {say.plural(facts.players, 'player')}",
            body=", ".join(best),
            url=say.room_link(facts.room_id),
        )
    assert isinstance(facts, PlaylistPlaceFacts)
    came = f"from {say.rank(facts.before)}" if facts.before else "new on the leaderboard"
    ahead = f" · {say.number(facts.margin)} ahead" if isinstance(facts, PlaylistFirstFacts) and facts.margin else ""
    played = say.plural(facts.attempts, "play")
    does = "leads" if facts.place == 1 else f"is {say.rank(facts.place)} in"
    return Notification(
        title=f"{say.player_name(facts.player)} {does} {facts.room_name}",
        body=f"{say.number(facts.score)} · {say.accuracy(facts.accuracy)} · {played}{ahead}\n{came}",
        url=say.room_link(facts.room_id),
    )
