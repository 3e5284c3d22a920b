"""Matches followed by the whole daemon, in both worlds: the exact messages, and the truth they are held against."""

import asyncio
from functools import partial

import pytest
from day import V1, V2, Day, Patient

from watcher.clock import VirtualClock
from watcher.simulator import matches, scorer
from watcher.simulator.faults import Fault

MATCH, ROOM = "120000001", "https://osu.ppy.sh/multiplayer/rooms/1500001"
TERMS = "best_of: 5, warmups: 1, red: Low Tide"
WATCH = "  final: {{matches: [{{match: {which}, {terms}}}], news: [match_game, match_finished], to: club}}"


def follow(doing, folder, watches, clock=VirtualClock, **options):
    async def run():
        async with Day(folder, clock(), watches, **options) as day:
            return await doing(day)

    return asyncio.run(run())


def played(folder, *, room=False, late=0, restarts=(), terms=TERMS, access=V2):
    """What is told of a match with a warm-up, an aborted game and a first to three. `late`: seconds before watching."""

    async def situation(day):
        matches.match(day.osu.world, first_to=3, warmups=1, aborted=(2,), game=90, pause=30, room=room)
        await day.clock.sleep(late)
        await day.start()
        for _ in range(8):
            await day.live(100, step=2)
            if restarts:
                await day.restart()
        return day.told

    watches = WATCH.format(which=f"'{ROOM if room else MATCH}'", terms=terms)
    return follow(situation, folder, watches, access=access)


TOLD = [
    (
        "LTC1: (Low Tide) vs (Night Shift), warm-up: Night Shift wins by 87,491\n"
        "VLT-9 - Signal/Noise [Expert] +NFHR · 2,777,410 – 2,864,901\n"
        "best of 5 · Quillon 952,283, Halcyon Bee 931,952, miso_cat 892,735"
    ),
    (
        "LTC1: (Low Tide) vs (Night Shift), game 1: Night Shift wins by 101,208\n"
        'Ada "Sol" Vega - Long Way Round [Insane] +NF · 3,252,877 – 3,354,085\n'
        "Low Tide 0 – 1 Night Shift · best of 5 · Quillon 989,798, Halcyon Bee 964,636, [Tern] 938,735"
    ),
    (
        "LTC1: (Low Tide) vs (Night Shift), game 2: Low Tide wins by 583,770\n"
        "DJ Marrow - Vertigo [Insane] +NFDT · 2,595,362 – 2,011,592\n"
        "Low Tide 1 – 1 Night Shift · best of 5 · Quillon 841,804, Halcyon Bee 654,681, [Tern] 617,424"
    ),
    (
        "LTC1: (Low Tide) vs (Night Shift), game 3: Low Tide wins by 332,231\n"
        "DJ Marrow - Rain on Neon (Short Ver.) [Expert] +NF · 3,088,992 – 2,756,761\n"
        "Low Tide 2 – 1 Night Shift · match point for Low Tide · Quillon 1,000,000, miso_cat 960,505, yes 820,290"
    ),
    (
        "LTC1: (Low Tide) vs (Night Shift), game 4: Low Tide wins by 474,553\n"
        'Ada "Sol" Vega - Hollow Crown [Expert] +NFHD · 3,343,325 – 2,868,772\n'
        "Low Tide 3 – 1 Night Shift · Low Tide wins the series · Quillon 990,576, Halcyon Bee 935,423, yes 875,274"
    ),
    (
        "LTC1: (Low Tide) vs (Night Shift) is over: Low Tide 3 – 1 Night Shift\n"
        "Low Tide wins · best of 5 · 4 games in 11 min\n"
        "MVP: Quillon (1.33×), then miso_cat (1.11×), Halcyon Bee (1.09×)"
    ),
]


def test_what_is_told_of_a_room(tmp_path):
    assert played(tmp_path, room=True) == TOLD


def test_a_daemon_that_is_started_again_and_again_tells_the_same(tmp_path):
    assert played(tmp_path, room=True, restarts=True) == TOLD


def test_who_comes_in_mid_match_is_told_the_score_and_once_how_many_games_were_before(tmp_path):
    third, *others = played(tmp_path, room=True, late=330)
    assert third == TOLD[2].replace("best of 5 ·", "best of 5 · with 2 games from before the watch began ·")
    assert others == TOLD[3:]


