"""What happened, counted, for whoever wants figures. Knows nothing of metrics; both halves count, nobody waits.

Each name is counted by one thread only, so nothing needs a lock.
"""

from collections.abc import Iterator, Mapping

BOUNDS = (1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0, 7200.0, 86_400.0)
"""Seconds; the upper ends of the ranges that spans of time are counted in."""


class Spans:
    """Spans of time, counted by how long they are."""

    def __init__(self) -> None:
        self.counts = [0] * len(BOUNDS)
        self.count = 0
        self.total = 0.0

    def took(self, seconds: float) -> None:
        """One more. A clock set back makes none shorter than nothing."""
        seconds = max(0.0, seconds)
        self.count += 1
        self.total += seconds
        for place, bound in enumerate(BOUNDS):
            self.counts[place] += seconds <= bound


class Tally:
    """Counts by name and labels, from the start of the process."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, tuple[str, ...]], int] = {}
        self._spans: dict[tuple[str, tuple[str, ...]], Spans] = {}

    def add(self, name: str, *labels: str) -> None:
        """One more of these."""
        self._counts[name, labels] = self._counts.get((name, labels), 0) + 1

    def took(self, name: str, seconds: float, *labels: str) -> None:
        """One more of these, and how long it took."""
        self._spans.setdefault((name, labels), Spans()).took(seconds)

    def counts(self, name: str) -> Mapping[tuple[str, ...], int]:
        """Labels → how many."""
        return {labels: count for (found, labels), count in dict(self._counts).items() if found == name}

    def spans(self, name: str) -> Iterator[tuple[tuple[str, ...], Spans]]:
        """Labels and their spans."""
        return ((labels, spans) for (found, labels), spans in dict(self._spans).items() if found == name)
