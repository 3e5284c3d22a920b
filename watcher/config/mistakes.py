"""What is wrong in a config, and where. All mistakes of a file are told at once."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache

from msgspec import Struct

_WORD = re.compile(r"[\w .<>!?@-]{1,40}")

Path = tuple[str | int, ...]
"""Where a value stands: `("watches", "friends", "news", 0)`."""


class Place(Struct, frozen=True, order=True):
    """A place in the file, both counted from 1."""

    line: int
    column: int


class Mistake(Struct, frozen=True):
    """One thing that is wrong, and what would have been right. Never holds a value that may be a secret.

    `file` is the path as it was given, so that terminals and editors can follow it.
    """

    file: str
    line: int
    column: int
    path: str
    message: str

    def __str__(self) -> str:
        """`config.yaml:12:9: watches.friends.news: no 'top_plays', did you mean 'top_play'?`."""
        where = f"{self.path}: " if self.path else ""
        return f"{self.file}:{self.line}:{self.column}: {where}{self.message}"


class Mistakes(Exception):
    """The config can't be used. `all` are its mistakes, in the order of the file."""

    def __init__(self, found: Iterable[Mistake]) -> None:
        self.all = tuple(sorted(set(found), key=lambda each: (each.line, each.column, each.path, each.message)))
        super().__init__("\n".join(map(str, self.all)))


class Notes:
    """Collects the mistakes of one file, and knows where its values stand."""

    def __init__(self, file: str, places: Mapping[Path, Place]) -> None:
        self.file = file
        self.places = places
        self.found: list[Mistake] = []
        self.hopeless: set[Path] = set()

    def wrong(self, path: Path, message: str, place: Place | None = None) -> None:
        """Note a mistake. Without a place it is where the path stands, or its nearest parent.

        What is `hopeless` was noted already, its value is only a stand-in.
        """
        known = path
        while known and known not in self.places:
            known = known[:-1]
        if known in self.hopeless:
            return
        found = place or self.places.get(known, Place(1, 1))
        self.found.append(Mistake(self.file, found.line, found.column, ".".join(map(str, path)), message))


def unknown(word: object, known: Iterable[str]) -> str:
    """`no 'webhok', did you mean 'webhook'?`, or all that there is. Shows the word only where it looks like one."""
    words = tuple(known)
    near = _nearest(str(word), words)
    shown = repr(word) if isinstance(word, str) and _WORD.fullmatch(word) else "such thing"
    if near:
        return f"no {shown}, did you mean {near!r}?"
    return f"no {shown}, there is {', '.join(words) or 'none'}"


@lru_cache(maxsize=1000)  # one mistake is often made a thousand times
def _nearest(word: str, words: tuple[str, ...]) -> str:
    return next(iter(get_close_matches(word, words, 1)), "")
