"""docker-compose.yml says what the Dockerfile, the documents and the config need it to say. No registry is needed."""

import json
import re
from pathlib import Path

import yaml

from watcher.catalogue import catalogue
from watcher.config import load

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
(SERVICE,) = COMPOSE["services"].values()
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
INSTALL = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
STOPS_WITHIN = 5
"""Seconds that the daemon takes to stop, at most."""


def said(instruction):
    """What the last instruction of that name in the Dockerfile says."""
    return re.findall(rf"^{instruction} +(.*)$", DOCKERFILE, re.MULTILINE)[-1]


def mounts():
    """Where in the container → what is mounted there, and whether only to be read."""
    parts = [volume.split(":") for volume in SERVICE["volumes"]]
    return {target: (source, mode == ["ro"]) for source, target, *mode in parts}


def test_nothing_can_be_written_but_the_volume_of_the_image():
    assert SERVICE["read_only"] is True
    assert [target for target, (_, only_read) in mounts().items() if not only_read] == [said("VOLUME")]
    environ = dict(pair.split("=", 1) for pair in said("ENV").split())
    assert environ["STATE_DIRECTORY"] == environ["TMPDIR"] == said("VOLUME")
    assert mounts()[said("VOLUME")][0] in COMPOSE["volumes"]


def test_the_config_is_where_the_image_looks_for_it():
    command, check = json.loads(said("CMD")), json.loads(said("HEALTHCHECK").partition("CMD ")[2])
    for words in (command, check):
        assert words[words.index("--config") + 1] == "/config/config.yaml"
    assert mounts()["/config/config.yaml"] == ("./config.yaml", True)


def test_it_may_do_nothing_that_it_need_not():
    assert SERVICE["cap_drop"] == ["ALL"]
    assert SERVICE["security_opt"] == ["no-new-privileges:true"]
    assert not SERVICE.keys() & {"user", "privileged", "cap_add", "devices", "network_mode", "pid", "ports"}
    assert int(SERVICE["stop_grace_period"].removesuffix("s")) > STOPS_WITHIN


def test_the_secret_is_a_file_and_the_config_finds_it_where_it_is_mounted(tmp_path):
    (name,) = SERVICE["secrets"]
    assert COMPOSE["secrets"] == {name: {"file": f"./{name}"}}
    assert SERVICE["environment"] == {"CREDENTIALS_DIRECTORY": "/run/secrets"}  # where Compose puts them
    (tmp_path / name).write_text("a-canary\n")
    config = tmp_path / "config.yaml"
    config.write_text(
        f"osu: {{client_id: 1, client_secret_file: {name}}}\n"
        "watches: {friends: {players: [1001]}}\nsinks: {terminal: console}\n"
    )
    found = load(config, catalogue(), {"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert found.osu.client_secret.get_secret_value() == "a-canary"


def test_the_documents_say_who_may_read_the_files_that_it_mounts():
    for file in ("config.yaml", *SERVICE["secrets"]):
        assert re.search(rf"^chmod 0\d+ {file} ", INSTALL, re.MULTILINE)
    user = said("USER").partition(":")[0]
    assert f"chown {user} {SERVICE['secrets'][0]}" in INSTALL
