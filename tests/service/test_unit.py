"""The systemd unit: what systemd itself says of it, and that its times fit those of the daemon."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from watcher import heartbeat

UNIT = Path(__file__).parents[2] / "systemd" / "watcher.service"
TEXT = UNIT.read_text(encoding="utf-8")
EXPOSED = 1.2
"""The most that `systemd-analyze security` may say."""

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here")


def analyze(tmp_path, *arguments):
    """Ask systemd about the unit as it would be installed, with a program that is there."""
    installed = tmp_path / UNIT.name
    installed.write_text(TEXT.replace("/usr/local/bin/watcher", shutil.which("true")))
    return subprocess.run(
        ["systemd-analyze", *arguments, installed], capture_output=True, text=True, check=False, timeout=60
    )


@needs_systemd
def test_systemd_finds_nothing_wrong(tmp_path):
    ended = analyze(tmp_path, "verify", "--man=no")
    assert (ended.returncode, ended.stderr) == (0, "")


@needs_systemd
def test_it_is_exposed_to_almost_nothing(tmp_path):
    ended = analyze(tmp_path, "security", "--offline=yes", f"--threshold={EXPOSED * 10:.0f}", "--no-pager")
    assert ended.returncode == 0, ended.stdout
    (level,) = re.findall(r"exposure level for \S+: ([\d.]+)", ended.stdout)
    assert float(level) <= EXPOSED


def test_a_daemon_that_stands_still_is_started_again_within_a_minute():
    (watchdog,) = re.findall(r"^WatchdogSec=(\d+)$", TEXT, re.MULTILINE)
    assert heartbeat.PATIENCE + heartbeat.EVERY + int(watchdog) <= 60
    assert int(watchdog) >= 3 * heartbeat.EVERY


def test_a_wrong_config_is_not_tried_again():
    assert "\nRestartPreventExitStatus=2\n" in TEXT
