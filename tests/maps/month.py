"""A whole daemon in virtual time beside a world of mappers at work; what it tells is held against the truth."""

import json
import os
from collections import Counter, defaultdict
from contextlib import asynccontextmanager

from hook import Hook

from watcher.app import App
from watcher.catalogue import catalogue
from watcher.clock import VirtualClock
from watcher.config import load
from watcher.simulator import Simulator, control
from watcher.store import Store, agenda, outbox

ACCESS = {"v1": "api: v1, key: a-key", "v2": "api: v2, client_id: 1, client_secret: a-secret"}
KINDS = (
    "map_uploaded, map_updated, map_revived, map_deleted, map_nominated, map_reset, map_qualified, map_disqualified, "
    "map_ranked, map_loved, map_unloved, map_owner, map_difficulties, map_discussion, map_other"
)
CONFIG = """
osu: {{url: "{url}", {access}}}
watches:
  mappers: {{mappers: [Sedge, mapsmith], news: [{kinds}], catch_up: all}}
  feed: {{news: [map_ranked, map_loved], catch_up: all}}
sinks:
  hook: {hook}keyed
"""
WATCHED = {1013, 1015}
MINUTE, HOUR = 60_000, 3_600_000
SHORTEST = 200
FOLD, SOON = 6 * HOUR + 30 * MINUTE, 40 * MINUTE
"""How late versions that are held back, and anything else, may be."""
SEEN = 25 * MINUTE
"""How long something must stand to be seen by looks alone."""

_ACTIVITY = {"Upload": "uploaded", "Update": "updated", "Revive": "revived", "Delete": "deleted"}
_ROWS = {
    "nominate": "nominated",
    "nomination_reset": "reset",
    "qualify": "qualified",
    "disqualify": "disqualified",
    "rank": "ranked",
    "love": "loved",
    "remove_from_loved": "unloved",
    "beatmap_owner_change": "owner",
    "issue_resolve": "discussion",
}
_OLD_ONLY_BY_LOOKS = {"disqualified", "unloved"}
_NOT_ON_V1 = {"nominated", "reset", "owner", "discussion", "other"}


