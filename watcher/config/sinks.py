"""Entries of `sinks:`. An address, the name of a kind, or a mapping with the options of its kind."""

from collections.abc import Mapping, Sequence
from typing import Any

from watcher import pictures
from watcher.config.checking import kind_of, section
from watcher.config.mistakes import Notes, Path, unknown
from watcher.config.model import Catalogue, SinkConfig, SinkKind
from watcher.config.secrets import Files, secret_keys
from watcher.config.sections import DigestSection, QuietSection, SinkSection
from watcher.config.wishes import Wishes
from watcher.config.wordings import WordingReader, over
from watcher.rules import Digest, Quiet, Rhythm
from watcher.templates import Wordings

_ADDRESS = "an address looks like ntfys://my-topic"


def sink(
    name: str, given: Any, *, catalogue: Catalogue, files: Files, wordings: Wordings, notes: Notes
) -> SinkConfig | None:
    """The sink of this entry, or None and its mistakes noted. `wordings`: those of all sinks."""
    path: Path = ("sinks", name)
    entry = _entry(given)
    if entry is None:
        notes.wrong(path, f"an address, a kind or a mapping is needed, this is {kind_of(given)}")
        return None
    only = entry.get("only")
    wishes = Wishes(catalogue, notes)
    rules = None if only is None else wishes.read(only, (*path, "only"))
    rhythm = _rhythm(entry, path, notes)
    own = WordingReader(catalogue, notes).read(entry.get("templates"), (*path, "templates"))
    entry = files.fill_in(entry, ["url"], path, notes)
    kind = _kind(entry, catalogue.sinks, path, notes)
    if kind is None:
        return None
    options = {key: value for key, value in entry.items() if key not in SinkSection.model_fields}
    options = files.fill_in(options, secret_keys(kind.options), path, notes)
    checked = section(kind.options, options, path, notes, more=SinkSection.model_fields)
    drawn = _pictures(entry, path, notes)
    return SinkConfig(name, kind.name, checked, rules, rhythm, over(wordings, own), drawn) if checked else None


def _entry(given: Any) -> dict[str, Any] | None:
    if isinstance(given, str):
        return {"url": given} if ":" in given else {"kind": given}
    return given if isinstance(given, dict) else None


def _pictures(entry: Mapping[str, Any], path: Path, notes: Notes) -> bool:
    said = {"pictures": entry["pictures"]} if "pictures" in entry else {}
    checked = section(SinkSection, said, path, notes)
    wanted = checked.pictures if checked else None
    if wanted == "on" and not pictures.available():
        notes.wrong((*path, "pictures"), "Pillow is needed to draw: pip install 'osu-watcher[pictures]'")
    return wanted != "off"


_DIGESTS = {"hourly": {"every": "hour"}, "daily": {"every": "day"}, "weekly": {"every": "week"}}


def _rhythm(entry: Mapping[str, Any], path: Path, notes: Notes) -> Rhythm:
    digest, quiet = entry.get("digest"), entry.get("quiet")
    said = {key: entry[key] for key in ("at_most", "max_age", "on_uncertain", "zone") if key in entry}
    checked = section(SinkSection, said, path, notes)
    if checked is None:
        return Rhythm()
    return Rhythm(
        cap=checked.at_most,
        max_age=checked.max_age,
        hold_uncertain=checked.on_uncertain == "hold",
        reader=checked.zone or "",
        digest=None if digest is None else _digest(digest, (*path, "digest"), notes),
        quiet=None if quiet is None else _quiet(quiet, (*path, "quiet"), notes),
    )


def _quiet(given: Any, path: Path, notes: Notes) -> Quiet | None:
    checked = section(QuietSection, given, path, notes)
    if checked is None:
        return None
    return Quiet(start=checked.from_, end=checked.to, zone=checked.zone, then=checked.then)


def _digest(given: Any, path: Path, notes: Notes) -> Digest | None:
    if isinstance(given, str) and given not in _DIGESTS:
        notes.wrong(path, unknown(given, _DIGESTS))
        return None
    known = _DIGESTS[given] if isinstance(given, str) else given
    checked = section(DigestSection, known, path, notes)
    return Digest(**dict(checked)) if checked else None


def _kind(entry: Mapping[str, Any], kinds: Sequence[SinkKind], path: Path, notes: Notes) -> SinkKind | None:
    known = {kind.name: kind for kind in kinds}
    if "kind" in entry:
        named = str(entry["kind"])
        if named not in known:
            notes.wrong((*path, "kind"), f"{unknown(named, known)}; {_ADDRESS}")
        return known.get(named)
    url = entry.get("url")
    if not isinstance(url, str) or "://" not in url:
        notes.wrong(path, f"a url or a kind is needed, there is {', '.join(known)}; {_ADDRESS}")
        return None
    found = _taking(url.partition("://")[0].lower(), kinds)
    if found is None:
        notes.wrong(path, "no kind of sink takes such an address")
    return found


def _taking(scheme: str, kinds: Sequence[SinkKind]) -> SinkKind | None:
    """Who claims the scheme, or else who claims none and takes every other."""
    claimed = [kind for kind in kinds if scheme in kind.schemes]
    return next(iter(claimed or [kind for kind in kinds if not kind.schemes]), None)
