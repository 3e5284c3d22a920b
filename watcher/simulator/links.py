"""The rows of activity, as far as both APIs write them alike: titles, and which of the two styles of link a row has."""

from msgspec import Struct

from watcher.simulator.model import MODES, Happening
from watcher.simulator.world import World

# rows written by the legacy score server keep its links; they and the new ones stand in one list
_OLD_KINDS = {"beatmapsetUpdate", "beatmapsetUpload"}
MODE_NAMES = {
    True: ("osu!", "Taiko", "Catch the Beat", "osu!mania"),
    False: ("osu!", "osu!taiko", "osu!catch", "osu!mania"),
}


class Thing(Struct, frozen=True):
    """Something a row links to: its text, unescaped, and where the link goes."""

    title: str
    url: str


def old(row: Happening) -> bool:
    """Whether the row is written in the style before 2022."""
    return row.board == "stable" or row.kind in _OLD_KINDS


def user(row: Happening, name: str = "") -> Thing:
    """The player of a row, by the name of that time."""
    return Thing(name or row.name, f"/u/{row.user_id}" if old(row) else f"/users/{row.user_id}")


def beatmap(world: World, row: Happening) -> Thing:
    """The difficulty of a row."""
    found = world.maps[row.facts["beatmap_id"]]
    mode = row.facts["mode"]
    url = f"/b/{found.id}?m={mode}" if old(row) else f"/beatmaps/{found.id}?ruleset={MODES[mode]}"
    return Thing(f"{_song(world, found.set_id)} [{found.version}]", url)


def beatmapset(world: World, row: Happening) -> Thing:
    """The set of a row."""
    number = row.facts["set_id"]
    return Thing(_song(world, number), f"/s/{number}" if old(row) else f"/beatmapsets/{number}")


def _song(world: World, set_id: int) -> str:
    found = world.sets[set_id]
    return f"{found.artist} - {found.title}"
