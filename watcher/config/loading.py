"""A file → `Config`, or all its mistakes at once."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path as FilePath
from typing import Any

from msgspec import Struct

from watcher.config import reading
from watcher.config.checking import section
from watcher.config.mistakes import Mistake, Mistakes, Notes
from watcher.config.model import Catalogue, Config, SinkConfig
from watcher.config.secrets import Files, fill_in, secret_keys
from watcher.config.sections import FileSection, OsuConfig, WebSection
from watcher.config.sinks import sink
from watcher.config.watches import watch
from watcher.config.wishes import Targets
from watcher.config.wordings import WordingReader
from watcher.rules import Watch
from watcher.templates import Wordings

_CREDENTIALS = {
    "v2": (("client_id", "client_secret"), "make an OAuth application at https://osu.ppy.sh/home/account/edit#oauth"),
    "v1": (("key",), "get one at https://osu.ppy.sh/home/account/edit#legacy-api"),
}
_STORE = re.compile(rb"^store:.*", re.MULTILINE)


def load(path: FilePath, catalogue: Catalogue, environ: Mapping[str, str]) -> Config:
    """Read a config. `environ` fills in `${NAME}`, and tells where systemd keeps credentials.

    Raises Mistakes: every mistake of the file, or why it can't be read.
    """
    try:
        document = reading.read(path.read_bytes())
    except OSError as error:
        raise Mistakes([Mistake(str(path), 1, 1, "", f"can't be read: {error.strerror}")]) from error
    except reading.Unreadable as error:
        raise Mistakes([Mistake(str(path), error.place.line, error.place.column, "", str(error))]) from error
    notes = Notes(str(path), document.places)
    for place, where, message in document.wrong:
        notes.wrong(where, message, place)
    credentials = [FilePath(folder) for folder in (environ.get("CREDENTIALS_DIRECTORY"),) if folder]
    loading = _Loading(catalogue, Files((*credentials, path.parent)), notes)
    config = loading.config(fill_in(document.value, (), environ, notes))
    if notes.found or config is None:
        raise Mistakes(notes.found)
    return config


def store_named(path: FilePath, environ: Mapping[str, str]) -> FilePath | None:
    """Where a file that may be full of mistakes keeps the store, as that line tells. None: it does not say."""
    try:
        line = _STORE.search(path.read_bytes())
        said = reading.read(line[0]).value["store"] if line else None
    except (OSError, reading.Unreadable):
        return None
    named = fill_in(said, (), environ, Notes(str(path), {}))
    return FilePath(named) if isinstance(named, str) and named else None


class _Loading(Struct, frozen=True):
    """One file on its way to a config. Every section is read, however many mistakes were noted before."""

    catalogue: Catalogue
    files: Files
    notes: Notes

    def config(self, value: Any) -> Config | None:
        """The config. None, or something noted: it can't be used."""
        given = {key: entry for key, entry in value.items() if entry is not None} if isinstance(value, dict) else value
        given = {} if given is None else given
        if isinstance(given, dict):
            given = self.files.fill_in(given, secret_keys(FileSection), (), self.notes)
        file = section(FileSection, given, (), self.notes, context={"sinks": tuple(_entries(given, "sinks"))})
        if not isinstance(given, dict):
            return None
        self._somebody(given)
        osu = self._osu(given.get("osu", {}))
        wordings = WordingReader(self.catalogue, self.notes).read(given.get("templates"), ("templates",))
        sinks = self._sinks(_entries(given, "sinks"), wordings)
        groups = file.groups if file else dict.fromkeys(_entries(given, "groups"), ())
        names = tuple(_entries(given, "sinks"))
        calling = {each.name for each in sinks if not getattr(each.options, "changes", False)}
        targets = Targets(names, groups, frozenset(names) - calling)
        self._nothing_twice(targets)
        watches = self._watches(_entries(given, "watches"), targets, sinks)
        web = self._web(given.get("web"))
        if file is None or osu is None:
            return None
        return Config(
            osu=osu,
            watches=watches,
            sinks=sinks,
            admin=file.admin or next((each.name for each in sinks), None),
            store=FilePath(file.store) if file.store else None,
            keep=file.keep,
            recalculation=file.recalculation,
            web=web,
            heartbeat=file.heartbeat,
        )

    def _osu(self, given: Any) -> OsuConfig | None:
        if not isinstance(given, dict):  # noted with the file
            return None
        filled = self.files.fill_in(given, secret_keys(OsuConfig), ("osu",), self.notes)
        keys, advice = _CREDENTIALS.get(str(filled.get("api", "v2")), ((), ""))
        for key in keys:
            if filled.get(key) in (None, ""):  # it may be a list
                self.notes.wrong(("osu", key), f"is missing: {advice}")
        return section(OsuConfig, filled, ("osu",), self.notes)

    def _web(self, given: Any) -> WebSection | None:
        if not isinstance(given, dict):  # not asked for, or noted with the file
            return None
        filled = self.files.fill_in(given, secret_keys(WebSection), ("web",), self.notes)
        return section(WebSection, filled, ("web",), self.notes)

    def _sinks(self, given: dict[str, Any], wordings: Wordings) -> tuple[SinkConfig, ...]:
        found = [
            sink(name, entry, catalogue=self.catalogue, files=self.files, wordings=wordings, notes=self.notes)
            for name, entry in given.items()
        ]
        return tuple(each for each in found if each)

    def _watches(self, given: dict[str, Any], targets: Targets, sinks: Iterable[SinkConfig]) -> tuple[Watch, ...]:
        only = {each.name: each.only for each in sinks if each.only is not None}
        found = [
            watch(
                name,
                entry,
                catalogue=self.catalogue,
                targets=targets,
                only=only,
                folder=self.files.folders[-1],
                notes=self.notes,
            )
            for name, entry in given.items()
        ]
        return tuple(each for each in found if each)

    def _nothing_twice(self, targets: Targets) -> None:
        for name in targets.groups:
            if name in targets.sinks:
                self.notes.wrong(("groups", name), "a sink has this name already")

    def _somebody(self, given: dict[str, Any]) -> None:
        if not given.get("watches"):
            self.notes.wrong(("watches",), "nobody is watched, the shortest entry is friends: {players: [mrekk]}")
        if not given.get("sinks"):
            self.notes.wrong(("sinks",), "nobody is told, the shortest entry is terminal: console")


def _entries(given: Any, key: str) -> dict[str, Any]:
    found = given.get(key) if isinstance(given, dict) else None
    return found if isinstance(found, dict) else {}
