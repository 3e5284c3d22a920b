"""The commands that come to an end: what they say, and how they end."""

import json
import sqlite3
from pathlib import Path

import pytest
from cli_world import CONFIG, at

from watcher import cli, pace
from watcher.simulator.gate import Gate
from watcher.store import Store, agenda

WRONG = """
osu: {{client_id: 1}}
watches:
  friends: {{players: [Quillon], news: [top_pla], to: [fone]}}
sinks:
  phone: console
stoer: x
"""


def run(folder, *arguments, config=CONFIG, **simulator):
    async def scene(place):
        place.write(config)
        return await place.watcher(*arguments)

    return at(folder, scene, **simulator)


def no_traceback(ended):
    return "Traceback" not in ended.err + ended.out


# -- finding one's way -----------------------------------------------------------------------------------------------


def test_help_lists_every_command_with_a_sentence(tmp_path):
    ended = run(tmp_path, "--help")
    files = {file.stem for file in Path(cli.__file__).parent.glob("[!_]*.py")}
    lines = [line.split(maxsplit=1) for line in ended.out.partition("Commands:")[2].splitlines() if line.strip()]
    assert {line[0] for line in lines} >= files
    assert all(len(line) == 2 for line in lines)


def test_a_misspelt_command_is_answered_with_the_nearest(tmp_path):
    ended = run(tmp_path, "chekc")
    assert ended.code == 2
    assert "did you mean 'check'?" in ended.err


# -- the config ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [("run",), ("check",)])
def test_a_wrong_config_is_all_its_mistakes_one_a_line_and_nothing_is_started(command, tmp_path):
    ended = run(tmp_path, *command, config=WRONG)
    lines = ended.err.splitlines()
    assert (ended.code, ended.out) == (2, "")
    assert all(line.startswith("config.yaml:") for line in lines)
    for wrong in ("top_pla", "fone", "stoer", "client_secret"):
        assert any(wrong in line for line in lines)
    assert len(lines) == 4
    assert not (tmp_path / "state").exists()


def test_without_a_config_one_sentence_says_so(tmp_path):
    ended = run(tmp_path, "run", "--config", "nowhere.yaml")
    assert ended.code == 2
    assert len(ended.err.splitlines()) == 1
    assert "nowhere.yaml" in ended.err


def test_check_offline_asks_nothing(tmp_path):
    ended = run(tmp_path, "check", "--offline", config=CONFIG.replace("{osu}", "http://127.0.0.1:9"))
    assert (ended.code, ended.err) == (0, "")
    assert "is fine" in ended.out


def test_check_shows_who_is_watched_and_names_who_is_unknown_and_what_it_costs(tmp_path):
    config = CONFIG.replace("[Quillon]", "[Quillon, Nobody Of That Name], matches: theirs")
    ended = run(tmp_path, "check", config=config)
    assert ended.code == 0
    assert "Quillon (1001)" in ended.out
    assert "Nobody Of That Name: unknown at osu!" in ended.out
    assert "rooms in which they play (no list says who is in a stable match)" in ended.out
    assert "requests a minute" in ended.out
    assert not (tmp_path / "state").exists()


def test_check_says_nothing_of_usual_news_that_a_watch_can_not_have(tmp_path):
    config = CONFIG.replace("news: [top_play], ", "")
    assert "news" not in config
    ended = run(tmp_path, "check", config=config)
    assert "top_play" in ended.out
    assert "first_place" in ended.out
    assert "nothing tells of" not in ended.out
    assert "map_ranked" not in ended.out


def test_check_says_what_was_asked_for_in_vain(tmp_path):
    ended = run(tmp_path, "check", config=CONFIG.replace("news: [top_play]", "news: [top_play, board_first]"))
    assert "nothing tells of board_first" in ended.out


@pytest.mark.parametrize(
    ("api", "news", "said"),
    [
        pytest.param(
            "v1",
            "session, rank_milestone, variant_change",
            [
                "not offered: API v1 does not tell of osu!mania by keys",
                "not offered: API v1 does not tell what plays would have been worth without a miss",
            ],
            id="v1",
        ),
        pytest.param(
            "v2",
            "session, rank_milestone, variant_change",
            [
                "country ranks are told of a player who is looked at alone",
                "pp and ranks in osu!mania by keys are told of a player who is looked at alone",
            ],
            id="v2",
        ),
        pytest.param("v2", "pp_milestone", [], id="what is told of everybody"),
        pytest.param(
            "v1",
            "top_play, country_first, big_play",
            [
                "not offered: API v1 does not tell plays of anyone",
                "not offered: API v1 does not tell of countries on leaderboards",
            ],
            id="countries, and plays of anyone, on v1",
        ),
        pytest.param("v2", "top_play, country_first, big_play", [], id="countries, and plays of anyone, on v2"),
    ],
)
def test_check_says_what_an_api_tells_only_in_part(api, news, said, tmp_path):
    config = CONFIG.replace("[Quillon], news: [top_play]", f"[Quillon, drumlin], news: [{news}]")
    if api == "v1":
        config = config.replace("client_id: 1, client_secret: a-secret, feed_interval: 5s", "api: v1, key: a-key")
    ended = run(tmp_path, "check", config=config)
    assert ended.code == 0
    lines = [line.partition(", as after")[0] for line in ended.out.splitlines()]
    assert [line for line in lines if "not offered" in line or "alone" in line] == said


def test_check_says_that_a_summary_comes_when_it_is_due(tmp_path):
    watch = "news: [summary], summary: {{every: day, at: '09:00'}}"
    ended = run(tmp_path, "check", config=CONFIG.replace("news: [top_play]", watch))
    assert "friends: summary: when it is due" in ended.out


