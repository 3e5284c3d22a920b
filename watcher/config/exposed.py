"""The secrets of a config, and whether they stand in a file that everybody on the machine can read."""

import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr

from watcher.config.model import Config


def secrets_of(config: Config) -> Iterator[str]:
    """Every secret of a config, for the log to hide."""
    for model in (config.osu, config.web, config.heartbeat, *(sink.options for sink in config.sinks)):
        yield from _secrets_in(model)


def exposed(path: Path, config: Config) -> str | None:
    """What is wrong with the permissions of the config's file, and what to do. None: nothing."""
    if not path.stat().st_mode & stat.S_IROTH:
        return None
    text = path.read_text(encoding="utf-8")
    if not any(secret and secret in text for secret in secrets_of(config)):
        return None
    return f"{path} holds secrets, and everybody on this machine can read it: chmod 600 {path}"


def _secrets_in(value: Any) -> Iterator[str]:
    if isinstance(value, SecretStr):
        yield value.get_secret_value()
    elif isinstance(value, BaseModel):
        for _, field in value:
            yield from _secrets_in(field)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _secrets_in(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _secrets_in(item)
