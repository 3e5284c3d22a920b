"""`watcher explain EVENT`: why somebody was told of it, or not."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Connection

from watcher import words
from watcher.cli._config import config_option, fail, read_config
from watcher.config import Config


@click.command()
@config_option
@click.argument("event")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def command(path: Path, event: str, as_json: bool) -> None:
    """Say what every rule said to EVENT, who was told, and when.

    EVENT is the key of an event, its number, or how its key ends. The rules are those of the config as it is now; what
    was told is read from the store.
    """
    config = read_config(path)
    from watcher.cli._store import reading

    with reading(config) as connection:
        found = explained(connection, config, event)
    if as_json:
        json.dump(found, sys.stdout, indent=2, ensure_ascii=False)
        click.echo()
    else:
        click.echo("\n".join(lines(found)))


def explained(tx: Connection, config: Config, wanted: str) -> Mapping[str, Any]:
    """The event, its title, what every rule said, what each sink was told. Ends the program where there is none."""
    from watcher import news
    from watcher.ledger import Ledger, as_json
    from watcher.store import history

    rows = history.find(tx, wanted)
    if len(rows) > 1:
        fail(f"several events end with {wanted!r}:\n" + "\n".join(f"  {row.key}" for row in rows))
    if not rows:
        fail(f"no event {wanted!r}: `watcher status` shows the latest")
    [row] = rows
    ledger = Ledger(news.families())
    event = ledger.read(tx, rows).get(row.key)
    if event is None:
        fail(f"{row.key} can't be read by this version")
    return {
        "event": as_json(event, row),
        "title": ledger.words([event]).title,
        "rules": said_by_rules(tx, config, event),
        "told": [
            {**telling._asdict(), "seconds": delay(telling.finished, row.noticed)}
            for telling in history.tellings(tx, row.key)
        ],
    }


def said_by_rules(tx: Connection, config: Config, event: Any) -> Sequence[Mapping[str, Any]]:
    """What each rule of the config says to an event: `refused` is the reason, empty where it matches."""
    from watcher import news, rules
    from watcher.events import is_ours
    from watcher.roll import Roll
    from watcher.store import roster

    families = news.families()
    if any(event.kind in family.KINDS for family in families.values() if is_ours(family)):
        return [{"watch": "", "sinks": [config.admin] if config.admin else [], "refused": ""}]
    roll = Roll(config.watches, config.osu.server, families)
    known = {watch.name for watch in config.watches}
    there = [entry for entry in roster.everybody(tx) if entry.list in known]
    watches = roll.recipients(there, config.admin).of(event)
    return [
        {"watch": verdict.watch, "sinks": list(verdict.sinks), "refused": verdict.refused}
        for verdict in rules.explain(event, watches)
    ]


def delay(finished: int | None, noticed: int) -> float | None:
    """Seconds from noticing to the end of telling; None where it has not ended."""
    return None if finished is None else (finished - noticed) / 1000


def lines(found: Mapping[str, Any]) -> Iterator[str]:
    """For people."""
    event = found["event"]
    yield event["key"]
    yield f"  {found['title']}"
    late = words.span(max(0, event["noticed"] - event["happened"]) / 1000)
    yield f"  {event['cause']}, happened {words.moment(event['happened'])}, noticed {late} later"
    yield "rules"
    for rule in found["rules"]:
        name = rule["watch"] or "news of the watcher itself"
        yield f"  {name} → {', '.join(rule['sinks']) or 'nobody'}: {rule['refused'] or 'matched'}"
    if not found["rules"]:
        yield "  nobody watches this any more"
    yield "told"
    for telling in found["told"]:
        yield f"  {telling['sink']}: {outcome(telling)}"
    if not found["told"]:
        yield "  nobody"


def outcome(telling: Mapping[str, Any]) -> str:
    """What became of it at one sink: `sent after 1.2 s (200 OK), for friends`."""
    by = f", for {telling['watch']}" if telling["watch"] else ""
    tries = f", {words.plural(telling['attempts'], 'attempt')}" if telling["attempts"] > 1 else ""
    why = f" ({telling['reason']})" if telling["reason"] else ""
    gathered = " in a digest" if telling["subject"].startswith("digest/") else ""
    match telling["state"]:
        case "sent":
            return f"sent{gathered} after {telling['seconds']:.1f} s{why}{tries}{by}"
        case "dead":
            return f"given up{why}{tries}{by}"
        case "silent":
            return f"silent{why}{by}"
        case _:
            return f"waits{gathered}, due {words.moment(telling['due'])}{why}{tries}{by}"
