"""What is told of a best list: a play that entered it, and how it differs from what was believed. Pure."""

from collections.abc import Sequence

from msgspec import Struct

from watcher import facts as samples
from watcher.events import Cause, Event
from watcher.facts import MapFacts, PlayerFacts, PlayFacts
from watcher.news.top_plays.shadow import Difference, Entry, Row, Rows, worth
from watcher.osu import keys
from watcher.osu.nouns import Play, TopPlays


class TopPlayFacts(Struct, frozen=True, kw_only=True):
    """A play that entered the player's best plays.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`).
    place: its place in the list, 1 is the best.
    gain: pp gained in total by the play; None where it can't be known (the list came after the play).
    replaced_pp: pp of the player's play on the same map that it replaced; None if there was none in the list.
    """

    player: PlayerFacts
    mode: str
    map: MapFacts
    play: PlayFacts
    place: int
    gain: float | None
    replaced_pp: float | None = None


class TopPlayCorrectedFacts(Struct, frozen=True, kw_only=True):
    """A top play that was told, and is not what it was told to be.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`).
    pp_before, place_before: as it was told.
    pp_after, place_after: as the server's list has it; None if it is not there.
    """

    player: PlayerFacts
    mode: str
    map: MapFacts
    pp_before: float
    place_before: int
    pp_after: float | None
    place_after: int | None


class TopPlaysChangedFacts(Struct, frozen=True, kw_only=True):
    """A best list changed without a play. One event for each cause, however many rows it concerns.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`).
    count: how many rows.
    map: of the highest of these rows; pp_before, pp_after, place_before, place_after: of that row, None where it
    was not in the list, or is not.
    worth: how much pp the whole list gained in total, by all causes together.
    since: when the list was looked at before that (ms UTC): it happened after then.
    """

    player: PlayerFacts
    mode: str
    map: MapFacts
    count: int
    pp_before: float | None
    pp_after: float | None
    place_before: int | None
    place_after: int | None
    worth: float
    since: int = 0


SAMPLES: dict[str, Struct] = {
    "top_play": TopPlayFacts(
        player=samples.PLAYER, mode="osu", map=samples.MAP, play=samples.PLAY, place=3, gain=21.4, replaced_pp=389.5
    ),
    "top_play_corrected": TopPlayCorrectedFacts(
        player=samples.PLAYER,
        mode="osu",
        map=samples.MAP,
        pp_before=412.3,
        place_before=3,
        pp_after=398.1,
        place_after=5,
    ),
    "top_plays_changed": TopPlaysChangedFacts(
        player=samples.PLAYER,
        mode="osu",
        map=samples.MAP,
        count=12,
        pp_before=412.3,
        pp_after=398.1,
        place_before=3,
        place_after=5,
        worth=-61.2,
        since=1_789_990_000_000,
    ),
}


def entered(play: Play, entry: Entry, *, sure: bool) -> Event:
    """The event of a play that entered the list. `sure`: the list before it is known, and so the gain."""
    return Event(
        key=f"top_play/{keys.play(play)}",
        kind="top_play",
        subject=keys.player(play.server, play.mode, play.user_id),
        cause=Cause.PLAYED,
        happened=play.ended,
        facts=TopPlayFacts(
            player=PlayerFacts(id=play.user_id, name=play.username),
            mode=play.mode.value,
            map=MapFacts.of(play.beatmap) if play.beatmap else MapFacts(id=play.beatmap_id),
            play=PlayFacts.of(play),
            place=entry.place,
            gain=entry.gain if sure else None,
            replaced_pp=entry.replaced.pp if entry.replaced else None,
        ),
    )


def corrected(seen: TopPlays, wrong: Difference, before: Rows, after: Rows, revision: int) -> Event:
    """The event of a claim that the server's list does not bear out."""
    subject = keys.player(seen.server, seen.mode, seen.user_id)
    claimed = wrong.before
    assert claimed is not None
    play = keys.played(keys.read_player(subject), *claimed.identity)
    right = wrong.after if wrong.after and wrong.after.identity == claimed.identity else None
    return Event(
        key=f"top_play_corrected/{play}/{revision}",
        kind="top_play_corrected",
        subject=subject,
        cause=wrong.cause,
        happened=seen.asked,
        about=f"top_play/{play}",
        facts=TopPlayCorrectedFacts(
            player=_player(seen),
            mode=seen.mode.value,
            map=_map(seen, claimed),
            pp_before=claimed.pp,
            place_before=before.index(claimed) + 1,
            pp_after=right.pp if right else None,
            place_after=after.index(right) + 1 if right else None,
        ),
    )


def changed(
    seen: TopPlays, alike: Sequence[Difference], before: Rows, after: Rows, *, since: int, revision: int
) -> Event:
    """The event of the rows that changed for one and the same cause, since the last list."""
    subject = keys.player(seen.server, seen.mode, seen.user_id)
    highest = max(alike, key=lambda one: max(row.pp for row in (one.before, one.after) if row))
    row = highest.after or highest.before
    assert row is not None
    return Event(
        key=f"top_plays_changed/{subject}/{revision}/{highest.cause.value}",
        kind="top_plays_changed",
        subject=subject,
        cause=highest.cause,
        happened=seen.asked,
        facts=TopPlaysChangedFacts(
            player=_player(seen),
            mode=seen.mode.value,
            map=_map(seen, row),
            count=len(alike),
            pp_before=highest.before.pp if highest.before else None,
            pp_after=highest.after.pp if highest.after else None,
            place_before=before.index(highest.before) + 1 if highest.before else None,
            place_after=after.index(highest.after) + 1 if highest.after else None,
            worth=round(worth(after) - worth(before), 3),
            since=since,
        ),
    )


def _player(seen: TopPlays) -> PlayerFacts:
    return PlayerFacts(id=seen.user_id, name=next((play.username for play in seen.plays), ""))


def _map(seen: TopPlays, row: Row) -> MapFacts:
    known = (play.beatmap for play in seen.plays if play.beatmap_id == row.beatmap_id)
    return next((MapFacts.of(beatmap) for beatmap in known if beatmap), MapFacts(id=row.beatmap_id))
