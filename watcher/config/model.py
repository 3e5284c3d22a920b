"""What a config may speak of, and what it becomes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from msgspec import Struct
from pydantic import BaseModel, SecretStr

from watcher.config.sections import OsuConfig, WebSection
from watcher.events import Cause
from watcher.rules import DONE_BY_SOMEBODY, NewsRule, Rhythm, Watch
from watcher.templates import Wording


class SinkKind(Struct, frozen=True):
    """A kind of sink, as the config needs to know it. No schemes: it takes every address that no other kind takes."""

    name: str
    schemes: tuple[str, ...]
    options: type[BaseModel]


class Catalogue(Struct, frozen=True):
    """What there is: kinds of news with their facts, the kinds told by default, kinds of sinks.

    `of_anyone`: the kinds told of plays whoever made them. `causes` are those that a rule about a kind chooses when it
    names none, where they are not the usual ones.
    """

    news: Mapping[str, type[Struct]]
    defaults: tuple[str, ...]
    sinks: tuple[SinkKind, ...]
    causes: Mapping[str, frozenset[Cause]] = {}
    of_anyone: tuple[str, ...] = ()
    worldwide: tuple[str, ...] = ()
    """The kinds that a watch may ask for which names nobody: what becomes of everybody's maps."""
    states: tuple[str, ...] = ()
    """The kinds that tell how something stands: told where the newest message takes the place of the one before"""
    samples: Mapping[str, Struct] = {}
    """The facts of a sample of every kind that is told, the watcher's own included: templates are tried on them."""

    def causes_of(self, kind: str) -> frozenset[Cause]:
        """What a rule about this kind chooses when it names no causes."""
        return self.causes.get(kind, DONE_BY_SOMEBODY)


class SinkConfig(Struct, frozen=True):
    """A sink: its name, its kind, the options of that kind, the rules of its own if it has some, and its rhythm."""

    name: str
    kind: str
    options: BaseModel
    only: tuple[NewsRule, ...] | None = None
    rhythm: Rhythm = Rhythm()
    wordings: Mapping[str, Wording] = {}
    """kind → how it is said here, where that is not as built in"""
    pictures: bool = True
    """where they can be drawn, and the service takes them"""


class Config(Struct, frozen=True, kw_only=True):
    """A config that can be used. `admin` is the sink that hears about the watcher itself; `keep` is in ms.

    `recalculation`: whether news of pp waits while pp is recalculated: where that is noticed, now, or never.
    `heartbeat`: the address of a dead man's switch.
    """

    osu: OsuConfig
    watches: tuple[Watch, ...]
    sinks: tuple[SinkConfig, ...]
    admin: str | None
    store: Path | None
    keep: int
    recalculation: Literal["auto", "on", "off"] = "auto"
    web: WebSection | None = None
    heartbeat: SecretStr | None = None
