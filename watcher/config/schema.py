"""The JSON Schema of the config, for editors: made from the sections and the catalogue.

More generous than `load` where an editor can't know better: `${NAME}` may stand for any value, and conditions, names of
sinks, links and durations are checked when the file is loaded.
"""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema

from watcher.config.model import Catalogue
from watcher.config.secrets import secret_keys
from watcher.config.sections import (
    ConditionSection,
    DigestSection,
    FileSection,
    OsuConfig,
    QuietSection,
    RuleSection,
    SinkSection,
    SummarySection,
    TemplateSection,
    WatchSection,
    WebSection,
)

Schema = dict[str, Any]

_SECTIONS: tuple[type[BaseModel], ...] = (
    FileSection,
    OsuConfig,
    WatchSection,
    RuleSection,
    ConditionSection,
    SinkSection,
    DigestSection,
    QuietSection,
    SummarySection,
    TemplateSection,
    WebSection,
)
_NAMING = ("players", "maps", "mappers", "nominators", "sets", "matches", "anyone", "news")
"""What a watch has one of at least. With news alone it is about everybody's maps."""
_VARIABLE: Schema = {"type": "string", "pattern": r"\$\{"}


class _Generous(GenerateJsonSchema):
    """`${NAME}` may stand for any value; what may be left out is not null."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002  # pydantic's signature
        return False

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        made = super().default_schema(schema)
        return {key: value for key, value in made.items() if key != "default" or value is not None}

    def int_schema(self, schema: core_schema.IntSchema) -> JsonSchemaValue:
        return _or_variable(super().int_schema(schema))

    def float_schema(self, schema: core_schema.FloatSchema) -> JsonSchemaValue:
        return _or_variable(super().float_schema(schema))

    def bool_schema(self, schema: core_schema.BoolSchema) -> JsonSchemaValue:
        return _or_variable(super().bool_schema(schema))

    def literal_schema(self, schema: core_schema.LiteralSchema) -> JsonSchemaValue:
        return _or_variable(super().literal_schema(schema))

    def enum_schema(self, schema: core_schema.EnumSchema) -> JsonSchemaValue:
        return _or_variable({"enum": [member.value for member in schema["members"]]})

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        made = super().str_schema(schema)
        return made if made == {"type": "string"} else _or_variable(made)


def json_schema(catalogue: Catalogue) -> Schema:
    """The schema (draft 2020-12) of a config that speaks of what is in the catalogue."""
    models = (*_SECTIONS, *(kind.options for kind in catalogue.sinks))
    references, made = models_json_schema([(model, "validation") for model in models], schema_generator=_Generous)
    definitions: Schema = made["$defs"]
    names = {model: references[model, "validation"]["$ref"].rpartition("/")[2] for model in models}
    for model, name in names.items():
        _offer_files(definitions[name], secret_keys(model))
    definitions["News"] = _news(catalogue, "RuleSection")
    definitions["OwnNews"] = _news(catalogue, "ConditionSection")
    definitions["WatchSection"]["properties"]["news"] |= _one_or_many("News")
    definitions["WatchSection"]["properties"]["summary"] |= {
        "anyOf": [{"enum": ["daily", "weekly"]}, _reference("SummarySection")]
    }
    definitions["WatchSection"]["anyOf"] = [{"required": [key]} for key in _NAMING]
    definitions["Sink"] = _sink(catalogue, names, definitions)
    file = definitions.pop("FileSection")
    file["properties"]["osu"] |= _reference("OsuConfig")
    file["properties"]["watches"] |= _named("WatchSection")
    file["properties"]["sinks"] |= _named("Sink")
    file["properties"]["web"] |= _reference("WebSection")
    file["properties"]["templates"] |= _templates(catalogue)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **file,
        "title": "The config of watcher",
        "required": ["osu", "watches", "sinks"],
        "$defs": {name: definitions[name] for name in sorted(definitions)},
    }


def _or_variable(form: Schema) -> Schema:
    return {"anyOf": [form, _VARIABLE]}


def _reference(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _named(name: str) -> Schema:
    return {"type": "object", "minProperties": 1, "additionalProperties": _reference(name)}


def _one_or_many(name: str) -> Schema:
    return {"anyOf": [_reference(name), {"type": "array", "items": _reference(name), "minItems": 1}]}


def _offer_files(section: Schema, secrets: list[str]) -> None:
    """Every secret may stand in a file, and then it need not stand in the section."""
    for name in secrets:
        said = f"A file that holds `{name}`: one of systemd's credentials, or beside the config."
        section["properties"][f"{name}_file"] = {"type": "string", "description": said}
    required = set(section.pop("required", ())) - set(secrets)
    if required:
        section["required"] = sorted(required)


def _news(catalogue: Catalogue, section: str) -> Schema:
    """A kind of news, alone or with its rule below it."""
    rule = {"anyOf": [_reference(section), {"type": "null"}]}
    ruled = {
        "type": "object",
        "properties": dict.fromkeys(catalogue.news, rule),
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }
    return {"anyOf": [{"enum": list(catalogue.news)}, ruled]}


def _templates(catalogue: Catalogue) -> Schema:
    """Kinds of news with their words."""
    kinds = dict.fromkeys(catalogue.samples, _reference("TemplateSection"))
    return {"type": "object", "properties": kinds, "additionalProperties": False}


def _sink(catalogue: Catalogue, names: dict[type[BaseModel], str], definitions: Schema) -> Schema:
    """An address, a kind, or the options of a kind beside the keys that every sink has."""
    common = definitions.pop("SinkSection")["properties"]
    common["only"] |= _one_or_many("OwnNews")
    common["quiet"] |= _reference("QuietSection")
    common["templates"] |= _templates(catalogue)
    common["digest"] |= {"anyOf": [{"enum": ["hourly", "daily", "weekly"]}, _reference("DigestSection")]}
    forms = []
    for kind in catalogue.sinks:
        definition = definitions[names[kind.options]]
        definition["properties"] |= common | {"kind": common["kind"] | {"enum": [kind.name]}}
        forms.append(_reference(names[kind.options]))
    return {"anyOf": [{"enum": [kind.name for kind in catalogue.sinks]}, {"type": "string", "pattern": ":"}, *forms]}
