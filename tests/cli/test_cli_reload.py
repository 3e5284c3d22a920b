"""The config of a daemon is changed while it runs, by its users' means: an editor and a signal."""

import re
import signal

from cli_world import CONFIG, TERM, at

BOTH = CONFIG.replace("[Quillon]", "[Quillon, miso_cat]")
SPOILT = CONFIG.replace("top_play", "top_plays")


def test_a_changed_file_holds_and_a_spoilt_one_changes_nothing_and_is_said(tmp_path):
    async def scene(place):
        daemon = await place.daemon()
        place.write(BOTH)
        await daemon.says("config_reloaded")
        place.write(SPOILT)
        daemon.process.send_signal(signal.SIGHUP)
        await daemon.says("config_refused")
        status = await place.watcher("status")
        health = await place.watcher("health")
        place.write(SPOILT + "\tsinks: [")  # no YAML any more
        unreadable = await place.watcher("status")
        place.write(CONFIG)
        daemon.process.send_signal(signal.SIGHUP)
        await daemon.says("config_reloaded", times=2)
        return daemon.lines, (status, unreadable), health, await place.watcher("status"), await daemon.kill(TERM)

    lines, (refused, unreadable), health, fine, code = at(tmp_path, scene)
    spoilt, *_ = [line for line in lines if line["event"] == "config_refused"]
    assert "no 'top_plays', did you mean 'top_play'?" in spoilt["mistakes"][0]
    assert (refused.code, refused.err.count("did you mean 'top_play'?")) == (2, 1)
    for status in (refused, unreadable):
        assert re.search(r"^running \(process \d+\)$", status.out, re.MULTILINE)
        assert re.search(
            r"^the changed config is refused since .* UTC \(\d+ s\); the old one holds$", status.out, re.MULTILINE
        )
        assert "subjects watched, next look" in status.out
    assert (unreadable.code, unreadable.err.count("not YAML")) == (2, 1)
    assert (health.code, health.out.startswith("fine (process ")) == (0, True)
    assert (fine.code, "is refused" in fine.out, code) == (0, False, 0)
