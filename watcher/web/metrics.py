"""The figures of the daemon, as Prometheus reads them. All of them are there from the start, at 0."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from watcher.notification import Reason
from watcher.tally import BOUNDS, Spans, Tally


class Depth(Struct, frozen=True):
    """How one sink stands: what waits and is dead, how long the oldest waits (seconds), whether it takes anything."""

    sink: str
    waiting: int = 0
    dead: int = 0
    oldest: float = 0.0
    up: bool = True


class Reading(Struct, frozen=True, kw_only=True):
    """What the daemon knows of itself at one moment. Ages and delays are seconds."""

    tally: Tally
    depths: Sequence[Depth]
    staleness: Mapping[str, float]
    """question → how long the longest waiting look of it is overdue"""
    progress: Mapping[str, float]
    """half → seconds since it last got on"""
    budget: int
    """requests that may be made at once"""
    reloaded: bool
    clock_jumps: int
    causes: Mapping[str, Iterable[str]] = {}
    """kind of news that there may be → its causes"""
    questions: Collection[str] = ()
    """what osu! may be asked"""
    suppressions: Iterable[str] = ()
    """why a sink may not be told, on purpose"""


class Counted(Struct, frozen=True):
    """A counter: what is counted, by which labels."""

    name: str
    help: str
    labels: tuple[str, ...] = ()


COUNTERS = (
    Counted("watcher_deliveries", "Messages by what became of them in the end.", ("sink", "outcome")),
    Counted("watcher_delivery_attempts", "Tries to send a message, by how they ended.", ("sink", "reason")),
    Counted("watcher_suppressed", "News that a sink was not told, on purpose.", ("reason",)),
    Counted("watcher_looks", "Questions to osu!, by how they ended.", ("question", "outcome")),
    Counted("watcher_api_requests", "Requests to osu!, by endpoint and answer.", ("endpoint", "status")),
    Counted("watcher_events", "News, by kind and cause.", ("kind", "cause")),
    Counted("watcher_gaps", "Times when something may have happened unseen."),
)
SPANS = (
    Counted("watcher_delivery_latency_seconds", "From noticed to taken by the sink.", ("sink",)),
    Counted("watcher_detection_delay_seconds", "From the end of a play, or whatever happened, to noticed."),
)
OUTCOMES = ("sent", "dead")
STATUSES = ("200", "401", "404", "429", "500", "502", "503", "504", "none")
"""How osu! answers most of the time, and `none`: not at all."""
SINKS: Sequence[tuple[str, str, Callable[[Depth], float]]] = (
    ("watcher_outbox_oldest_seconds", "How long the oldest message waits.", lambda depth: depth.oldest),
    ("watcher_dead_letters", "Messages given up, kept to be sent again.", lambda depth: depth.dead),
    ("watcher_sink_up", "0 while a sink fails.", lambda depth: float(depth.up)),
)


def text(reading: Reading) -> bytes:
    """All figures, in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_Figures(reading))
    return generate_latest(registry)


class _Figures(Collector):
    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def collect(self) -> Iterator[Metric]:
        yield from self._counters()
        yield from self._histograms()
        yield from self._gauges()
        yield CounterMetricFamily(
            "watcher_clock_jumps", "Times when the machine's clock was set.", value=self._reading.clock_jumps
        )

    def _counters(self) -> Iterator[Metric]:
        for counted in COUNTERS:
            family = CounterMetricFamily(counted.name, counted.help, labels=counted.labels)
            for labels, count in (self._zeros(counted) | dict(self._reading.tally.counts(counted.name))).items():
                family.add_metric(labels, count)
            yield family

    def _zeros(self, counted: Counted) -> dict[tuple[str, ...], int]:
        """What is there before anything happened: Prometheus sees no rise in what was not there before."""
        sinks = [depth.sink for depth in self._reading.depths]
        found: Mapping[str, Iterable[tuple[str, ...]]] = {
            "watcher_deliveries": ((sink, outcome) for sink in sinks for outcome in OUTCOMES),
            "watcher_delivery_attempts": ((sink, reason) for sink in sinks for reason in ("taken", *Reason)),
            "watcher_suppressed": ((reason,) for reason in self._reading.suppressions),
            "watcher_looks": (
                (question, outcome) for question in self._reading.questions for outcome in ("answered", "failed")
            ),
            "watcher_api_requests": ((path, status) for path in self._asked() for status in STATUSES),
            "watcher_events": ((kind, cause) for kind, causes in self._reading.causes.items() for cause in causes),
            "watcher_gaps": ((),),
        }
        return dict.fromkeys(found.get(counted.name, ()), 0)

    def _asked(self) -> set[str]:
        """What was asked at osu! so far: which paths that will be is known to its clients only."""
        return {endpoint for endpoint, _ in self._reading.tally.counts("watcher_api_requests")}

    def _histograms(self) -> Iterator[Metric]:
        for counted in SPANS:
            family = HistogramMetricFamily(counted.name, counted.help, labels=counted.labels)
            sinks = [(depth.sink,) for depth in self._reading.depths] if counted.labels else [()]
            empty: dict[tuple[str, ...], Spans] = {labels: Spans() for labels in sinks}
            for labels, spans in (empty | dict(self._reading.tally.spans(counted.name))).items():
                family.add_metric(labels, _buckets(spans), spans.total)
            yield family

    def _gauges(self) -> Iterator[Metric]:
        reading = self._reading
        for name, said, of in SINKS:
            yield _gauge(name, said, ("sink",), {(each.sink,): of(each) for each in reading.depths})
        states: dict[tuple[str, ...], float] = {}
        for each in reading.depths:
            states |= {(each.sink, "waiting"): each.waiting, (each.sink, "dead"): each.dead}
        yield _gauge("watcher_outbox_depth", "Messages by state.", ("sink", "state"), states)
        staleness = dict.fromkeys(reading.questions, 0.0) | dict(reading.staleness)
        yield _gauge(
            "watcher_look_staleness_seconds",
            "How long the longest waiting look is overdue.",
            ("question",),
            {(question,): late for question, late in staleness.items()},
        )
        yield _gauge(
            "watcher_loop_last_progress_seconds",
            "How long ago each half last got on.",
            ("loop",),
            {(half,): age for half, age in reading.progress.items()},
        )
        yield _gauge("watcher_api_budget_remaining", "Requests that may be made at once.", (), {(): reading.budget})
        yield _gauge(
            "watcher_config_last_reload_success",
            "0 while a changed config can't be used and the old one holds.",
            (),
            {(): float(reading.reloaded)},
        )


def _buckets(spans: Spans) -> list[tuple[str, float]]:
    return [*((str(bound), count) for bound, count in zip(BOUNDS, spans.counts, strict=True)), ("+Inf", spans.count)]


def _gauge(name: str, said: str, labels: Sequence[str], values: Mapping[tuple[str, ...], float]) -> Metric:
    family = GaugeMetricFamily(name, said, labels=labels)
    for given, value in values.items():
        family.add_metric(given, value)
    return family
