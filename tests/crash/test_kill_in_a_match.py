"""The daemon is killed in mid-series of a room that it found: every message comes, once, with the right score."""

import asyncio

import msgspec
import pytest
from test_kill_everywhere import laboratory, repeated

from watcher.simulator import matches

LASTS = 75_000
CI, SHARES = 55, 8
"""Of the boundaries one in so many is tried always; all of them in a soak, dealt to so many tests."""

CONFIG = """
osu: {{url: "{osu}", client_id: 1, client_secret: a-secret}}
watches:
  cup:
    matches: {{match: "LTC*", best_of: 3, warmups: 1, red: Low Tide, idle: 1 min}}
    news: [match_game, match_finished]
sinks:
  keyed: {{url: "{hook}keyed"}}
  plain: {{url: "{hook}plain"}}
store: {store}
"""


def script(world):
    """A room with a warm-up, an aborted game and a first to two; one that is called differently."""
    matches.match(world, first_to=2, warmups=1, aborted=(2,), game=8, pause=3, room=True)
    matches.open_lobby(world, name="somebody's room", room=True)


def said(hook):
    """What was told, message by message: key → title and text."""
    messages = [msgspec.json.decode(body) for body in hook.bodies]
    return {one["events"][0]["key"]: (one["title"], one["body"]) for one in messages}


async def kill(folder, boundaries):
    """Run once in peace, then once for each of these boundaries, the daemon being killed there."""
    async with laboratory(folder, CONFIG, script, LASTS) as lab:
        calm, ended = await lab.run(0)
        expected, words = set(calm.told("/keyed")), said(calm)
        assert len(expected) >= 4
        for boundary in boundaries(ended["boundaries"]):
            hook, _ = await lab.run(boundary)
            keyed, plain = hook.told("/keyed"), hook.told("/plain")
            assert set(keyed) == set(plain) == expected, f"lost or invented at boundary {boundary}"
            assert set(keyed.values()) == {1}, f"told twice with a key at boundary {boundary}"
            assert len(repeated(hook.posts)) <= 1, f"more than what was in flight repeated at boundary {boundary}"
            assert said(hook) == words, f"another score at boundary {boundary}"
        return words


def test_a_series_survives_being_killed_here_and_there(tmp_path):
    words = asyncio.run(kill(tmp_path, lambda last: range(CI // 2, last + 1, CI)))
    titles = [title.partition(": ")[2] for title, _ in words.values()]
    assert any(title.startswith("(Low Tide) vs (Night Shift), warm-up: ") for title in titles)
    assert any("2 – " in title or " – 2" in title for title in titles)


@pytest.mark.soak
@pytest.mark.parametrize("share", range(SHARES))
def test_a_series_survives_being_killed_anywhere(share, tmp_path):
    asyncio.run(kill(tmp_path, lambda last: range(1 + share, last + 1, SHARES)))
