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


class RankStepFacts(Struct, frozen=True, kw_only=True):
    """A player climbed past a rank of one digit and zeros (9,000, 8,000 …) for the first time since watched.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`). step: the best that was passed.
    every: how far such steps lie apart there (1,000 for 9,000). rank_before, rank_after, pp: where the player stands.
    """

    player: PlayerFacts
    mode: str
    step: int
    every: int
    rank_before: int
    rank_after: int
    pp: float


class PpStepFacts(Struct, frozen=True, kw_only=True):
    """A player reached a full hundred of pp for the first time since the player is watched.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`). step: the highest that was reached.
    every: how round it is, the largest of 100, 200, 250, 500, 1,000, 5,000 and 10,000 that divides it.
    pp, rank: where the player stands.
    """

    player: PlayerFacts
    mode: str
    step: int
    every: int
    pp: float
    rank: int | None


class VariantChangeFacts(Struct, frozen=True, kw_only=True):
    """A player's pp or rank in osu!mania with one number of keys changed.

    mode: `mania`. keys: how many. pp_before, pp_after, pp_change; rank_before, rank_after, rank_gain: as of all of the
    mode; a rank of None is no rank.
    """

    player: PlayerFacts
    mode: str
    keys: int
    pp_before: float
    pp_after: float
    pp_change: float
    rank_before: int | None
    rank_after: int | None
    rank_gain: int | None


class CounterMilestoneFacts(Struct, frozen=True, kw_only=True):
    """A counter of the profile reached a round number.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`).
    counter: `play_count`, `play_hours`, `ranked_score`, `accuracy` (percent), `ss`, `s` or `a` (how many such grades).
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
    "rank_step": RankStepFacts,
    "pp_step": PpStepFacts,
    "variant_change": VariantChangeFacts,
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
    "rank_step": RankStepFacts(
        player=samples.PLAYER, mode="osu", step=9_000, every=1_000, rank_before=9_040, rank_after=8_998, pp=7321.4
    ),
    "pp_step": PpStepFacts(player=samples.PLAYER, mode="osu", step=7100, every=100, pp=7121.4, rank=9_998),
    "variant_change": VariantChangeFacts(
        player=samples.PLAYER,
        mode="mania",
        keys=4,
        pp_before=7000.0,
        pp_after=7021.4,
        pp_change=21.4,
        rank_before=540,
        rank_after=512,
        rank_gain=28,
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
