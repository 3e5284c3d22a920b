"""What osu! says that we have no word for yet: it is kept as it is, and said once in the log."""

import logging
from functools import lru_cache

_log = logging.getLogger("watcher.osu")


@lru_cache(maxsize=4096)
def say_once(what: str) -> None:
    """Log this sentence, unless it was logged before."""
    _log.warning("osu! says something new: %s", what)
