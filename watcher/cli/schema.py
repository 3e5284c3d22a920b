"""`watcher schema`: the JSON Schema of the config, for editors."""

import json

import click


@click.command()
def command() -> None:
    """Print the JSON Schema of the config.

    Editors that know YAML complete and check with it. Write it beside the config (`watcher schema > schema.json`), and
    begin the config with `# yaml-language-server: $schema=schema.json`.
    """
    from watcher.catalogue import catalogue
    from watcher.config.schema import json_schema

    click.echo(json.dumps(json_schema(catalogue()), indent=2, ensure_ascii=False))
