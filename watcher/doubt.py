"""When an answer is too unlikely to be believed at once: a best list that suddenly lacks a good part of itself. Pure.

A cut list says that plays were removed. Deleted plays come one by one, so many at once have to be seen twice.
"""

from collections.abc import Collection

MANY = 5
SHARE = 0.1
FULL = 0.9
"""osu-web cuts a list first and then drops deleted plays: a full one may lack a few."""


def is_short(known: Collection[int], shown: Collection[int], window: int) -> bool:
    """Whether a list that shows these maps lacks too many of the known ones. From a full list, maps are pushed out."""
    lacking = len(set(known) - set(shown))
    return len(shown) < window * FULL and lacking > max(MANY, SHARE * len(known))
