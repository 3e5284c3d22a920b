"""What the shell does with a family, without a store: for tests."""

import importlib

import msgspec
from sightings import T

from watcher.news import families

FAMILIES = families()
GROUPS = {
    "goals": "bancho/goal/osu/2/rank/9999/0",
    "playing": "bancho/session/osu/2/1800",
    "ranking": "bancho/ranking/osu/NO/2/0",
    "rivals": "bancho/rivals/osu/2/3",
    "summary": "bancho/summary/osu/2/day%20monday%20540%20UTC",
    "session": "bancho/session/osu/2/1800",
}
"""Of families whose subject is a group: the one that every sighting concerns."""


class World:
    """What the shell does with one family: one memory per subject, stored and read back between sightings."""

    def __init__(self, name, *, kept=True, began=T):
        self.family = FAMILIES[name]
        self.memories = {}
        self.kept = kept
        self.began = began

    @property
    def situation(self):
        return importlib.import_module(f"situations.{self.family.__name__.rpartition('.')[2]}")

    def recall(self, subject):
        if subject in self.memories:
            return self.memories[subject]
        if about := getattr(self.family, "about", None):
            return about(subject, T)
        started = getattr(self.family, "start", None)
        return started(self.began) if started else None

    def subjects(self, sighting):
        name = self.family.__name__.rpartition(".")[2]
        return [GROUPS[name]] if name in GROUPS else self.family.READS[type(sighting)](sighting)

    def see(self, sighting, now=None):
        """The steps of one sighting, one per subject, with the memory each began with."""
        steps = []
        for subject in self.subjects(sighting):
            before = self.recall(subject)
            step = self.family.diff(before, sighting, now or moment_of(sighting))
            self.memories[subject] = self.stored(step.memory) if self.kept else step.memory
            steps.append((before, step))
        return steps

    def stored(self, memory):
        if memory is None:
            return None
        return msgspec.msgpack.decode(msgspec.msgpack.encode(memory), type=self.family.Memory)

    def events(self, sightings):
        """All events of these sightings, in order."""
        return [event for seen in sightings for _, step in self.see(seen) for event in step.events]

    def looks(self, sighting, now=None):
        """(question, seconds until it is due) of the looks that a sighting asks for."""
        now = now or moment_of(sighting)
        return [(look.question, (look.due - now) / 1000) for _, step in self.see(sighting, now) for look in step.looks]


def moment_of(sighting):
    return getattr(sighting, "asked", getattr(sighting, "ended", getattr(sighting, "until", T)))
