"""The store: memory, news, deliveries and the agenda. The only place with SQL."""

from watcher.store.store import Store, StoreBusy, StoreDamaged, StoreError, StoreFailed, StoreNewer, Transaction

__all__ = ["Store", "StoreBusy", "StoreDamaged", "StoreError", "StoreFailed", "StoreNewer", "Transaction"]
