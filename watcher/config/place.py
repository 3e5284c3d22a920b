"""Where the store is."""

from collections.abc import Mapping
from pathlib import Path


def store_path(configured: Path | None, environ: Mapping[str, str]) -> Path:
    """Where the store is: as configured, or in systemd's state directory, or in the user's own."""
    if configured is not None:
        return configured.expanduser()
    state = environ.get("STATE_DIRECTORY", "").partition(":")[0]
    if state:
        return Path(state) / "watcher.db"
    home = environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(home) / "osu-watcher" / "watcher.db"
