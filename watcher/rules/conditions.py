"""`when:` conditions: Jinja expressions over the fields of an event, checked when the config is read. Pure.

What is missing (the pp of a play that gives none, the rank of an inactive player) makes every comparison with it
false, `!=` included; only `== none` is true of it.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import reduce
from typing import Any

from jinja2 import StrictUndefined, nodes
from jinja2.environment import TemplateExpression
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer
from msgspec import Struct

from watcher.rules.fields import MISSING, fields_of
from watcher.rules.grammar import SIGNS, Names, RuleError, check, dotted, parse, written

__all__ = ["Condition", "RuleError", "compile_condition"]

_OPPOSITE = {
    "eq": "ne",
    "ne": "eq",
    "lt": "gteq",
    "lteq": "gt",
    "gt": "lteq",
    "gteq": "lt",
    "in": "notin",
    "notin": "in",
}


def _unless_missing(do: Callable[[Any], object]) -> Callable[[Any], object]:
    return lambda value: value if value is MISSING else do(value)


_ENVIRONMENT = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
_ENVIRONMENT.globals.clear()
_ENVIRONMENT.tests.clear()
_ENVIRONMENT.filters = {
    "abs": _unless_missing(abs),
    "lower": _unless_missing(str.lower),
    "length": _unless_missing(len),
    "_in": lambda part, whole: MISSING not in (part, whole) and part in whole,
    "_notin": lambda part, whole: MISSING not in (part, whole) and part not in whole,
}


class Condition:
    """A checked condition. Two with the same text about the same kind are equal."""

    def __init__(self, text: str, kind: str, tree: nodes.Expr) -> None:
        self.text = text
        self.kind = kind
        self._tree = tree
        self._compiled = _compiled(tree)

    def holds(self, seen: Mapping[str, Any]) -> bool:
        """Whether it is true of what `fields.view` shows of an event. What divides by zero is not."""
        return _is_true(self._compiled, seen)

    def why_not(self, seen: Mapping[str, Any]) -> str:
        """What made it false, in a few words: `accuracy 97.8 < 98`. Empty where it holds."""
        return _why(self._tree, seen, wanted=True)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Condition) and (self.text, self.kind) == (other.text, other.kind)

    def __hash__(self) -> int:
        return hash((self.text, self.kind))

    def __repr__(self) -> str:
        return f"Condition({self.text!r}, {self.kind!r})"


def compile_condition(text: str, kind: str, facts: type[Struct]) -> Condition:
    """Check and compile the condition of a rule about events of this kind, which carry these facts.

    Raises RuleError: it can't be read, names no field, or compares what can't be compared.
    """
    tree = parse(text, _ENVIRONMENT)
    check(tree, Names(kind, fields_of(facts)))
    return Condition(text, kind, tree)


class _AskTheSides(NodeTransformer):
    """`in` and `not in` ask their left side nothing; `_in` and `_notin` do, so that it may be missing."""

    def visit_Compare(self, node: nodes.Compare) -> nodes.Expr:  # noqa: N802  # jinja2's naming
        self.generic_visit(node)
        pairs: list[nodes.Expr] = []
        left: nodes.Expr = node.expr
        for operand in node.ops:
            pairs.append(_pair(left, operand))
            left = operand.expr
        return reduce(lambda one, other: nodes.And(one, other, lineno=1), pairs)


def _pair(left: nodes.Expr, operand: nodes.Operand) -> nodes.Expr:
    if operand.op in {"in", "notin"}:
        return nodes.Filter(left, f"_{operand.op}", [operand.expr], [], None, None, lineno=1)
    return nodes.Compare(left, [operand], lineno=1)


def _compiled(tree: nodes.Expr) -> TemplateExpression:
    """What `Environment.compile_expression` makes of a text, made of a tree that is checked already."""
    asking = _AskTheSides().visit(deepcopy(tree))
    result = nodes.Assign(nodes.Name("result", "store", lineno=1), asking, lineno=1)
    template = _ENVIRONMENT.from_string(nodes.Template([result], lineno=1))
    return TemplateExpression(template, undefined_to_none=False)


def _is_true(expression: TemplateExpression, seen: Mapping[str, Any]) -> bool:
    try:
        return bool(expression(seen))
    except ArithmeticError:
        return False


def _why(node: nodes.Expr, seen: Mapping[str, Any], *, wanted: bool) -> str:
    """Why this part is not what was wanted; empty where it is."""
    if _is_true(_compiled(node), seen) is wanted:
        return ""
    if isinstance(node, nodes.Not):
        return _why(node.node, seen, wanted=not wanted)
    if isinstance(node, nodes.And | nodes.Or):
        parts = [_why(part, seen, wanted=wanted) for part in (node.left, node.right)]
        return " and ".join(part for part in parts if part)
    return _reason(node, seen, wanted=wanted)


def _reason(node: nodes.Expr, seen: Mapping[str, Any], *, wanted: bool) -> str:
    if isinstance(node, nodes.Compare) and len(node.ops) == 1:
        operand = node.ops[0]
        unknown = [written(side) for side in (node.expr, operand.expr) if _value(side, seen) is MISSING]
        if unknown and wanted:
            return f"{' and '.join(unknown)} unknown"
        sign = SIGNS[_OPPOSITE[operand.op] if wanted else operand.op]
        return f"{_valued(node.expr, seen)} {sign} {_valued(operand.expr, seen)}"
    values = ", ".join(_valued(name, seen) for name in _names_in(node))
    return f"{written(node)} is {'not true' if wanted else 'true'}" + (f" ({values})" if values else "")


def _names_in(node: nodes.Expr) -> list[nodes.Expr]:
    """The fields below this part: `map.stars` once, not `map` as well."""
    if dotted(node):
        return []
    children = [child for child in node.iter_child_nodes() if isinstance(child, nodes.Expr | nodes.Operand)]
    found: list[nodes.Expr] = []
    for child in children:
        inner = child.expr if isinstance(child, nodes.Operand) else child
        found += [inner] if dotted(inner) else _names_in(inner)
    return found


def _valued(node: nodes.Expr, seen: Mapping[str, Any]) -> str:
    """A part with its value: `accuracy 97.8`. A constant is its own value."""
    if isinstance(node, nodes.Const | nodes.List | nodes.Tuple):
        return written(node)
    return f"{written(node)} {_shown(_value(node, seen))}"


def _value(node: nodes.Expr, seen: Mapping[str, Any]) -> object:
    try:
        return _compiled(node)(seen)
    except ArithmeticError:
        return MISSING


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(str, value))})"
    return f"{value:.10g}" if isinstance(value, float) else repr(value)
