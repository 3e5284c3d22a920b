import asyncio
import io

import pytest

from watcher.clock import VirtualClock
from watcher.notification import Message, Notification, Reason, Undeliverable
from watcher.sinks.console import Console

NOTE = Notification(title="peppy: new top play", body="727pp\n#40 → #39", url="https://osu.ppy.sh/scores/1")


class Screen(io.StringIO):
    def isatty(self):
        return True


def printed(stream, notification):
    sink = Console(stream, VirtualClock(1_790_000_000_000))
    asyncio.run(sink.send(Message(key="k", notification=notification)))
    return stream.getvalue()


def test_kept_output_has_time_title_body_and_link():
    assert printed(io.StringIO(), NOTE) == (
        "2026-09-21T14:13:20Z peppy: new top play\n  727pp\n  #40 → #39\n  https://osu.ppy.sh/scores/1\n"
    )


def test_a_title_alone_is_one_line():
    assert printed(io.StringIO(), Notification(title="hello")) == "2026-09-21T14:13:20Z hello\n"


def test_on_a_terminal_everything_is_there():
    text = printed(Screen(), NOTE)
    for part in ("peppy: new top play", "727pp", "#40 → #39"):
        assert part in text


@pytest.mark.parametrize("stream", [io.StringIO, Screen])
def test_a_stranger_cannot_command_the_terminal_or_rich(stream):
    text = printed(stream(), Notification(title="\x1b[2J[red]a\nb[/red]\u202e", body="\x07\x1b]0;x\x07c\rd"))
    assert "[red]a b[/red]" in text
    assert "\x1b[2J" not in text
    assert not {"\x07", "\r", "\u202e"} & set(text)


def test_a_closed_output_is_gone_for_good():
    stream = io.StringIO()
    stream.close()
    with pytest.raises(Undeliverable) as caught:
        asyncio.run(Console(stream, VirtualClock()).send(Message(key="k", notification=NOTE)))
    assert caught.value.reason is Reason.GONE
