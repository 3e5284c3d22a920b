"""What is news between two standings: one function per kind, listed in `NEWS`. Pure."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from watcher.events import Cause
from watcher.facts import PlayerFacts, RankChangeFacts
from watcher.news.profile.facts import (
    CounterMilestoneFacts,
    LevelUpFacts,
    PpMilestoneFacts,
    PpStepFacts,
    RankedAgainFacts,
    RankMilestoneFacts,
    RankStepFacts,
    UnrankedFacts,
    VariantChangeFacts,
)
from watcher.news.profile.milestones import (
    FINE_PP,
    PP_STEP,
    STEPS,
    fine_ranks_reached,
    ranks_reached,
    roundness,
    steps_reached,
)
from watcher.news.profile.standing import Memory, former_best
from watcher.osu import keys
from watcher.osu.nouns import Profile


class Change(Struct, frozen=True):
    """One piece of news. `key` is its identity where it has one of its own, else it is told by its revision."""

    kind: str
    cause: Cause
    facts: Struct
    key: str = ""
    about: str | None = None


def cause_of(before: Memory, after: Memory, seen: Profile) -> Cause:
    """Why the standing changed: a play that brought pp, one that is gone, new values of known plays, or the others.

    Of a play that is not seen yet, or shown nowhere, that more are counted has to do.
    """
    gained = round(after.pp - before.pp, 2)
    if gained > 0 and (after.play or _played_unseen(before, after, seen)):
        return Cause.PLAYED
    return _unplayed(before, after, gained)


def _played_unseen(before: Memory, after: Memory, seen: Profile) -> bool:
    """Whether more plays are counted; where every pass is shown sooner or later, one that raised the ranked score."""
    more = after.counters.get("play_count", 0) > before.counters.get("play_count", 0)
    return more and (seen.hides_plays or 0 < before.ranked_score < after.ranked_score)


def _unplayed(before: Memory, after: Memory, gained: float) -> Cause:
    """Why a standing changed by so much pp, if not by a play."""
    if not gained:
        return Cause.OTHERS
    return Cause.DECAY if gained < 0 and before.lost_a_play(after) else Cause.REVALUED


def rank_change(before: Memory, after: Memory, seen: Profile) -> Iterator[Change]:
    """Pp or a rank moved."""
    if before.rank is None or before.unranked or after.unranked:
        return
    pp_change = round(after.pp - before.pp, 2)
    if not pp_change and (before.rank, before.country_rank) == (after.rank, after.country_rank):
        return
    cause = cause_of(before, after, seen)
    facts = RankChangeFacts(
        player=_player(seen),
        mode=seen.mode.value,
        pp_before=before.pp,
        pp_after=after.pp,
        pp_change=pp_change,
        rank_before=before.rank,
        rank_after=after.rank,
        rank_gain=_gain(before.rank, after.rank),
        country_rank_before=before.country_rank,
        country_rank_after=after.country_rank,
        country_rank_gain=_gain(before.country_rank, after.country_rank),
        best_ever=after.rank == after.best_rank and after.rank != former_best(before, after),
    )
    play = after.play if cause is Cause.PLAYED else ""
    yield Change("rank_change", cause, facts, about=f"top_play/{play}" if play else None)


def _gain(before: int | None, after: int | None) -> int | None:
    return None if before is None or after is None else before - after


def rank_milestones(before: Memory, after: Memory, seen: Profile) -> Iterator[Change]:
    """The first time that a round rank is passed, in the world and in the country."""
    for ranking, best, old, new in (
        ("global", former_best(before, after), before.rank, after.rank),
        ("country", before.best_country_rank, before.country_rank, after.country_rank),
    ):
        passed = ranks_reached(best, new)
        if passed and old is not None and new is not None and not after.unranked:
            facts = RankMilestoneFacts(
                player=_player(seen),
                mode=seen.mode.value,
                ranking=ranking,
                milestone=passed[0],
                milestones=passed,
                rank_before=old,
                rank_after=new,
                pp=after.pp,
            )
            yield Change(
                "rank_milestone", cause_of(before, after, seen), facts, f"{_subject(seen)}/{ranking}/{passed[0]}"
            )


def pp_milestones(before: Memory, after: Memory, seen: Profile) -> Iterator[Change]:
    """The first time that a round number of pp is reached."""
    reached = steps_reached(before.best_pp, after.best_pp, PP_STEP)
    if before.rank is not None and reached:
        facts = PpMilestoneFacts(
            player=_player(seen),
            mode=seen.mode.value,
            milestone=reached[0],
            milestones=reached,
            pp=after.pp,
            rank=after.rank,
        )
        yield Change("pp_milestone", cause_of(before, after, seen), facts, f"{_subject(seen)}/{reached[0]}")


def rank_steps(before: Memory, after: Memory, seen: Profile) -> Iterator[Change]:
    """The first time that a rank of one digit and zeros is passed."""
    passed = fine_ranks_reached(former_best(before, after), after.rank)
    if passed and before.rank is not None and after.rank is not None and not after.unranked:
        facts = RankStepFacts(
            player=_player(seen),
            mode=seen.mode.value,
            step=passed[0],
            every=10 ** (len(str(passed[0])) - 1),
            rank_before=before.rank,
            rank_after=after.rank,
            pp=after.pp,
        )
        yield Change("rank_step", cause_of(before, after, seen), facts, f"{_subject(seen)}/{passed[0]}")


def pp_steps(before: Memory, after: Memory, seen: Profile) -> Iterator[Change]:
    """The first time that a full hundred of pp is reached; of several the roundest."""
    reached = steps_reached(before.best_pp, after.best_pp, FINE_PP)
    if before.rank is not None and reached:
        step = max(reached, key=lambda one: (roundness(one), one))
        facts = PpStepFacts(
            player=_player(seen),
            mode=seen.mode.value,
            step=step,
            every=roundness(step),
            pp=after.pp,
            rank=after.rank,
        )
        yield Change("pp_step", cause_of(before, after, seen), facts, f"{_subject(seen)}/{step}")


def variant_changes(before: Memory, after: Memory, seen: Profile) -> Iterator[Change]:
    """Pp or a rank moved in osu!mania with so many keys."""
    for name, new in seen.variants.items():
        old = before.variants.get(name)
        if old and old.pp and new.pp and (old.pp, old.rank) != (new.pp, new.rank):
            change = round(new.pp - old.pp, 2)
            facts = VariantChangeFacts(
                player=_player(seen),
                mode=seen.mode.value,
                keys=int(name.rstrip("k") or 0),
                pp_before=old.pp,
                pp_after=new.pp,
                pp_change=change,
                rank_before=old.rank,
                rank_after=new.rank,
                rank_gain=_gain(old.rank, new.rank),
            )
            cause = Cause.PLAYED if change > 0 and before.play else _unplayed(before, after, change)
            yield Change("variant_change", cause, facts, f"{_subject(seen)}/{name}/{after.revision + 1}")


def counter_milestones(before: Memory, after: Memory, seen: Profile) -> Iterator[Change]:
    """A counter reached a round number."""
    for counter, step in STEPS.items():
        if counter in before.counters:
            value = after.counters[counter]
            for milestone in steps_reached(before.counters[counter], value, step)[:1]:
                facts = CounterMilestoneFacts(
                    player=_player(seen), mode=seen.mode.value, counter=counter, milestone=milestone, value=value
                )
                yield Change("counter_milestone", Cause.PLAYED, facts, f"{_subject(seen)}/{counter}/{milestone}")


def level_up(before: Memory, after: Memory, seen: Profile) -> Iterator[Change]:
    """A level more. A profile that shows none (0) did not fall, so it does not rise again either."""
    if 0 < before.level < after.level:
        facts = LevelUpFacts(
            player=_player(seen), mode=seen.mode.value, level_before=before.level, level_after=after.level
        )
        yield Change("level_up", Cause.PLAYED, facts, f"{_subject(seen)}/{after.level}")


def presence(before: Memory, after: Memory, seen: Profile) -> Iterator[Change]:
    """The rank is gone, as for players who stopped, or there is one again."""
    if before.rank is None or bool(before.unranked) == bool(after.unranked):
        return
    who: dict[str, Any] = {"player": _player(seen), "mode": seen.mode.value, "rank_before": before.rank, "pp": after.pp}
    if after.unranked:
        yield Change("unranked", Cause.ACCOUNT, UnrankedFacts(**who))
    elif after.rank is not None:
        away = (seen.asked - before.unranked) // 1000
        yield Change("ranked_again", Cause.ACCOUNT, RankedAgainFacts(**who, rank_after=after.rank, seconds=away))


NEWS = (
    presence,
    rank_milestones,
    pp_milestones,
    rank_steps,
    pp_steps,
    rank_change,
    variant_changes,
    level_up,
    counter_milestones,
)
"""In the order in which they are told."""


def _subject(seen: Profile) -> str:
    return keys.player(seen.server, seen.mode, seen.user_id)


def _player(seen: Profile) -> PlayerFacts:
    return PlayerFacts(id=seen.user_id, name=seen.username, country=seen.country)
