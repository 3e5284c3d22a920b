"""What both generations do alike about matches and rooms: how often to ask, when to leave, what is no answer. Pure."""

from collections.abc import Mapping

from watcher.osu.nouns import Answer, Match, Question, Unseen, UnseenReason

MINUTE = 60_000
LOBBY = 20_000
"""How long a lobby in which no game runs may rest (ms): a game is seen to begin in time to see its end at once."""
ASLEEP, ASLEEP_AFTER = MINUTE, 10 * MINUTE
PATIENCE = 6 * 60 * MINUTE
"""How long a lobby in which nothing happens is followed (ms), where nobody says otherwise."""
_REST: Mapping[UnseenReason, int] = {"missing": MINUTE, "private": 10 * MINUTE}
"""What may still change is asked for again; everything else never."""


def followed(seen: Match, question: Question, patience: int, *, bookmark: str = "") -> Answer:
    """What a look at a match or room brings home. One that ended, or in which nothing happened so long, is left."""
    quiet = seen.asked - seen.moved
    left = seen.ended is None and quiet > patience
    runs = any(game.ended is None and not game.aborted for game in seen.games)
    return Answer(
        sightings=[seen, *([_unseen(seen.server, question, seen.asked, "still", quiet)] if left else [])],
        bookmarks={question.subject: bookmark} if bookmark else {},
        over=(question.subject,) if left or seen.ended is not None else (),
        known=seen.asked,
        rest=0 if runs else LOBBY if quiet < ASLEEP_AFTER else ASLEEP,
    )


def unseen(server: str, question: Question, now: int, reason: UnseenReason) -> Answer:
    """What a look brings home that was shown nothing."""
    rest = _REST.get(reason, 0)
    sighting = _unseen(server, question, now, reason, 0)
    return Answer(sightings=[sighting], rest=rest, over=() if rest else (question.subject,))


def _unseen(server: str, question: Question, now: int, reason: UnseenReason, quiet: int) -> Unseen:
    return Unseen(server=server, subject=question.subject, asked=now, reason=reason, quiet=quiet)
