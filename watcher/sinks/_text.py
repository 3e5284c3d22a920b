"""Strangers' text made harmless. Names and titles are chosen by people who may want to play tricks."""

import re
import unicodedata

# Terminal commands, control characters, marks that turn the direction of writing, invisible ones.
# What joins emoji and letters (U+200C, U+200D) stays.
_TRICKS = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"
    "|[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")


def plain(text: str) -> str:
    """Without control and direction characters; line breaks and tabs stay, everything else is kept as it is."""
    return _SURROGATES.sub("\ufffd", _TRICKS.sub("", text.replace("\r\n", "\n")))


def line(text: str) -> str:
    """The same on one line."""
    return " ".join(plain(text).split())


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, with `…` where some are missing. No letter is separated from its accents."""
    if len(text) <= limit:
        return text
    end = max(0, limit - 1)
    while end > 0 and (unicodedata.combining(text[end]) or text[end] in "\u200d\ufe0f" or text[end - 1] == "\u200d"):
        end -= 1
    return (text[:end].rstrip() + "…")[:limit]
