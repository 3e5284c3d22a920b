"""Both generations, asked about the same world, tell the same plays."""

import asyncio

import pytest
from msgspec import structs

from watcher.clock import VirtualClock
from watcher.osu import keys
from watcher.osu.http import Budget
from watcher.osu.nouns import Mode, Question
from watcher.osu.v1.source import V1Source
from watcher.osu.v2 import Client, V2Source
from watcher.simulator.server import Simulator

HOUR = 3_600_000
PLAYERS = (1001, 1003, 1005)


class Everybody:
    def wants(self, *_):
        return True


def plays_of(answer):
    found = [play for sighting in answer.sightings for play in getattr(sighting, "plays", [sighting])]
    return {keys.play(play): play for play in found}


def told(play):
    return (play.ended, play.score, play.max_combo, play.misses, play.hits, play.passed, play.full_combo, play.lazer)


async def asked_of_both():
    """Question → what both sources tell of some players, in a world in which people have played for some hours."""
    clock = VirtualClock()
    subjects = [keys.player("bancho", mode, number) for number in PLAYERS for mode in (Mode.OSU, Mode.TAIKO)]
    async with Simulator(seed=3, clock=clock, lively=True) as simulator:
        clock.time += 3 * HOUR
        budget = Budget(clock, limit=1000)
        old = V1Source.connect(key="key", url=simulator.url, budget=budget)
        new = V2Source(Client(1, "secret", url=simulator.url, budget=budget), interest=Everybody())
        answers = {name: [] for name in ("recent", "best", "profile")}
        for name, pairs in answers.items():
            for subject in subjects:
                asked = [Question(name, subject)]
                pairs.append((await old.ask(asked, clock.now()), await new.ask(asked, clock.now())))
        answers["activity"] = []
        for number in PLAYERS:
            asked = [Question("activity", keys.user("bancho", number))]
            answers["activity"].append((await old.ask(asked, clock.now()), await new.ask(asked, clock.now())))
        await old.close()
        await new.close()
    return answers


@pytest.fixture(scope="module")
def both():
    return asyncio.run(asked_of_both())


@pytest.mark.parametrize("question", ["recent", "best"])
def test_every_play_that_v1_tells_is_the_same_play_on_v2(both, question):
    common = 0
    for old, new in both[question]:
        theirs = plays_of(new)
        for key, play in plays_of(old).items():
            if key in theirs:  # v2's window is filled by lazer plays, too
                common += 1
                assert told(play) == told(theirs[key])
                assert play.accuracy == pytest.approx(theirs[key].accuracy, abs=1e-6)
    assert common > 20


def test_what_players_did_is_the_same_on_both(both):
    for old, new in both["activity"]:
        (ours,), (theirs,) = old.sightings, new.sightings
        shown = {structs.replace(deed, board="") for deed in theirs.deeds}  # v2 shows no more than 100 lines of a view
        assert shown
        assert shown <= set(ours.deeds)


def test_every_profile_is_the_same_on_both(both):
    for old, new in both["profile"]:
        ours, theirs = old.sightings[0], new.sightings[0]
        assert ours.accuracy == pytest.approx(theirs.accuracy, abs=1e-6)
        for name in ("username", "pp", "global_rank", "country_rank", "country", "play_count", "ranked_score"):
            assert getattr(ours, name) == getattr(theirs, name)
