"""`watcher news`: every kind of news, and the fields that conditions may use."""

import json
import sys
from inspect import cleandoc

import click
from msgspec import Struct

from watcher.cli._config import fail
from watcher.config import Catalogue
from watcher.config.mistakes import unknown
from watcher.rules import Field, fields_of, nested_in


@click.command()
@click.argument("kind", required=False)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def command(kind: str | None, as_json: bool) -> None:
    """List the kinds of news, or tell all about one KIND: its fields are what `when:` may use."""
    from watcher.app import catalogue

    known = catalogue()
    if kind is not None and kind not in known.news:
        fail(unknown(kind, known.news))
    kinds = [kind] if kind else list(known.news)
    if as_json:
        json.dump({each: described(each, known) for each in kinds}, sys.stdout, indent=2)
        click.echo()
    elif kind:
        click.echo(told(kind, known))
    else:
        click.echo("\n".join(line(each, known) for each in kinds))
        click.echo("\n* is told where a watch names no news. `watcher news KIND` shows the fields for conditions.")


def described(kind: str, catalogue: Catalogue) -> dict[str, object]:
    """A kind, for programs."""
    fields = {
        name: {"type": field.type.value} | ({"words": list(field.words)} if field.words else {})
        for name, field in listed(catalogue.news[kind]).items()
    }
    return {
        "told_by_default": kind in catalogue.defaults,
        "causes": sorted(catalogue.causes_of(kind)),
        "description": documented(catalogue.news[kind]),
        "fields": fields,
    }


def line(kind: str, catalogue: Catalogue) -> str:
    """A kind in one line: `* top_play — A play that entered the player's best plays.`."""
    first = cleandoc(catalogue.news[kind].__doc__ or "").partition("\n")[0]
    return f"{'*' if kind in catalogue.defaults else ' '} {kind:<24} {first}"


def told(kind: str, catalogue: Catalogue) -> str:
    """All about one kind."""
    fields = listed(catalogue.news[kind])
    width = max(map(len, fields))
    rows = [f"  {name:<{width}}  {field.type.value}{said(field)}" for name, field in fields.items()]
    causes = "Told when the cause is " + ", ".join(sorted(catalogue.causes_of(kind)))
    example = f'news:\n  - {kind}: {{when: "…"}}'
    return "\n".join([kind, "", documented(catalogue.news[kind]), "", *rows, "", causes, "", example])


def documented(facts: type[Struct]) -> str:
    """What the facts mean, and the facts within them."""
    inner = [f"{name}: {cleandoc(kind.__doc__ or '')}" for name, kind in nested_in(facts).items()]
    return "\n\n".join([cleandoc(facts.__doc__ or ""), *inner])


def said(field: Field) -> str:
    """The words that a text can be, where they are few."""
    return f": {', '.join(field.words)}" if field.words else ""


def listed(facts: type[Struct]) -> dict[str, Field]:
    """The fields, each under its shortest name."""
    fields = fields_of(facts)
    return {name: field for name, field in fields.items() if name.removeprefix("play.") not in fields.keys() - {name}}
