"""Who was looked at lately, and whose values had changed without a play. Pure."""

from collections.abc import Mapping

from msgspec import Struct

WINDOW = 60 * 60_000
MOST = 200
FEW = 3
"""Fewer that move are no recalculation: a map may be rated anew, a play deleted."""


class Tally(Struct, frozen=True, array_like=True):
    """Subject → when it was last looked at, and last found moved (ms UTC), within the last hour."""

    looked: dict[str, int] = {}
    moved: dict[str, int] = {}

    def after(self, seen: Mapping[str, bool], asked: int) -> "Tally":
        """The tally after these were looked at at `asked`: subject → whether it had moved."""
        moved = dict.fromkeys((subject for subject, has in seen.items() if has), asked)
        return Tally(_newest(self.looked, dict.fromkeys(seen, asked), asked), _newest(self.moved, moved, asked))

    @property
    def shaken(self) -> bool:
        """Whether so many moved that nobody's own doing explains it: three at least, and half of those looked at."""
        return len(self.moved) >= FEW and 2 * len(self.moved) >= len(self.looked)


def _newest(known: Mapping[str, int], new: Mapping[str, int], asked: int) -> dict[str, int]:
    young = {subject: at for subject, at in known.items() if at > asked - WINDOW and subject not in new} | dict(new)
    return dict(list(young.items())[-MOST:])
