"""`display_html`: the sentences of activity. osu-web: Event::generate, and the legacy score server before it."""

from watcher.simulator import links, names
from watcher.simulator.links import Thing
from watcher.simulator.model import Happening
from watcher.simulator.world import World

_SUPPORT = {
    "userSupportFirst": "has become an osu! supporter - thanks for your generosity!",
    "userSupportAgain": "has once again chosen to support osu! - thanks for your generosity!",
    "userSupportGift": "has received the gift of osu! supporter!",
}


def sentence(world: World, row: Happening) -> str:
    """The sentence of a row, in the style of links and escapes it was written in."""
    if row.kind in {"rank", "rankLost"}:
        return _rank(world, row)
    if row.kind == "beatmapPlaycount":
        return f"{_link(row, links.beatmap(world, row))} has been played {row.facts['count']:,} times!"
    if row.kind.startswith("beatmapset"):
        return _set(world, row)
    who = _bold(row, links.user(row))
    if row.kind == "achievement":
        # osu-web: names of medals are not escaped
        return f'{who} unlocked the "<b>{names.MEDALS[row.facts["medal"]]}</b>" medal!'
    if row.kind == "usernameChange":
        old = _bold(row, links.user(row, row.facts["old"]))
        return f"{old} has changed their username to {_escape(row, row.facts['new'])}!"
    return f"{who} {_SUPPORT[row.kind]}"


def _rank(world: World, row: Happening) -> str:
    who, what = _bold(row, links.user(row)), _link(row, links.beatmap(world, row))
    mode = links.MODE_NAMES[links.old(row)][row.facts["mode"]]
    if row.kind == "rankLost":
        return f"{who} has lost first place on {what} ({mode})"
    place = f"rank #{row.facts['rank']}"
    place = f"<b>{place}</b>" if row.facts["rank"] <= 50 else place
    return f"<img src='/images/{row.facts['grade']}_small.png'/> {who} achieved {place} on {what} ({mode})"


def _set(world: World, row: Happening) -> str:
    who, what = _bold(row, links.user(row)), _link(row, links.beatmapset(world, row))
    if row.kind == "beatmapsetApprove":
        return f"{what} by {who} has just been {row.facts['approval']}!"
    if row.kind == "beatmapsetDelete":
        return f"{what} has been deleted."
    if row.kind == "beatmapsetRevive":
        return f"{what} has been revived from eternal slumber by {who}."
    verb = "updated the" if row.kind == "beatmapsetUpdate" else "submitted a new"
    return f'{who} has {verb} beatmap "{what}"'


def _bold(row: Happening, thing: Thing) -> str:
    return f"<b>{_link(row, thing)}</b>"


def _link(row: Happening, thing: Thing) -> str:
    return f"<a href='{thing.url}'>{_escape(row, thing.title)}</a>"


def _escape(row: Happening, text: str) -> str:
    """The legacy server leaves apostrophes as they are."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text if links.old(row) else text.replace('"', "&quot;").replace("'", "&#039;")
