"""Where news goes: one file per kind of sink, named after it. Files that begin with `_` help several of them.

Each has `SCHEMES` (the URL schemes it claims; none: every other), `Options` (a pydantic model, whose field
descriptions are the documentation) and `open(options, *, name, clock) -> Sink`.
"""

import pkgutil
from importlib import import_module
from types import ModuleType


def kinds() -> dict[str, ModuleType]:
    """Every kind of sink by name, as the folder lists them."""
    names = (found.name for found in pkgutil.iter_modules(__path__) if not found.name.startswith("_"))
    return {name: import_module(f"{__name__}.{name}") for name in sorted(names)}
