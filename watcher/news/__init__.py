"""What counts as news: one file (or folder) per family. The contract is `events.Family`.

A family is found by its file; no list is kept anywhere.
"""

import importlib
import pkgutil
from typing import Any


def families() -> dict[str, Any]:
    """Every family by name, each the module that keeps the contract of `events.Family`."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__))
    return {name: importlib.import_module(f"{__name__}.{name}") for name in names}
