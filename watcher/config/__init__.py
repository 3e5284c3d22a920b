"""The config: YAML in, `Config` out, or every mistake with its place. Imports neither news nor sinks."""

from watcher.config.loading import load, store_named
from watcher.config.mistakes import Mistake, Mistakes
from watcher.config.model import Catalogue, Config, SinkConfig, SinkKind
from watcher.config.place import store_path
from watcher.config.secrets import secret_text
from watcher.config.sections import OsuConfig
from watcher.rules import NewsRule, Watch

__all__ = [
    "Catalogue",
    "Config",
    "Mistake",
    "Mistakes",
    "NewsRule",
    "OsuConfig",
    "SinkConfig",
    "SinkKind",
    "Watch",
    "load",
    "secret_text",
    "store_named",
    "store_path",
]
