"""The unit under a systemd that was booted for it, in a container: `make test-boot`.

The root file system is Debian's, made by debootstrap in `.rootfs`; into a copy of it come the wheel with what the lock
names, the unit, a miniature osu! as another unit, and a scene that plays inside.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.boot

HERE, ROOT = Path(__file__).parent, Path(__file__).parents[2]
ROOTFS = ROOT / ".rootfs"
CONFIG = """
osu: {url: "http://127.0.0.1:8098", client_id: 1, client_secret_file: osu-secret, feed_interval: 5s}
watches:
  friends: {players: [1001], news: [top_play], settle: 0s, catch_up: all}
sinks:
  hook: {url: "http://127.0.0.1:8099/"}
"""
UNITS = {
    "watcher.service.d/secret.conf": "[Service]\nLoadCredential=osu-secret:/etc/osu-watcher/osu-secret\n",
    "osu.service": "[Service]\nExecStart=/usr/local/bin/watcher simulate --life none\n",
    "scene.service": "[Unit]\nWants=osu.service\n[Service]\nExecStart=/usr/bin/python3 /scene.py\n",
}


def run(*command, **options):
    ended = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def put(file, text, mode):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    file.chmod(mode)


def wheels(folder):
    """Our own, and those that the lock names, by the ways of this machine: the container has no network."""
    pip = (sys.executable, "-m", "pip", "--quiet")
    run(*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT)
    of_debian = ("--python-version", "3.11", "--only-binary", ":all:")
    run(*pip, "download", *of_debian, "--require-hashes", "-r", ROOT / "requirements.lock", "--dest", folder)


def furnished(root):
    """A copy of the root file system with everything in its place, installed as docs/install.md tells."""
    root.mkdir()
    run("cp", "-a", "--reflink=auto", f"{ROOTFS}/.", root)
    wheels(root / "wheels")
    run("chroot", root, "python3", "-m", "venv", "/opt/watcher")
    pip = ("/opt/watcher/bin/pip", "install", "--quiet", "--no-index", "--find-links", "/wheels", "osu-watcher")
    run("chroot", root, *pip)
    (root / "usr/local/bin/watcher").symlink_to("/opt/watcher/bin/watcher")
    system = root / "etc/systemd/system"
    shutil.copy(ROOT / "systemd" / "watcher.service", system)
    for name, text in UNITS.items():
        put(system / name, text, 0o644)
    (system / "multi-user.target.wants").mkdir(exist_ok=True)
    (system / "multi-user.target.wants/scene.service").symlink_to("../scene.service")
    put(root / "etc/osu-watcher/config.yaml", CONFIG, 0o600)
    put(root / "etc/osu-watcher/osu-secret", "a-canary", 0o600)
    shutil.copy(HERE / "boot_scene.py", root / "scene.py")
    return root


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """What was seen in the container. One boot for all that is asked of it."""
    assert (ROOTFS / "usr/lib/systemd/systemd").exists(), f"no {ROOTFS}: `make test-boot` makes it"
    root = furnished(tmp_path_factory.mktemp("container") / "root")
    boot = ("systemd-nspawn", "-q", "-D", root, "--register=no", "--keep-unit", "--private-network", "--boot")
    run(*boot, timeout=600, stdin=subprocess.DEVNULL)
    told = json.loads((root / "seen.json").read_text())
    shutil.rmtree(root)
    assert "broke" not in told, told["broke"] + told["log"]
    return told


def test_it_is_ready_when_it_says_so_with_its_credentials_as_nobody(seen):
    assert seen["start"] == 0
    assert seen["status"] == "1 watch, 1 sink"
    assert seen["user"] >= 61184  # those that systemd makes for a service
    assert [int(mask, 16) for mask in seen["capabilities"]] == [0]
    assert "a-canary" not in seen["log"]


def test_nobody_else_may_read_its_state(seen):
    assert [seen["modes"].pop(folder) for folder in ("osu-watcher", "backups")] == ["0o700", "0o700"]
    assert set(seen["modes"].values()) == {"0o600"}
    assert "watcher.db" in seen["modes"]


def test_killed_it_is_started_again_and_has_lost_nothing(seen):
    assert len(seen["happened"]) == 3
    assert set(seen["told"]) == set(seen["happened"])
    assert len(seen["told"]) <= len(seen["happened"]) + 1  # what was in flight when it was killed


def test_hung_it_is_started_again_within_a_minute(seen):
    assert seen["after_hang_s"] <= 60


def test_it_stops_within_five_seconds(seen):
    assert (seen["stop"], seen["result"]) == (0, "success")
    assert seen["stop_s"] < 5


def test_a_wrong_config_ends_it_for_good(seen):
    assert seen["wrong_config"] == ["2", "0", "failed"]
