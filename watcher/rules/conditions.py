"""`when:` conditions: Jinja expressions over the fields of an event, checked when the config is read. Pure.

A condition is made of names, numbers, texts, lists, `and`, `or`, `not`, comparisons, `in`, `+ - * /`, and the filters
in `FILTERS`. Nothing else is compiled: no calls, no attribute that is not a field, no loops, no powers. What is
missing (`pp` of a play on a loved map, the rank of an inactive player) makes every comparison with it false.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.environment import TemplateExpression
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment
from msgspec import Struct

from watcher.rules.fields import MISSING, Field, Type, fields_of

LONGEST = 500
DEEPEST = 40

_NEGATED = {"eq": "!=", "ne": "==", "lt": ">=", "lteq": ">", "gt": "<=", "gteq": "<", "in": "not in", "notin": "in"}
_SIGNS = {"eq": "==", "ne": "!=", "lt": "<", "lteq": "<=", "gt": ">", "gteq": ">=", "in": "in", "notin": "not in"}


class RuleError(ValueError):
    """A condition that can't be used. The text says why, and what would have been right."""


def _unless_missing(do: Any) -> Any:
    return lambda value: value if value is MISSING else do(value)


FILTERS: Mapping[str, tuple[frozenset[Type], Type]] = {
    "abs": (frozenset({Type.NUMBER}), Type.NUMBER),
    "lower": (frozenset({Type.TEXT}), Type.TEXT),
    "length": (frozenset({Type.TEXT, Type.TEXTS, Type.NUMBERS}), Type.NUMBER),
}
"""What each filter takes and gives: `map.title|lower`, `mods|length`, `gained|abs`."""

_ENVIRONMENT = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
_ENVIRONMENT.globals.clear()
_ENVIRONMENT.tests.clear()
_ENVIRONMENT.filters = {
    "abs": _unless_missing(abs),
    "lower": _unless_missing(str.lower),
    "length": _unless_missing(len),
}


class Condition:
    """A checked condition. Two with the same text about the same kind are equal."""

    def __init__(self, text: str, kind: str, tree: nodes.Expr) -> None:
        self.text = text
        self.kind = kind
        self._tree = tree
        self._holds = _compiled(tree)

    def holds(self, seen: Mapping[str, Any]) -> bool:
        """Whether it is true of what `fields.view` shows of an event. A division by zero is not."""
        return _true(self._holds, seen)

    def why_not(self, seen: Mapping[str, Any]) -> str:
        """What made it false, in a few words: `accuracy 97.8 < 98`."""
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
    tree = _parse(text)
    known = fields_of(facts)
    found = _Checker(kind, known).type_of(tree)
    if found is not Type.FLAG:
        raise RuleError(f"a condition is true or false, this is {found.value}: compare it with something")
    return Condition(text, kind, tree)


def _parse(text: str) -> nodes.Expr:
    if len(text) > LONGEST:
        raise RuleError(f"{len(text)} characters, a condition has at most {LONGEST}")
    try:
        parser = Parser(_ENVIRONMENT, text, state="variable")
        tree = parser.parse_expression()
        if not parser.stream.eos:
            raise RuleError(f"can't be read from {parser.stream.current.value!r} on")
    except TemplateSyntaxError as error:
        raise RuleError(f"can't be read: {error.message}") from error
    except RecursionError as error:
        raise RuleError("nested too deeply") from error
    if _depth(tree) > DEEPEST:
        raise RuleError("nested too deeply")
    return tree


def _depth(tree: nodes.Node) -> int:
    level, depth = [tree], 0
    while level:
        level = [child for node in level for child in node.iter_child_nodes()]
        depth += 1
    return depth


def _compiled(tree: nodes.Expr) -> TemplateExpression:
    target = nodes.Name("result", "store", lineno=1)
    template = nodes.Template([nodes.Assign(target, tree, lineno=1)], lineno=1)
    return TemplateExpression(_ENVIRONMENT.from_string(template), undefined_to_none=False)


def _true(expression: TemplateExpression, seen: Mapping[str, Any]) -> bool:
    try:
        return bool(expression(seen))
    except ArithmeticError:
        return False


def _dotted(node: nodes.Node) -> str | None:
    """`map.stars` for a name or a chain of attributes, None for anything else."""
    if isinstance(node, nodes.Name):
        return str(node.name)
    if isinstance(node, nodes.Getattr) and (left := _dotted(node.node)) is not None:
        return f"{left}.{node.attr}"
    return None


