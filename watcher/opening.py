"""What a config names, opened: the source for its API generation, and its sinks.

Apart from the composition root, so that a command that needs one of them starts without the store and the pages.
"""

import math
from collections.abc import Mapping, Sequence

from watcher import sinks
from watcher.clock import Clock
from watcher.config import OsuConfig, SinkConfig, secret_text
from watcher.notification import Sink
from watcher.osu import keys, worth
from watcher.osu.files import Files
from watcher.osu.http import IN_FLIGHT, Budget, httpx
from watcher.osu.nouns import Mode, Source
from watcher.osu.posts import Posts


class Interest:
    """Whose plays on the feed concern us. Changed when the roster changes."""

    def __init__(self) -> None:
        self._players: frozenset[tuple[int, int]] = frozenset()
        self._floors: dict[int, float] = {}

    def watch(self, subjects: Sequence[str], floors: Mapping[Mode, float]) -> None:
        """These players, in these modes, and whatever anyone plays from so many pp on."""
        self._floors = {mode.number: pp for mode, pp in floors.items()}
        read = [keys.read_player(subject) for subject in subjects]
        self._players = frozenset((player.user_id, player.mode.number) for player in read)

    def wants(self, user_id: int, ruleset_id: int, pp: float | None) -> bool:
        """Whether this play is of somebody watched, or worth so much that it does not matter whose it is."""
        big = pp is not None and pp >= self._floors.get(ruleset_id, math.inf)
        return big or (user_id, ruleset_id) in self._players


def open_source(
    osu: OsuConfig,
    budget: Budget,
    interest: Interest,
    *,
    patience: float = IN_FLIGHT,
    transport: httpx.AsyncBaseTransport | None = None,
) -> Source:
    """The source for the API generation that the config names.

    patience: seconds after which an answer is given up. transport: how osu! is reached; None: over the network.
    """
    here = worth.available()  # without what reads them there is no use for the files of maps
    files = Files(osu.url, budget=budget, patience=patience, transport=transport) if here else None
    ours = osu.server == keys.BANCHO  # who copies its API publishes nothing there
    posts = Posts(osu.url, osu.server, budget=budget, patience=patience, transport=transport) if ours else None
    if osu.api == "v1":
        from watcher.osu.v1.source import V1Source

        return V1Source.connect(
            key=secret_text(osu.key),
            url=osu.url,
            server=osu.server,
            budget=budget,
            lobby_patience_ms=osu.lobby_timeout,
            patience=patience,
            transport=transport,
            files=files,
            posts=posts,
        )
    from watcher.osu.v2.client import Client
    from watcher.osu.v2.source import V2Source

    client = Client(
        osu.client_id or 0,
        secret_text(osu.client_secret),
        url=osu.url,
        budget=budget,
        patience=patience,
        transport=transport,
    )
    return V2Source(
        client,
        server=osu.server,
        interest=interest,
        feed_interval_ms=osu.feed_interval,
        lobby_patience_ms=osu.lobby_timeout,
        files=files,
        posts=posts,
    )


def open_sink(config: SinkConfig, clock: Clock) -> Sink:
    """The sink that a config entry describes."""
    opened: Sink = sinks.kinds()[config.kind].open(config.options, name=config.name, clock=clock)
    return opened
