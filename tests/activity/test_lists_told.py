"""Lists that follow a ranking, end to end: who comes and goes, and who is watched because of it."""

from activity_world import watch

KINDS = ["ranking_entered", "ranking_left"]
PLAYER = 1001
FIRST = {"country": "AU", "top": 3}


def listed(scene, kinds=KINDS):
    """What is told of the first three of a country after a player came among them."""

    async def climbed(program):
        program.do("play", user_id=PLAYER, mode="osu", pp=20_000.0)
        await program.live(3900)
        await scene(program)
        return program.events, program.osu.site.served

    return watch(climbed, api="v2", watches={"best": {"players": [FIRST], "news": kinds}})


async def nothing(program):
    assert program.titles[0] == "Quillon is now in the top 3 of AU"


def test_who_climbs_into_the_first_of_a_country_is_told_and_watched_from_then_on():
    async def again(program):
        program.do("play", user_id=PLAYER, mode="osu")
        await program.live(300)

    events, _ = listed(again, [*KINDS, "top_play"])
    assert [each["kind"] for each in events] == [*KINDS, "top_play", "rank_change"]
    entered, left, play, _ = events
    assert entered["facts"]["player"]["id"] == play["facts"]["player"]["id"] == PLAYER
    assert (left["facts"]["rank_before"], left["facts"]["rank"], left["cause"]) == (3, 4, "others")


def test_a_list_of_which_only_coming_and_going_is_wanted_costs_no_looks_at_its_members():
    events, served = listed(nothing)
    assert [each["kind"] for each in events] == ["ranking_entered", "ranking_left"]
    asked = [path for _, path, _ in served if "/api/" in path]
    assert asked == ["GET /api/v2/rankings/osu/performance"] * 2


def test_a_restricted_member_stays_on_the_list_and_enters_no_second_time():
    async def vanishes(program):
        program.do("restrict", user_id=PLAYER)
        await program.live(3900)
        program.do("release", user_id=PLAYER)
        await program.live(3900)

    events, _ = listed(vanishes)
    told = [(each["kind"], each["facts"]["player"]["id"] == PLAYER) for each in events]
    entered, left = "ranking_entered", "ranking_left"  # the fourth moves up meanwhile, and falls out again
    assert told == [(entered, True), (left, False), (entered, False), (left, False)]


def test_who_climbs_into_the_first_of_the_world_is_told():
    async def scene(program):
        program.do("play", user_id=PLAYER, mode="osu", pp=20_000.0)
        await program.live(3900)
        return [(each["kind"], each["facts"]["player"]["id"] == PLAYER) for each in program.events]

    told = watch(scene, api="v2", watches={"best": {"players": [{"top": 50}], "news": KINDS}})
    assert told == [("ranking_entered", True), ("ranking_left", False)]


def test_who_joins_a_team_enters_its_list_and_who_leaves_it_is_off():
    async def scene(program):
        program.do("play", user_id=PLAYER, mode="osu", pp=20_000.0)
        for team in (2, 0):
            program.do("team", user_id=PLAYER, team=team)
            await program.live(3900)
        return [(each["kind"], each["facts"]["player"]["id"], each["cause"]) for each in program.events]

    team = {"players": [{"team": 2, "country": "AU", "top": 50}], "news": KINDS}
    told = watch(scene, api="v2", watches={"kettles": team})
    assert told == [("ranking_entered", PLAYER, "account"), ("ranking_left", PLAYER, "account")]
