"""One catalogue: the page, the list and the schema say what the code says."""

import json
import re
from pathlib import Path

from click.testing import CliRunner

from watcher.catalogue import catalogue
from watcher.cli.news import command
from watcher.config.schema import json_schema

PAGE = (Path(__file__).parents[2] / "docs" / "catalogue.md").read_text()


def test_the_page_of_the_catalogue_is_what_the_code_says():
    """Renew it with `watcher news --markdown > docs/catalogue.md`."""
    printed = CliRunner().invoke(command, ["--markdown"]).output
    assert printed == PAGE


def test_the_page_the_list_and_the_schema_know_the_same_kinds():
    kinds = sorted(catalogue().news)
    chapters = re.findall(r"^## `(\w+)`$", PAGE, re.MULTILINE)
    listed = json.loads(CliRunner().invoke(command, ["--json"]).output)
    assert chapters == kinds == sorted(listed)
    for definition in ("News", "OwnNews"):
        alone, ruled = json_schema(catalogue())["$defs"][definition]["anyOf"]
        assert sorted(alone["enum"]) == sorted(ruled["properties"]) == kinds
