"""A message as a drawing (SVG): on the lock screen of a phone, and in Discord. Alike everywhere."""

import re
from datetime import UTC, datetime
from html import escape
from typing import Any

from watcher.notification import Message
from watcher.sinks import _embed

_WIDTH, _PHONE = 900, 330
_WALLPAPER = (
    '<defs><linearGradient id="w" x2="0.3" y2="1"><stop stop-color="#4b2a6b"/><stop offset="0.55" '
    'stop-color="#8c3f7a"/><stop offset="1" stop-color="#d9688c"/></linearGradient></defs>'
)
_FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"
_NARROW, _WIDE = set("ijl.,:;!|'()[]·Itfr "), set("mwMW@%→")


def drawn(message: Message) -> str:
    """The drawing."""
    lock, below = _lock_screen(message)
    channel, height = _channel(message)
    height = max(below, height)
    style = f"text{{font-family:{_FONT};white-space:pre}}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}">\n'
        f"{_WALLPAPER}\n<style>{style}</style>\n"
        f'<rect width="{_PHONE}" height="{height}" rx="22" fill="url(#w)"/>\n{lock}'
        f'<rect x="{_PHONE + 16}" width="{_WIDTH - _PHONE - 16}" height="{height}" rx="10" fill="#313338"/>\n'
        f"{channel}</svg>\n"
    )


def _lock_screen(message: Message) -> tuple[str, int]:
    words, told = message.notification, message.told[0]
    at = datetime.fromtimestamp(told["happened"] / 1000, UTC)
    title = wrapped(words.title, 268, 14, 2, bold=True)
    body = [line for row in words.listed.splitlines()[:4] for line in wrapped(row, 268, 13, 1)]
    box = 46 + 18 * len(title) + 17 * len(body)
    rows = [
        _text(_PHONE / 2, 62, f"{at:%H:%M}", 50, "#ffffff", weight=300, middle=True),
        _text(_PHONE / 2, 86, f"{at:%A, %-d %B}", 14, "#ffffffcc", middle=True),
        f'<rect x="14" y="108" width="{_PHONE - 28}" height="{box}" rx="18" fill="#1c1b22" fill-opacity="0.72"/>',
        '<circle cx="36" cy="127" r="8" fill="#ff66ab"/>',
        _text(50, 132, "watcher", 12, "#d8d3de"),
        _text(_PHONE - 28, 132, "now", 12, "#b5aebd", right=True),
        *(_text(28, 154 + 18 * n, line, 14, "#ffffff", weight=700) for n, line in enumerate(title)),
        *(_text(28, 154 + 18 * len(title) + 17 * n, line, 13, "#e4dfe8") for n, line in enumerate(body)),
    ]
    return "\n".join(rows) + "\n", 108 + box + 22


def _channel(message: Message) -> tuple[str, int]:
    made = _embed.embed(message)
    left, y = _PHONE + 34, 30
    rows = [
        f'<circle cx="{left + 18}" cy="36" r="18" fill="#ff66ab"/>',
        _text(left + 18, 42, "w", 18, "#ffffff", weight=700, middle=True),
        _text(left + 48, y, "watcher", 15, "#f2f3f5", weight=600),
        f'<rect x="{left + 116}" y="{y - 13}" width="34" height="17" rx="4" fill="#5865f2"/>',
        _text(left + 133, y, "APP", 11, "#ffffff", weight=600, middle=True),
    ]
    inner, bottom = _inside(made, left + 64, 44)
    for width, colour in ((_WIDTH - left - 64, "#2b2d31"), (4, f"#{made['color']:06x}")):
        rows.append(f'<rect x="{left + 48}" y="44" width="{width}" height="{bottom - 44}" rx="4" fill="{colour}"/>')
    return "\n".join([*rows, *inner]) + "\n", bottom + 16


def _inside(made: dict[str, Any], x: int, y: int) -> tuple[list[str], int]:
    """What stands in an embed, and where it ends."""
    room = _WIDTH - x - 30 - (96 if "thumbnail" in made else 0)
    rows: list[str] = []
    if "thumbnail" in made:
        rows.append(f'<rect x="{_WIDTH - 110}" y="58" width="80" height="80" rx="4" fill="url(#w)"/>')
    if "author" in made:
        rows += [f'<circle cx="{x + 10}" cy="{y + 24}" r="10" fill="#8e66ff"/>']
        rows += [_text(x + 28, y + 29, made["author"]["name"], 13, "#f2f3f5", weight=600)]
        y += 30
    title, colour = _unescaped(made.get("title", "")), "#00a8fc" if "url" in made else "#f2f3f5"
    lines = wrapped(title, room, 15, 3, bold=True)
    rows += [_text(x, y + 26 + 20 * n, line, 15, colour, weight=600) for n, line in enumerate(lines)]
    y += 8 + 20 * len(lines)
    for row in made.get("description", "").splitlines():
        link = re.fullmatch(r"(.*?)\[(.*)\]\(<\S+>\)", row)
        text, ink = _unescaped(f"{link[1]}{link[2]}" if link else row), "#00a8fc" if link else "#dbdee1"
        for line in wrapped(text, room, 14, 3):
            y += 19
            rows.append(_text(x, y + 6, line, 14, ink))
    foot = " • ".join(filter(None, (made.get("footer", {}).get("text", ""), _when(made.get("timestamp", "")))))
    y = max(y, 122 if "thumbnail" in made else 0)
    rows += [_text(x, y + 32, foot, 12, "#b5bac1")] if foot else []
    return rows, y + (46 if foot else 22)


def _when(stamp: str) -> str:
    return f"{datetime.fromisoformat(stamp):%d/%m/%Y %H:%M}" if stamp else ""


def wrapped(text: str, room: float, size: float, most: int, *, bold: bool = False) -> list[str]:
    """A text in at most so many lines of that width, by a guess at how wide letters are."""
    lines, line = [], ""
    words = text.split()
    for number, word in enumerate(words):
        longer = f"{line} {word}".strip()
        if line and wide(longer, size, bold=bold) > room:
            lines.append(line)
            line = word
            if len(lines) == most:
                rest = " ".join([lines.pop(), *words[number:]])
                return [*lines, _cut(rest, room, size, bold=bold)]
        else:
            line = longer
    return [*lines, _cut(line, room, size, bold=bold)]


def _cut(text: str, room: float, size: float, *, bold: bool) -> str:
    if wide(text, size, bold=bold) <= room:
        return text
    while text and wide(text + "…", size, bold=bold) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def wide(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a text is."""
    return sum(map(_share, text)) * size * (1.12 if bold else 1.02)


def _share(letter: str) -> float:
    if letter > "\u2e80":
        return 1.0
    return 0.32 if letter in _NARROW else 0.92 if letter in _WIDE else 0.6


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text).replace("\u200b", "")


def _text(x: float, y: float, text: str, size: int, colour: str, *, weight: int = 400, right: bool = False,
          middle: bool = False) -> str:  # fmt: skip
    anchor = ' text-anchor="end"' if right else ' text-anchor="middle"' if middle else ""
    bold = f' font-weight="{weight}"' if weight != 400 else ""
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="{colour}"{bold}{anchor}>{escape(text)}</text>'
