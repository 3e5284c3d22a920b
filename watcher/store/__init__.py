"""The store: memory, news, deliveries and the agenda. The only place with SQL."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from watcher.store.store import Store, StoreBusy, StoreDamaged, StoreError, StoreFailed, StoreNewer, Transaction

__all__ = ["Store", "StoreBusy", "StoreDamaged", "StoreError", "StoreFailed", "StoreNewer", "Transaction"]


def __getattr__(name: str) -> Any:
    """Import SQLAlchemy for who uses the tables, not for who looks after the file: `watcher health` asks often."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from watcher.store import store

    return getattr(store, name)
