"""What a config may speak of: the kinds of news and sinks that there are files for.

Made from the code, so that config, schema, docs and `watcher news` say the same. Imports neither store nor network.
"""

from msgspec import Struct

from watcher import news, sinks
from watcher.config import Catalogue, SinkKind
from watcher.events import is_ours, states


def catalogue() -> Catalogue:
    """Every kind of news and of sinks, but the news of the watcher itself: those are nobody's to choose."""
    families = [family for family in news.families().values() if not is_ours(family)]
    return Catalogue(
        news={kind: facts for family in families for kind, facts in family.KINDS.items()},
        defaults=tuple(kind for family in families for kind in family.DEFAULT),
        of_anyone=tuple(kind for family in families if getattr(family, "OF_ANYONE", False) for kind in family.KINDS),
        worldwide=tuple(kind for family in families for kind in getattr(family, "WORLD", ())),
        states=tuple(kind for family in families for kind in states(family)),
        sinks=tuple(SinkKind(name, kind.SCHEMES, kind.Options) for name, kind in sinks.kinds().items()),
        causes={kind: causes for family in families for kind, causes in getattr(family, "CAUSES", {}).items()},
        samples=samples(),
    )


def samples() -> dict[str, Struct]:
    """The facts of a sample event of every kind."""
    return {kind: facts for family in news.families().values() for kind, facts in family.SAMPLES.items()}
