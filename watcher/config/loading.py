"""A file → `Config`, or all its mistakes at once."""

from collections.abc import Iterable, Mapping
from pathlib import Path as FilePath
from typing import Any

from msgspec import Struct
from pydantic import BaseModel

from watcher.config import reading
from watcher.config.checking import kind_of, section
from watcher.config.mistakes import Mistake, Mistakes, Notes, Path, unknown
from watcher.config.secrets import Files, fill_in, secret_keys
from watcher.config.sections import FileSection, OsuConfig, RuleSection, WatchSection
from watcher.rules import DONE_BY_SOMEBODY, Condition, NewsRule, RuleError, Watch, compile_condition

OAUTH = "get one at https://osu.ppy.sh/home/account/edit#oauth"


class SinkKind(Struct, frozen=True):
    """A kind of sink, as the config needs to know it. No schemes: it takes every address that no other kind takes."""

    name: str
    schemes: tuple[str, ...]
    options: type[BaseModel]


class Catalogue(Struct, frozen=True):
    """What a config may speak of: kinds of news with their facts, those told by default, kinds of sinks."""

    news: Mapping[str, type[Struct]]
    defaults: tuple[str, ...]
    sinks: tuple[SinkKind, ...]


class SinkConfig(Struct, frozen=True):
    """A sink by its name, its kind, and the options of that kind."""

    name: str
    kind: str
    options: BaseModel


class Config(Struct, frozen=True, kw_only=True):
    """A config that can be used. `admin` is the sink for news about the watcher itself."""

    osu: OsuConfig
    watches: tuple[Watch, ...]
    sinks: tuple[SinkConfig, ...]
    admin: str | None
    store: FilePath | None


