"""Many players: what cards of fifty tell within minutes, and what is left of that once the endpoint is gone."""

from outage_world import play

from watcher.simulator import Simulator

EVERYBODY = 110
NEWS = "renamed, team_change, online, unranked, account_gone"
WITHIN = 10.6 * 60
"""Seconds in which every card is seen, the spread of ten minutes included."""


def asked(program, path):
    return [what for _, what, _ in program.osu.site.served if path in what]


def told(program):
    return sorted({(event["kind"], event["facts"]["player"]["id"]) for event in events(program)})


def events(program):
    return [event for body in program.told("/keyed") for event in body["events"]]


DEEDS = {
    "renamed": ("rename", {"user_id": 1003}),
    "team_change": ("team", {"user_id": 1004, "team": 2}),
    "unranked": ("retire", {"user_id": 1006, "mode": "osu"}),
    "online": ("visit", {"user_id": 1005}),
    "account_gone": ("restrict", {"user_id": 1007}),
}


def change(program, kinds):
    """Something happens to players who play nothing, which no feed tells. Answers what is to be told."""
    for kind in kinds:
        deed, how = DEEDS[kind]
        program.osu.site.run(deed, how)
    return sorted((kind, DEEDS[kind][1]["user_id"]) for kind in kinds)


def many(scene, folder):
    players = sorted(Simulator(players=EVERYBODY, depth=0).world.players)
    return play(scene, folder, "v2", news=NEWS, players=players, population=EVERYBODY, depth=2, feed="60s")


def test_what_cards_tell_of_anybody_is_told_within_minutes_at_a_hundredth_of_the_cost(tmp_path):
    async def scene(program):
        await program.live(1200)
        before = len(asked(program, "/users/lookup"))
        expected = change(program, DEEDS)
        await program.live(2 * WITHIN + 120)
        assert told(program) == expected
        assert len(asked(program, "/users/lookup")) - before <= 3 * 4
        assert program.busiest_minute <= 60
        assert program.told("/desk") == []

    many(scene, tmp_path)


def test_once_the_endpoint_is_gone_that_is_said_once_and_profiles_tell_it_later(tmp_path):
    async def scene(program):
        program.fail("status", "/api/v2/users/lookup", status=404)
        await program.live(1800)
        tries = len(asked(program, "/users/lookup"))
        assert 3 <= tries <= 20
        expected = change(program, ["renamed", "team_change", "unranked"])
        await program.live(2.2 * 3600)
        assert told(program) == expected
        assert len(asked(program, "/users/lookup")) - tries <= 6
        assert program.told("/desk") == []
        program.well()
        program.osu.site.run("rename", {"user_id": 1010})
        await program.live(3600 + WITHIN)
        assert ("renamed", 1010) in told(program)
        assert len(asked(program, "/users/lookup")) - tries > 6, "it is asked again, and was there"
        assert program.busiest_minute <= 60

    many(scene, tmp_path)
