"""Numbers, grades and names as people write them. Pure: text in, text out; nothing here is markup.

Whoever tells news uses these, so that one thing reads the same everywhere.
"""

import math
import re
import unicodedata
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from watcher.facts import MapFacts, PlayerFacts

_SITE = "https://osu.ppy.sh"
_MOMENT = re.compile(r"\b(\d{4}-\d\d-\d\d \d\d:\d\d) UTC\b")
_ISOLATE, _END = "\u2068", "\u2069"
_RIGHT_TO_LEFT = {"R", "AL"}
_TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
_GRADES = {"X": "SS", "XH": "SS", "SH": "S"}


def number(value: float, decimals: int = 0) -> str:
    """`1234567` → `1,234,567`. At most `decimals` behind the point, and no zeros at the end: `7.50` → `7.5`."""
    text = f"{value:,.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if decimals else text
    return "0" if text == "-0" else text


def signed(value: float, decimals: int = 2) -> str:
    """A change: `42.7` → `+42.7`, `-1200` → `-1,200`, `0` → `±0`."""
    text = number(value, decimals)
    return "±0" if text == "0" else text if value < 0 else f"+{text}"


def pp(value: float | None) -> str:
    """Performance points, at most two decimals: `727.271` → `727.27pp`; None → `no pp`."""
    return "no pp" if value is None else f"{number(value, 2)}pp"


def pp_change(old: float, new: float) -> str:
    """`7,000pp → 7,042.7pp (+42.7)`."""
    return f"{pp(old)} → {pp(new)} ({signed(round(new, 2) - round(old, 2))})"


def accuracy(percent: float) -> str:
    """Percent (0–100) with two decimals, rounded down: 99.999 is not yet `100.00%`, as the game shows it."""
    return f"{math.floor(round(percent * 100, 6)) / 100:.2f}%"


def rank(place: int | None) -> str:
    """`1234` → `#1,234`; None → `no rank`."""
    return "no rank" if place is None else f"#{place:,}"


def rank_change(old: int | None, new: int | None) -> str:
    """`#40 → #39 (+1)`: up is plus. Without a rank on one side there is no difference to tell."""
    change = f" ({signed(old - new)})" if old is not None and new is not None else ""
    return f"{rank(old)} → {rank(new)}{change}"


def grade(letter: str) -> str:
    """The grade as people say it: `XH` and `X` → `SS`, `SH` → `S`; the others are themselves."""
    return _GRADES.get(letter, letter)


def combo(reached: int, possible: int | None = None) -> str:
    """`1,204x`, and `1,204x/1,560x` where the longest possible is known."""
    return f"{reached:,}x" if possible is None else f"{reached:,}x/{possible:,}x"


def stars(value: float) -> str:
    """`7.123` → `7.12★`."""
    return f"{value:.2f}★"


def plural(count: int, one: str, many: str = "") -> str:
    """`1 play`, `2 plays`, `1,200 plays`; `many` where it is not `one` with an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def length(seconds: float) -> str:
    """How long a map is: `95` → `1:35`, `3723` → `1:02:03`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def span(seconds: float) -> str:
    """How long something took, in its two largest units: `45 s`, `12 min`, `3 h 5 min`, `2 d 4 h`."""
    whole = round(seconds)
    for unit, size, smaller, part in (("d", 86_400, "h", 3_600), ("h", 3_600, "min", 60), ("min", 60, "", 0)):
        if whole >= size:
            rest = whole % size // part if part else 0
            return f"{whole // size} {unit}" + (f" {rest} {smaller}" if rest else "")
    return f"{whole} s"


def stay(seconds: float) -> str:
    """How long somebody was there or played, as far as that matters: as `span`, and `a moment` below a minute."""
    return span(seconds) if seconds >= 60 else "a moment"


def moment(time: int, zone: tzinfo = UTC) -> str:
    """A time (ms UTC) on somebody's clock: `2026-11-23 21:04 UTC`."""
    return datetime.fromtimestamp(time / 1000, zone).strftime("%Y-%m-%d %H:%M %Z")


def localised(text: str, zone: str) -> str:
    """The times in a text, as `moment` writes them in UTC, on the clocks of another zone."""
    if zone == "UTC":
        return text
    clock = ZoneInfo(zone)

    def there(found: re.Match[str]) -> str:
        try:
            time = datetime.fromisoformat(f"{found[1]}+00:00")
        except ValueError:  # a stranger's 31st of February
            return found[0]
        return time.astimezone(clock).strftime("%Y-%m-%d %H:%M %Z")

    return _MOMENT.sub(there, text)


def player_name(player: PlayerFacts) -> str:
    """The name, or `player 2` while it is unknown."""
    return player.name or f"player {player.id}"


def flag(country: str) -> str:
    """The flag of a country, as an emoji, given its two letters; empty for anything else."""
    letters = country.upper()
    if len(letters) != 2 or not (letters.isascii() and letters.isalpha()):
        return ""
    return "".join(chr(ord(letter) - ord("A") + 0x1F1E6) for letter in letters)


def map_name(beatmap: MapFacts) -> str:
    """`Artist - Title [Version]`, or `map 129891` while it is unknown."""
    return f"{beatmap.artist} - {beatmap.title} [{beatmap.version}]" if beatmap.title else f"map {beatmap.id}"


def short(text: str, most: int) -> str:
    """A stranger's text on one line, no longer than that, which turns nothing around it the other way.

    What is written from right to left is isolated, so that the rest of the line stays in its order (Unicode UAX 9).
    """
    plain = "".join(sign for sign in " ".join(text.split()) if unicodedata.bidirectional(sign) not in _TURNS)
    cut = plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"
    turns = any(unicodedata.bidirectional(sign) in _RIGHT_TO_LEFT for sign in cut)
    return f"{_ISOLATE}{cut}{_END}" if turns else cut


def song(artist: str, title: str, most: int) -> str:
    """`Artist - Title`, no longer than that; empty while the title is unknown."""
    return short(" - ".join(filter(None, (short(artist, most // 2), title))), most) if title else ""


def server(name: str) -> str:
    """A server as people call it."""
    return "osu!" if name == "bancho" else name


def player_link(user_id: int, mode: str = "") -> str:
    """The page of a player. `mode` is the API v2 word (`fruits`)."""
    return f"{_SITE}/users/{user_id}/{mode}".rstrip("/")


def map_link(beatmap_id: int) -> str:
    """The page of a difficulty."""
    return f"{_SITE}/beatmaps/{beatmap_id}"


def play_link(score_id: int) -> str:
    """The page of a play."""
    return f"{_SITE}/scores/{score_id}"


def match_link(match_id: int) -> str:
    """The page of a stable match."""
    return f"{_SITE}/community/matches/{match_id}"


def room_link(room_id: int) -> str:
    """The page of a lazer room."""
    return f"{_SITE}/multiplayer/rooms/{room_id}"


def set_link(beatmapset_id: int) -> str:
    """The page of a set."""
    return f"{_SITE}/beatmapsets/{beatmapset_id}"


def discussion_link(beatmapset_id: int, discussion_id: int) -> str:
    """What somebody wrote about a set (osu-web: BeatmapDiscussionsController redirects there)."""
    return f"{_SITE}/beatmapsets/{beatmapset_id}/discussion#/{discussion_id}"


def cover_link(beatmapset_id: int) -> str:
    """The cover of a set, 900 × 250."""
    return f"https://assets.ppy.sh/beatmaps/{beatmapset_id}/covers/cover.jpg"


def avatar_link(user_id: int) -> str:
    """The picture of a player."""
    return f"https://a.ppy.sh/{user_id}"
