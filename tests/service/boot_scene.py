"""What happens inside the container: the unit is started, killed, made to hang and stopped. Says what it saw as JSON.

Runs as root beside the daemon, with nothing but Python and systemctl. Nothing here judges.
"""

import json
import os
import signal
import subprocess
import time
import traceback
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

OSU = "http://127.0.0.1:8098"
STATE = Path("/var/lib/private/osu-watcher")
PLAYER = 1001
PATIENCE = 120


def systemctl(*words):
    return subprocess.run(["systemctl", *words], capture_output=True, text=True, check=False)


def shown(name):
    return systemctl("show", "watcher", "--value", "-p", name).stdout.strip()


def pid():
    return int(shown("MainPID") or 0)


def until(holds, patience=PATIENCE):
    """Wait until something holds; how long that took (seconds)."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > patience:
            raise TimeoutError(f"still not after {patience} s, in line {traceback.extract_stack()[-2].lineno}")
        time.sleep(0.1)
    return time.monotonic() - began


def simulator(word):
    with urllib.request.urlopen(f"{OSU}/_simulator/{word}", timeout=10) as answer:
        return answer.read().decode()


def play():
    """Somebody plays a top play."""
    deed = ("/usr/local/bin/watcher", "simulate", "trigger", "new-top-play", f"user_id={PLAYER}")
    ended = subprocess.run(deed, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def facts():
    """The keys of the top plays that happened."""
    found = [json.loads(line) for line in simulator("truth").splitlines()]
    mine = [fact["facts"] for fact in found if fact["kind"] == "top_play" and fact["facts"]["user_id"] == PLAYER]
    return [f"top_play/bancho/play/osu/{PLAYER}/{fact['beatmap_id']}/{fact['ended']}" for fact in mine]


class Hook(BaseHTTPRequestHandler):
    """A webhook that writes down the keys of the news it is told, as often as it is."""

    told: ClassVar[list[str]] = []

    def do_POST(self):  # http.server's name
        post = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.told += [event["key"] for event in post["events"] if event["kind"] == "top_play"]
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


def restarted(old):
    """Wait until another process is ready; how long that took (seconds)."""
    return until(lambda: pid() not in {0, old} and shown("ActiveState") == "active")


def scene():
    hook = ThreadingHTTPServer(("127.0.0.1", 8099), Hook)
    Thread(target=hook.serve_forever, daemon=True).start()
    until(lambda: systemctl("is-active", "osu").stdout.strip() == "active")
    time.sleep(3)
    begun = time.monotonic()
    seen = {"start": systemctl("start", "watcher").returncode, "ready_s": time.monotonic() - begun}
    until(lambda: shown("StatusText"))
    seen["status"] = shown("StatusText")
    seen["user"] = Path(f"/proc/{pid()}").stat().st_uid
    seen["capabilities"] = [
        line.split()[1] for line in Path(f"/proc/{pid()}/status").read_text().splitlines() if line.startswith("CapEff")
    ]
    seen["modes"] = {file.name: oct(file.stat().st_mode & 0o777) for file in (STATE, *STATE.iterdir())}
    until(lambda: json.loads(simulator("state"))["served"] > 3)
    time.sleep(12)
    before = len(facts())

    play()
    until(lambda: Hook.told)
    killed = pid()
    os.kill(killed, signal.SIGKILL)
    play()
    seen["after_kill_s"] = restarted(killed)
    until(lambda: len(Hook.told) >= 2)
    hung = pid()
    os.kill(hung, signal.SIGSTOP)
    seen["after_hang_s"] = restarted(hung)
    play()
    until(lambda: len(Hook.told) >= 3)
    seen["happened"], seen["told"] = facts()[before:], Hook.told

    begun = time.monotonic()
    seen["stop"] = systemctl("stop", "watcher").returncode
    seen["stop_s"] = time.monotonic() - begun
    seen["result"] = shown("Result")
    Path("/etc/osu-watcher/config.yaml").write_text("watches: nobody\n")
    systemctl("reset-failed", "watcher")
    systemctl("start", "watcher")
    time.sleep(8)
    seen["wrong_config"] = [shown("ExecMainStatus"), shown("NRestarts"), shown("ActiveState")]
    return seen


if __name__ == "__main__":
    try:
        said = scene()
    except Exception:
        said = {"broke": traceback.format_exc()}
    said["log"] = subprocess.run(
        ["journalctl", "-u", "watcher", "-u", "osu", "--no-pager", "-o", "short-monotonic"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    Path("/seen.json").write_text(json.dumps(said))
    systemctl("poweroff", "--no-block")
