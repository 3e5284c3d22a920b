"""What is published: that it builds, what is in it, and that it works where nothing else of the project is."""

import asyncio
import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest
from cli_world import TERM, Hook, Place, until

from watcher.simulator import Simulator

ROOT = Path(__file__).parents[2]
ANSWERS = ("1", "a-secret", "Quillon", "osu", "{hook}")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Wheel and source archive."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", folder], cwd=ROOT, check=True, capture_output=True
    )
    (wheel,), (archive,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, archive


def test_the_wheel_holds_the_package_and_what_it_reads_and_nothing_else(built):
    names = set(zipfile.ZipFile(built[0]).namelist())
    assert {name.partition("/")[0] for name in names} == {"watcher", f"{built[0].name.rpartition('-py3')[0]}.dist-info"}
    assert {"watcher/py.typed", "watcher/config.example.yaml", "watcher/store/migrations/env.py"} <= names
    sources = {file.relative_to(ROOT).as_posix() for file in (ROOT / "watcher").rglob("*.py")}
    assert {name for name in names if name.endswith(".py")} == sources


def test_the_source_archive_holds_what_it_takes_to_build_and_to_test(built):
    with tarfile.open(built[1]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "tests/test_documents.py"} <= names
    assert {"systemd/watcher.service", "Dockerfile", "Makefile", "requirements-dev.lock", "bench/__main__.py"} <= names


def alone(wheel, folder):
    """The Python of a new environment that has the wheel, and the packages that it needs from ours."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", "--quiet", wheel]
    subprocess.run(install, check=True, env=os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"})
    (packages,) = folder.glob("lib/python3*/site-packages")
    (packages / "needed.pth").write_text(sysconfig.get_path("purelib"))
    return python


def test_with_the_wheel_alone_a_config_is_written_checked_and_run(built, tmp_path):
    async def scene():
        async with Simulator() as osu, Hook().open() as hook:
            place = Place(tmp_path / "home", osu, hook)
            place.folder.mkdir()
            place.environ.pop("PYTHONPATH", None)
            place.python = str(alone(built[0], tmp_path / "venv"))
            try:
                typed = "\n".join(ANSWERS).format(hook=hook.url) + "\n"
                said = [await place.watcher("init", typed=typed)]
                config = place.folder / "config.yaml"
                here = f"osu:\n  url: {osu.url}\n  feed_interval: 5s\n"
                config.write_text(
                    config.read_text().replace("osu:\n", here).replace("    modes", "    settle: 0s\n    modes")
                )
                said.append(await place.watcher("check"))
                daemon = await place.watching()
                osu.world.play(1001)
                await until(lambda: hook.posts)
                return said, await daemon.kill(TERM)
            finally:
                await place.end()

    said, code = asyncio.run(scene())
    assert [ended.code for ended in said] == [0, 0]
    assert "Quillon (1001)" in said[1].out
    assert code == 0