def test_without_terms_every_game_counts_and_nobody_wins_the_series(tmp_path):
    *_, last, end = played(tmp_path, room=True, terms="warmups: 0")
    assert last.splitlines()[2].startswith("Red 3 – 2 Blue · Quillon")
    assert end.splitlines()[:2] == [
        "LTC1: (Low Tide) vs (Night Shift) is over: Red 3 – 2 Blue",
        "5 games in 11 min",
    ]


@pytest.mark.parametrize("blind", [250, 900], ids=["while_the_first_games_are_played", "until_it_is_over"])
@pytest.mark.parametrize(("room", "access"), [(True, V2), (False, V2), (False, V1)], ids=["room", "v2", "v1"])
def test_what_is_played_before_the_first_look_at_a_lobby_named_in_advance_is_told(*, tmp_path, room, access, blind):
    async def situation(day):
        await day.start()
        day.osu.site.faults.add(Fault(kind="status", status=503))
        matches.match(day.osu.world, first_to=3, warmups=1, aborted=(2,), game=90, pause=30, room=room)
        await day.live(blind, step=5)
        day.osu.site.faults.clear()
        await day.live(1200, step=5)
        return day.told, [said.notification.title for _, said in day.admin.messages]

    watches = WATCH.format(which=f"'{ROOM if room else MATCH}'", terms=TERMS).replace(
        "to: club", "catch_up: all, to: club"
    )
    told, admin = follow(situation, tmp_path, watches, access=access)
    titles = [said.partition("\n")[0] for said in told]
    assert titles == [said.partition("\n")[0] for said in TOLD] if room else len(titles) >= 6
    assert not any("before the watch began" in said for said in (*told, *admin))


def test_both_generations_tell_the_same_of_a_stable_match(tmp_path):
    folders = [tmp_path / name for name in ("new", "old")]
    for folder in folders:
        folder.mkdir()
    new, old = (played(folder, access=access) for folder, access in zip(folders, (V2, V1), strict=True))
    assert new == old
    assert len(new) >= 5


