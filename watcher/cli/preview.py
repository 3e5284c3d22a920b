"""`watcher preview EVENT`: what a message looks like, before anybody gets it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from watcher.cli._config import config_option, fail, read_config
from watcher.config import Config, SinkConfig
from watcher.config.mistakes import unknown

if TYPE_CHECKING:
    from watcher.cli._samples import Told
    from watcher.ledger import Ledger


@click.command()
@config_option
@click.argument("event")
@click.option("--sink", "only", help="The form of this sink.  [default: every sink's]")
@click.option("--picture", type=click.Path(path_type=Path, dir_okay=False), help="Save the picture of a play here.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def command(path: Path, event: str, only: str | None, picture: Path | None, as_json: bool) -> None:
    """Show the message about EVENT as each sink would be given it; nothing is sent.

    EVENT is a kind of news (`watcher news` lists them), of which a sample is shown, or the number or key of something
    that happened (`watcher history` shows it).
    """
    config = read_config(path)
    names = [sink.name for sink in config.sinks]
    if only is not None and only not in names:
        fail(unknown(only, names), 2)
    from watcher import news
    from watcher.cli._samples import sampled
    from watcher.ledger import Ledger

    ledger = Ledger(news.families())
    told = sampled(event) or _past(config, ledger, event)
    shown = [sink for sink in config.sinks if only in {None, sink.name}]
    forms = {sink.name: _formed(sink, ledger, told) for sink in shown}
    if as_json:
        click.echo(json.dumps(forms, indent=2, ensure_ascii=False))
    else:
        click.echo("\n\n".join(form if only else f"{name}:\n{form}" for name, form in forms.items()))
    if picture is not None:
        _save(picture, told)


def _save(picture: Path, told: "Sequence[Told]") -> None:
    from watcher import pictures

    if not pictures.available():
        fail("Pillow is needed to draw: pip install 'osu-watcher[pictures]'")
    drawn = pictures.draw([event for event, _ in told], ())
    if not drawn:
        fail("no picture goes with this news, or it is a curve, which needs a history")
    picture.write_bytes(drawn)
    click.echo(f"the picture is {picture}")


def _formed(sink: SinkConfig, ledger: "Ledger", told: "Sequence[Told]") -> str:
    from watcher.cli._samples import message
    from watcher.clock import RealClock
    from watcher.opening import open_sink

    said = ledger.words([event for event, _ in told], sink.wordings)
    form = open_sink(sink, RealClock()).form(message(told, said))
    return "\n".join([form, *(f"(a template failed: {fault.reason})" for fault in ledger.faults())])


def _past(config: Config, ledger: "Ledger", wanted: str) -> "list[Told]":
    """An event of the store, with those that completed it. Ends the program where there is none."""
    from watcher.catalogue import samples
    from watcher.cli._store import reading
    from watcher.store import history

    if "/" not in wanted and not wanted.isdecimal():
        fail(f"{unknown(wanted, samples())}; an event of the past has a number or a key")
    with reading(config) as tx:
        found = history.find(tx, wanted)
        if len(found) != 1:
            fail(f"{'several events end with' if found else 'no event'} {wanted!r}: see `watcher history`")
        rows = [*found, *history.completing(tx, found[0].key)]
        events = ledger.read(tx, rows)
    if found[0].key not in events:
        fail(f"{found[0].key} can't be read by this version")
    return [(events[row.key], row) for row in rows if row.key in events]
