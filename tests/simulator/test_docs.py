"""docs/simulator.md names what there is."""

import re
from pathlib import Path

import pytest

from watcher.simulator import control, faults, names, scenarios

TEXT = (Path(__file__).parents[2] / "docs" / "simulator.md").read_text("utf-8")


@pytest.mark.parametrize("word", [*scenarios.SCENARIOS, *control.DEEDS, *faults.kinds()])
def test_every_scenario_and_fault_is_documented(word):
    assert re.search(rf"^\|[^|]*`{word}`", TEXT, re.MULTILINE)


def test_everybody_of_the_cast_is_introduced():
    assert all(f"| {number} | {name} | {country} |" in TEXT for number, name, country, _, _ in names.CAST)
