"""What goes on about one thing takes the place of its last message, where the sink can change messages."""

import asyncio

import msgspec
import pytest
from shell_world import Desk, FakeSink, watch

from watcher.catalogue import samples
from watcher.news import match, playing, session
from watcher.notification import NotDelivered, Reason, Taken
from watcher.rules import Cap, Digest, Rhythm
from watcher.store import outbox

SAMPLES = samples()
DOWN = NotDelivered(Reason.NETWORK, "down")
KINDS = ("session_started", "session_running", "session", "match_game_started", "match_game", "match_finished")


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
            families={"session": session, "playing": playing, "match": match},
            watches=[watch("all", "board", "paper", kinds=KINDS, settle=0)],
            board=[],
            paper=[],
        )
        self.sinks["board"] = Board(self.clock, *says)
        self.telling = self.hire()

    def now(self, kind, number, subject="bancho/osu/2", seconds=1):
        """Write a sample of this kind into the store, and tell it for so long."""
        self.write(kind, number, subject)
        self.tell(seconds)

    def write(self, kind, number, subject="bancho/osu/2"):
        """Write a sample of this kind into the store."""
        self.happen(
            0,
            kind=kind,
            key=f"{kind}/{subject}/{number}",
            subject=subject,
            facts=msgspec.json.encode(SAMPLES[kind]).decode(),
        )

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


@pytest.mark.parametrize("failure", [DOWN])
def test_a_change_that_fails_is_tried_again(failure):
    with Studio("taken", failure, "taken") as desk:
        desk.now("session_started", 1)
        desk.now("session", 1)
        desk.tell(120)
        assert desk.board == [("", "plays"), ("m1", "played")]


def keys_told(sink):
    return [[each["key"].split("/")[0] + each["key"][-2:] for each in message.told] for message in sink.told]


def test_a_running_session_is_one_message_until_it_is_over():
    with Studio() as desk:
        for number in (1, 2):
            for update in (1, 2, 3):
                desk.now("session_running", f"{number}{update}")
            desk.now("session", number)
        assert [edits for edits, _ in desk.board] == ["", "m1", "m1", "m1", "", "m5", "m5", "m5"]
        told = desk.sinks["board"].told
        assert [message.priority for message in told] == [-1, -1, -1, 0] * 2, "no state makes a sound"


def test_a_session_that_was_told_without_its_beginning_is_not_taken_for_the_next():
    with Studio() as desk:
        desk.now("session_started", 1)
        desk.now("session", 1)
        desk.now("session", 2)
        assert desk.board == [("", "plays"), ("m1", "played"), ("", "played")]


def test_of_states_that_wait_only_the_newest_is_told():
    with Studio("taken", DOWN, DOWN, "taken") as desk:
        desk.now("session_running", 1)
        for update in range(2, 7):
            desk.now("session_running", update)
        desk.tell(600)
        assert keys_told(desk.sinks["board"]) == [["session_running/1"], ["session_running/6"]]
        assert desk.depths["board"] == (0, 2, 0)


def test_no_state_is_told_after_what_it_led_to():
    with Studio("taken", DOWN, DOWN, "taken") as desk:
        for number in (1, 2, 3):
            desk.now("session_running", number)
        desk.now("session", 1)
        desk.tell(600)
        assert keys_told(desk.sinks["board"]) == [["session_running/1"], ["session/1"]]


def test_what_is_being_sent_is_not_overtaken():
    """The process dies while the second state is being sent: that one and the newest are told, in this order."""
    with Studio() as desk:
        desk.now("session_running", 1)
        desk.write("session_running", 2)
        desk.store.work(desk.telling._route)
        assert desk.store.work(lambda tx: outbox.claim(tx, "board", desk.clock.now(), desk.clock.now() + 1000))
        for number in (3, 4):
            desk.write("session_running", number)
            desk.store.work(desk.telling._route)
        desk.telling = desk.hire()
        asyncio.run(desk.telling.recover())
        desk.tell(5)
        assert keys_told(desk.sinks["board"]) == [[f"session_running/{number}"] for number in (1, 2, 4)]


def test_a_state_neither_waits_for_a_digest_nor_joins_one():
    with Studio() as desk:
        rhythm = Rhythm(digest=Digest(every="week"))
        desk.telling.recipients = msgspec.structs.replace(desk.telling.recipients, rhythms={"board": rhythm})
        desk.now("session_running", 1)
        assert desk.board == [("", "plays:")]


def test_states_of_two_players_wait_for_each_other_not():
    with Studio("taken", DOWN, DOWN, "taken") as desk:
        desk.now("session_running", 1)
        for player in (2, 3):
            desk.now("session_running", 2, f"bancho/osu/{player}")
        desk.tell(600)
        assert len(keys_told(desk.sinks["board"])) == 3
