"""What is told of a player among friends, and how it sounds. Pure."""

from collections.abc import Collection, Iterator

from msgspec import Struct, structs

from watcher import facts as samples
from watcher import phrases
from watcher import words as say
from watcher.events import Event
from watcher.facts import FriendFacts, MapFacts, PlayerFacts, PlayFacts
from watcher.notification import Notification


class FriendsBoardFacts(Struct, frozen=True, kw_only=True):
    """A player made a better play than before on a map that others of the watch have played, too.

    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`).
    friends: the others with the pp of their best there, the best first, as far as best lists and plays since show.
    best_before: pp of the player's best there until now; None if none was known.
    place: the player's place among all of them; of: how many they are, with the player. beaten: how many of them were
    ahead until now. rival: who stands next below, empty if nobody; margin: pp more than the rival has.
    leader: who stands next above, empty if nobody; behind: pp less than that.
    """

    player: PlayerFacts
    mode: str
    map: MapFacts
    play: PlayFacts
    friends: tuple[FriendFacts, ...]
    best_before: float | None = None
    place: int = 1
    of: int = 1
    beaten: int = 0
    rival: str = ""
    margin: float | None = None
    leader: str = ""
    behind: float | None = None

    def among(self, players: Collection[int]) -> "FriendsBoardFacts | None":
        """The same among these players alone; None where none of the others is one of them."""
        friends = tuple(one for one in self.friends if one.player.id in players)
        return placed(structs.replace(self, friends=friends)) if friends else None


def placed(facts: FriendsBoardFacts) -> FriendsBoardFacts:
    """The same, with what follows from the friends. Of two equal ones the older stands first."""
    pp, before = facts.play.pp or 0.0, facts.best_before or 0.0
    above = [one for one in facts.friends if one.pp >= pp]
    below = [one for one in facts.friends if one.pp < pp]
    return structs.replace(
        facts,
        place=len(above) + 1,
        of=len(facts.friends) + 1,
        beaten=sum(one.pp >= before for one in below),
        rival=say.player_name(below[0].player) if below else "",
        margin=round(pp - below[0].pp, 3) if below else None,
        leader=say.player_name(above[-1].player) if above else "",
        behind=round(above[-1].pp - pp, 3) if above else None,
    )


KINDS: dict[str, type[Struct]] = {"friends_board": FriendsBoardFacts}
SAMPLES: dict[str, Struct] = {
    "friends_board": placed(
        FriendsBoardFacts(
            player=samples.PLAYER,
            mode="osu",
            map=samples.MAP,
            play=samples.PLAY,
            friends=(
                FriendFacts(player=PlayerFacts(id=4, name="Nori Vale"), pp=420.1),
                FriendFacts(player=PlayerFacts(id=3, name="Sol"), pp=401.2),
            ),
            best_before=389.5,
        )
    )
}


def notification(event: Event) -> Notification:
    """Which place, on which map; then the play, who is passed, and who is still ahead."""
    facts = event.facts
    assert isinstance(facts, FriendsBoardFacts)
    on = phrases.map_with_mods(facts.map, facts.play)
    worth = [] if facts.play.pp is None else [say.pp(facts.play.pp)]
    return Notification(
        title=f"{phrases.who(facts.player, facts.mode)}: #{facts.place} of {facts.of} friends on {on}",
        body="\n".join(
            (
                " · ".join([phrases.performance(facts.map, facts.play, facts.mode), *worth]),
                " · ".join(_compared(facts)),
            )
        ),
        url=phrases.play_url(facts.play, facts.player, facts.mode),
        picture=phrases.cover(facts.map),
    )


def _compared(facts: FriendsBoardFacts) -> Iterator[str]:
    """`12.3pp past Sol and 1 more · 5pp behind Nori`, or `level with` who has the same to two decimals."""
    if facts.margin is not None:
        more = f" and {facts.beaten - 1} more" if facts.beaten > 1 else ""
        how = "past" if facts.beaten else "ahead of"
        yield f"{say.pp(facts.margin)} {how} {facts.rival}{more}" if round(facts.margin, 2) else _level(facts.rival)
    if facts.behind is not None:
        yield f"{say.pp(facts.behind)} behind {facts.leader}" if round(facts.behind, 2) else _level(facts.leader)


def _level(name: str) -> str:
    return f"level with {name}"
