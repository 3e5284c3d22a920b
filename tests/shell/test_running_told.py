"""What goes on about one thing takes the place of its last message, where the sink can change messages."""

import msgspec
import pytest
from shell_world import Desk, FakeSink, watch

from watcher.catalogue import samples
from watcher.news import match, session
from watcher.notification import NotDelivered, Reason, Taken
from watcher.rules import Cap, Rhythm

SAMPLES = samples()
KINDS = ("session_started", "session", "match_game_started", "match_game", "match_finished")


class Board(FakeSink):
    """Gives each message a name, and can change them."""

    edits = True

    async def send(self, message):
        said = await super().send(message)
        return Taken(said, message.edits or f"m{len(self.told)}")


class Studio(Desk):
    """A desk with sessions and matches, a board and a sink that can't change anything."""

    def __init__(self, *says):
        super().__init__(
            families={"session": session, "match": match},
            watches=[watch("all", "board", "paper", kinds=KINDS, settle=0)],
            board=[],
            paper=[],
        )
        self.sinks["board"] = Board(self.clock, *says)
        self.telling = self.hire()

    def now(self, kind, number, subject="bancho/osu/2"):
        """Write a sample of this kind into the store, and tell it."""
        self.happen(
            0,
            kind=kind,
            key=f"{kind}/{subject}/{number}",
            subject=subject,
            facts=msgspec.json.encode(SAMPLES[kind]).decode(),
        )
        self.tell(1)

    @property
    def board(self):
        """For each message the one it takes the place of, and how its title begins."""
        return [(message.edits, message.notification.title.split()[1]) for message in self.sinks["board"].told]


def test_a_session_takes_the_place_of_its_beginning():
    with Studio() as desk:
        desk.now("session_started", 1)
        desk.now("session", 1)
        desk.now("session_started", 2)
        desk.now("session", 2)
        assert desk.board == [("", "plays"), ("m1", "played"), ("", "plays"), ("m3", "played")]
        assert [message.edits for message in desk.sinks["paper"].told] == [""] * 4


def test_a_new_process_knows_which_message_it_was():
    with Studio() as desk:
        desk.now("session_started", 1)
        desk.telling = desk.hire()
        desk.now("session", 1)
        assert desk.board == [("", "plays"), ("m1", "played")]


def test_each_player_and_match_has_its_own():
    with Studio() as desk:
        desk.now("session_started", 1)
        desk.now("session_started", 1, "bancho/osu/3")
        desk.now("session", 1)
        desk.now("session", 1, "bancho/osu/3")
        assert [edits for edits, _ in desk.board] == ["", "", "m1", "m2"]


def test_games_of_a_match_are_one_message_with_lines_and_its_end_another():
    with Studio() as desk:
        for kind, number in (
            ("match_game_started", 1),
            ("match_game", 1),
            ("match_game_started", 2),
            ("match_game", 2),
        ):
            desk.now(kind, number, "bancho/match/9")
        desk.now("match_finished", 0, "bancho/match/9")
        told = desk.sinks["board"].told
        assert [message.edits for message in told] == ["", "m1", "m1", "m1", ""]
        assert [len(message.notification.rows) for message in told] == [0, 0, 1, 1, 0]
        assert told[3].notification.rows[0].text.startswith("game ")


def test_what_was_not_told_is_not_changed():
    """The beginning came while the cap was reached, and stands in a message with others: that one stays as it is."""
    with Studio() as desk:
        recipients = desk.telling.recipients
        desk.telling.recipients = msgspec.structs.replace(
            recipients, rhythms={"board": Rhythm(cap=Cap(most=1, within=60_000))}
        )
        for player in range(2, 6):
            desk.now("session_started", 1, f"bancho/osu/{player}")
        desk.tell(70)
        folded = desk.sinks["board"].told[-1]
        assert folded.notification.title.startswith("+")
        desk.tell(70)
        desk.now("session", 1, "bancho/osu/5")
        assert desk.board[-1] == ("", "played")


@pytest.mark.parametrize("failure", [NotDelivered(Reason.NETWORK, "down")])
def test_a_change_that_fails_is_tried_again(failure):
    with Studio("taken", failure, "taken") as desk:
        desk.now("session_started", 1)
        desk.now("session", 1)
        desk.tell(120)
        assert desk.board == [("", "plays"), ("m1", "played")]
