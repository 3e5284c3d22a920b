"""`watcher health`: does the daemon get on? For Docker, for monitoring, for a person in a hurry."""

import json
import sqlite3
import time
from pathlib import Path

import click

from watcher.cli._config import config_option, fail, usable_config


@click.command()
@config_option
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def command(path: Path, as_json: bool) -> None:
    """Say whether the daemon gets on: exit code 0, or 1 and why not."""
    config = usable_config(path)  # a spoilt file is no trouble of a daemon that goes on with the old one
    from watcher import heartbeat
    from watcher.cli._store import store_file
    from watcher.store.care import notes
    from watcher.store.lock import Lock, lock_of

    file = store_file(path, config)
    holder = Lock(lock_of(file)).holder()
    now = time.time_ns() // 1_000_000
    try:
        ages = heartbeat.read(notes(file).get("progress"), now) if holder is not None else {}
    except sqlite3.Error as error:
        fail(f"{file} can't be read ({error})")
    late = heartbeat.stuck(ages, heartbeat.STALE)
    fine = bool(ages) and not late
    if as_json:
        click.echo(json.dumps({"ok": fine, "process": holder, "seconds_ago": ages}))
    elif fine:
        click.echo(f"fine (process {holder or 'unknown'})")
    if not fine:
        fail("not running" if holder is None else told(late))


def told(late: dict[str, float]) -> str:
    """Which halves stand still, and for how long."""
    from watcher import words

    return ", ".join(f"{half} stands still for {words.span(age)}" for half, age in late.items())
