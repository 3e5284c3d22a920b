"""What osu! says of first places, one claim for each change, and what a leaderboard makes of it. Pure."""

from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct, structs

from watcher.facts import MapFacts, PlayerFacts, PlayFacts
from watcher.news.firsts.facts import FirstPlaceFacts, FirstPlaceLostFacts, PlacementFacts
from watcher.osu.nouns import Activity, Deed, Leaderboard, Mode, Play

SAME = 60
"""One play is told of on both leaderboards, within about a second; so many seconds apart are one change."""

Kind = Literal["first_place", "first_place_lost", "placement"]


class Claim(Struct, frozen=True, array_like=True):
    """One change on a map, as osu! tells it: when (seconds UTC), which place, on whose board (empty: not told)."""

    kind: Kind
    mode: Mode
    beatmap_id: int
    second: int
    rank: int
    grade: str = ""
    board: str = ""

    def tells_of(self, other: "Claim") -> bool:
        """Whether that is the same change, or less of it: who came first has a place as well."""
        kinds = {self.kind, "placement"} if self.kind == "first_place" else {self.kind}
        near = abs(self.second - other.second) <= SAME
        return near and other.kind in kinds and (self.mode, self.beatmap_id) == (other.mode, other.beatmap_id)


def claims(seen: Activity) -> list[Claim]:
    """What an answer says, oldest first; the rows of both boards are one."""
    found: list[Claim] = []
    for claim in sorted(_claims(seen.deeds), key=lambda claim: claim.second):
        twin = next((one for one in reversed(found) if one.tells_of(claim) or claim.tells_of(one)), None)
        if twin is None:
            found.append(claim)
        else:
            best = min(twin, claim, key=lambda one: (one.rank, one.board != "lazer"))
            found[found.index(twin)] = structs.replace(best, second=twin.second)
    return found


def _claims(deeds: Sequence[Deed]) -> Iterator[Claim]:
    for deed in deeds:
        kind: Kind = "placement" if deed.rank > 1 else "first_place" if deed.rank else "first_place_lost"
        if deed.mode and deed.beatmap_id and deed.kind == ("rank" if deed.rank else "rank_lost"):
            second = deed.happened // 1000
            yield Claim(kind, deed.mode, deed.beatmap_id, second, deed.rank, deed.grade, deed.board)


def reported(claim: Claim, player: PlayerFacts) -> FirstPlaceFacts | FirstPlaceLostFacts | PlacementFacts:
    """What is known without a leaderboard."""
    on = MapFacts(id=claim.beatmap_id)
    if claim.kind == "placement":
        return PlacementFacts(player=player, mode=claim.mode.value, map=on, place=claim.rank, grade=claim.grade)
    if claim.kind == "first_place":
        return FirstPlaceFacts(player=player, mode=claim.mode.value, map=on)
    return FirstPlaceLostFacts(player=player, mode=claim.mode.value, map=on)


def confirmed(claim: Claim, player: PlayerFacts, seen: Leaderboard) -> FirstPlaceFacts | FirstPlaceLostFacts | None:
    """What a leaderboard makes of a claim; None where it shows that the place was not taken by a later play."""
    facts = reported(claim, player)
    mine = next((play for play in seen.plays if play.user_id == player.id), None)
    first = seen.plays[0] if seen.plays else None
    if isinstance(facts, FirstPlaceFacts):
        return _held(facts, mine, seen.plays[1:2]) if mine and mine is first else facts
    assert isinstance(facts, FirstPlaceLostFacts)
    if first is None:
        return facts
    if mine and mine is not first and first.ended > mine.ended:
        return structs.replace(
            facts,
            play=PlayFacts.of(first),
            confirmed=True,
            rival=first.username or f"player {first.user_id}",
            margin=points(first, mine),
        )
    since = first is mine and first.ended > (claim.second + SAME) * 1000  # taken back in the meantime
    return facts if since or mine is None or not claim.board else None


def _held(facts: FirstPlaceFacts, mine: Play, second: Sequence[Play]) -> FirstPlaceFacts:
    facts = structs.replace(facts, play=PlayFacts.of(mine), confirmed=True)
    for rival in second:
        name = rival.username or f"player {rival.user_id}"
        facts = structs.replace(facts, rival=name, margin=points(mine, rival))
    return facts


def points(better: Play, worse: Play) -> int | None:
    """Points between two plays. Stable's points and lazer's don't compare."""
    return better.score - worse.score if better.lazer == worse.lazer and better.score > worse.score else None
