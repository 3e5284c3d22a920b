"""`templates:` of the file and of sinks: a kind of news → its title, its body, or both, in words of one's own."""

from typing import Any

from msgspec import Struct, structs

from watcher.config.checking import kind_of, section
from watcher.config.mistakes import Notes, Path, unknown
from watcher.config.model import Catalogue
from watcher.config.sections import TemplateSection
from watcher.templates import Template, TemplateError, Wording, Wordings, compile_template


class WordingReader(Struct, frozen=True):
    """Reads templates. Each is compiled and tried on a sample; mistakes are noted, the rest is read on."""

    catalogue: Catalogue
    notes: Notes

    def read(self, given: Any, path: Path) -> dict[str, Wording]:
        """The wordings of a mapping, by kind."""
        if given is None:
            return {}
        if not isinstance(given, dict):
            self.notes.wrong(path, f'a mapping is needed, such as top_play: {{title: "…"}}, this is {kind_of(given)}')
            return {}
        found = [self._wording(kind, entry, (*path, kind)) for kind, entry in given.items()]
        return {wording.kind: wording for wording in found if wording}

    def _wording(self, kind: str, given: Any, path: Path) -> Wording | None:
        if kind not in self.catalogue.samples:
            self.notes.wrong(path, unknown(kind, self.catalogue.samples))
            return None
        checked = section(TemplateSection, given, path, self.notes)
        if checked is None:
            return None
        if checked.title is None and checked.body is None:
            self.notes.wrong(path, "a title or a body is needed")
            return None
        title, body = (self._template(kind, getattr(checked, part), (*path, part)) for part in ("title", "body"))
        return Wording(kind, title, body)

    def _template(self, kind: str, text: str | None, path: Path) -> Template | None:
        if text is None:
            return None
        try:
            return compile_template(text, kind, self.catalogue.samples)
        except TemplateError as error:
            where = f"line {error.line} of it: " if "\n" in text.strip() else ""
            self.notes.wrong(path, f"{where}{error}")
            return None


def over(general: Wordings, own: Wordings) -> dict[str, Wording]:
    """The general wordings, with a sink's own in their place where it has some."""
    kinds = {**general, **own}
    return {kind: _over(general.get(kind, Wording(kind)), own.get(kind, Wording(kind))) for kind in kinds}


def _over(general: Wording, own: Wording) -> Wording:
    return structs.replace(general, title=own.title or general.title, body=own.body or general.body)