def test_check_for_programs(tmp_path):
    ended = run(tmp_path, "check", "--json", config=CONFIG.replace("[Quillon]", "[Quillon, Nobody Of That Name]"))
    found = json.loads(ended.out)
    assert [each["id"] for each in found["watches"][0]["players"]] == [1001, None]
    assert {look["question"] for look in found["looks"]} >= {"feed", "best"}
    assert 0 < found["requests_a_minute"] < found["limit"] == 60
    late = {kind: each["late"] for each in found["watches"][0]["delays"] for kind in each["kinds"]}
    assert late["top_play"]["half"] < late["top_play"]["most"]


def test_a_config_that_the_budget_can_not_carry_is_refused_with_what_would_fit(tmp_path):
    ended = run(
        tmp_path, "check", config=CONFIG.replace("feed_interval: 5s", "feed_interval: 5s, requests_per_minute: 9")
    )
    assert ended.code == 3
    assert "at most 12.0 requests a minute, 133% of the budget" in ended.out
    assert "this asks more than the 9 requests a minute that are allowed" in ended.err
    assert ended.err.rstrip().endswith("what would fit: a feed_interval of 7s instead of 5s")


def test_check_asks_for_the_names_of_few_and_believes_the_ids_of_many(tmp_path):
    many = ", ".join(map(str, range(5001, 6001)))

    async def scene(place):
        place.write(CONFIG.replace("[Quillon]", f"[Quillon, {many}]"))
        ended = await place.watcher("check")
        return ended, [what for _, what, _ in place.osu.site.served if "/users" in what]

    ended, asked = at(tmp_path, scene)
    assert ended.code == 0
    assert len(asked) == 1
    assert "Quillon (1001)" in ended.out
    assert "everybody's best list is known after 41 min" in ended.out


def test_wrong_credentials_are_one_clear_sentence(tmp_path):
    ended = run(tmp_path, "check", gate=Gate(clients={"1": "another-secret"}))
    assert ended.code == 1
    assert len(ended.err.splitlines()) == 1
    assert "client" in ended.err
    assert "a-secret" not in ended.err


def test_an_osu_that_is_not_there_is_one_clear_sentence(tmp_path):
    ended = run(tmp_path, "check", config=CONFIG.replace("{osu}", "http://127.0.0.1:9"))
    assert ended.code == 1
    assert len(ended.err.splitlines()) == 1
    assert "can't be reached" in ended.err


# -- a test message --------------------------------------------------------------------------------------------------


def test_a_test_message_arrives(tmp_path):
    async def scene(place):
        return await place.watcher("test", "hook"), place.hook.posts

    ended, posts = at(tmp_path, scene)
    assert (ended.code, ended.out) == (0, "hook took it: 204 No Content\n")
    assert [post["title"] for post in posts] == ["watcher can reach you here"]


def test_a_test_message_that_is_refused_says_why(tmp_path):
    async def scene(place):
        place.hook.status = "404 Not Found"
        return await place.watcher("test", "hook")

    ended = at(tmp_path, scene)
    assert ended.code == 1
    why, advice = ended.err.splitlines()
    assert why.startswith("hook did not take it (gone): ")
    assert "make the address anew" in advice


def test_a_test_of_a_sink_that_is_not_there_names_those_that_are(tmp_path):
    ended = run(tmp_path, "test", "fone")
    assert ended.code == 2
    assert "no sink 'fone'" in ended.err
    assert "hook" in ended.err


# -- the status ------------------------------------------------------------------------------------------------------


def test_the_status_without_a_store_says_how_to_make_one(tmp_path):
    ended = run(tmp_path, "status")
    assert ended.code == 1
    assert "watcher run" in ended.err
    assert not (tmp_path / "state").exists()


def test_the_status_of_a_store_that_nobody_uses(tmp_path):
    Store.open(tmp_path / "state" / "watcher.db").close()
    ended = run(tmp_path, "status")
    assert ended.code == 0
    assert "not running" in ended.out


def test_the_status_says_how_far_the_first_looks_have_come(tmp_path):
    store = Store.open(tmp_path / "state" / "watcher.db")
    planned = {("best", f"bancho/osu/{number}"): (number, pace.Pace(0).written) for number in (1, 2, 3)}
    store.work(lambda tx: agenda.plan(tx, planned))
    first, *_ = store.work(lambda tx: agenda.due(tx, 1, 10))
    store.work(lambda tx: agenda.answered(tx, first, again=agenda.NEVER))
    store.close()
    assert "1 of 3 first looks are done" in run(tmp_path, "status").out


def test_the_status_for_programs(tmp_path):
    Store.open(tmp_path / "state" / "watcher.db").close()
    ended = run(tmp_path, "status", "--json")
    assert ended.code == 0
    found = json.loads(ended.out)
    assert (found["process"], found["refused"], found["limit"], found["still"]) == (None, None, 60, None)
    assert found["first_looks"] == {"done": 0, "of": 0}
    assert found["sinks"] == found["gaps"] == found["latest"] == found["damaged"] == []


def test_the_status_of_something_else_is_one_sentence(tmp_path):
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "watcher.db").write_text("a shopping list, long enough to be one\n" * 100)
    ended = run(tmp_path, "status")
    assert ended.code == 1
    assert "not a database" in ended.err
    assert no_traceback(ended)


def test_a_store_from_the_future_is_refused_in_one_sentence(tmp_path):
    path = tmp_path / "state" / "watcher.db"
    Store.open(path).close()
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    ended = run(tmp_path, "run")
    assert ended.code == 2
    assert "upgrade watcher" in ended.err
    assert no_traceback(ended)
