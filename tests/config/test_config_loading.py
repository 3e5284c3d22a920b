"""What a config becomes: the shortest one, every key, and every way to write a thing."""

from pathlib import Path

import pytest
from config_world import FULL, SHORTEST, Hook, Push, Terminal, read

from watcher.config import SinkConfig, store_named
from watcher.config.words import milliseconds
from watcher.events import Cause
from watcher.osu.nouns import Mode
from watcher.rules import DONE_BY_SOMEBODY, Lobby, NewsRule, Watch
from watcher.series import Terms


def watch_of(folder, entry, **changes):
    """The watch that this entry becomes, in a config with two sinks and a group."""
    text = SHORTEST.replace("{players: [mrekk]}", entry).replace(
        "sinks: {terminal: console}", "sinks: {terminal: console, hook: 'http://h/'}\ngroups: {both: [hook, terminal]}"
    )
    return read(folder, text, **changes).watches[0]


def sink_of(folder, entry):
    return read(folder, SHORTEST.replace("console", entry)).sinks[0]


def test_the_shortest_config_is_right_by_default(tmp_path):
    config = read(tmp_path, SHORTEST)
    assert config.osu.api == "v2"
    assert config.osu.url == "https://osu.ppy.sh"
    assert config.osu.server == "bancho"
    assert config.osu.requests_per_minute == 60
    assert config.osu.feed_interval == 10_000
    assert config.watches == (
        Watch(
            name="friends",
            players=("mrekk",),
            modes=(Mode.OSU,),
            news=(NewsRule(kind="top_play"), NewsRule(kind="rank_change")),
            to=("terminal",),
            settle=20_000,
        ),
    )
    assert config.sinks == (SinkConfig("terminal", "console", Terminal()),)
    assert config.admin == "terminal"
    assert config.store is None


def test_every_key_has_its_effect(tmp_path):
    config = read(tmp_path, FULL)
    assert config.osu.client_id == 12345
    assert config.osu.client_secret.get_secret_value() == "s3cret"
    assert config.osu.key.get_secret_value() == "k3y"
    assert (config.osu.url, config.osu.server) == ("https://osu.example", "example")
    assert (config.osu.requests_per_minute, config.osu.feed_interval) == (90, 30_000)
    (watch,) = config.watches
    assert watch.players == ("mrekk", 124493)
    assert watch.modes == (Mode.OSU, Mode.MANIA)
    assert watch.matches == (Lobby(id=105019274),)
    assert watch.to == ("phone", "club")
    assert watch.settle == 5_000
    top_play, rank_change = watch.news
    assert top_play.when.text == "place <= 20 or pp >= 500"
    assert top_play.causes == {Cause.PLAYED}
    assert top_play.to == ("club",)
    assert rank_change == NewsRule(kind="rank_change")
    assert [sink.kind for sink in config.sinks] == ["console", "push", "webhook"]
    assert config.sinks[2].options == Hook(url="https://hook.example/", secret="h00k", timeout=5)
    (own,) = config.sinks[2].only
    assert own.when.text == "pp >= 300"
    assert watch.only == {"club": (own,)}
    assert config.admin == "terminal"
    assert str(config.store) == "state.db"


@pytest.mark.parametrize(
    ("written", "player"),
    [
        ("mrekk", "mrekk"),
        ("no", "no"),
        ("on", "on"),
        ("1e5", "1e5"),
        ("0123", "0123"),
        ("'@everyone'", "@everyone"),
        ("'[Tern] -_-'", "[Tern] -_-"),
        ("124493", 124493),
        ("'124493'", "124493"),
        ("https://osu.ppy.sh/users/124493", 124493),
        ("https://osu.ppy.sh/users/124493/mania", 124493),
        ("https://osu.ppy.sh/users/@mrekk", "mrekk"),
        ("https://osu.ppy.sh/u/mrekk?m=1", "mrekk"),
        ("http://127.0.0.1:8098/users/2", 2),
    ],
)
def test_a_player(tmp_path, written, player):
    assert watch_of(tmp_path, f"{{players: [{written}]}}").players == (player,)


@pytest.mark.parametrize(
    "written",
    [
        "105019274",
        "'105019274'",
        "https://osu.ppy.sh/community/matches/105019274",
        "https://osu.ppy.sh/mp/105019274",
        "'https://osu.ppy.sh/community/matches/105019274#game'",
        "https://osu.ppy.sh/community/matches/105019274/",
        "https://osu.ppy.sh/community/matches/105019274?limit=100",
        "osu.ppy.sh/community/matches/105019274",
        "osu.ppy.sh/mp/105019274",
        "' http://osu.ppy.sh/mp/105019274 '",
    ],
)
def test_a_match(tmp_path, written):
    assert watch_of(tmp_path, f"{{matches: [{written}]}}").matches == (Lobby(id=105019274),)


@pytest.mark.parametrize(
    "written",
    [
        "129891",
        "'129891'",
        "https://osu.ppy.sh/beatmaps/129891",
        "'https://osu.ppy.sh/beatmaps/129891?mode=osu'",
        "'https://osu.ppy.sh/b/129891?m=0'",
        "'https://osu.ppy.sh/beatmapsets/39804#osu/129891'",
    ],
)
def test_a_map(tmp_path, written):
    assert watch_of(tmp_path, f"{{maps: [{written}]}}").maps == (129891,)


