"""What is remembered between two summaries. Pure."""

from typing import Self

from msgspec import Struct, structs

from watcher.osu.nouns import Play, Profile


class Mark(Struct, frozen=True, array_like=True):
    """How a player stood: when that was asked for (ms UTC), pp, rank, tries, accuracy (0–1), name, country."""

    asked: int
    pp: float
    rank: int | None
    tries: int
    accuracy: float
    name: str
    country: str

    @classmethod
    def of(cls, seen: Profile) -> "Mark":
        """What of a profile matters here."""
        return cls(seen.asked, seen.pp, seen.global_rank, seen.play_count, seen.accuracy, seen.username, seen.country)


class Span(Struct, frozen=True, array_like=True):
    """How a player stood at the last summary, and stands now."""

    before: Mark
    now: Mark


class Memory(Struct, frozen=True):
    """What must be remembered of who is summed up together.

    since: when they were summed up last, or first looked at (ms UTC). due: when the next summary is due. spans: by id.
    best: the play of the most pp since then. lists: whose list of best plays is asked for meanwhile.
    """

    subject: str
    since: int
    due: int
    spans: dict[int, Span] = {}
    best: Play | None = None
    lists: tuple[int, ...] = ()

    def looked(self, mark: Mark, user_id: int) -> Self:
        """The same after a look at one of them."""
        before = self.spans[user_id].before if user_id in self.spans else mark
        return structs.replace(self, spans={**self.spans, user_id: Span(before, mark)})

    def played(self, play: Play) -> Self:
        """The same after a play; the same object where it is no better one."""
        if not play.passed or not play.pp or play.ended <= self.since:
            return self
        if self.best is not None and (self.best.pp or 0.0) >= play.pp:
            return self
        return structs.replace(self, best=play)

    @property
    def is_whole(self) -> bool:
        """Whether everybody was looked at since the summary is due."""
        return all(span.now.asked >= self.due for span in self.spans.values())

    def told(self, now: int, due: int) -> Self:
        """The same after a summary. Who was not seen begins anew."""
        seen = {each: Span(span.now, span.now) for each, span in self.spans.items() if span.now.asked >= self.due}
        return structs.replace(self, since=now, due=due, spans=seen, best=None, lists=())