class _Checker:
    """Finds the type of every part of a condition, and refuses every part that is not on the list."""

    def __init__(self, kind: str, known: Mapping[str, Field]) -> None:
        self.kind = kind
        self.known = known

    def type_of(self, node: nodes.Node) -> Type:
        """The type of this part. Raises RuleError."""
        match node:
            case nodes.Const():
                return _constant(node.value)
            case nodes.Name() | nodes.Getattr():
                return self.field(node).type
            case nodes.And() | nodes.Or():
                return self._all(Type.FLAG, node.left, node.right)
            case nodes.Not():
                return self._all(Type.FLAG, node.node)
            case nodes.Neg() | nodes.Pos():
                return self._all(Type.NUMBER, node.node)
            case nodes.Add() | nodes.Sub() | nodes.Mul() | nodes.Div():
                return self._all(Type.NUMBER, node.left, node.right)
            case nodes.Tuple() | nodes.List():
                return self._list(node.items)
            case nodes.Compare():
                return self._comparison(node)
            case nodes.Filter():
                return self._filter(node)
        raise RuleError(
            f"can't use {type(node).__name__.lower()} here: names, numbers, texts, lists, and, or, not, "
            "comparisons, in, + - * / and the filters " + ", ".join(FILTERS)
        )

    def field(self, node: nodes.Node) -> Field:
        """The field that a name means. Raises RuleError with the list of fields."""
        name = _dotted(node)
        if name is None:
            raise RuleError("only fields have dots: " + ", ".join(self.known))
        if name in self.known:
            return self.known[name]
        near = get_close_matches(name, self.known, 1)
        hint = f", did you mean {near[0]!r}?" if near else ","
        raise RuleError(f"no field {name!r} in {self.kind}{hint} there is {', '.join(self.known)}")

    def _all(self, wanted: Type, *parts: nodes.Node) -> Type:
        for part in parts:
            found = self.type_of(part)
            if found is not wanted:
                raise RuleError(f"`{_text(part)}` is {found.value}, here it must be {wanted.value}")
        return wanted

    def _list(self, items: list[nodes.Expr]) -> Type:
        found = {self.type_of(item) for item in items}
        if found == {Type.NUMBER}:
            return Type.NUMBERS
        if found == {Type.TEXT}:
            return Type.TEXTS
        raise RuleError("a list holds numbers or texts, at least one, and not both")

    def _comparison(self, node: nodes.Compare) -> Type:
        left: nodes.Expr = node.expr
        for operand in node.ops:
            self._compare(left, operand.op, operand.expr)
            left = operand.expr
        return Type.FLAG

    def _compare(self, left: nodes.Expr, sign: str, right: nodes.Expr) -> None:
        types = self.type_of(left), self.type_of(right)
        if not _comparable(*types, sign):
            raise RuleError(
                f"`{_text(left)}` is {types[0].value} and `{_text(right)}` is {types[1].value}: "
                f"they can't be compared with {_SIGNS[sign]}"
            )
        self._words(left, right)
        self._words(right, left)

    def _words(self, name: nodes.Node, other: nodes.Node) -> None:
        """A name with a fixed set of words is compared with one of them."""
        words = self.known[dotted].words if (dotted := _dotted(name)) in self.known and dotted else ()
        for constant in (other, *other.iter_child_nodes()):
            if words and isinstance(constant, nodes.Const) and constant.value not in (*words, None):
                raise RuleError(f"{dotted} is never {constant.value!r}, it is one of {', '.join(words)}")

    def _filter(self, node: nodes.Filter) -> Type:
        if node.name not in FILTERS:
            raise RuleError(f"no filter {node.name!r}, there is {', '.join(FILTERS)}")
        if node.node is None or node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
            raise RuleError(f"{node.name} stands alone: `value|{node.name}`")
        takes, gives = FILTERS[node.name]
        found = self.type_of(node.node)
        if found not in takes:
            raise RuleError(f"`{_text(node.node)}` is {found.value}: {node.name} can't be taken of it")
        return gives


def _constant(value: object) -> Type:
    if isinstance(value, bool):
        return Type.FLAG
    if isinstance(value, int | float):
        return Type.NUMBER
    return Type.NOTHING if value is None else Type.TEXT


def _comparable(left: Type, right: Type, sign: str) -> bool:
    if sign in {"in", "notin"}:
        return (left, right) in {(Type.TEXT, Type.TEXT), (Type.TEXT, Type.TEXTS), (Type.NUMBER, Type.NUMBERS)}
    if sign in {"eq", "ne"}:
        return left is right or Type.NOTHING in {left, right}
    return left is right and left in {Type.NUMBER, Type.TEXT}


def _text(node: nodes.Node) -> str:
    """How a part of a condition is written, near enough to be recognised."""
    match node:
        case nodes.Const():
            return repr(node.value)
        case nodes.Compare():
            return _text(node.expr) + "".join(f" {_SIGNS[each.op]} {_text(each.expr)}" for each in node.ops)
        case nodes.Filter():
            return f"{_text(node.node)}|{node.name}" if node.node else node.name
        case nodes.Tuple() | nodes.List():
            return f"[{', '.join(map(_text, node.items))}]"
        case nodes.BinExpr():
            return f"({_text(node.left)} {node.operator} {_text(node.right)})"
        case nodes.UnaryExpr():
            return f"{node.operator} {_text(node.node)}"
    return _dotted(node) or type(node).__name__.lower()


def _why(node: nodes.Node, seen: Mapping[str, Any], *, wanted: bool) -> str:
    """Why this part is not what was wanted; empty where it is."""
    assert isinstance(node, nodes.Expr)
    if _true(_compiled(node), seen) is wanted:
        return ""
    if isinstance(node, nodes.Not):
        return _why(node.node, seen, wanted=not wanted)
    if isinstance(node, nodes.And | nodes.Or):
        parts = (_why(part, seen, wanted=wanted) for part in (node.left, node.right))
        return " and ".join(part for part in parts if part)
    return _leaf(node, seen, wanted=wanted)


def _leaf(node: nodes.Expr, seen: Mapping[str, Any], *, wanted: bool) -> str:
    if isinstance(node, nodes.Compare) and len(node.ops) == 1:
        sign = (_NEGATED if wanted else _SIGNS)[node.ops[0].op]
        return f"{_valued(node.expr, seen)} {sign} {_valued(node.ops[0].expr, seen)}"
    values = [_valued(name, seen) for name in node.find_all((nodes.Name, nodes.Getattr)) if _dotted(name)]
    return f"`{_text(node)}` is {'not true' if wanted else 'true'} ({', '.join(values)})"


def _valued(node: nodes.Expr, seen: Mapping[str, Any]) -> str:
    """A part with its value: `accuracy 97.8`. A constant is its own value."""
    if isinstance(node, nodes.Const | nodes.Tuple | nodes.List):
        return _text(node)
    try:
        return f"{_text(node)} {_compiled(node)(seen)!r}"
    except ArithmeticError:
        return f"{_text(node)} {MISSING!r}"
