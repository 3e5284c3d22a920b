"""`watcher schema`: the JSON Schema of the config, for editors."""

import json

import click


@click.command()
def command() -> None:
    """Print the JSON Schema of the config.

    Editors that know YAML complete and check with it. Write it beside the config (`watcher schema > schema.json`), and
    begin the config with `# yaml-language-server: $schema=schema.json`.
    """
    click.echo(schema_text(), nl=False)


def schema_text() -> str:
    """The schema of what this version knows."""
    from watcher.catalogue import catalogue
    from watcher.config.schema import json_schema

    return json.dumps(json_schema(catalogue()), indent=2, ensure_ascii=False) + "\n"
