"""What both generations do alike about matches and rooms: how often to ask, when to leave, what is no answer."""

from collections.abc import Iterable, Mapping

from msgspec import structs

from watcher.osu import keys
from watcher.osu.nouns import Answer, Attendance, Match, Move, PlannedLook, Question, Standings, Unseen, UnseenReason

MINUTE = 60_000
PACE = 10_000
"""How often a lobby in which a game runs is asked for (ms), as the page of a match at osu! does."""
PLAYLIST = 5 * MINUTE
"""How often the leaderboard of a playlist is looked at (ms)."""
LISTS = MINUTE
"""How often it is asked which lobbies are open (ms)."""
LOBBY = 20_000
"""How long a lobby in which no game runs may rest (ms): a game is seen to begin in time to see its end at once."""
ASLEEP, ASLEEP_AFTER = MINUTE, 10 * MINUTE
PATIENCE = 6 * 60 * MINUTE
"""How long a lobby in which nothing happens is followed (ms), where nobody says otherwise."""
_REST: Mapping[UnseenReason, int] = {"missing": MINUTE, "private": 10 * MINUTE}
"""What may still change is asked for again; everything else never."""


class Crowd:
    """Spaces the looks at lobbies so that all of them together keep within so many requests a minute.

    Those that rest leave room to those in which a game runs: what counts is how often each wants to be asked for now.
    """

    def __init__(self, a_minute: float) -> None:
        self._a_minute = a_minute
        self._wants: dict[str, int] = {}

    def spaced(self, answer: Answer, subject: str) -> Answer:
        """The answer, to rest as long as the others need."""
        if subject in answer.over:
            self._wants.pop(subject, None)
            return answer
        wants = self._wants[subject] = max(PACE, answer.rest)
        crowd = sum(MINUTE / each for each in self._wants.values()) / self._a_minute
        return structs.replace(answer, rest=round(wants * crowd)) if crowd > 1 else answer

    def planned(self, subjects: Iterable[str]) -> list[PlannedLook]:
        """The looks at these lobbies, and how far apart they are while a game runs in each of them."""
        lobbies = list(subjects)
        apart = round(len(lobbies) * MINUTE / self._a_minute)
        crowded = apart if apart > PACE else 0
        return [
            PlannedLook(question=question(one), subject=one, every=PACE, cost=1, crowded=crowded) for one in lobbies
        ]


def question(subject: str) -> str:
    """What is asked of a lobby: `match` or `room`."""
    return "room" if keys.is_room(subject) else "match"


def followed(
    seen: Match, asked: Question, patience: int, *, bookmark: str = "", moves: tuple[Move, ...] | None = None
) -> Answer:
    """What a look at a match or room brings home. One that ended, or in which nothing happened so long, is left.

    moves: who came and went; None where that is not told.
    """
    quiet = seen.asked - seen.moved
    left = seen.ended is None and quiet > patience
    runs = any(game.ended is None and not game.aborted for game in seen.games)
    return Answer(
        sightings=[
            seen,
            *_attended(seen, moves),
            *([_unseen(seen.server, asked, seen.asked, "still", quiet)] if left else []),
        ],
        bookmarks={asked.subject: bookmark} if bookmark else {},
        over=(asked.subject,) if left or seen.ended is not None else (),
        known=seen.asked,
        rest=0 if runs else LOBBY if quiet < ASLEEP_AFTER else ASLEEP,
    )


def _attended(seen: Match, moves: tuple[Move, ...] | None) -> list[Attendance]:
    if moves is None:
        return []
    closed = seen.ended is not None
    attendance = Attendance(
        server=seen.server, id=seen.id, name=seen.name, asked=seen.asked, room=seen.room, closed=closed, moves=moves,
        names=seen.names,
    )  # fmt: skip
    return [attendance]


def standing(seen: Standings, asked: Question) -> Answer:
    """What a look at a playlist brings home: that it is one, and how it stands."""
    said = _unseen(seen.server, asked, seen.asked, "playlist", 0)
    return Answer(sightings=[said, seen], rest=PLAYLIST, over=(asked.subject,) if seen.ended is not None else ())


def unseen(server: str, asked: Question, now: int, reason: UnseenReason) -> Answer:
    """What a look brings home that was shown nothing."""
    rest = _REST.get(reason, 0)
    sighting = _unseen(server, asked, now, reason, 0)
    return Answer(sightings=[sighting], rest=rest, over=() if rest else (asked.subject,))


def _unseen(server: str, asked: Question, now: int, reason: UnseenReason, quiet: int) -> Unseen:
    return Unseen(server=server, subject=asked.subject, asked=now, reason=reason, quiet=quiet)
