"""Secrets come from the environment, from files, from systemd; and never come out again."""

import pytest
from config_world import FULL, SHORTEST, read

from watcher.config import Mistakes

HOOK = SHORTEST.replace("console", "{url: 'http://h/', secret_file: hook-secret}")


def refused(folder, text, environ=None):
    with pytest.raises(Mistakes) as caught:
        read(folder, text, environ)
    return str(caught.value).removeprefix(f"{folder}/")


@pytest.mark.parametrize(
    ("written", "environ", "value"),
    [
        ("${A}", {"A": "x"}, "x"),
        ("${A}${B}", {"A": "x", "B": "y"}, "xy"),
        ("pre-${A}-post", {"A": "x"}, "pre-x-post"),
        ("${A:-z}", {"A": "x"}, "x"),
        ("${A:-z}", {}, "z"),
        ("${A:-z}", {"A": ""}, "z"),
        ("${A:-}!", {}, "!"),
        ("${A:-http://x:1/}", {}, "http://x:1/"),
        ("$${A}", {"A": "x"}, "${A}"),
        ("$A and $", {"A": "x"}, "$A and $"),
        ("${A}", {"A": "${B}"}, "${B}"),
        ("${A}", {"A": "a: [b"}, "a: [b"),
    ],
)
def test_a_variable_is_filled_in(tmp_path, written, environ, value):
    config = read(tmp_path, SHORTEST.replace("s3cret", f"'{written}'"), environ)
    assert config.osu.client_secret.get_secret_value() == value


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("${A}", "the environment has no A: set it, or write ${A:-default}"),
        ("${}", "write ${NAME} or ${NAME:-default}"),
        ("${A", "write ${NAME}"),
        ("${A B}", "write ${NAME}"),
        ("${1}", "write ${NAME}"),
        ("${A-z}", "write ${NAME}"),
    ],
)
def test_a_variable_that_is_not_there_has_its_place(tmp_path, written, said):
    found = refused(tmp_path, SHORTEST.replace("s3cret", f"'{written}'"))
    assert found.startswith(f"config.yaml:1:25: osu.client_secret: {said}")
    assert "\n" not in found


def test_keys_are_never_filled_in(tmp_path):
    config = read(tmp_path, SHORTEST.replace("friends", "'${A}'"), {"A": "x"})
    assert config.watches[0].name == "${A}"


def test_a_secret_may_stand_in_a_file_beside_the_config(tmp_path):
    (tmp_path / "hook-secret").write_text("h00k\n")
    (tmp_path / "osu").write_text("from a file")
    config = read(tmp_path, HOOK.replace("client_secret: s3cret", "client_secret_file: osu"))
    assert config.osu.client_secret.get_secret_value() == "from a file"
    assert config.sinks[0].options.secret.get_secret_value() == "h00k"


def test_an_address_may_stand_in_a_file(tmp_path):
    (tmp_path / "address").write_text("https://hook.example/t0ken")
    config = read(tmp_path, SHORTEST.replace("console", "{url_file: address}"))
    assert config.sinks[0].kind == "webhook"
    assert config.sinks[0].options.url.get_secret_value() == "https://hook.example/t0ken"


def test_the_address_of_a_dead_mans_switch_may_stand_in_a_file_too(tmp_path):
    (tmp_path / "address").write_text("https://ping.example/t0ken\n")
    config = read(tmp_path, SHORTEST + "heartbeat_file: address\n")
    assert config.heartbeat.get_secret_value() == "https://ping.example/t0ken"


@pytest.mark.parametrize(
    "written", ["ping.example/t0ken", "ftp://ping.example/t0ken", "https:///t0ken", "https://a t0ken"]
)
def test_a_dead_mans_switch_without_a_proper_address_is_refused_and_not_shown(tmp_path, written):
    found = refused(tmp_path, SHORTEST + f"heartbeat: '{written}'\n")
    assert found == "config.yaml:4:1: heartbeat: an address is needed: http://… or https://…"


def test_credentials_of_systemd_come_first(tmp_path):
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "hook-secret").write_text("from systemd")
    (tmp_path / "hook-secret").write_text("beside")
    config = read(tmp_path, HOOK, {"CREDENTIALS_DIRECTORY": str(credentials)})
    assert config.sinks[0].options.secret.get_secret_value() == "from systemd"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "No such file or directory"),
        (b"", "does not hold a secret: one line of text is needed"),
        (b" \n ", "does not hold a secret"),
        (b"two\nlines", "does not hold a secret"),
        (b"\xff\xfe", "does not hold a secret"),
        (b"a\x00b", "does not hold a secret"),
        (b"x" * 70_000, "does not hold a secret"),
    ],
)
def test_a_file_that_holds_no_secret(tmp_path, content, said):
    if content is not None:
        (tmp_path / "hook-secret").write_bytes(content)
    found = refused(tmp_path, HOOK)
    assert found.startswith("config.yaml:3:38: sinks.terminal.secret_file: ")
    assert said in found
    assert "\n" not in found


@pytest.mark.parametrize("name", ["5", "[a]", "{a: b}", "true"])
def test_the_name_of_a_file_is_text(tmp_path, name):
    assert "secret_file: the name of a file is needed" in refused(tmp_path, HOOK.replace("hook-secret", name))


def test_a_folder_holds_no_secret(tmp_path):
    (tmp_path / "hook-secret").mkdir()
    assert "can't read" in refused(tmp_path, HOOK)


def test_a_secret_stands_in_one_place(tmp_path):
    (tmp_path / "hook-secret").write_text("h00k")
    found = refused(tmp_path, HOOK.replace("secret_file", "secret: a, secret_file"))
    assert "sinks.terminal.secret_file: secret stands here too, keep one of them" in found


def test_what_is_no_secret_has_no_file(tmp_path):
    assert "no 'server_file', did you mean 'server'?" in refused(tmp_path, FULL.replace("server: ", "server_file: "))


def test_secrets_do_not_show(tmp_path):
    shown = repr(read(tmp_path, FULL))
    for secret in ("s3cret", "k3y", "h00k", "hook.example", "my-topic"):
        assert secret not in shown