def test_a_match_with_terms(tmp_path):
    entry = "{matches: [7, {match: 8, best_of: 11, warmups: 2, exclude: [5, 6], red: Norway}]}"
    assert watch_of(tmp_path, entry).matches == (
        Lobby(id=7),
        Lobby(id=8, terms=Terms(best_of=11, warmups=2, exclude=(5, 6), red="Norway")),
    )


@pytest.mark.parametrize("end", ["", "/events", "/", "?a=b"])
def test_a_lazer_room_is_named_by_its_link(tmp_path, end):
    for site in ("https://osu.ppy.sh", "osu.ppy.sh"):
        link = f"{site}/multiplayer/rooms/1500001{end}"
        assert watch_of(tmp_path, f"{{matches: [1500001, '{link}']}}").matches == (
            Lobby(id=1500001),
            Lobby(id=1500001, room=True),
        )


@pytest.mark.parametrize(
    ("written", "mode"),
    [
        ("osu", Mode.OSU),
        ("taiko", Mode.TAIKO),
        ("catch", Mode.CATCH),
        ("fruits", Mode.CATCH),
        ("ctb", Mode.CATCH),
        ("mania", Mode.MANIA),
    ],
)
def test_a_mode(tmp_path, written, mode):
    assert watch_of(tmp_path, f"{{players: [a], modes: [{written}]}}").modes == (mode,)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("10s", 10_000),
        ("10 s", 10_000),
        ("5 min", 300_000),
        ("5m", 300_000),
        ("2h", 7_200_000),
        ("1h 30min", 5_400_000),
        ("1h30m", 5_400_000),
        ("1d", 86_400_000),
        ("1.5 hours", 5_400_000),
        ("500ms", 500),
        ("0s", 0),
        ("1 second", 1_000),
    ],
)
def test_a_duration(written, expected):
    assert milliseconds(written) == expected


def test_what_is_named_twice_counts_once(tmp_path):
    watch = watch_of(tmp_path, "{players: [a, b, a], modes: [catch, ctb], to: [both, hook]}")
    assert watch.players == ("a", "b")
    assert watch.modes == (Mode.CATCH,)
    assert watch.to == ("hook", "terminal")


def test_one_alone_needs_no_list(tmp_path):
    entry = "{players: a, modes: mania, matches: 7, news: rework, to: hook}"
    watch = watch_of(tmp_path, entry)
    assert (watch.players, watch.modes, watch.matches, watch.to) == (
        ("a",),
        (Mode.MANIA,),
        (Lobby(id=7),),
        ("hook",),
    )
    assert [rule.kind for rule in watch.news] == ["rework"]


def test_who_is_told_when_nobody_is_named(tmp_path):
    assert watch_of(tmp_path, "{players: a}").to == ("terminal", "hook")


def test_a_rule_chooses_the_usual_causes_of_its_kind(tmp_path):
    watch = watch_of(tmp_path, "{players: a, news: [top_play, rework, rank_change: {causes: others}]}")
    assert [rule.causes for rule in watch.news] == [DONE_BY_SOMEBODY, {Cause.REVALUED}, {Cause.OTHERS}]


def test_the_rules_of_a_sink_take_every_cause(tmp_path):
    assert sink_of(tmp_path, "{kind: console, only: [top_play]}").only[0].causes == set(Cause)


@pytest.mark.parametrize(
    ("written", "kind", "options"),
    [
        ("console", "console", Terminal()),
        ("{kind: console}", "console", Terminal()),
        ("http://127.0.0.1:8099/", "webhook", Hook(url="http://127.0.0.1:8099/")),
        ("HTTPS://hook.example/", "webhook", Hook(url="HTTPS://hook.example/")),
        ("ntfys://my-topic", "push", Push(url="ntfys://my-topic")),
        ("{url: 'ntfys://my-topic', token: t}", "push", Push(url="ntfys://my-topic", token="t")),
        ("{kind: push, url: 'https://push.example/'}", "push", Push(url="https://push.example/")),
    ],
)
def test_a_sink(tmp_path, written, kind, options):
    found = sink_of(tmp_path, written)
    assert (found.kind, found.options) == (kind, options)


def test_numbers_may_come_from_the_environment(tmp_path):
    text = SHORTEST.replace("12345", "'${ID}'").replace("s3cret", "'${SECRET}', requests_per_minute: '${RATE:-30}'")
    config = read(tmp_path, text, {"ID": "77", "SECRET": "123456"})
    assert config.osu.client_id == 77
    assert config.osu.client_secret.get_secret_value() == "123456"
    assert config.osu.requests_per_minute == 30


def test_what_is_empty_is_as_if_left_out(tmp_path):
    assert read(tmp_path, SHORTEST + "groups:\nadmin:\nstore:\n") == read(tmp_path, SHORTEST)


def test_the_same_file_makes_an_equal_config(tmp_path):
    assert read(tmp_path, FULL) == read(tmp_path, FULL)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("store: /var/lib/watcher.db  # here\nsinks: [", "/var/lib/watcher.db"),
        ("watches: ]\nstore: '${HERE}/watcher.db'\r\n", "/srv/watcher.db"),
        ("sinks: {terminal: console}", None),
        ("store:\nsinks: [", None),
        ("store: {a: file}", None),
        ("store: [", None),
    ],
)
def test_where_the_store_is_can_be_told_of_a_file_full_of_mistakes(tmp_path, text, where):
    (tmp_path / "config.yaml").write_text(text)
    assert store_named(tmp_path / "config.yaml", {"HERE": "/srv"}) == (where and Path(where))
    assert store_named(tmp_path / "none.yaml", {}) is None
