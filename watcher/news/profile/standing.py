"""What is remembered of a profile, and how a look changes it. Pure."""

from collections.abc import Iterable

from msgspec import Struct, structs

from watcher.news.profile.milestones import counters
from watcher.osu import keys
from watcher.osu.nouns import Card, Play, Profile, Variant

EFFECT = 10 * 60_000  # a play that has not moved the profile by then will not
COUNTED = 5 * 60_000  # a play that ended so long before a profile that shows a gain has its share in it
PATIENCE = 60_000
"""How long a gain waits for the play that made it, and for the pp of that; by then a profile shows a play (ms)."""


class Memory(Struct, frozen=True):
    """What was last believed of one player in one mode. pp and ranks are kept while the player has no rank.

    best_…: the best seen, so that a milestone is told once; of the rank also what osu! says was the best ever.
    counters: the most seen of each. variants: the last seen of osu!mania by keys.
    ranked_score, graded: the last seen, `graded` being the number of plays with a grade of A or better.
    unranked: since when (ms UTC) the player has no rank, 0 with one. revision: how often there was news.
    play, play_pp, play_ended: the best play since the last gain, which explains the next one.
    glimpse: the rank on the last card that was worth a look at the profile, 0: none so far.
    explained: what ended up to then (ms UTC) explains no gain any more. held: since when (ms UTC) a gain waits for the
    play that made it, 0: none does.
    """

    asked: int = 0
    name: str = ""
    pp: float = 0.0
    rank: int | None = None
    country_rank: int | None = None
    level: int = 0
    best_pp: float = 0.0
    best_rank: int | None = None
    best_country_rank: int | None = None
    counters: dict[str, float] = {}
    unranked: int = 0
    revision: int = 0
    play: str = ""
    play_pp: float = 0.0
    play_ended: int = 0
    variants: dict[str, Variant] = {}
    glimpse: int | None = 0
    explained: int = 0
    held: int = 0
    ranked_score: int = 0
    graded: int = 0

    def lost_a_play(self, after: "Memory") -> bool:
        """Whether the profile shows that a play counts no more (osu-queue-score-statistics: RankedScoreProcessor).

        New values of known plays change neither number.
        """
        if not 0 < after.ranked_score <= self.ranked_score:  # it is not told, or something better was played
            return False
        return after.ranked_score < self.ranked_score or after.graded < self.graded


def glimpsed(memory: Memory, seen: Card) -> Memory:
    """The rank on this card was worth a look; once."""
    return structs.replace(memory, glimpse=seen.global_rank)


def explained(memory: Memory, plays: Iterable[Play]) -> Memory:
    """Remember the play of the most pp since the last gain, if it can still have an effect that was not seen.

    The last look will have shown what the plays well before it brought: any play since then comes before those.
    """
    since = max(memory.explained, memory.asked - EFFECT)
    worths = {
        (not _was_shown(memory, play.ended), worth, play.ended): play
        for play in plays
        if play.ended > since and (worth := _worth(play)) is not None
    }
    best = max(worths, default=None)
    if best is None or best[:2] < (not _was_shown(memory, memory.play_ended), memory.play_pp):
        return memory
    after = structs.replace(memory, play=keys.play(worths[best]), play_pp=best[1], play_ended=best[2])
    return memory if after == memory else after


def _worth(play: Play) -> float | None:
    """What a play may have brought; None for one that brings nothing. Unknown pp counts least, but may be it."""
    if not play.passed:
        return None
    named = play.score_id or play.legacy_score_id
    return 0.0 if play.may_be_worth and named else play.pp


def spent(memory: Memory) -> Memory:
    """The last profile shows a gain: what was played by then has its share in it, and explains no other one."""
    explained = max(memory.explained, memory.play_ended, memory.asked - COUNTED)
    return structs.replace(without_play(memory), explained=explained)


def without_play(memory: Memory) -> Memory:
    """There is no play that explains the next gain."""
    return structs.replace(memory, play="", play_pp=0.0, play_ended=0)


def is_premature(memory: Memory, seen: Profile) -> bool:
    """Whether this profile shows a gain by a play that was not seen yet, or not with its pp, and may be soon."""
    played = counters(seen).get("play_count", 0) > memory.counters.get("play_count", 0)
    gained = memory.rank is not None and seen.global_rank is not None and round(seen.pp - memory.pp, 2) > 0
    explained = memory.play_pp > 0 and not _is_over(memory, seen)
    waited = memory.held and not 0 <= seen.asked - memory.held < PATIENCE  # or the clock was set back
    return gained and played and not explained and not waited


def _was_shown(memory: Memory, ended: int) -> bool:
    """Whether the last look came so long after a play that it will have shown what that brought."""
    return ended + PATIENCE <= memory.asked


def _is_over(memory: Memory, seen: Profile) -> bool:
    """Whether the best play had its time to move the profile, and a look to show it."""
    return _was_shown(memory, memory.play_ended) and memory.play_ended + EFFECT <= seen.asked


def looked(memory: Memory, seen: Profile) -> Memory:
    """The new standing. Without a rank the last one is kept; so is the country rank where the answer has none."""
    if _is_over(memory, seen):
        memory = without_play(memory)
    memory = structs.replace(
        memory,
        asked=seen.asked,
        held=0,
        name=seen.username or memory.name,
        level=max(int(seen.level), memory.level),
        variants=memory.variants | seen.variants,
        ranked_score=seen.ranked_score,
        graded=sum(seen.grades.values()),
        counters=memory.counters | {n: max(v, memory.counters.get(n, 0)) for n, v in counters(seen).items()},
    )
    # v1 shows an inactive player with 0 pp and some old rank, v2 with 0 pp and no rank
    if seen.global_rank is None or seen.pp <= 0:
        return structs.replace(memory, unranked=memory.unranked or seen.asked)
    return structs.replace(
        memory,
        pp=seen.pp,
        rank=seen.global_rank,
        country_rank=seen.country_rank or memory.country_rank,
        best_pp=max(seen.pp, memory.best_pp),
        best_rank=_better(seen.global_rank, _better(seen.best_rank, memory.best_rank)),
        best_country_rank=_better(seen.country_rank, memory.best_country_rank),
        unranked=0,
    )


def _better(rank: int | None, other: int | None) -> int | None:
    known = [one for one in (rank, other) if one is not None]
    return min(known) if known else None


def former_best(before: Memory, after: Memory) -> int | None:
    """The best global rank but for the one just reached; what osu! says of earlier times counts."""
    if after.best_rank is not None and after.rank is not None and after.best_rank < after.rank:
        return after.best_rank
    return before.best_rank
