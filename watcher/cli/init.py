"""`watcher init`: five questions, and a config is there."""

import json
import os
from pathlib import Path

import click

from watcher.cli._config import WRONG_CONFIG, fail, read_config
from watcher.cli.schema import schema_text

SECRET = "osu-secret"  # noqa: S105  # the name of a file

SCHEMA = "config.schema.json"

CONFIG = """\
# yaml-language-server: $schema={schema}
# Written by `watcher init`. `watcher check` says what is wrong with it and what it costs; `watcher run` begins.
# Every key is explained in {schema}, which editors show as you type; every kind of news by `watcher news`.

osu:
  client_id: {client_id}
  client_secret_file: {secret}   # a file beside this one

watches:
  friends:
    players: {players}
    modes: {modes}
    # news:                             # the usual kinds if not said
    #   - top_play: {{when: "pp >= 300"}}
    #   - rank_milestone

sinks:
  first: {sink}
  # terminal: console                  # as many as you like

# keep: 90d                            # how long news is kept
"""


@click.command()
@click.argument("path", default="config.yaml", type=click.Path(path_type=Path))
def command(path: Path) -> None:
    """Ask five questions, and write a config with comments to PATH.

    Beside it: the secret in a file that only you can read, and a JSON Schema for your editor.
    """
    secret = path.with_name(SECRET)
    for file in (path, secret):
        if file.exists():
            fail(f"{file} is there already: move it away, or name another place")
    click.echo("Make an OAuth application at https://osu.ppy.sh/home/account/edit#oauth (no callback is needed).")
    client_id = click.prompt("1. Its client id", type=click.IntRange(min=1))
    client_secret = click.prompt("2. Its client secret (not shown)", hide_input=True)
    players = click.prompt("3. Who is watched: names, ids or links, with commas between")
    modes = click.prompt("4. In which modes: osu, taiko, catch, mania", default="osu")
    sink = click.prompt("5. Where news goes: console, or an address such as ntfys://my-topic", default="console")
    text = CONFIG.format(
        schema=SCHEMA,
        client_id=client_id,
        secret=SECRET,
        players=listed(players),
        modes=listed(modes),
        sink=json.dumps(sink),
    )
    write(secret, client_secret + "\n")
    write(path, text)
    path.with_name(SCHEMA).write_text(schema_text(), encoding="utf-8")
    if not checked(path):
        fail(f"{path} was written; correct it, and `watcher check -c {path}` says whether it is right", WRONG_CONFIG)
    click.echo(f"{path} and {secret} are there. Next: watcher check -c {path}, then watcher run -c {path}")


def listed(answer: str) -> str:
    """What was given with commas between, as YAML writes a list. Digits are an id."""
    parts = [part.strip() for part in answer.split(",") if part.strip()]
    return json.dumps([int(part) if part.isdecimal() else part for part in parts], ensure_ascii=False)


def write(file: Path, text: str) -> None:
    """A new file that only its user can read."""
    try:
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except OSError as error:
        fail(f"{file} can't be written: {error.strerror}")
    with os.fdopen(opened, "w", encoding="utf-8") as stream:
        stream.write(text)


def checked(path: Path) -> bool:
    """Whether the config is right; what is not is said."""
    try:
        read_config(path)
    except SystemExit:
        return False
    return True
