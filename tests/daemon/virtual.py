"""A whole daemon in virtual time: its config, its store and its sinks, against the simulator over HTTP."""

import os
from functools import partial
from random import Random

import msgspec
from hook import Hook

from watcher.app import App
from watcher.catalogue import catalogue
from watcher.clock import VirtualClock
from watcher.config import load
from watcher.simulator import Simulator
from watcher.simulator.scorer import Told, expect, score
from watcher.simulator.truth import Truth
from watcher.store import Store, agenda, outbox

START = 1_790_000_000_000
WATCHED = {1001: "Quillon", 1002: "miso_cat", 1004: "Nori Vale", 1009: "Halcyon Bee", 1011: 1011}
SHORTEST = 200  # as often as the daemon looks at its agenda, ms

CONFIG = """
osu: {{url: "{url}", {access}{osu}}}
watches:
{watches}
sinks:
  hook: {hook}
"""
ACCESS = {"v1": "api: v1, key: a-key", "v2": "api: v2, client_id: 1, client_secret: a-secret"}


class Run(msgspec.Struct):
    """What happened, and what was told of it."""

    truth: Truth
    hook: Hook
    began: int
    until: int

    @property
    def facts(self):
        """What happened, in order."""
        return self.truth.facts

    @property
    def messages(self):
        """What the hook was sent, in order."""
        return [msgspec.json.decode(body) for body in self.hook.bodies]

    def report(self, kind, key, where, within=0, shown=None):
        """The scorer's report on the news of one kind; `key` names a fact of the truth as its event is named.

        What ended before the watch began is never news.

        within: how long after it was shown it may be told (ms). What was shown in the last moments may be told or not.
        shown: when an endpoint first showed a fact, where that is not for the truth to say.
        """
        shown = shown or self.truth.shown
        facts = [fact for fact in self.facts if fact.facts.get("ended", fact.at // 1000) * 1000 > self.began]
        due = expect(facts, key, where, partial(_in_time, shown, self.until - within))
        late = {each.key for each in expect(facts, key, where, shown)} - {each.key for each in due}
        events = [event for message in self.messages for event in message["events"]]
        told = [Told(event["key"], event["noticed"]) for event in events if event["kind"] == kind]
        return score(due, [each for each in told if each.key not in late])


def _in_time(shown, until, fact, where):
    at = shown(fact, where)
    return None if at is None or at >= until else at


async def live(folder, watches, *, seconds, api="v2", script=None, osu="", more="", **world):
    """Let the daemon watch a world for so many seconds of its time, and then tell what it owes.

    script: is given the world, to plan what shall happen. osu, more: further keys of that section, further lines of
    the config.
    """
    clock = VirtualClock(START)
    hook = Hook()
    async with Simulator(clock=clock, **world) as site, hook.open() as address:
        if script:
            script(site.world)
        began = await watch(folder, site, address, watches, seconds=seconds, api=api, osu=osu, more=more)
        return Run(truth=site.world.truth, hook=hook, began=began, until=clock.now() - 90_000)


async def watch(folder, site, address, watches, *, seconds, api="v2", osu="", more="", transport=None):
    """One daemon, from its start to its end, on the store in that folder: when its watches began (ms UTC).

    transport: how it reaches osu!.
    """
    config = folder / "config.yaml"
    text = CONFIG.format(url=site.url, access=ACCESS[api], osu=osu, watches=watches, hook=address + "keyed")
    config.write_text(text + more)
    store = Store.open(folder / "watcher.db")
    chance = Random(1).random
    loaded = load(config, catalogue(), os.environ)
    app = App(loaded, store, site.clock, chance=chance, looks_at_once=1, transport=transport)
    await app.prepare()
    await app.enlist()
    began = site.clock.now()
    await _watch(app, store, site.clock, began + seconds * 1000)
    await app.close()
    return began


async def _watch(app, store, clock, until):
    while clock.now() < until:
        await app.looking.tick()
        await app.looking.settled()
        await app.telling.tick()
        await app.telling.settled()
        due = [store.work(agenda.next_due), store.work(outbox.next_due)]
        clock.time = max(clock.now() + SHORTEST, min(filter(None, due), default=0))
        app.looking.wake()


def top_play(fact):
    """The key of the event that tells this top play; None where it is something else, or not of a watched player."""
    play = fact.facts
    if fact.kind != "top_play" or play["user_id"] not in WATCHED or play["mode"] != "osu":
        return None
    return f"top_play/bancho/play/{play['mode']}/{play['user_id']}/{play['beatmap_id']}/{play['ended']}"
