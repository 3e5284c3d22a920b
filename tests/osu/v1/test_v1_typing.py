"""Types: `list[User]` from one connector, `Awaitable[list[User]]` from the other."""

from pathlib import Path

from mypy import api

SCRIPT = Path(__file__).with_name("both_worlds.py")


def test_a_script_with_both_connectors_passes_a_strict_type_checker(tmp_path):
    said, complaints, status = api.run(["--strict", "--config-file=", f"--cache-dir={tmp_path}", str(SCRIPT)])
    assert (status, complaints) == (0, ""), said
