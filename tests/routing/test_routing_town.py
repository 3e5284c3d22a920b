"""The right news to the right place, from a simulated osu! to a webhook and a file."""

from functools import partial

from routing_world import START, in_town

from watcher.simulator import scenarios
from watcher.simulator.faults import Fault

QUILLON, TERN, HALCYON = 1001, 1003, 1009


def play(town, after, user_id=QUILLON, pp=500.0):
    """Somebody plays, so many seconds after the beginning."""
    world = town.osu.world
    world.later(START + after * 1000, partial(world.play, user_id, mode="osu", pp=pp))


def test_groups_sinks_with_rules_of_their_own_and_conditions(tmp_path):
    async def story(town):
        town.write("""
watches:
  all: {{players: [Quillon, 1003], news: [top_play: {{when: "pp >= 400"}}], to: everybody, settle: 0s}}
sinks:
  everything: "{hook}everything"
  choosy: {{url: "{hook}choosy", only: [top_play: {{when: "pp >= 700"}}]}}
  latest: "file://{folder}/latest.txt"
  nobody: "{hook}nobody"
groups: {{everybody: [everything, choosy, latest]}}
""")
        play(town, 20, pp=500.0)
        play(town, 40, TERN, pp=800.0)
        play(town, 60, pp=390.0)
        await town.live(120)
        assert len(town.hooks.titles("everything")) == 2
        assert len(town.hooks.titles("choosy")) == 1
        assert town.hooks.titles("choosy") == town.hooks.titles("everything")[1:]
        assert (tmp_path / "latest.txt").read_text().startswith(town.hooks.titles("choosy")[0])
        assert town.hooks.titles("nobody") == []

    in_town(tmp_path, story)


def test_a_fact_that_two_watches_want_is_told_once_for_the_more_specific_one(tmp_path):
    async def story(town):
        town.write("""
watches:
  everybody: {{players: [Quillon, 1003, 1004], news: top_play, settle: 0s}}
  friends: {{players: [Quillon], news: top_play, settle: 60s}}
sinks: {{hook: "{hook}hook"}}
""")
        play(town, 20)
        await town.live(90)
        told = town.hooks.events("hook")
        assert told == [["top_play", "rank_change"]], "the friends' watch waits for the new rank, and theirs it is"

    in_town(tmp_path, story)


def test_a_new_name_changes_neither_who_is_watched_nor_what_a_condition_by_id_lets_through(tmp_path):
    async def story(town):
        town.write("""
watches:
  friends: {{players: [Halcyon Bee], news: [top_play: {{when: "player.id == 1009"}}, renamed], settle: 0s}}
sinks: {{hook: "{hook}hook"}}
""")
        await town.live(60)
        scenarios.run(town.osu.world, "rename", user_id=HALCYON, name="Somebody Else")
        play(town, 70, HALCYON)
        await town.live(1200, step=5)  # a new process: the name in the config is nobody's any more
        said = town.hooks.titles("hook")
        assert [title for title in said if "new top play" in title and title.startswith("Somebody Else")], said

    in_town(tmp_path, story)


def test_the_admin_hears_of_the_watcher_itself_and_others_do_not(tmp_path):
    async def story(town):
        town.write("""
watches: {{friends: {{players: Quillon, news: top_play, to: phone, settle: 0s}}}}
sinks: {{phone: "{hook}phone", log: "{hook}log"}}
admin: log
""")
        async with town.daemon() as app:
            await town.watch(app, 30)
            play(town, 40)
            await town.watch(app, 60)
            town.osu.site.faults.add(Fault(kind="status", path="/api/v2/*"))
            await town.watch(app, 600, step=5)
            town.osu.site.faults.clear()
            await town.watch(app, 300, step=5)
        assert town.hooks.events("phone") == [["top_play"]]
        assert [kinds for kinds in town.hooks.events("log") if "top_play" not in kinds] == [["unreachable"], ["back"]]

    in_town(tmp_path, story)


