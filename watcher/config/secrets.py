"""What a config takes from its surroundings: `${NAME}` in values, and secrets kept in files of their own."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path as FilePath
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from msgspec import Struct
from pydantic import BaseModel, SecretStr

from watcher.config.mistakes import Notes, Path

LARGEST = 65_536
_STAND_IN = "?"  # for what is not there, so that no more is said about it

_VARIABLE = re.compile(r"\$(?P<escaped>\$\{)|\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>[^}]*))?\}|\$\{")


def fill_in(value: Any, path: Path, environ: Mapping[str, str], notes: Notes) -> Any:
    """Replace `${NAME}` and `${NAME:-default}` in all texts of a value. `$${` stands for `${` itself.

    Done after the file is parsed, so that no variable can change its structure. Keys stay as they are.
    """
    if isinstance(value, dict):
        return {key: fill_in(child, (*path, key), environ, notes) for key, child in value.items()}
    if isinstance(value, list):
        return [fill_in(child, (*path, number), environ, notes) for number, child in enumerate(value)]
    if not isinstance(value, str) or "${" not in value:
        return value

    def replaced(found: re.Match[str]) -> str:
        if found["escaped"]:
            return "${"
        name, default = found["name"], found["default"]
        if name is None:
            return wrong("write ${NAME} or ${NAME:-default}, and $${ for ${ itself")
        if default is None and name not in environ:
            return wrong(f"the environment has no {name}: set it, or write ${{{name}:-default}}")
        return environ.get(name) or default or ""

    def wrong(message: str) -> str:
        notes.wrong(path, message)
        notes.hopeless.add(path)
        return _STAND_IN

    return _VARIABLE.sub(replaced, value)


def secret_text(secret: SecretStr | None) -> str:
    """What a secret says, empty for none."""
    return "" if secret is None else secret.get_secret_value()


@cache
def secret_keys(model: type[BaseModel]) -> list[str]:
    """The keys of a section that may be kept in a file of their own."""
    return [name for name, field in model.model_fields.items() if _is_secret(field.annotation)]


def _is_secret(hint: Any) -> bool:
    if get_origin(hint) in {Union, UnionType, Annotated}:
        return any(_is_secret(part) for part in get_args(hint))
    return hint is SecretStr


class Files(Struct, frozen=True):
    """Where secret files are looked for: systemd's credentials first, then beside the config."""

    folders: tuple[FilePath, ...]

    def fill_in(self, section: dict[str, Any], keys: list[str], path: Path, notes: Notes) -> dict[str, Any]:
        """The section with each `client_secret_file: …` replaced by `client_secret: <what the file holds>`."""
        filled = dict(section)
        for key in keys:
            name = filled.pop(f"{key}_file", None)
            if name is None:
                continue
            where = (*path, f"{key}_file")
            if key in section:
                notes.wrong(where, f"{key} stands here too, keep one of them")
            elif not isinstance(name, str):
                notes.wrong(where, "the name of a file is needed")
            else:
                filled[key] = self._read(name, where, notes)
        return filled

    def _read(self, name: str, path: Path, notes: Notes) -> str:
        tried = [folder / name for folder in self.folders]
        file = next((each for each in tried if each.is_file()), tried[-1])
        try:
            text = _text_of(file)
        except OSError as error:
            notes.wrong(path, f"can't read {file}: {error.strerror}")
        except ValueError as error:
            notes.wrong(path, f"{file} {error}")
        else:
            return text
        notes.hopeless.add(path)
        return _STAND_IN


def _text_of(file: FilePath) -> str:
    with file.open("rb") as opened:
        data = opened.read(LARGEST + 1)
    try:
        text = data.decode("utf-8").strip()
    except UnicodeDecodeError:
        text = ""
    if not text or len(data) > LARGEST or not text.isprintable():
        raise ValueError("does not hold a secret: one line of text is needed")
    return text
