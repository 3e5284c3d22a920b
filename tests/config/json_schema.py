"""As much of JSON Schema (draft 2020-12) as the config's schema uses, to hold files against it."""

import re

TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
    "integer": int,
    "number": (int, float),
}
NOTES = {"$schema", "$defs", "title", "description", "default", "examples", "writeOnly", "format"}


def valid(schema, value, root=None):
    """Whether the schema takes the value. Raises KeyError for a keyword that is not known here."""
    root = root or schema
    return all(CHECKS[key](schema[key], value, schema, root) for key in schema if key not in NOTES)


def _type(name, value, _schema, _root):
    flag = isinstance(value, bool)
    return isinstance(value, TYPES[name]) and (not flag or name == "boolean")


def _reference(path, value, _schema, root):
    return valid(root["$defs"][path.removeprefix("#/$defs/")], value, root)


def _properties(known, value, _schema, root):
    return not isinstance(value, dict) or all(valid(known[key], value[key], root) for key in known if key in value)


def _additional(allowed, value, schema, root):
    if not isinstance(value, dict) or allowed is True:
        return True
    others = [key for key in value if key not in schema.get("properties", {})]
    return not others if allowed is False else all(valid(allowed, value[key], root) for key in others)


def _number(compare):
    return lambda bound, value, _schema, _root: not isinstance(value, int | float) or compare(value, bound)


CHECKS = {
    "type": _type,
    "$ref": _reference,
    "properties": _properties,
    "additionalProperties": _additional,
    "anyOf": lambda forms, value, _schema, root: any(valid(form, value, root) for form in forms),
    "enum": lambda words, value, _schema, _root: value in words,
    "const": lambda word, value, _schema, _root: value == word,
    "required": lambda keys, value, _schema, _root: not isinstance(value, dict) or set(keys) <= value.keys(),
    "items": lambda form, value, _schema, root: not isinstance(value, list) or all(valid(form, v, root) for v in value),
    "pattern": lambda text, value, _schema, _root: not isinstance(value, str) or bool(re.search(text, value)),
    "minItems": lambda n, value, _schema, _root: not isinstance(value, list) or len(value) >= n,
    "minLength": lambda n, value, _schema, _root: not isinstance(value, str) or len(value) >= n,
    "maxLength": lambda n, value, _schema, _root: not isinstance(value, str) or len(value) <= n,
    "minProperties": lambda n, value, _schema, _root: not isinstance(value, dict) or len(value) >= n,
    "maxProperties": lambda n, value, _schema, _root: not isinstance(value, dict) or len(value) <= n,
    "minimum": _number(lambda value, bound: value >= bound),
    "maximum": _number(lambda value, bound: value <= bound),
    "exclusiveMinimum": _number(lambda value, bound: value > bound),
    "exclusiveMaximum": _number(lambda value, bound: value < bound),
}
