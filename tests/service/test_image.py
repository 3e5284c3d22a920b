"""The image, built and run: `make test-image`. No container engine is needed, and no registry.

The base is Debian's Python, by debootstrap in `.rootfs`: what the Dockerfile takes from python:3.13-slim when nobody
says otherwise can't be fetched everywhere. It runs in a root file system that is read-only, as the user that it names.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

pytestmark = pytest.mark.image

ROOT = Path(__file__).parents[2]
ROOTFS = ROOT / ".rootfs"
LARGEST = 150 * 10**6
"""Bytes that the image may have beyond its base, unpacked."""
PATIENCE = 120
CONFIG = """
osu: {{url: "http://127.0.0.1:{port}", client_id: 1, client_secret_file: osu-secret, feed_interval: 5s}}
watches:
  friends: {{players: [1001], news: [top_play], settle: 0s}}
sinks:
  file: {{kind: file, path: /state/news.jsonl, format: json}}
"""


class Buildah:
    """Its images and containers are in a folder of their own."""

    def __init__(self, folder):
        self._where = ("--root", str(folder / "images"), "--runroot", str(folder / "run"), "--storage-driver", "vfs")

    def __call__(self, command, *words):
        return run("buildah", *self._where, command, *words).strip()


def run(*command, **options):
    ended = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert ended.returncode == 0, ended.stderr[-4000:]
    return ended.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The image's configuration, the root file system of a container of it, and that of its base."""
    assert (ROOTFS / "usr/bin/python3").exists(), f"no {ROOTFS}: `make test-image` makes it"
    folder = tmp_path_factory.mktemp("buildah")
    buildah = Buildah(folder)
    base = buildah("from", "scratch")
    buildah("add", "--quiet", base, f"{ROOTFS}/", "/")
    buildah("commit", "--quiet", "--format", "docker", base, "localhost/base")
    options = ("--isolation", "chroot", "--format", "docker", "--build-arg", "BASE=localhost/base")
    # what pip needs of this machine to reach its index; no part of the image
    mounts = [f"--volume={path}:{path}:ro" for path in ("/etc/ssl/certs", "/etc/pip.conf") if Path(path).exists()]
    buildah("bud", *options, *mounts, "--tag", "localhost/osu-watcher", str(ROOT))
    told = json.loads(buildah("inspect", "--type", "image", "localhost/osu-watcher"))["Docker"]["config"]
    container = buildah("from", "localhost/osu-watcher")
    yield told, Path(buildah("mount", container)), Path(buildah("mount", base))
    shutil.rmtree(folder, ignore_errors=True)


def size(folder):
    return int(run("du", "--summarize", "--block-size=1", "--one-file-system", str(folder)).split()[0])


def test_it_is_small(built):
    _, root, base = built
    assert size(root) - size(base) <= LARGEST


def test_it_says_who_it_runs_as_what_it_writes_and_how_it_is(built):
    told, root, _ = built
    assert told["User"] == "10001:10001"
    assert told["Volumes"] == {"/state": {}}
    assert told["Healthcheck"]["Test"] == ["CMD", "watcher", "health", "--config", "/config/config.yaml"]
    assert (root / "state").stat().st_mode & 0o777 == 0o700
    assert not list((root / "opt/watcher/bin").glob("pip*"))


class Container:
    """The image, running with nothing that can be written but its volume; its network is that of this machine."""

    def __init__(self, told, root, folder, port):
        self.told, self.root, self.state = told, root, folder / "state"
        self.config = folder / "config"
        self.state.mkdir(mode=0o700)
        os.chown(self.state, 10001, 10001)
        self.config.mkdir()
        (self.config / "config.yaml").write_text(CONFIG.format(port=port))
        (self.config / "osu-secret").write_text("a-canary")

    def start(self, *words, **options):
        root = self.root
        (root / "config").mkdir(exist_ok=True)
        script = (
            f"mount --bind {root} {root} && mount --bind {self.state} {root}/state && mount --bind {self.config} "
            f"{root}/config && mount -o remount,ro,bind {root} && exec chroot --userspec={self.told['User']} {root} "
            '"$@"'
        )
        environ = dict(each.split("=", 1) for each in self.told["Env"])
        return subprocess.Popen(
            ("unshare", "--mount", "sh", "-c", script, "sh", *words),  # each takes the place of the one before
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **options,
        )

    def ask(self, *words):
        """A command in another container with the same volume: exit code and what it said."""
        process = self.start(*words)
        said, _ = process.communicate(timeout=PATIENCE)
        return process.returncode, said


@contextmanager
def simulator():
    """A miniature osu! beside it; answers its port."""
    command = (sys.executable, "-m", "watcher", "simulate", "--port", "0", "--life", "none")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield int(re.search(r":(\d+)$", process.stdout.readline().strip())[1])
        finally:
            process.send_signal(signal.SIGINT)


def until(holds):
    for _ in range(PATIENCE * 5):
        if holds():
            return
        time.sleep(0.2)
    raise TimeoutError


def test_it_runs_with_a_root_that_is_read_only_and_says_that_it_is_well(built, tmp_path):
    told, root, _ = built
    with simulator() as port:
        container = Container(told, root, tmp_path, port)
        assert container.ask(*told["Healthcheck"]["Test"][1:])[0] == 1
        daemon = container.start(*told["Entrypoint"], *told["Cmd"])
        try:
            until(lambda: container.ask(*told["Healthcheck"]["Test"][1:])[0] == 0)
            assert container.ask("touch", "/anywhere")[0] == 1
            assert container.ask("python", "-c", "import tempfile; tempfile.TemporaryFile()") == (0, "")
            daemon.send_signal(signal.SIGTERM)
            said, _ = daemon.communicate(timeout=PATIENCE)
        finally:
            daemon.kill()
    assert (daemon.returncode, '"stopped"' in said) == (0, True)
    assert {file.stat().st_uid for file in container.state.rglob("*")} == {10001}
