"""News of maps reaches a webhook: of a mapper, a nominator, a set, and everybody; once, from either generation."""

import pytest
from activity.activity_world import watch

FEED = {"news": [{"map_ranked": {"when": "mode == 'mania' and 4 <= stars <= 6 and length < 120"}}]}
LIFE = ["map_nominated", "map_qualified", "map_disqualified", "map_ranked"]


@pytest.fixture(params=["v1", "v2"])
def api(request):
    return request.param


def titles(scene, api, **watches):
    async def played(program):
        await scene(program)
        return program.titles

    return watch(played, api=api, watches=watches, depth=5)


async def judged(program, set_id, *deeds):
    for deed in deeds:
        program.do(deed, set_id=set_id)
        await program.live(700)


def test_a_mapper_and_the_set_watched_by_two_watches_are_told_once(api):
    async def scene(program):
        made = program.do("upload", user_id=1013, title="Nova", artist="Kei")["beatmapset_id"]
        assert made == 5250
        await program.live(700)
        await judged(program, made, "rank")

    both = {"mappers": [1013], "news": ["map_uploaded", "map_ranked"]}, {"sets": [5250], "news": LIFE}
    said = titles(scene, api, mine=both[0], ours=both[1])
    assert said == ["Sedge uploaded Kei - Nova", "Kei - Nova by Sedge is ranked"]


def test_old_maps_of_a_mapper_are_no_news(api):
    async def scene(program):
        await program.live(3000)

    assert titles(scene, api, mine={"mappers": ["Sedge", "Lin-Yara"]}) == []


def test_of_everybodys_maps_one_message_for_each_that_fits_the_condition(api):
    async def scene(program):
        sets = [program.do("upload", user_id=1013 + n % 3, mode="mania" if n % 4 else "osu") for n in range(8)]
        for made in sets:
            program.do("rank", set_id=made["beatmapset_id"])
        await program.live(2400)
        world = program.world
        fitting = [
            any(row.mode == 3 and 4 <= row.stars <= 6 and row.length < 120 for row in rows)
            for made in sets
            for rows in [[world.maps[number] for number in world.sets[made["beatmapset_id"]].difficulties]]
        ]
        told = [event["facts"]["set"]["id"] for event in program.events]
        assert sorted(told) == [made["beatmapset_id"] for made, fits in zip(sets, fitting, strict=True) if fits]
        assert 0 < len(told) < len(sets)

    titles(scene, api, short=FEED)


def test_what_a_nominator_judges_is_told():
    async def scene(program):
        made = program.do("upload", user_id=1013, title="Nova", artist="Kei")["beatmapset_id"]
        program.do("nominate", set_id=made, user_id=1015)
        await program.live(300)
        program.do("nominate", set_id=made, user_id=1014)
        await program.live(300)
        await judged(program, made, "disqualify")
        other = program.do("upload", user_id=1013, title="Vertigo", artist="Kei")["beatmapset_id"]
        program.do("nominate", set_id=other, user_id=1015)
        await program.live(600)
        program.do("reset", set_id=other)
        program.do("nominate", set_id=other, user_id=1014)
        await program.live(600)

    assert titles(scene, "v2", judge={"nominators": ["Lin-Yara"], "news": LIFE}) == [
        "Kei - Nova by Sedge is qualified",
        "Kei - Nova by Sedge was disqualified",
        "Lin-Yara nominated Kei - Vertigo by Sedge",
    ]


def test_how_often_a_set_is_played_and_liked_is_told_at_round_numbers(api):
    async def scene(program):
        made = program.do("upload", user_id=1013, title="Nova", artist="Kei")["beatmapset_id"]
        await program.live(700)
        count = sum(program.world.maps[number].plays for number in program.world.sets[made].difficulties)
        million = count // 1_000_000 + 1
        program.do("acclaim", set_id=made, plays=1_000_000 * million - count + 5, favourites=10_000)
        await program.live(1_400)
        program.do("acclaim", set_id=made, plays=7, favourites=7)
        await program.live(1_400)
        return million, program.titles

    million, said = watch(scene, api=api, watches={"mine": {"mappers": [1013], "news": ["map_milestone"]}}, depth=5)
    assert said == [
        f"Kei - Nova by Sedge was played {million},000,000 times",
        "Kei - Nova by Sedge has 10,000 favourites",
    ]


def test_a_guest_hears_of_the_difficulty_and_the_mapper_too_but_once():
    async def scene(program):
        made = program.do("upload", user_id=1013, title="Nova", artist="Kei")["beatmapset_id"]
        await program.live(700)
        program.do("hand-over", beatmap_id=program.world.sets[made].difficulties[0], user_id=1014)
        await program.live(700)

    watches = {"mine": {"mappers": [1013], "news": ["map_owner"]}, "hers": {"mappers": [1014], "news": ["map_owner"]}}
    assert titles(scene, "v2", **watches) == ["Lin-Yara owns [Easy] of Kei - Nova"]


def test_who_writes_about_a_set_is_told_to_whoever_asks():
    async def scene(program):
        made = program.do("upload", user_id=1013, title="Nova", artist="Kei")["beatmapset_id"]
        other = program.do("upload", user_id=1014)["beatmapset_id"]
        await program.live(700)
        first = program.world.sets[made].difficulties[0]
        program.do("mod", set_id=made, user_id=1015, what="suggestion", text="Try a curve.", beatmap_id=first)
        program.do("mod", set_id=other)
        program.do("mod", set_id=made, user_id=1013, what="mapper_note", text="Thanks!")
        await program.live(700)
        return [(post["title"], post["body"]) for post in program.hook.posts]

    rule = {"map_mod": {"when": "by.id != mapper.id"}}
    said = watch(scene, api="v2", watches={"mine": {"mappers": [1013], "news": [rule]}}, depth=5)
    assert said == [("mapsmith suggests something for Kei - Nova", "[Easy] · Try a curve.")]


def test_a_word_that_nobody_knows_is_shown_as_text():
    async def scene(program):
        made = program.do("upload", user_id=1013, title="Nova", artist="Kei")["beatmapset_id"]
        program.do("edit", set_id=made, what="some_new_thing")
        await program.live(700)
        return [(post["title"], post["body"].splitlines()[0]) for post in program.hook.posts]

    said = watch(scene, api="v2", watches={"mine": {"mappers": [1013], "news": ["map_other"]}}, depth=5)
    assert said == [("Kei - Nova by Sedge: something new", "some new thing: Rock → Metal")]


def test_what_osu_publishes_is_told_to_whoever_asks(api):
    async def scene(program):
        program.do("publish", title="Autumn Cup: Finals")
        await program.live(10)
        program.do("release-build", changes=31)
        await program.live(2000)
        return [(post["title"], post["body"]) for post in program.hook.posts]

    watches = {"osu": {"news": ["news_post", "changelog_build"], "catch_up": "all"}}
    said = watch(scene, api=api, watches=watches, depth=5)
    assert said == [
        ("osu! news: Autumn Cup: Finals", "Four teams are left.\nby Sol"),
        ("osu! Lazer 2026.921.0", "31 changes"),
    ]
