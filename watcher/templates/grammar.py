"""What a template may be made of. Pure: checked when the config is read, part by part, before anything is compiled."""

import types
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Union, get_args, get_origin, get_type_hints

from jinja2 import nodes
from msgspec import Struct

from watcher.osu.nouns import Mod
from watcher.rules import fields_of
from watcher.rules.fields import nested_in

BUILT_IN = ("title", "body", "url")
"""The built-in words, for templates that only add to them."""
OF_PLAYS = "mods_text"
"""The mods of a play as people write them: `HRDT(1.3x)`."""
DEEPEST = 30
LOOPS = 2
"""Loops within loops."""
_LOOP = ("index", "index0", "first", "last", "length")

_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Const, nodes.Name, nodes.Getattr,
    nodes.Getitem, nodes.Slice, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
    nodes.Neg, nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Concat, nodes.CondExpr,
    nodes.List, nodes.Tuple,
)  # fmt: skip


class TemplateError(ValueError):
    """A template that can't be used. The text says why, and what would have been right; `line` is in the template."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


class Loop(Struct):
    """What `loop` is within a loop."""


Scope = Mapping[str, Any]
"""Name → the type behind it. `Any` is a value whose parts are nobody's business."""


def check(tree: nodes.Template, kind: str, kinds: Mapping[str, type[Struct]], filters: Sequence[str]) -> None:
    """Raises TemplateError where a template about this kind holds what is not allowed, or names what there is not.

    Makes its loops countable. `kinds`: the facts of every kind; those of another are what completes the news.
    """
    _Check(kind, tuple(kinds), filters).visit(
        tree, {**kinds, **dict.fromkeys(BUILT_IN, str), **_names(kinds[kind])}, 0, 0
    )


def _names(facts: type[Struct]) -> dict[str, Any]:
    """What stands at the top of an event: its fields, those of its play, and those of every event."""
    hints = get_type_hints(facts)
    short = get_type_hints(nested_in(facts)["play"]) if "play" in nested_in(facts) else {}
    plain = {name: Any for name in (*fields_of(facts), "happened") if "." not in name}
    own = {OF_PLAYS: str} if "play" in hints else {}
    return {name: _without_none(hint) for name, hint in {**plain, **own, **short, **hints}.items()}


def _without_none(hint: Any) -> Any:
    if get_origin(hint) not in {Union, types.UnionType}:
        return str if hint is Mod else hint  # templates see its acronym
    rest = [part for part in get_args(hint) if part is not types.NoneType]
    return rest[0] if len(rest) == 1 else Any


