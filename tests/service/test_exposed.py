"""A config that everybody on the machine can read: who is warned, and who is refused."""

import pytest
from service_world import CONFIG, at

FROM_A_FILE = CONFIG.replace("client_secret: a-secret", "client_secret_file: osu-secret")


def check(folder, mode, config, *words):
    async def scene(place):
        (folder / "config.yaml").chmod(mode)
        (folder / "osu-secret").write_text("a-secret")
        return await place.watcher("check", "--offline", *words)

    return at(folder, scene, config=config)


@pytest.mark.parametrize(
    ("mode", "config", "warned"),
    [(0o644, CONFIG, True), (0o640, CONFIG, False), (0o600, CONFIG, False), (0o644, FROM_A_FILE, False)],
    ids=["to all", "to a group", "to its user", "to all, without secrets"],
)
def test_who_can_read_the_secrets_of_a_config(mode, config, warned, tmp_path):
    code, out, err = check(tmp_path, mode, config)
    assert (code, "chmod" in out) == (0, False)  # what is printed may be read by a program
    assert ("everybody on this machine can read it: chmod 600 config.yaml" in err, err == "") == (warned, not warned)
    assert "a-secret" not in out + err
    code, _, err = check(tmp_path, mode, config, "--strict")
    assert (code, "chmod 600" in err) == ((2, True) if warned else (0, False))


def test_the_daemon_warns_or_refuses(tmp_path):
    async def scene(place):
        (tmp_path / "config.yaml").chmod(0o644)
        refused = await place.watcher("run", "--strict")
        there = place.store.exists()
        await place.daemon()
        return refused, there, [line["event"] for line in place.lines]

    (code, _, err), there, said = at(tmp_path, scene)
    assert (code, there) == (2, False)
    assert "chmod 600" in err
    assert "config_exposed" in said
