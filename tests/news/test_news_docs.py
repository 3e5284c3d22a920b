"""docs/news.md names every kind of news, says rightly which are told by default, and its rules compile."""

import re
from pathlib import Path

import pytest
import yaml
from news_world import FAMILIES

from watcher.rules import compile_condition

PAGE = (Path(__file__).parents[2] / "docs" / "news.md").read_text(encoding="utf-8")
KINDS = {kind: facts for family in FAMILIES.values() for kind, facts in family.KINDS.items()}
OURS = {kind for family in FAMILIES.values() if getattr(family, "OURS", False) for kind in family.KINDS}
DEFAULTS = {kind for family in FAMILIES.values() for kind in family.DEFAULT} - OURS
ROWS = dict(re.findall(r"^\| `(\w+)` \| ([^|]*) \|", PAGE, re.MULTILINE))
RULES = [
    entry
    for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    for entry in yaml.safe_load(block)["news"]
    if isinstance(entry, dict)
]


def test_every_kind_has_its_row_and_no_other():
    assert set(ROWS) == set(KINDS)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - OURS))
def test_what_is_told_by_default(kind):
    assert ROWS[kind] == ("by default" if kind in DEFAULTS else "if asked for")


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_the_rules_can_be_used(rule):
    [(kind, options)] = rule.items()
    assert compile_condition(options["when"], kind, KINDS[kind])
