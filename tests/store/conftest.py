import pytest

from watcher.store import Store


@pytest.fixture
def store():
    opened = Store.open(None)
    yield opened
    opened.close()


@pytest.fixture
def tx(store):
    """One transaction on an empty store."""
    with store.engine.begin() as transaction:
        yield transaction