class Month:
    """A world of mappers, and a daemon that may be stopped and started again on the same store."""

    def __init__(self, folder, api, *, small=False):
        self.folder, self.api, self.small = folder, api, small
        self.clock, self.hook = VirtualClock(), Hook()
        self.blind = []

    @asynccontextmanager
    async def begin(self):
        """Open the world."""
        async with Simulator(clock=self.clock, depth=10, life="mapping") as self.osu, self.hook.open() as address:
            text = CONFIG.format(url=self.osu.url, access=ACCESS[self.api], kinds=KINDS, hook=address)
            (self.folder / "config.yaml").write_text(text)
            for row in self.osu.world.sets.values() if self.small else ():
                row.deleted = row.status > 0  # what was ranked long ago only costs time
            yield self

    async def watch(self, seconds):
        """Run a daemon for so long."""
        config = load(self.folder / "config.yaml", catalogue(), os.environ)
        store = Store.open(self.folder / "watcher.db")
        app = App(config, store, self.clock, chance=lambda: 0.5, looks_at_once=1)
        await app.prepare()
        await app.enlist()
        until = self.clock.now() + seconds * 1000
        while self.clock.now() < until:
            app.looking.wake()
            for half in (app.looking, app.telling):
                await half.tick()
                await half.settled()
            due = [until, store.work(agenda.next_due), store.work(outbox.next_due)]
            self.clock.time = max(self.clock.now() + SHORTEST, min(filter(None, due)))
        await app.close()

    async def sleep(self, seconds):
        """Let the daemon be down for so long."""
        self.blind.append((self.clock.now(), self.clock.now() + seconds * 1000))
        await self.clock.sleep(seconds)

    def outage(self, seconds):
        """Let osu! be down from now on for so long."""
        self.blind.append((self.clock.now(), self.clock.now() + seconds * 1000))
        control.DEEDS["outage"](self.osu.site, seconds=seconds)

    def score(self):
        """What was missed, doubled and false; each by what, set, and how often too few or too many."""
        due, late = self._due()
        told = self._told()
        keys = Counter(event["key"] for event in self._events())
        return {
            "right": sum(min(told[key], due[key] + late[key]) for key in due | late),
            "missed": {key: due[key] - told[key] for key in due if told[key] < due[key]},
            "doubled": {key: count for key, count in keys.items() if count > 1},
            "false": {key: told[key] - due[key] - late[key] for key in told if told[key] > due[key] + late[key]},
        }

    def _events(self):
        events = [event for body in self.hook.bodies for event in json.loads(body)["events"]]
        return [event for event in events if event["kind"].startswith("map_")]

    def _told(self):
        told = Counter()
        for event in self._events():
            what, facts = event["kind"].removeprefix("map_"), event["facts"]
            told[what, facts["set"]["id"]] += facts.get("count", 1)
            if what == "difficulties":  # one look may show several versions
                told[what, facts["set"]["id"]] += len(facts["added"]) + len(facts["removed"]) - 1
        return told

    def _due(self):
        """What must be told by now, and what may be: (what, set) → how often."""
        due, late = Counter(), Counter()
        world, now = self.osu.world, self.clock.now()
        for fact in world.truth.facts:
            what = self._named(fact)
            if what is None or not self._concerns(world.sets[fact.facts["set_id"]], what, fact):
                continue
            soon = fact.at > now - (FOLD if what == "updated" else SOON)
            kept = late if soon or not self._shown(fact, what) else due
            kept[what, fact.facts["set_id"]] += 1
        return due, late

    def _concerns(self, made, what, fact):
        guest = what == "owner" and fact.facts["new_user_id"] in WATCHED
        return made.creator in WATCHED or what in {"ranked", "loved"} or guest

    def _named(self, fact):
        if fact.kind.startswith("activity.beatmapset"):
            return _ACTIVITY.get(fact.kind.removeprefix("activity.beatmapset"))
        if fact.kind.startswith("map."):
            row = fact.kind.removeprefix("map.")
            what = None if row == "nomination_reset_received" else _ROWS.get(row, "other")
            return None if self.api == "v1" and what in _NOT_ON_V1 else what
        return "difficulties" if fact.kind.startswith("difficulty.") else None

    def _shown(self, fact, what):
        """Whether a look or a row is bound to have shown it."""
        set_id = fact.facts["set_id"]
        if what == "difficulties":  # told by two looks: before and after
            begun = max((one.at for one in self._of(set_id) if one.kind in _VERSIONS and one.at < fact.at), default=0)
            return self._stood(begun, fact.at) and self._stood(fact.at, self._next(fact, _VERSIONS, set_id))
        if self.api == "v1" and self.osu.world.sets[set_id].creator not in WATCHED:  # no activity tells it
            return self._stood(fact.at, self._next(fact, {"status"}, set_id))
        if self.api == "v1" and what in _OLD_ONLY_BY_LOOKS:
            return self._stood(fact.at, self._next(fact, {"status", *_GONE}, set_id))
        if self.api == "v2" and self._deleted.get(set_id):  # its rows are gone with it
            return self._stood(fact.at, self._deleted[set_id])
        return True

    @property
    def _deleted(self):
        found = defaultdict(int)
        found |= {fact.facts["set_id"]: fact.at for fact in self.osu.world.truth.facts if fact.kind in _GONE}
        return found

    def _of(self, set_id):
        return (one for one in self.osu.world.truth.facts if one.facts.get("set_id") == set_id)

    def _next(self, fact, kinds, set_id):
        """When the next fact of these kinds befell that set, after this one's own moment."""
        later = (one.at for one in self._of(set_id) if one.at > fact.at and one.kind in kinds)
        return next(later, self.clock.now())

    def _stood(self, since, until):
        """Whether somebody looked for long enough between these times."""
        hidden = sum(max(0, min(until, end) - max(since, begin)) for begin, end in self.blind)
        return until - since - hidden >= SEEN


_GONE = {"activity.beatmapsetDelete"}
_VERSIONS = {"difficulty.added", "difficulty.removed", "activity.beatmapsetUpload", *_GONE}
