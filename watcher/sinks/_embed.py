"""A message as a Discord embed. Pure. Keeps all of Discord's limits, and mentions nobody."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from watcher import words as say
from watcher.notification import Message
from watcher.sinks import _forms
from watcher.sinks._text import cut, line

# Discord: Message resource, "Embed Limits". 6 000 characters count over all parts.
TITLE, DESCRIPTION, AUTHOR, FOOTER, FIELDS, NAME, VALUE, TOTAL = 256, 4096, 256, 2048, 25, 256, 1024, 6000
_GRADES = {
    "XH": 0xDE31AE,
    "X": 0xDE31AE,
    "SH": 0x02B5C3,
    "S": 0x02B5C3,
    "A": 0x88DA20,
    "B": 0xE3B130,
    "C": 0xFF8E5D,
    "D": 0xFF5A5A,
    "F": 0x9E3434,
}
_MODES = {"osu": 0xFF66AA, "taiko": 0xE8483F, "fruits": 0x3FA9E8, "mania": 0x8E66FF}
_OURS = 0xCACF29
_WITH_MODS = ("stars", "bpm", "length")
"""What a play knows better than its map, because of its mods."""
IMAGE = "watcher.png"
"""What the picture that goes with a message is called."""
_PINK = 0xFF66AA


def embed(message: Message) -> dict[str, Any]:
    """The embed: who (with avatar), what (with link), the details, the map, when."""
    words = message.notification
    event: Mapping[str, Any] = message.told[0] if message.told else {}
    facts = event.get("facts") or {}
    made = {
        "title": _forms.fit(line(words.title), TITLE, _forms.markdown_escape),
        "url": _forms.safe_url(words.url),
        "description": _forms.linked(words, DESCRIPTION),
        "color": _colour(event, facts),
        "author": _author(event, facts, _rank(message)) if _agree(message, "player") else {},
        "thumbnail": _picture(words.picture),
        "image": {"url": f"attachment://{IMAGE}"} if message.image else {},
        "fields": [_field(name, value) for name, value in list(words.fields.items())[:FIELDS]],
        "footer": _footer(facts) if _agree(message, "map") else {},
        "timestamp": _time(event.get("happened")),
    }
    return _within_total({key: value for key, value in made.items() if value})


def size(made: Mapping[str, Any]) -> int:
    """How many characters Discord counts in an embed."""
    fields = made.get("fields", [])
    texts = [made.get("title", ""), made.get("description", "")]
    texts += [made.get("author", {}).get("name", ""), made.get("footer", {}).get("text", "")]
    return sum(map(len, texts)) + sum(len(field["name"]) + len(field["value"]) for field in fields)


def drawn(made: Mapping[str, Any]) -> str:
    """An embed as text, with a line at its side, as Discord has it in colour."""
    author, footer = made.get("author", {}).get("name", ""), made.get("footer", {}).get("text", "")
    fields = [f"{field['name']}: {field['value']}" for field in made.get("fields", [])]
    time = made.get("timestamp", "")[:16].replace("T", " ")
    rows = [author, made.get("title", ""), *made.get("description", "").splitlines(), " · ".join(fields)]
    rows += [" · ".join(filter(None, (footer, time and f"{time} UTC")))]
    pictures = [f"{name}: {made[name]['url']}" for name in ("thumbnail", "image") if name in made]
    return "\n".join(f"▌ {row}" for row in [*rows, made.get("url", ""), *pictures] if row)


def _agree(message: Message, part: str) -> bool:
    """Whether everything that is told is about the same player, or map."""
    found = [(event.get("facts") or {}).get(part) or {} for event in message.told]
    return len({each.get("id") for each in found if each}) <= 1


def _within_total(made: dict[str, Any]) -> dict[str, Any]:
    while size(made) > TOTAL and made.get("fields"):
        made["fields"] = made["fields"][:-1]
    if size(made) > TOTAL:
        made.pop("footer", None)
    return made


def _rank(message: Message) -> int | None:
    """The newest rank that the message tells, in whichever of its facts."""
    ranks = [(event.get("facts") or {}).get("rank_after") for event in message.told]
    return next((rank for rank in reversed(ranks) if rank), None)


def _author(event: Mapping[str, Any], facts: Mapping[str, Any], rank: int | None) -> dict[str, str]:
    player = facts.get("player") or {}
    if not player.get("name"):
        return {}
    name = f"{say.flag(player.get('country') or '')} {player['name']}".strip()
    author = {"name": _plain(name + (f" · {say.rank(rank)}" if rank else ""), AUTHOR)}
    if str(event.get("subject", "")).startswith("bancho/"):  # other servers have pages of their own
        author |= {"url": say.player_link(player["id"]), "icon_url": say.avatar_link(player["id"])}
    return author


def _footer(facts: Mapping[str, Any]) -> dict[str, str]:
    beatmap = facts.get("map") or {}
    if not beatmap.get("title"):
        return {}
    with_mods = {name: value for name, value in (facts.get("play") or {}).items() if name in _WITH_MODS and value}
    beatmap = beatmap | with_mods
    parts = [f"mapped by {line(beatmap['creator'])}"] if beatmap.get("creator") else []
    shown: tuple[tuple[str, Callable[[float], str]], ...] = (
        ("stars", say.stars),
        ("bpm", lambda bpm: f"{say.number(bpm, 1)} bpm"),
        ("length", say.length),
    )
    parts += [write(beatmap[name]) for name, write in shown if beatmap.get(name)]
    return {"text": _plain(" · ".join(parts), FOOTER)} if parts else {}


def _field(name: str, value: str) -> dict[str, Any]:
    # an empty name or value is refused
    return {
        "name": _forms.fit(line(name), NAME, _forms.markdown_escape) or "\u200b",
        "value": _forms.fit(value.strip(), VALUE, _forms.markdown_escape) or "\u200b",
        "inline": True,
    }


def _colour(event: Mapping[str, Any], facts: Mapping[str, Any]) -> int:
    if event.get("cause") == "ours":
        return _OURS
    grade = (facts.get("play") or {}).get("grade", "")
    mode = facts.get("mode") or (facts.get("map") or {}).get("mode", "")
    return _GRADES.get(grade) or _MODES.get(mode, _PINK)


def _picture(url: str) -> dict[str, str]:
    return {"url": url} if _forms.safe_url(url) else {}


def _time(happened: Any) -> str:
    return datetime.fromtimestamp(happened / 1000, UTC).isoformat() if happened else ""


def _plain(text: str, limit: int) -> str:
    return cut(_forms.harmless(line(text)), limit)
