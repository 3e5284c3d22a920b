"""`watcher news`: every kind of news, and the fields that conditions may use."""

import json
import sys
from collections.abc import Iterator, Mapping
from inspect import cleandoc
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
from msgspec import Struct

from watcher.cli._config import fail
from watcher.config import Catalogue
from watcher.config.mistakes import unknown
from watcher.events import Cause, Event
from watcher.rules import Field, fields_of, nested_in, view
from watcher.rules.fields import OF_EVERY_EVENT, SHORT

TOP = """\
# The catalogue of news

Every kind of news, with the fields that `when:` may use, their types and an example. Made from the code by
`watcher news --markdown`; [news.md](news.md) tells when which of them is told. Beside these fields every event has
`kind`, `cause`, `mode`, `hour` and `weekday`, see [config.md](config.md#conditions).
"""


@click.command()
@click.argument("kind", required=False)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--markdown", is_flag=True, help="For docs/catalogue.md.")
@click.option(
    "--gallery", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Write the gallery there."
)
def command(kind: str | None, as_json: bool, markdown: bool, gallery: Path | None) -> None:
    """List the kinds of news, or tell all about one KIND: its fields are what `when:` may use."""
    if gallery is not None:
        from watcher.cli._gallery import write

        write(gallery)
        return
    from watcher.catalogue import catalogue

    known = catalogue()
    if kind is not None and kind not in known.news:
        fail(unknown(kind, known.news))
    kinds = [kind] if kind else list(known.news)
    if as_json:
        json.dump({each: described(each, known) for each in kinds}, sys.stdout, indent=2)
        click.echo()
    elif markdown:
        click.echo(page(known), nl=False)
    elif kind:
        click.echo(told(kind, known))
    else:
        click.echo("\n".join(line(each, known) for each in kinds))
        click.echo("\n* is told where a watch names no news. `watcher news KIND` shows the fields for conditions.")


def described(kind: str, catalogue: Catalogue) -> dict[str, object]:
    """A kind, for programs."""
    shown = example(kind)
    fields = {
        name: {"type": field.type.value}
        | ({"words": list(field.words)} if field.words else {})
        | ({"example": shown[name]} if name in shown else {})
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
    shown = example(kind)
    rows = [f"  {name:<{width}}  {shown.get(name, ''):<13.13}  {said(field)}" for name, field in fields.items()]
    causes = "Told when the cause is " + ", ".join(sorted(catalogue.causes_of(kind)))
    wanted = f'news:\n  - {kind}: {{when: "…"}}'
    return "\n".join([kind, "", documented(catalogue.news[kind]), "", *rows, "", causes, "", wanted])


def page(catalogue: Catalogue) -> str:
    """All kinds as a page in Markdown."""
    return "\n".join([TOP, *(chapter(kind, catalogue) for kind in sorted(catalogue.news))])


def chapter(kind: str, catalogue: Catalogue) -> str:
    """A kind in Markdown."""
    usual = "Told where a watch names no news." if kind in catalogue.defaults else "Told if asked for."
    shown = example(kind)
    rows = [
        f"| `{name}` | {said(field).replace('|', 'or')} | {shown.get(name, '')} |"
        for name, field in listed(catalogue.news[kind]).items()
        if name not in OF_EVERY_EVENT
    ]
    causes = f"Usual causes: {', '.join(sorted(catalogue.causes_of(kind)))}."
    table = ["| field | | example |", "|---|---|---|", *rows]
    return "\n".join([f"## `{kind}`", "", documented(catalogue.news[kind]), "", f"{usual} {causes}", "", *table, ""])


def example(kind: str) -> dict[str, str]:
    """The fields of a sample event, by name. Empty where the family has no sample."""
    from watcher.catalogue import samples

    facts = samples().get(kind)
    if facts is None:
        return {}
    event = Event(key="", kind=kind, subject="bancho/osu/2", cause=Cause.PLAYED, happened=0, facts=facts)
    return dict(flattened(view(event)))


def flattened(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Values by their dotted names, as text."""
    for name, value in values.items():
        if isinstance(value, SimpleNamespace):
            yield from flattened(vars(value), f"{prefix}{name}.")
        else:
            yield prefix + name, ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def documented(facts: type[Struct]) -> str:
    """What the facts mean, and the facts within them."""
    inner = [f"{name}: {cleandoc(kind.__doc__ or '')}" for name, kind in nested_in(facts).items()]
    return "\n\n".join([cleandoc(facts.__doc__ or ""), *inner])


def said(field: Field) -> str:
    """The type, or the words that a text can be."""
    return " | ".join(field.words) or field.type.value


def listed(facts: type[Struct]) -> dict[str, Field]:
    """The fields, each under its shortest name."""
    fields = fields_of(facts)
    short = {name: name.partition(".")[2] if name.startswith(SHORT) else name for name in fields}
    return {name: field for name, field in fields.items() if short[name] not in fields.keys() - {name}}
