"""What a condition may be made of. Pure.

Text is parsed by Jinja and then checked part by part against a list of what is allowed: names of fields, numbers,
texts, lists, `and`, `or`, `not`, comparisons, `in`, `+ - * /` of numbers, and the filters in `FILTERS`. There are no
calls, no attributes but fields, no loops and no powers, so a condition can neither escape nor run long.
"""

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from itertools import accumulate
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.parser import Parser
from msgspec import Struct

from watcher.rules.fields import SHORT, Field, Type

LONGEST = 500
"""Characters of a condition, at most."""
DEEPEST = 40

FILTERS: Mapping[str, tuple[frozenset[Type], Type]] = {
    "abs": (frozenset({Type.NUMBER}), Type.NUMBER),
    "lower": (frozenset({Type.TEXT}), Type.TEXT),
    "length": (frozenset({Type.TEXT, Type.TEXTS, Type.NUMBERS}), Type.NUMBER),
}
"""What each filter takes and gives: `rank_gain|abs`, `map.title|lower`, `mods|length`."""

SIGNS = {"eq": "==", "ne": "!=", "lt": "<", "lteq": "<=", "gt": ">", "gteq": ">=", "in": "in", "notin": "not in"}


class RuleError(ValueError):
    """A condition that can't be used. The text says why, and what would have been right."""


class Names(Struct, frozen=True):
    """The fields that a condition about this kind of news may use."""

    kind: str
    fields: Mapping[str, Field]


def parse(text: str, environment: Environment) -> nodes.Expr:
    """The tree of a condition, of bounded size. Raises RuleError."""
    if len(text) > LONGEST:
        raise RuleError(f"{len(text)} characters long, a condition has at most {LONGEST}")
    if _brackets(text) > DEEPEST:  # the parser would take as many as the stack happens to allow
        raise RuleError("nested too deeply")
    try:
        parser = Parser(environment, text, state="variable")
        tree = parser.parse_expression()
    except TemplateSyntaxError as error:
        raise RuleError(f"can't be read: {(error.message or '').replace('end of template', 'end')}") from error
    except RecursionError as error:
        raise RuleError("nested too deeply") from error
    if not parser.stream.eos:
        raise RuleError(f"can't be read from {parser.stream.current.value!r} on")
    if _depth(tree) > DEEPEST:
        raise RuleError("nested too deeply")
    return tree


def check(tree: nodes.Expr, names: Names) -> None:
    """Raises RuleError where the tree holds what is not allowed, or is not true or false in the end."""
    found = type_of(tree, names)
    if found is not Type.FLAG:
        raise RuleError(f"a condition is true or false, this is {found.value}: compare it with something")


def type_of(node: nodes.Node, names: Names) -> Type:
    """The type of one part of a condition. Raises RuleError."""
    judge = _PARTS.get(type(node))
    if judge is None:
        raise RuleError(
            f"{type(node).__name__.lower()} can't be used: there are fields, numbers, texts, lists, and, or, not, "
            f"comparisons, in, + - * / and the filters {', '.join(FILTERS)}"
        )
    return judge(node, names)


def dotted(node: nodes.Node) -> str:
    """`map.stars` for a name or a chain of attributes, empty for anything else."""
    if isinstance(node, nodes.Name):
        return str(node.name)
    if isinstance(node, nodes.Getattr) and (left := dotted(node.node)):
        return f"{left}.{node.attr}"
    return ""


def written(node: nodes.Node) -> str:
    """How a part of a condition is written, near enough to be recognised."""
    write = _WRITTEN.get(type(node))
    if write is not None:
        return write(node)
    if isinstance(node, nodes.BinExpr):
        return f"({written(node.left)} {node.operator} {written(node.right)})"
    if isinstance(node, nodes.UnaryExpr):
        return f"{node.operator} {written(node.node)}"
    return dotted(node) or type(node).__name__.lower()


def _brackets(text: str) -> int:
    """How many brackets are open at once, at most."""
    steps = accumulate(1 if sign in "([{" else -1 if sign in ")]}" else 0 for sign in text)
    return max(steps, default=0)


def _depth(tree: nodes.Node) -> int:
    level: Sequence[nodes.Node] = [tree]
    depth = 0
    while level:
        level = [child for node in level for child in node.iter_child_nodes()]
        depth += 1
    return depth


def _constant(node: nodes.Const, _names: Names) -> Type:
    if isinstance(node.value, bool):
        return Type.FLAG
    if isinstance(node.value, int | float):
        return Type.NUMBER
    return Type.NOTHING if node.value is None else Type.TEXT


