"""Whatever comes, in whatever order: families keep their promises."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from news_world import FAMILIES, World
from sightings import activity, at, beatmap, board, card, deed, game, match, play, profile, result, top_plays
from situations.ranking import ranking
from test_news_contract import reads_well

from watcher.osu.nouns import Absent, Contact, Gap, Mod, Mode

SECONDS = st.integers(-500, 20_000)
PLAYS = st.builds(
    lambda on, pp, ended, why, passed, named: play(
        on,
        pp if not why and passed else None,
        ended,
        no_pp=why,
        passed=passed,
        score_id=ended if named else None,
        beatmap=beatmap(on) if named else None,
        mods=(Mod("HR"),) if on % 2 else (),
    ),
    st.integers(1, 9),
    st.integers(1, 400).map(float),
    SECONDS,
    st.sampled_from(["", "", "pending", "none", "not offered"]),
    st.sampled_from([True, True, False]),
    st.booleans(),
)
LISTS = st.builds(
    lambda plays, asked, window: top_plays(
        *{one.beatmap_id: one for one in plays if one.passed}.values(), asked=asked, window=window
    ),
    st.lists(PLAYS, max_size=9),
    SECONDS,
    st.sampled_from([5, 5, 5, 8]),
)
PROFILES = st.builds(
    lambda asked, pp, rank, country, name, level, tries: profile(
        asked, pp=pp, rank=rank, country_rank=country, username=name, level=level, play_count=tries
    ),
    SECONDS,
    st.integers(0, 3).map(lambda thousands: thousands * 700.0),
    st.sampled_from([None, 1, 90, 110, 9_990, 10_040]),
    st.sampled_from([None, 1, 7]),
    st.sampled_from(["Mira", "Mirabel"]),
    st.floats(0, 105),
    st.integers(4_990, 10_010),
)
CARDS = st.builds(
    lambda asked, rank, name, online, ago: card(
        asked, rank=rank, username=name, online=online, visited=None if ago is None else at(asked - ago)
    ),
    SECONDS,
    st.sampled_from([None, 1, 90, 110, 8_990, 10_040]),
    st.sampled_from(["Mira", "Mirabel"]),
    st.sampled_from([None, True, False]),
    st.sampled_from([None, 0, 3_000]),
)
GAMES = st.builds(
    lambda number, ended, aborted, red, blue, teams: game(
        number,
        *([result(2, red, "red"), result(3, blue, "blue")] if ended and not aborted else []),
        ended=number * 300 + 200 if ended and not aborted else None,
        aborted=aborted,
        teams=teams,
    ),
    st.integers(1, 5),
    st.booleans(),
    st.booleans(),
    st.integers(0, 9),
    st.integers(0, 9),
    st.sampled_from(["team_vs", "head_to_head", "tag_coop", "tag_team_vs"]),
)
MATCHES = st.builds(
    lambda games, asked, ended: match(
        *sorted({one.id: one for one in games}.values(), key=lambda one: one.id),
        asked=asked,
        ended=asked if ended else None,
    ),
    st.lists(GAMES, max_size=5),
    SECONDS,
    st.sampled_from([False, False, False, True]),
)
GAPS = st.builds(
    lambda since, length: Gap(
        server="bancho", subject="bancho/feed", since=at(since), until=at(since + length), reason="too old"
    ),
    SECONDS,
    st.integers(1, 5000),
)
CONTACTS = st.builds(
    lambda asked, ok: Contact(server="bancho", asked=at(asked), ok=ok, reason="" if ok else "503"),
    SECONDS,
    st.booleans(),
)
DEEDS = st.builds(
    lambda kind, happened, on, rank, board: deed(
        kind,
        happened,
        text="Mira has won a cup!" if kind == "other" else "",
        medal="Night Owl" if kind == "medal" else "",
        how={"supporter": "gift", "map": "updated"}.get(kind, ""),
        mode=Mode.OSU,
        beatmap_id=on,
        rank=rank if kind == "rank" else 0,
        board=board,
    ),
    st.sampled_from(["medal", "supporter", "map", "renamed", "other", "rank", "rank", "rank_lost"]),
    st.integers(-500, 9_000),
    st.integers(1, 3),
    st.sampled_from([1, 1, 2, 70]),
    st.sampled_from(["", "lazer", "stable"]),
)
ACTIVITIES = st.builds(
    lambda deeds, asked: activity(*deeds, asked=asked), st.lists(DEEDS, max_size=6), st.integers(0, 9_000)
)
BOARDS = st.builds(
    lambda mine, theirs, asked, stable: board(
        *sorted([mine, theirs], key=lambda one: -one.score), asked=asked, stable=stable
    ),
    st.builds(lambda ended, score: play(2, 100.0, ended, score=score), SECONDS, st.integers(1, 3)),
    st.builds(lambda ended, score: play(2, 99.0, ended, score=score, user_id=3), SECONDS, st.integers(1, 3)),
    st.integers(0, 9_000),
    st.booleans(),
)
ABSENCES = st.builds(
    lambda asked, alone: Absent(server="bancho", user_id=2, asked=at(asked), alone=alone), SECONDS, st.booleans()
)
RANKINGS = st.builds(
    lambda asked, ids: ranking(*ids, asked=asked), SECONDS, st.lists(st.integers(1, 5), max_size=4, unique=True)
)
RIVALS = st.builds(
    lambda asked, pp, rank: profile(asked, user_id=3, username="Sol", pp=pp, rank=rank),
    SECONDS,
    st.integers(0, 3).map(lambda thousands: thousands * 700.0 + 5),
    st.sampled_from([None, 3, 9_995]),
)
SIGHTINGS = st.lists(
    st.one_of(PLAYS, LISTS, PROFILES, CARDS, RIVALS, ABSENCES, RANKINGS, ACTIVITIES, BOARDS, MATCHES, GAPS, CONTACTS),
    max_size=25,
)


@pytest.mark.parametrize("name", FAMILIES)
@settings(max_examples=60, deadline=None)
@given(sightings=SIGHTINGS)
def test_a_family_keeps_its_promises(name, sightings):
    world = World(name, kept=False)
    for sighting in sightings:
        if type(sighting) not in world.family.READS:
            continue
        for _, step in world.see(sighting):
            assert world.stored(step.memory) == step.memory
            for event in step.events:
                assert event.kind in world.family.KINDS
                assert msgspec.json.decode(msgspec.json.encode(event.facts), type=type(event.facts)) == event.facts
                reads_well(world.family.words([event]))
        for before, again in world.see(sighting):
            assert (again.events, again.looks) == ((), ())
            assert again.memory is before


@pytest.mark.parametrize(
    "name", ["top_plays", "scores", "session", "playing", "summary", "match", "activity", "firsts"]
)
@settings(max_examples=60, deadline=None)
@given(sightings=SIGHTINGS)
def test_no_key_is_told_twice(name, sightings):
    world = World(name)
    ordered = sorted(
        (one for one in sightings if type(one) in world.family.READS),
        key=lambda one: getattr(one, "asked", getattr(one, "ended", 0)),
    )
    told = [event.key for event in world.events(ordered) if event.kind != "top_play"]
    assert len(told) == len(set(told))
