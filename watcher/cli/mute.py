"""`watcher mute NAME --for 2h`: silence a sink, a watch or a player for a while."""

import json
import sys
import time
from pathlib import Path

import click
from sqlalchemy import Connection

from watcher import words
from watcher.cli._config import config_option, fail, read_config
from watcher.config import Config
from watcher.config.words import milliseconds


@click.command()
@config_option
@click.argument("name", required=False)
@click.option("--for", "span", help="For how long, such as 2h or 1d.")
@click.option("--off", is_flag=True, help="Let it speak again.")
@click.option("--json", "as_json", is_flag=True, help="For programs: who is silenced afterwards, and until when.")
def command(path: Path, name: str | None, span: str | None, *, off: bool, as_json: bool) -> None:
    """Silence NAME for a while: a sink, a watch, or a player. Without NAME: show who is silenced.

    What happens meanwhile is not told later either; `watcher history` shows it. A daemon that runs knows at once. Where
    a name means several things, write `sink:NAME`, `watch:NAME` or `player:NAME`.
    """
    if (name is None) != (span is None and not off) or (span is not None and off):
        fail("say whom, and for how long: watcher mute friends --for 2h (or --off)", 2)
    config = read_config(path)
    from watcher.cli._store import writing
    from watcher.store import mutes

    now = time.time_ns() // 1_000_000
    with writing(config) as connection:
        said = [] if name is None else [decide(connection, meant(connection, config, name), span, now)]
        silent = mutes.muted(connection, now)
    if as_json:
        json.dump([{"name": what, "until": until} for what, until in silent.items()], sys.stdout, indent=2)
        click.echo()
        return
    for line in said if name is not None else (f"{what} until {words.moment(until)}" for what, until in silent.items()):
        click.echo(line)


def decide(tx: Connection, what: str, span: str | None, now: int) -> str:
    """Silence it for so long, or (None) let it speak again. Returns what was done, in words."""
    from watcher.store import mutes

    if span is None:
        if not mutes.unmute(tx, what):
            fail(f"{what} is not silenced")
        return f"{what} speaks again"
    until = now + lasting(span)
    mutes.mute(tx, what, until, now)
    return f"{what} is silent until {words.moment(until)}"


def lasting(span: str) -> int:
    """How long that is, in ms."""
    try:
        return milliseconds(span)
    except ValueError as error:
        fail(f"--for: {error}", 2)


def meant(tx: Connection, config: Config, name: str) -> str:
    """What a name means: `sink/phone`, `watch/friends`, `player/bancho/user/2`. Ends the program if that is unclear."""
    from watcher.osu import keys
    from watcher.store import history

    kind, colon, rest = name.partition(":")
    plain = rest if colon and kind in {"sink", "watch", "player"} else name
    found = [f"sink/{sink.name}" for sink in config.sinks if sink.name == plain]
    found += [f"watch/{watch.name}" for watch in config.watches if watch.name == plain]
    users = [keys.user(config.osu.server, int(plain))] if plain.isdecimal() else history.users(tx, plain)
    found += [f"player/{user}" for user in users]
    if plain != name:
        found = [each for each in found if each.startswith(f"{kind}/")]
    if not found:
        fail(f"no sink, no watch and no player seen so far is called {name!r}")
    if len(found) > 1:
        fail(f"{name!r} may mean {' or '.join(found)}: write sink:{plain}, watch:{plain} or player:{plain}")
    return found[0]