def load(path: FilePath, catalogue: Catalogue, environ: Mapping[str, str]) -> Config:
    """Read a config. Raises Mistakes, with every mistake of the file."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Mistakes([Mistake(path.name, 1, 1, "", f"can't be read: {error.strerror}")]) from error
    try:
        document = reading.read(data)
    except reading.Unreadable as error:
        raise Mistakes([Mistake(path.name, error.place.line, error.place.column, "", str(error))]) from error
    notes = Notes(path.name, document.places)
    notes.found.extend(
        Mistake(path.name, at.line, at.column, ".".join(map(str, where)), text) for at, where, text in document.wrong
    )
    folders = [FilePath(environ[name]) for name in ("CREDENTIALS_DIRECTORY",) if name in environ]
    value = fill_in(document.value, (), environ, notes)
    config = _Loading(catalogue, Files((*folders, path.parent)), notes).config(value)
    if notes.found or config is None:
        raise Mistakes(notes.found)
    return config


class _Loading:
    """Goes through the sections of one file. Mistakes are noted, and the rest is read on."""

    def __init__(self, catalogue: Catalogue, files: Files, notes: Notes) -> None:
        self.catalogue = catalogue
        self.files = files
        self.notes = notes
        self.targets: dict[str, tuple[str, ...]] = {}

    def config(self, value: Any) -> Config | None:
        file = section(FileSection, {} if value is None else value, (), self.notes)
        if file is None:
            return None
        self.targets = {name: (name,) for name in file.sinks}
        groups = {name: self._group(name, members) for name, members in file.groups.items()}
        self.targets |= groups
        osu = self._osu(file.osu)
        sinks = [self._sink(name, given) for name, given in file.sinks.items()]
        watches = [self._watch(name, given) for name, given in file.watches.items()]
        if not file.watches:
            self.notes.wrong(("watches",), "nobody is watched: add watches: {friends: {players: [mrekk]}}")
        if not file.sinks:
            self.notes.wrong(("sinks",), "nobody is told: add sinks: {terminal: console}")
        if file.admin is not None and file.admin not in file.sinks:
            self.notes.wrong(("admin",), unknown(file.admin, file.sinks))
        if osu is None:
            return None
        return Config(
            osu=osu,
            watches=tuple(watch for watch in watches if watch),
            sinks=tuple(sink for sink in sinks if sink),
            admin=file.admin or next(iter(file.sinks), None),
            store=FilePath(file.store) if file.store else None,
        )

    def _group(self, name: str, members: Any) -> tuple[str, ...]:
        path: Path = ("groups", name)
        if name in self.targets:
            self.notes.wrong(path, "a sink has the same name")
        if not isinstance(members, list) or not members:
            self.notes.wrong(path, f"a list of sinks is needed, this is {kind_of(members)}")
            return ()
        return self._sinks(members, path)

    def _sinks(self, names: Iterable[Any], path: Path) -> tuple[str, ...]:
        """The sinks behind names of sinks and groups, each once."""
        found: dict[str, None] = {}
        for number, name in enumerate(names):
            if isinstance(name, str) and name in self.targets:
                found |= dict.fromkeys(self.targets[name])
            else:
                self.notes.wrong((*path, number), unknown(name, self.targets))
        return tuple(found)

    def _osu(self, given: Any) -> OsuConfig | None:
        filled = self.files.fill_in(given, secret_keys(OsuConfig), ("osu",), self.notes)
        osu = section(OsuConfig, filled, ("osu",), self.notes)
        if osu is None:
            return None
        needed = ("client_id", "client_secret") if osu.api == "v2" else ("key",)
        for key in needed:
            if getattr(osu, key) is None:
                self.notes.wrong(("osu", key), f"is missing, {OAUTH}")
        if osu.requests_per_minute > 60 and not osu.i_have_permission:
            self.notes.wrong(
                ("osu", "requests_per_minute"),
                "above 60 osu! wants to be asked first; then say i_have_permission: true",
            )
        return osu

    def _sink(self, name: str, given: Any) -> SinkConfig | None:
        path: Path = ("sinks", name)
        options = (
            {"url": given}
            if isinstance(given, str) and "://" in given
            else {"kind": given}
            if isinstance(given, str)
            else given
        )
        if not isinstance(options, dict):
            self.notes.wrong(path, f"an address, a kind or a mapping is needed, this is {kind_of(given)}")
            return None
        options = self.files.fill_in(options, ["url"], path, self.notes)
        kind = self._kind(options, path)
        if kind is None:
            return None
        options = self.files.fill_in(options, secret_keys(kind.options), path, self.notes)
        checked = section(kind.options, {key: options[key] for key in options if key != "kind"}, path, self.notes)
        return SinkConfig(name, kind.name, checked) if checked else None

    def _kind(self, options: Mapping[str, Any], path: Path) -> SinkKind | None:
        kinds = {kind.name: kind for kind in self.catalogue.sinks}
        named, url = options.get("kind"), options.get("url")
        if named is not None:
            if named not in kinds:
                self.notes.wrong(
                    (*path, "kind") if "kind" in options else path,
                    f"{unknown(named, kinds)}, or an address such as ntfys://my-topic",
                )
            return kinds.get(named)
        if not isinstance(url, str) or "://" not in url:
            self.notes.wrong(path, "where to? give a url such as ntfys://my-topic, or a kind: " + ", ".join(kinds))
            return None
        scheme = url.partition("://")[0].lower()
        others = (kind for kind in kinds.values() if not kind.schemes)
        found = next((kind for kind in kinds.values() if scheme in kind.schemes), None) or next(others, None)
        if found is None:
            self.notes.wrong(path, "no sink takes an address of this scheme")
        return found

    def _watch(self, name: str, given: Any) -> Watch | None:
        path: Path = ("watches", name)
        checked = section(WatchSection, given, path, self.notes)
        rules = self._news(given.get("news") if isinstance(given, dict) else None, (*path, "news"))
        if checked is None:
            return None
        if not checked.players and not checked.matches:
            self.notes.wrong(path, "nobody is watched here: name players or matches")
        return Watch(
            name=name,
            players=tuple(dict.fromkeys(checked.players)),
            modes=tuple(dict.fromkeys(checked.modes)),
            matches=tuple(dict.fromkeys(checked.matches)),
            news=rules,
            to=self._sinks(checked.to, (*path, "to"))
            or tuple(name for name in self.targets if self.targets[name] == (name,)),
            settle=checked.settle,
        )

    def _news(self, given: Any, path: Path) -> tuple[NewsRule, ...]:
        if given is None:
            return tuple(NewsRule(kind=kind) for kind in self.catalogue.defaults)
        items = given if isinstance(given, list) else [given]
        found = [self._rule(item, (*path, number)) for number, item in enumerate(items)]
        return tuple(rule for rule in found if rule)

    def _rule(self, item: Any, path: Path) -> NewsRule | None:
        entry = {item: {}} if isinstance(item, str) else item
        if not isinstance(entry, dict) or len(entry) != 1:
            self.notes.wrong(path, "a kind of news is needed, such as top_play or top_play: {when: pp >= 300}")
            return None
        [(kind, given)] = entry.items()
        if kind not in self.catalogue.news:
            self.notes.wrong(path, unknown(kind, self.catalogue.news))
            return None
        checked = section(RuleSection, given or {}, (*path, kind), self.notes)
        if checked is None:
            return None
        return NewsRule(
            kind=kind,
            when=self._condition(checked.when, kind, (*path, kind, "when")),
            causes=frozenset(checked.causes) or DONE_BY_SOMEBODY,
            to=self._sinks(checked.to, (*path, kind, "to")),
        )

    def _condition(self, text: str | None, kind: str, path: Path) -> Condition | None:
        if text is None:
            return None
        try:
            return compile_condition(text, kind, self.catalogue.news[kind])
        except RuleError as error:
            self.notes.wrong(path, str(error))
            return None