def _name(node: nodes.Name | nodes.Getattr, names: Names) -> Type:
    name = dotted(node)
    if name in names.fields:
        return names.fields[name].type
    near = get_close_matches(name, names.fields, 1)
    hint = f"did you mean {near[0]!r}? There is" if near else "there is"
    shown = repr(name) if name else "of this form"
    # what may be written without `play.` is listed without it
    listed = [each for each in names.fields if not (each.startswith(SHORT) and each.partition(".")[2] in names.fields)]
    raise RuleError(f"no field {shown} in {names.kind}, {hint} {', '.join(listed)}")


def _both(wanted: Type) -> Callable[[Any, Names], Type]:
    """Both sides (or the only one) must be of this type, and so is the whole."""

    def judge(node: nodes.BinExpr | nodes.UnaryExpr, names: Names) -> Type:
        for part in node.iter_child_nodes():
            found = type_of(part, names)
            if found is not wanted:
                raise RuleError(f"`{written(part)}` is {found.value}, here it must be {wanted.value}")
        return wanted

    return judge


def _list(node: nodes.List | nodes.Tuple, names: Names) -> Type:
    found = {type_of(item, names) for item in node.items}
    if found == {Type.NUMBER}:
        return Type.NUMBERS
    if found == {Type.TEXT}:
        return Type.TEXTS
    raise RuleError("a list holds numbers or texts, at least one, and not both")


def _comparison(node: nodes.Compare, names: Names) -> Type:
    left: nodes.Expr = node.expr
    for operand in node.ops:
        right = operand.expr
        types = type_of(left, names), type_of(right, names)
        if not _comparable(*types, operand.op):
            raise RuleError(
                f"`{written(left)}` is {types[0].value} and `{written(right)}` is {types[1].value}: "
                f"{SIGNS[operand.op]} can't compare them"
            )
        _possible(left, right, names)
        _possible(right, left, names)
        left = right
    return Type.FLAG


def _comparable(left: Type, right: Type, sign: str) -> bool:
    if sign in {"in", "notin"}:
        return (left, right) in {(Type.TEXT, Type.TEXT), (Type.TEXT, Type.TEXTS), (Type.NUMBER, Type.NUMBERS)}
    if sign in {"eq", "ne"}:
        return left is right or Type.NOTHING in {left, right}
    return left is right and left in {Type.NUMBER, Type.TEXT}


def _possible(name: nodes.Node, other: nodes.Node, names: Names) -> None:
    """A field with a fixed set of words is compared with one of them, mods with capitals."""
    field = names.fields.get(dotted(name))
    if field is None:
        return
    for node in (other, *other.iter_child_nodes()):
        if not isinstance(node, nodes.Const) or not isinstance(node.value, str):
            continue
        if field.words and node.value not in field.words:
            raise RuleError(f"{dotted(name)} is never {node.value!r}, it is one of {', '.join(field.words)}")
        if field.capitals and node.value != node.value.upper():
            raise RuleError(f"{dotted(name)} are written in capitals: {node.value.upper()!r}")


def _filtered(node: nodes.Filter, names: Names) -> Type:
    if node.name not in FILTERS:
        raise RuleError(f"no filter {node.name!r}, there is {', '.join(FILTERS)}")
    if node.node is None or node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
        raise RuleError(f"{node.name} takes nothing in brackets: value|{node.name}")
    takes, gives = FILTERS[node.name]
    found = type_of(node.node, names)
    if found not in takes:
        raise RuleError(f"`{written(node.node)}` is {found.value}, {node.name} can't be taken of it")
    return gives


_PARTS: Mapping[type[nodes.Node], Callable[[Any, Names], Type]] = {
    nodes.Const: _constant,
    nodes.Name: _name,
    nodes.Getattr: _name,
    nodes.And: _both(Type.FLAG),
    nodes.Or: _both(Type.FLAG),
    nodes.Not: _both(Type.FLAG),
    nodes.Neg: _both(Type.NUMBER),
    nodes.Add: _both(Type.NUMBER),
    nodes.Sub: _both(Type.NUMBER),
    nodes.Mul: _both(Type.NUMBER),
    nodes.Div: _both(Type.NUMBER),
    nodes.List: _list,
    nodes.Tuple: _list,
    nodes.Compare: _comparison,
    nodes.Filter: _filtered,
}

_WRITTEN: Mapping[type[nodes.Node], Callable[[Any], str]] = {
    nodes.Const: lambda node: "none" if node.value is None else repr(node.value),
    nodes.Compare: lambda node: written(node.expr) + "".join(f" {SIGNS[o.op]} {written(o.expr)}" for o in node.ops),
    nodes.Filter: lambda node: f"{written(node.node)}|{node.name}",
    nodes.List: lambda node: f"[{', '.join(map(written, node.items))}]",
    nodes.Tuple: lambda node: f"[{', '.join(map(written, node.items))}]",
}
