"""What the README, the locks and the shipped files say is true of the code."""

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from watcher.cli import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PINNED = re.compile(r"^([a-z0-9-]+)==([^ ;\\]+)", re.MULTILINE)


def pins(lock):
    """Name → version, as a lock has them."""
    return dict(PINNED.findall((ROOT / lock).read_text(encoding="utf-8")))


def tree():
    """The names in the README's picture of the tree."""
    (block,) = re.findall(r"```\nwatcher/\n(.*?)```", README, re.DOTALL)
    return {name.rstrip("/,") for line in block.splitlines() for name in re.findall(r"[\w]+(?:\.py|/)", line[:60])}


def test_the_tree_in_the_readme_is_the_tree():
    rooms = {
        found.name
        for found in (ROOT / "watcher").iterdir()
        if not found.name.startswith("_") and (found.suffix == ".py" or (found / "__init__.py").exists())
    }
    assert tree() == rooms


def test_the_readme_has_every_command():
    assert set(re.findall(r"^\| `watcher (\w+)", README, re.MULTILINE)) == set(main.list_commands(None))


def test_the_readme_has_the_two_commands_of_the_makefile():
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"`make (\w+)`", README))
    assert {"demo", "test"} <= named <= targets


@pytest.mark.parametrize(
    "page", sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").rglob("*.md")), ids=lambda page: page.name
)
def test_links_between_pages_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if not re.match(r"<?\w+:", target):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.lock", PROJECT["dependencies"]),
        ("requirements-dev.lock", PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]),
    ],
)
def test_the_locks_hold_what_the_project_asks_for_and_no_address(lock, wanted):
    text = (ROOT / lock).read_text(encoding="utf-8")
    pinned = pins(lock)
    for requirement in map(Requirement, wanted):
        assert requirement.specifier.contains(pinned[requirement.name.lower()])
    assert "://" not in text
    assert text.count("--hash=") >= len(pinned)


def needed(wanted):
    """Names and specifiers of everything that these requirements bring along, as what is installed says."""
    ahead, seen = [Requirement(one) for one in wanted], set()
    while ahead:
        one = ahead.pop()
        if (one.name, *sorted(one.extras)) in seen or not applies(one):
            continue
        seen.add((one.name, *sorted(one.extras)))
        yield one
        for text in metadata.requires(one.name) or ():
            further = Requirement(text)
            if applies(further, one.extras):
                further.marker = None
                ahead.append(further)


def applies(requirement, extras=()):
    return requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in extras or ("",))


def test_the_lock_has_all_that_is_brought_along():
    pinned = pins("requirements.lock")
    for requirement in needed(PROJECT["dependencies"]):
        name = canonicalize_name(requirement.name)
        assert requirement.specifier.contains(pinned.get(name, "missing")), requirement


def test_both_locks_hold_the_same_versions():
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()


def test_the_version_is_said_once():
    from watcher import __version__

    assert PROJECT["version"] == __version__