def test_a_digest_tells_everything_at_its_time_and_once(tmp_path):
    async def story(town):
        town.write("""
watches: {{friends: {{players: [Quillon, 1003], news: top_play, settle: 0s}}}}
sinks:
  paper: {{url: "{hook}paper", digest: {{every: hour, at: "00:30"}}}}
  phone: "{hook}phone"
""")
        for after, pp in ((20, 500.0), (60, 510.0), (90, 520.0)):
            play(town, after, pp=pp)
        await town.live(120)
        assert len(town.hooks.titles("phone")) == 3
        assert town.hooks.titles("paper") == []
        await town.live(3600, step=20)
        [title] = town.hooks.titles("paper")
        assert title.startswith("3 news since ")
        assert sorted(town.hooks.keys("paper")) == sorted(town.hooks.keys("phone"))
        [post] = town.hooks.posts["paper"]
        assert [line.partition(" ")[2] for line in post["body"].splitlines()] == town.hooks.titles("phone")

    in_town(tmp_path, story)


CATCHING_UP = """
watches:
  friends: {{players: [Quillon], news: top_play, settle: 0s, catch_up: POLICY}}
sinks: {{hook: "{hook}hook"}}
"""


def after_downtime(folder, policy):
    """The messages after half an hour without a daemon, in which three plays were played."""
    messages = []

    async def story(town):
        town.write(CATCHING_UP.replace("POLICY", policy))
        await town.live(60)
        for after, pp in ((300, 500.0), (900, 510.0), (1500, 520.0)):
            play(town, after, pp=pp)
        town.clock.time += 1_800_000
        play(town, 2000, pp=530.0)
        await town.live(900, step=5)
        messages.extend(town.hooks.posts["hook"])

    in_town(folder, story)
    return messages


def test_what_happened_while_the_daemon_was_down_is_one_digest(tmp_path):
    first, *rest = after_downtime(tmp_path, "digest")
    assert first["title"].startswith("3 news since ")
    assert len(rest) == 1
    assert "530" in rest[0]["title"]


def test_or_as_if_nothing_had_been(tmp_path):
    assert len(after_downtime(tmp_path, "all")) == 4


def test_or_the_newest_only(tmp_path):
    first, _ = after_downtime(tmp_path, "newest 1")
    assert first["body"].splitlines()[1:] == ["and 2 older ones"]


def test_or_nothing_that_is_too_old(tmp_path):
    said = [message["title"] for message in after_downtime(tmp_path, "drop older than 10 min")]
    assert len(said) == 2
    assert "520pp" in said[0]


QUIET = """
watches:
  friends:
    players: Quillon
    news: [top_play: {{when: "pp < 600"}}, top_play: {{when: "pp >= 600", priority: high}}]
    settle: 0s
sinks:
  digest: {{url: "{hook}digest", quiet: {{from: "14:00", to: "15:00"}}}}
  hold: {{url: "{hook}hold", quiet: {{from: "14:00", to: "15:00", then: hold}}}}
  drop: {{url: "{hook}drop", quiet: {{from: "14:00", to: "15:00", then: drop}}}}
  oslo: {{url: "{hook}oslo", quiet: {{from: "14:00", to: "15:00", zone: Europe/Oslo}}}}
"""


def test_in_quiet_hours_only_what_is_urgent_is_told_and_the_rest_afterwards(tmp_path):
    """The story begins at 14:13:20 UTC, which is 16:13:20 in Oslo."""

    async def story(town):
        town.write(QUIET)
        for after, pp in ((20, 500.0), (60, 510.0), (90, 620.0)):
            play(town, after, pp=pp)
        async with town.daemon() as app:
            await town.watch(app, 120)
            told = {
                name: ["620pp" in title for title in town.hooks.titles(name)] for name in ("digest", "hold", "drop")
            }
            assert told == {"digest": [True], "hold": [True], "drop": [True]}
            assert len(town.hooks.titles("oslo")) == 3
            await town.watch(app, 3000, step=20)
        [_, digest] = town.hooks.titles("digest")
        assert digest.startswith("2 news since ")
        [_, *held] = town.hooks.posts["hold"]
        assert ["pp" in post["title"] for post in held] == [True, True]
        assert [post["body"].splitlines()[-1] for post in held] == ["Monday 14:13", "Monday 14:14"]
        assert len(town.hooks.titles("drop")) == 1

    in_town(tmp_path, story)
