"""What is told of a profile. Pure."""

from msgspec import Struct

from watcher import facts as samples
from watcher.facts import PlayerFacts, RankChangeFacts


class RankMilestoneFacts(Struct, frozen=True, kw_only=True):
    """A player climbed past a round rank for the first time since the player is watched.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`). ranking: `global` or `country`.
    milestone: the best round rank that was passed; milestones: all that were, best first.
    rank_before, rank_after, pp: where the player stood and stands.
    """

    player: PlayerFacts
    mode: str
    ranking: str
    milestone: int
    milestones: tuple[int, ...]
    rank_before: int
    rank_after: int
    pp: float


class PpMilestoneFacts(Struct, frozen=True, kw_only=True):
    """A player reached a round number of pp for the first time since the player is watched.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`).
    milestone: the highest that was reached; milestones: all that were, highest first.
    pp, rank: where the player stands.
    """

    player: PlayerFacts
    mode: str
    milestone: int
    milestones: tuple[int, ...]
    pp: float
    rank: int | None


class CounterMilestoneFacts(Struct, frozen=True, kw_only=True):
    """A counter of the profile reached a round number.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`).
    counter: `play_count`, `play_hours`, `ranked_score`, `accuracy` (percent), `ss` or `s` (how many such grades).
    milestone: the number reached. value: what the counter shows.
    """

    player: PlayerFacts
    mode: str
    counter: str
    milestone: int
    value: float


class LevelUpFacts(Struct, frozen=True, kw_only=True):
    """A player reached a level.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`). level_before, level_after: whole levels.
    """

    player: PlayerFacts
    mode: str
    level_before: int
    level_after: int


class UnrankedFacts(Struct, frozen=True, kw_only=True):
    """A player has no rank any more, as happens to those who stop playing.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`). rank_before, pp: the last that were seen.
    """

    player: PlayerFacts
    mode: str
    rank_before: int
    pp: float


class RankedAgainFacts(Struct, frozen=True, kw_only=True):
    """A player who had lost the rank is back in the ranking.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`).
    rank_before: the last one before. rank_after, pp: where the player stands now. seconds: how long there was no rank.
    """

    player: PlayerFacts
    mode: str
    rank_before: int
    rank_after: int
    pp: float
    seconds: int


KINDS: dict[str, type[Struct]] = {
    "rank_change": RankChangeFacts,
    "rank_milestone": RankMilestoneFacts,
    "pp_milestone": PpMilestoneFacts,
    "counter_milestone": CounterMilestoneFacts,
    "level_up": LevelUpFacts,
    "unranked": UnrankedFacts,
    "ranked_again": RankedAgainFacts,
}

SAMPLES: dict[str, Struct] = {
    "rank_change": RankChangeFacts(
        player=samples.PLAYER,
        mode="osu",
        pp_before=7000.0,
        pp_after=7021.4,
        pp_change=21.4,
        rank_before=10_040,
        rank_after=9_998,
        rank_gain=42,
        country_rank_before=120,
        country_rank_after=119,
        country_rank_gain=1,
        best_ever=True,
    ),
    "rank_milestone": RankMilestoneFacts(
        player=samples.PLAYER,
        mode="osu",
        ranking="global",
        milestone=10_000,
        milestones=(10_000,),
        rank_before=10_040,
        rank_after=9_998,
        pp=7021.4,
    ),
    "pp_milestone": PpMilestoneFacts(
        player=samples.PLAYER, mode="osu", milestone=7000, milestones=(7000,), pp=7021.4, rank=9_998
    ),
    "counter_milestone": CounterMilestoneFacts(
        player=samples.PLAYER, mode="osu", counter="play_count", milestone=50_000, value=50_004
    ),
    "level_up": LevelUpFacts(player=samples.PLAYER, mode="osu", level_before=99, level_after=100),
    "unranked": UnrankedFacts(player=samples.PLAYER, mode="osu", rank_before=9_998, pp=7021.4),
    "ranked_again": RankedAgainFacts(
        player=samples.PLAYER, mode="osu", rank_before=9_998, rank_after=12_001, pp=7025.0, seconds=8_640_000
    ),
}