class _Check(Struct, frozen=True):
    kind: str
    others: Sequence[str]
    filters: Sequence[str]

    def visit(self, node: nodes.Node, scope: Scope, depth: int, loops: int) -> None:
        """One part, with all that is in it."""
        self._one(node, depth)
        if isinstance(node, nodes.For):
            self._loop(node, scope, depth, loops)
            return
        if isinstance(node, nodes.Output):
            self._written(node, scope)
        if isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
            self._type(node, scope)
        for child in node.iter_child_nodes():
            self.visit(child, scope, depth + 1, loops)

    def _one(self, node: nodes.Node, depth: int) -> None:
        if not isinstance(node, _ALLOWED):
            word = type(node).__name__.lower()
            raise TemplateError(
                f"{word} can't be used: there are fields, if, for, numbers, texts and filters", _line(node)
            )
        if depth > DEEPEST:
            raise TemplateError("nested too deeply", _line(node))
        if isinstance(node, nodes.Filter) and node.name not in self.filters:
            raise TemplateError(_no("filter", node.name, self.filters), _line(node))
        if isinstance(node, nodes.Filter | nodes.Test) and (node.kwargs or node.dyn_args or node.dyn_kwargs):
            raise TemplateError(f"{node.name} takes plain values in brackets", _line(node))
        if isinstance(node, nodes.Filter) and node.node is None:
            raise TemplateError("a filter stands behind a value: value|filter", _line(node))
        if isinstance(node, nodes.Test) and node.name != "known":
            raise TemplateError(_no("test", node.name, ("known",)), _line(node))

    def _loop(self, node: nodes.For, scope: Scope, depth: int, loops: int) -> None:
        if node.recursive or loops >= LOOPS:
            raise TemplateError(f"loops go {LOOPS} deep at most, and not into themselves", _line(node))
        self.visit(node.iter, scope, depth + 1, loops)
        within = {**scope, "loop": Loop, **self._targets(node, scope)}
        if node.test is not None:
            self.visit(node.test, within, depth + 1, loops)
        for part in node.body:
            self.visit(part, within, depth + 1, loops + 1)
        for part in node.else_:
            self.visit(part, scope, depth + 1, loops)
        node.iter = nodes.Filter(node.iter, "_rounds", [], [], None, None, lineno=node.lineno)

    def _targets(self, node: nodes.For, scope: Scope) -> Scope:
        own = [node.target] if isinstance(node.target, nodes.Name) else node.target.find_all(nodes.Name)
        taken = [name.name for name in own]
        hidden = next((name for name in taken if name in scope or name.startswith("_") or name == "loop"), None)
        if hidden is not None:
            raise TemplateError(f"{hidden!r} has a meaning already, call it something else", _line(node))
        if isinstance(node.target, nodes.Name):
            return {node.target.name: _item(self._type(node.iter, scope))}
        return dict.fromkeys(taken, Any)

    def _written(self, node: nodes.Output, scope: Scope) -> None:
        for part in node.nodes:
            found = self._type(part, scope)
            if isinstance(found, type) and issubclass(found, Struct):
                raise TemplateError(f"{_dotted(part)} is a group of fields, name one of them", _line(part))

    def _type(self, node: nodes.Node, scope: Scope) -> Any:
        """The type behind a name or a part of it; Any for what is reckoned."""
        if isinstance(node, nodes.Name):
            if node.name not in scope:
                raise TemplateError(_no("field", node.name, self._own(scope), f" in {self.kind}"), _line(node))
            return scope[node.name]
        if isinstance(node, nodes.Getattr):
            return self._field(node, self._type(node.node, scope))
        if isinstance(node, nodes.Getitem):
            found = self._type(node.node, scope)
            if isinstance(found, type) and issubclass(found, Struct):
                raise TemplateError("fields are named with a dot: map.title", _line(node))
            return found if isinstance(node.arg, nodes.Slice) else _item(found)
        if isinstance(node, nodes.Filter) and node.name == "first" and node.node is not None:
            return _item(self._type(node.node, scope))
        return Any

    def _own(self, scope: Scope) -> list[str]:
        """The names to speak of: not those of other kinds."""
        return [name for name in scope if name not in self.others]

    def _field(self, node: nodes.Getattr, of: Any) -> Any:
        if of is Loop and node.attr in _LOOP:
            return Any
        if of is Loop or not (isinstance(of, type) and issubclass(of, Struct)):
            raise TemplateError(f"no {node.attr!r} in {_dotted(node.node) or 'this'}", _line(node))
        hints = {name: _without_none(hint) for name, hint in get_type_hints(of).items()}
        if node.attr not in hints:
            raise TemplateError(_no("field", node.attr, [*hints], f" in {_dotted(node.node)}"), _line(node))
        return hints[node.attr]


def _item(hint: Any) -> Any:
    """What is in a list of this type; Any for what is none, and for dicts."""
    arguments = get_args(hint)
    return _without_none(arguments[0]) if get_origin(hint) in {tuple, list} and arguments else Any


def _dotted(node: nodes.Node) -> str:
    return ".".join(reversed(list(_parts(node))))


def _parts(node: nodes.Node) -> Iterator[str]:
    while isinstance(node, nodes.Getattr):
        yield node.attr
        node = node.node
    if isinstance(node, nodes.Name):
        yield node.name


def _line(node: nodes.Node) -> int:
    return int(getattr(node, "lineno", 1) or 1)


def _no(what: str, word: str, known: Sequence[str], where: str = "") -> str:
    near = get_close_matches(word, known, 1)
    return f"no {what} {word!r}{where}, " + (f"did you mean {near[0]!r}?" if near else f"there is {', '.join(known)}")
