"""The feed of everybody's ranked plays: one cursor, re-read with an overlap, and honest about holes."""

from collections.abc import Iterable, Iterator
from typing import Protocol

import msgspec

from watcher.osu import keys
from watcher.osu.errors import TooOld
from watcher.osu.nouns import Answer, FollowUp, Gap, Play, Question
from watcher.osu.v2 import translation
from watcher.osu.v2.client import Client, Glance

OVERLAP_IDS = 1000
OVERLAP_EVERY = 60_000
NEARLY_FULL = 900
CACHED = 5000  # an empty answer would be repeated for so long (osu-web: ScoresController)
PROCESSED = 10_000  # a play without pp has it by then, mostly
BEHIND = "the feed no longer reaches back to where we stopped"
UNKNOWN = "each player's last day is asked for one by one; what is older, or beyond a hundred plays, stays unknown"
SETTLED = 10_000  # stable plays are listed some 5 s late (osu-queue-score-statistics: WatchScoresCommand)


class Bookmark(msgspec.Struct, frozen=True):
    """Where to go on. `id`: the newest seen. `looked`: when. `overlapped`: when a look last began behind it. ms UTC."""

    id: int
    looked: int
    overlapped: int


class Interest(Protocol):
    """Whose plays matter. The feed carries the whole world's; what nobody wants is never built."""

    def wants(self, user_id: int, ruleset_id: int, pp: float | None) -> bool:
        """Whether this player's play, in this mode, worth so much, is to be brought home."""
        ...


class Feed:
    """Looks at the feed."""

    def __init__(self, client: Client, server: str, interest: Interest) -> None:
        self._client = client
        self._server = server
        self._interest = interest

    async def ask(self, question: Question, now: int) -> Answer:
        """The concerned plays since the bookmark. Without one, or one that is too old: the newest page."""
        mark = _read(question.bookmark)
        if mark is None:
            page = await self._client.glance()
            return self._answer(question, page, None, now)
        overlaps = abs(now - mark.overlapped) >= OVERLAP_EVERY
        try:
            page = await self._client.glance(max(0, mark.id - OVERLAP_IDS) if overlaps else mark.id)
        except TooOld:
            return self._resumed(question, mark, await self._client.glance(), BEHIND, now)
        if overlaps and not len(page):  # nothing for so long: perhaps the cursor is not of this world
            head = await self._client.glance()
            if 0 < head.newest < mark.id:
                return self._resumed(question, mark, head, "the cursor lay ahead of the server", now)
        return self._answer(question, page, mark, now, overlaps=overlaps)

    def _resumed(self, question: Question, mark: Bookmark, page: Glance, reason: str, now: int) -> Answer:
        """Go on at the head, and say from when to when nothing is known. A page that reaches back leaves no hole."""
        answer = self._answer(question, page, None, now)
        oldest = translation.milliseconds(min(page.ends)) if page.ends else now
        if oldest > mark.looked:
            answer.missed = Gap(
                server=self._server,
                subject=question.subject,
                since=mark.looked,
                until=oldest,
                reason=f"{reason}; {UNKNOWN}",
            )
        answer.repair = "recent"
        return answer

    def _answer(
        self, question: Question, page: Glance, mark: Bookmark | None, now: int, *, overlaps: bool = True
    ) -> Answer:
        newest = page.newest
        reached = max(newest, mark.id if mark else 0)
        plays = translation.plays(page.plays(self._interest.wants), self._server)
        answer = Answer(
            sightings=[*plays],
            more=mark is not None and len(page) >= NEARLY_FULL and newest > mark.id,
            rest=0 if len(page) else CACHED,
            follow_ups=tuple(self._open(plays)),
        )
        if reached:
            overlapped = now if overlaps or mark is None else mark.overlapped
            answer.bookmarks[question.subject] = _write(Bookmark(reached, now, overlapped))
        if ends := page.ends:
            answer.known = translation.milliseconds(max(ends)) - SETTLED
        return answer

    def _open(self, plays: Iterable[Play]) -> Iterator[FollowUp]:
        """Plays that are listed before their pp is known."""
        for play in plays:
            if play.no_pp == "pending" and play.score_id:
                yield FollowUp("score", keys.score(self._server, play.score_id), PROCESSED)


def _read(bookmark: str) -> Bookmark | None:
    """None where there is no bookmark, or somebody else's."""
    try:
        return msgspec.json.decode(bookmark, type=Bookmark)
    except msgspec.DecodeError:
        return None


def _write(mark: Bookmark) -> str:
    return msgspec.json.encode(mark).decode()
