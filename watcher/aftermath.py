"""When to see what came of a play: osu! writes down medals and places on leaderboards soon after it. Pure."""

from watcher.osu.nouns import Play

SOON = 60_000
APART = 10 * 60_000
"""Looks that plays bring about are that far apart (ms)."""


def look_due(play: Play, awaited: int, asked: int, now: int) -> int | None:
    """When the look that a play brings about is due (ms UTC); None where nothing comes of it, or another covers it.

    awaited: when the last such look is due. asked: when the last answer was asked for.
    """
    if not play.passed or play.ended + SOON <= max(awaited, asked):
        return None
    return max(now + SOON, play.ended + SOON, awaited + APART)