def tournament(folder, watches, *, each, apart, seconds, restarts):
    """So many matches and as many rooms, one beginning `apart` seconds after the other, and so many restarts."""

    async def situation(day):
        world = day.osu.world
        for place in range(2 * each):
            options = {"first_to": 3, "warmups": 1, "aborted": (2,), "game": 70 + 5 * (place % 8), "pause": 20}
            begins = world.now + round(1000 * apart * place)
            world.later(begins, partial(matches.match, world, room=place % 2 == 1, **options))
        await day.start()
        for _ in range(restarts):
            await day.live(seconds // restarts, step=2)
            await day.restart()
        times = list(day.osu.site.costs)
        assert max(sum(cost for when, cost in times if at - 60_000 < when <= at) for at, _ in times) <= 60
        return world.truth.facts, day.club.messages

    facts, messages = follow(situation, folder, watches, Patient)
    expected = scorer.expect(facts, told_of_truth, ["match"])
    told = [scorer.Told(told_of_news(one), at) for at, said in messages for one in said.told]
    report = scorer.score(expected, told)
    assert (report.missed, report.doubled, report.false) == ((), (), ())
    assert report.right >= 2 * each * 5
    return report


def named(each):
    """A watch of so many matches and as many rooms, named before they are opened."""
    links = [f"https://osu.ppy.sh/mp/{120_000_001 + number}" for number in range(each)]
    links += [f"https://osu.ppy.sh/multiplayer/rooms/{1_500_001 + number}" for number in range(each)]
    entries = ", ".join(f"{{match: '{link}', {TERMS}}}" for link in links)
    return f"  day: {{matches: [{entries}], news: [match_game, match_finished], to: club}}"


def test_a_tournament_day_is_told_without_a_slip(tmp_path):
    """Eight lobbies; six restarts in twenty minutes."""
    assert tournament(tmp_path, named(4), each=4, apart=40, seconds=1200, restarts=6).percentile(0.95) <= 15


@pytest.mark.soak
def test_a_daemon_that_is_started_again_every_few_minutes_is_as_good_as_any(tmp_path):
    """Thirty-two lobbies, a dozen at a time: what an earlier process asked must not keep the next one waiting."""
    report = tournament(tmp_path, named(16), each=16, apart=60, seconds=3200, restarts=16)
    print(report)
    assert report.percentile(0.95) <= 20


@pytest.mark.soak
@pytest.mark.parametrize(("apart", "within"), [(200, 15), (60, 30)], ids=["four_at_a_time", "a_dozen_at_a_time"])
def test_a_day_of_thirty_two_lobbies_is_told_without_a_slip(tmp_path, apart, within):
    """All found by their names. The figures are in docs/benchmarks.md."""
    watches = f"  day: {{matches: {{match: 'LTC*', {TERMS}}}, news: [match_game, match_finished], to: club}}"
    report = tournament(tmp_path, watches, each=16, apart=apart, seconds=apart * 32 + 1400, restarts=2)
    print(report)
    assert report.percentile(0.95) <= within


def told_of_truth(fact):
    if fact.kind == "match_game":
        return f"{fact.facts['match_id']} {fact.facts['beatmap_id']} {sorted(fact.facts['totals'].items())}"
    return f"{fact.facts['match_id']} {sorted(fact.facts['wins'].items())}" if fact.kind == "match_end" else None


def told_of_news(one):
    facts = one["facts"]
    if one["kind"] == "match_game":
        totals = {side: int(points) for side, points in facts["totals"].items()}
        return f"{facts['match_id']} {facts['map']['id']} {sorted(totals.items())}"
    return f"{facts['match_id']} {sorted(({'red': 0, 'blue': 0} | facts['wins']).items())}"


def test_a_private_match_is_said_once_to_the_admin_and_is_no_outage(tmp_path):
    async def situation(day):
        matches.open_lobby(day.osu.world, private=True)
        await day.start()
        await day.live(1800, step=10)
        return day.told, [said.notification.title for _, said in day.admin.messages], day.osu.site.served

    told, admin, served = follow(situation, tmp_path, WATCH.format(which=MATCH, terms=TERMS))
    assert (told, admin) == ([], ["Match 120000001 is private"])
    assert 2 <= sum("/matches/" in str(request) for request in served) <= 4


def test_a_lobby_that_nobody_closes_is_left_after_a_while(tmp_path):
    async def situation(day):
        matches.open_lobby(day.osu.world, room=True)
        await day.start()
        await day.live(7 * 3600, step=60)
        asked = len(day.osu.site.served)
        await day.live(3600, step=60)
        assert len(day.osu.site.served) == asked
        return day.told, [said.notification.title for _, said in day.admin.messages]

    told, admin = follow(situation, tmp_path, WATCH.format(which=f"'{ROOM}'", terms=TERMS))
    assert (told, admin) == ([], ["Room 1500001 is followed no more"])


@pytest.mark.parametrize(("which", "access"), [(MATCH, V2), (MATCH, V1), (f"'{ROOM}'", V2)])
@pytest.mark.parametrize("closed", [True, False])
def test_a_lobby_that_is_closed_or_decided_has_a_final_card_and_is_asked_for_no_more(tmp_path, which, access, closed):
    async def situation(day):
        world = day.osu.world
        lobby = matches.open_lobby(world, room=which != MATCH)
        await day.start()
        await day.live(20, step=5)
        game = matches.start_game(world, lobby, 50_160)
        await day.live(60, step=5)
        matches.finish_game(world, lobby, game)
        await day.live(30, step=5)
        if closed:
            matches.close(world, lobby)
        await day.live(600, step=5)
        told, asked = day.told, len(day.osu.site.served)
        await day.live(1200, step=10)
        assert (day.told, len(day.osu.site.served)) == (told, asked)
        return told

    watches = WATCH.format(which=which, terms="best_of: 1, red: Low Tide, leave: 5 min")
    game, end = follow(situation, tmp_path, watches, access=access)
    assert "wins the series" in game
    assert end.splitlines()[0].startswith("LTC1: (Low Tide) vs (Night Shift) is over: ")
    assert end.splitlines()[1].endswith(" wins · best of 1 · 1 game in 1 min")


@pytest.mark.parametrize(
    ("when", "told"),
    [("stage == 'match point'", [3]), ("number >= 3", [3, 4]), ("stage == 'warm-up' or stage == 'won'", [0, 4])],
)
def test_a_condition_sees_the_series_as_its_watch_counts_it(tmp_path, when, told):
    watches = (
        f"  final: {{matches: [{{match: '{ROOM}', {TERMS}}}], news: [match_game: {{when: \"{when}\"}}], to: club}}"
    )

    async def situation(day):
        matches.match(day.osu.world, first_to=3, warmups=1, aborted=(2,), game=90, pause=30, room=True)
        await day.start()
        await day.live(750, step=5)
        return day.told

    assert follow(situation, tmp_path, watches) == [TOLD[place] for place in told]
