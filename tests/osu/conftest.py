"""Recorded answers of the real API, read in place where somebody has them; and property tests without a stop-watch."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def answers():
    folder = os.environ.get("WATCHER_ANSWERS")
    if not folder:
        pytest.skip("recorded answers are other people's data; WATCHER_ANSWERS names the folder that has them")
    return Path(folder)
