"""The source against the simulated osu!, on one virtual clock: what it sees, spends and bears."""

import asyncio

import pytest

from watcher.clock import VirtualClock
from watcher.osu import keys
from watcher.osu.errors import OsuError
from watcher.osu.http import Budget
from watcher.osu.nouns import Mode, Question
from watcher.osu.v2 import Client, V2Source
from watcher.simulator import Simulator
from watcher.simulator.faults import Fault, kinds
from watcher.simulator.gate import Gate

PLAYER = 1001
FEED = keys.feed(keys.BANCHO)


class Everybody:
    def wants(self, user_id, ruleset_id, pp):  # noqa: ARG002  # the signature is Interest's
        return True


class Watching:
    """A simulator, a source and their clock."""

    def __init__(self, **world):
        self.clock = VirtualClock()
        self.sim = Simulator(clock=self.clock, **world)
        self.spent = []
        self.bookmarks = {}

    async def __aenter__(self):
        await self.sim.__aenter__()
        self.start()
        return self

    async def __aexit__(self, *_):
        await self.source.close()
        await self.sim.__aexit__()

    def start(self, patience=10.0):
        async def record(spent, _took):
            self.spent.append(spent)
            return len(self.spent)

        self.budget = Budget(self.clock, entries=self.spent, record=record)
        client = Client(1, "secret", url=self.sim.url, budget=self.budget, patience=patience)
        self.source = V2Source(client, interest=Everybody())

    async def restart(self, **options):
        await self.source.close()
        self.start(**options)

    async def ask(self, name, *subjects):
        questions = [Question(name, one, self.bookmarks.get(one, "")) for one in subjects]
        answer = await self.source.ask(questions, self.clock.now())
        self.bookmarks |= answer.bookmarks
        return answer

    async def feed(self):
        return [play.score_id for play in (await self.ask("feed", FEED)).sightings]

    def do(self, name, **args):
        return self.sim.site.run(name, args)

    def requests(self):
        return [at for at, _, _ in self.sim.site.served]


def watch(doing, **world):
    async def run():
        async with Watching(**world) as watching:
            return await doing(watching)

    return asyncio.run(run())


def test_a_play_is_seen_once_and_soon():
    async def situation(osu):
        await osu.feed()
        play = osu.sim.world.play(PLAYER, pp=321.5)
        await osu.clock.sleep(10)
        (seen,) = (await osu.ask("feed", FEED)).sightings
        await osu.clock.sleep(10)
        return play, seen, await osu.feed()

    play, seen, after = watch(situation)
    assert (seen.score_id, seen.user_id, seen.beatmap_id, seen.pp) == (play.id, PLAYER, play.beatmap_id, 321.5)
    assert after == []


def test_a_play_committed_late_is_found_behind_the_cursor():
    async def situation(osu):
        await osu.feed()
        late = osu.sim.world.play(PLAYER, commit=25)
        await osu.clock.sleep(1)
        soon = osu.sim.world.play(1002)
        seen = []
        for _ in range(10):
            await osu.clock.sleep(10)
            seen += await osu.feed()
        return late, soon, seen

    late, soon, seen = watch(situation)
    assert late.id < soon.id
    assert {late.id, soon.id} <= set(seen)


def test_a_match_is_followed_to_its_end():
    async def situation(osu):
        opened = osu.do("match", games=3, aborted=[1], game=15, pause=4)
        subject = keys.match(keys.BANCHO, opened["match_id"])
        games, answer = {}, None
        while not (answer and answer.over):
            await osu.clock.sleep(10)
            answer = await osu.ask("match", subject)
            games |= {game.id: game for game in answer.sightings[0].games}
        return list(games.values())

    games = watch(situation)
    assert [game.aborted for game in games] == [False, True, False]
    assert [bool(game.scores) for game in games] == [True, False, True]


def test_no_minute_of_the_server_holds_more_than_sixty_also_across_restarts():
    async def situation(osu):
        subjects = [keys.player(keys.BANCHO, Mode.OSU, PLAYER + number) for number in range(10)]
        for part in range(4):
            for one in subjects * 7:  # one after the other: a virtual clock leaps while somebody waits
                await osu.ask("profile", one)
            if part % 2:
                await osu.restart()
        return osu.requests(), [status for _, _, status in osu.sim.site.served]

    requests, statuses = watch(situation, gate=Gate(limit=60))
    assert len(requests) > 280
    assert 50 <= max(sum(start <= at < start + 60_000 for at in requests) for start in requests) <= 60
    assert 429 not in statuses


@pytest.mark.parametrize("kind", kinds())
def test_whatever_goes_wrong_it_is_our_error_or_no_lie_and_passes(kind):
    async def situation(osu):
        opened = osu.do("match", games=2, game=15, pause=4)
        player = keys.player(keys.BANCHO, Mode.OSU, PLAYER)
        questions = [
            ("feed", FEED),
            ("best", player),
            ("recent", player),
            ("profile", player),
            ("match", keys.match(keys.BANCHO, opened["match_id"])),
            ("beatmap", keys.beatmap(keys.BANCHO, osu.sim.world.play(PLAYER).beatmap_id)),
        ]
        await osu.clock.sleep(60)
        good = {name: await osu.source.ask([Question(name, one)], 0) for name, one in questions}
        await osu.restart(patience=0.3)
        osu.sim.site.faults.add(Fault(kind=kind, path="/api/v2/*", seconds=1))
        bad = {}
        for name, one in questions:
            try:
                bad[name] = await osu.source.ask([Question(name, one)], 0)
            except OsuError as error:
                bad[name] = error
        osu.sim.site.faults.clear()
        await osu.restart()
        again = {name: await osu.source.ask([Question(name, one)], 0) for name, one in questions}
        return good, bad, again

    good, bad, again = watch(situation)
    assert {name: answer.sightings for name, answer in again.items()} == {
        name: answer.sightings for name, answer in good.items()
    }
    if kind in {"empty", "doubled", "shuffled"}:  # these can be seen through
        for question in ("best", "match"):
            assert isinstance(bad[question], OsuError) or bad[question].sightings == good[question].sightings
    elif kind not in {"recounted", "short", "repeated"}:  # what is made up, halved or old looks like any other answer
        assert [name for name, answer in bad.items() if not isinstance(answer, OsuError) and answer.sightings] == []
