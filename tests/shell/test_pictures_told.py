"""A picture goes with a message where it can, and is never in its way."""

import asyncio

import pytest
from shell_world import Desk, FakeSink

from watcher.notification import NotDelivered, Reason, Undeliverable

PNG = b"\x89PNG"


class Wall(FakeSink):
    """A sink that takes pictures. `refuses`: what it raises at one."""

    takes_images = True
    refuses = None

    async def send(self, message):
        if message.image and self.refuses:
            self.tried.append((self.clock.now(), message))
            raise self.refuses
        return await super().send(message)


class Studio(Desk):
    """A telling half with somebody who draws."""

    def __init__(self, draw, refuses=None, pictured=("wall",)):
        super().__init__()
        self.sinks["wall"] = self.sinks.pop("phone") if draw is None else Wall(self.clock)
        self.sinks.pop("phone", None)
        self.sinks["wall"].refuses = refuses
        self.watches = [
            self.watches[0].__class__(name="friends", players=(2,), to=("wall",), news=self.watches[0].news)
        ]
        self.telling = self.hire()
        self.telling._draw = draw
        self.telling.recipients = self.telling.recipients.__class__(
            self.telling.recipients.watches, None, pictured=frozenset(pictured)
        )


async def drawn(_events):
    return PNG


async def broken(_events):
    raise MemoryError


async def for_ever(_events):
    await asyncio.Event().wait()


def told(desk):
    with desk:
        desk.happen(100)
        desk.tell(2)
        return [(message.notification.title, message.image) for message in desk.sinks["wall"].told]


def test_what_is_drawn_goes_with_the_message():
    assert told(Studio(drawn)) == [("Mira: 100 pp", PNG)]


def test_who_wants_none_gets_none():
    assert told(Studio(drawn, pictured=())) == [("Mira: 100 pp", b"")]


@pytest.mark.parametrize("draw", [broken, for_ever])
def test_what_can_not_be_drawn_in_time_is_left_out(draw):
    assert told(Studio(draw)) == [("Mira: 100 pp", b"")]


def test_a_picture_that_is_refused_does_not_lose_the_message():
    desk = Studio(drawn, refuses=Undeliverable(Reason.PAYLOAD, "too large"))
    assert told(desk) == [("Mira: 100 pp", b"")]
    assert len(desk.sinks["wall"].tried) == 2


def test_an_outage_is_no_refusal():
    desk = Studio(drawn, refuses=NotDelivered(Reason.NETWORK, "down"))
    assert told(desk) == []
