"""Lists that keep themselves, rivals and goals: who is on the roster, what is looked at, whom a sighting concerns."""

from typing import ClassVar

import pytest

from watcher import news
from watcher.osu import nouns
from watcher.osu.nouns import Plan
from watcher.roll import Roll
from watcher.rules import Digest, Goal, Listing, NewsRule, Summary, Watch

T = 1_790_000_000_000
FAMILIES = news.families()
TOP = "bancho/ranking/osu/NO/2/0"
MEMBERS = {TOP: {7: "Kei", 8: "Lin"}}
PAIR, GOAL, PLACE = "bancho/rivals/osu/2/3", "bancho/goal/osu/2/rank/9999/0", "bancho/place/osu/9999"


class Asked:
    """A source that says what it was asked to plan."""

    untold: ClassVar = {}
    alone: ClassVar = {}
    batch: ClassVar = {}

    def plan(self, wanted):
        self.wanted = {noun.__name__: list(subjects) for noun, subjects in wanted.items()}
        return Plan()


def mustered(*kinds, members=MEMBERS, **who):
    """The roll of one watch, and its roster once names and lists are known."""
    watch = Watch(name="mine", news=tuple(NewsRule(kind=kind) for kind in kinds), to=("phone",), settle=0, **who)
    roll = Roll([watch], "bancho", FAMILIES)
    found = {"mira": (2, "mira"), "sol": (3, "sol")}
    return roll, list(roll.entries([], found, T, members))


def planned(roll, there):
    asked = Asked()
    roll.plan(there, asked)
    return asked.wanted


def test_who_is_on_a_list_is_on_the_roster_and_watched_like_everybody_else():
    roll, there = mustered("top_play", "ranking_entered", lists=(Listing(country="NO", top=2),))
    assert [entry.subject for entry in there if entry.list == "mine"][:3] == [TOP, "bancho/osu/7", "bancho/osu/8"]
    assert set(roll.since(there)["top_plays"]) >= {"bancho/osu/7", "bancho/osu/8"}
    assert planned(roll, there)["Ranking"] == [TOP]
    assert roll.recipients(there, None).watches["bancho/osu/7"][0].name == "mine"


def test_a_profile_of_a_member_concerns_the_list():
    roll, there = mustered("ranking_left", lists=(Listing(country="NO", top=2),))
    assert roll.groups(there, MEMBERS)["ranking"] == {"bancho/osu/7": [TOP], "bancho/osu/8": [TOP]}
    assert "Profile" not in planned(roll, there)  # of members only asked for where one can't be seen


def test_who_fell_off_a_list_is_off_the_roster_and_who_is_named_as_well_stays():
    roll, there = mustered("top_play", lists=(Listing(country="NO", top=2),), players=("mira",))
    kept = [entry.name for entry in roll.entries(there, {}, T + 1, {TOP: {8: "Lin"}}) if "/osu/" in entry.subject]
    assert kept == ["mira", "list/NO/2/0", "list/8"]


def test_rivals_are_looked_at_and_nothing_else_is_told_of_them():
    roll, there = mustered("overtook", "top_play", players=("mira",), rivals=("sol", "mira"))
    assert roll.wanted_names(there) == []
    assert roll.groups(there, {})["rivals"] == {"bancho/osu/2": [PAIR], "bancho/osu/3": [PAIR]}
    assert set(planned(roll, there)["Profile"]) == {"bancho/osu/2", "bancho/osu/3"}
    told = roll.recipients(there, None).watches
    assert PAIR in told
    assert "bancho/osu/3" not in told
    assert "bancho/osu/3" not in roll.since(there)["top_plays"]


def test_a_rival_whose_name_is_not_resolved_yet_is_wanted():
    roll = Roll([Watch(name="mine", players=("mira",), rivals=("sol",))], "bancho", FAMILIES)
    assert roll.wanted_names([]) == ["mira", "sol"]


def test_a_goal_concerns_its_player_and_a_rank_also_its_place():
    roll, there = mustered("goal_reached", players=("mira",), goals=(Goal(measure="rank", target=9999),))
    assert roll.groups(there, {})["goals"] == {"bancho/osu/2": [GOAL], PLACE: [GOAL]}
    assert planned(roll, there)["Place"] == [PLACE]
    assert planned(roll, there)["Profile"] == ["bancho/osu/2"]


@pytest.mark.parametrize(("kinds", "looks"), [(["top_play"], False), (["top_play", "account_gone"], True)])
def test_vanished_accounts_are_noticed_by_the_way_or_looked_for_where_somebody_asks(kinds, looks):
    roll, there = mustered(*kinds, players=("mira",))
    assert "bancho/user/2" in roll.since(there)["account"]
    assert ("Absent" in planned(roll, there)) == looks


def test_a_plan_reckons_with_as_many_nobodies_as_a_list_will_hold():
    watch = Watch(name="mine", lists=(Listing(top=3), Listing(top=50, team=9)), news=(NewsRule(kind="top_play"),))
    roll = Roll([watch], "bancho", FAMILIES)
    asked = planned(roll, list(roll.entries([], {}, T, roll.stand_ins())))
    assert len(asked[nouns.TopPlays.__name__]) == 3


@pytest.mark.parametrize(
    ("who", "tells", "is_silent"),
    [
        ({"players": ("mira",)}, {"top_plays", "profile", "firsts"}, {"leaderboard", "rivals", "beatmaps"}),
        ({"players": ("mira",), "rivals": ("sol",)}, {"top_plays", "rivals"}, {"goals", "ranking"}),
        ({"maps": (75,)}, {"leaderboard"}, {"top_plays", "activity"}),
        ({"sets": (5001,)}, {"beatmaps"}, {"leaderboard", "match"}),
        ({"lists": (Listing(country="NO", top=2),)}, {"ranking", "top_plays"}, {"match", "goals"}),
    ],
    ids=["a player", "rivals", "a map", "a set", "a list"],
)  # fmt: skip
def test_which_families_tell_of_what_a_watch_names(who, tells, is_silent):
    roll, there = mustered("top_play", **who)
    found = roll.telling(there)["mine"]
    assert found >= tells
    assert not found & is_silent


class Terse(Asked):
    """A source whose profiles don't tell everything."""

    untold: ClassVar = {
        "team": "this one does not tell of teams",
        "online": "this one does not tell who is online",
        "if_fc": "this one does not tell what might have been",
    }


@pytest.mark.parametrize(
    ("kinds", "untold", "said"),
    [
        (("renamed", "medal"), set(), []),
        (("renamed", "team_change"), {"team_change"}, ["this one does not tell of teams"]),
        (("online", "offline", "inactive"), {"online", "offline"}, ["this one does not tell who is online"]),
        (("session",), set(), ["this one does not tell what might have been"]),
        (("session_started",), set(), []),
    ],
)
def test_what_profiles_do_not_tell_is_said_once_of_what_is_asked_for(kinds, untold, said):
    roll, there = mustered(*kinds, players=("mira",))
    plan = roll.plan(there, Terse())
    assert (plan.untold, plan.not_offered) == (untold, said)


def test_nobody_who_watches_no_player_hears_what_profiles_do_not_tell():
    roll, there = mustered("team_change", maps=(75,))
    assert roll.plan(there, Terse()).not_offered == []


class Sparing(Asked):
    """A source that asks for many profiles at once, and then tells less."""

    alone: ClassVar = {"country_rank": "country ranks come later", "variants": "keys come later"}
    batch: ClassVar = {"profile": 10}

    def plan(self, wanted):
        profiles = wanted.get(nouns.Profile, ())
        return Plan(looks=[nouns.PlannedLook(question="profile", subject=one, every=1, cost=1) for one in profiles])


@pytest.mark.parametrize(
    ("kinds", "players", "said"),
    [
        (("rank_change", "rank_milestone"), ("mira", "sol"), ["country ranks come later"]),
        (("rank_change", "variant_change"), ("mira", "sol"), ["country ranks come later", "keys come later"]),
        (("pp_milestone",), ("mira", "sol"), []),
        (("rank_change", "variant_change"), ("mira",), []),
    ],
    ids=["country ranks", "keys as well", "neither is asked for", "one player is always alone"],
)
def test_what_is_told_of_one_player_at_a_time_is_said_where_several_are_watched(kinds, players, said):
    roll, there = mustered(*kinds, players=players)
    assert roll.plan(there, Sparing()).seldom == said


WEEKLY = Digest(every="week", on="sunday", at=1110, zone="Europe/Oslo")


def test_a_summary_of_all_concerns_everybody_who_is_watched_by_now():
    roll, there = mustered(
        "group_summary",
        players=("mira",),
        lists=(Listing(country="NO", top=2),),
        summary=Summary(when=WEEKLY, together=True),
    )
    [subject] = roll.since(there)["summary"]
    everybody = {f"bancho/osu/{number}": [subject] for number in (2, 7, 8)}
    assert roll.groups(there, MEMBERS)["summary"] == everybody
    assert set(planned(roll, there)["Profile"]) == set(planned(roll, there)["Play"]) == set(everybody)
    assert roll.recipients(there, None).watches[subject][0].name == "mine"


def test_a_summary_and_the_sessions_of_each_concern_that_player():
    roll, there = mustered("summary", "session", players=("mira", "sol"), summary=Summary(when=WEEKLY))
    groups = roll.groups(there, {})
    when = "week%20sunday%201110%20Europe%2FOslo"
    assert groups["summary"] == {f"bancho/osu/{number}": [f"bancho/summary/osu/{number}/{when}"] for number in (2, 3)}
    assert groups["session"]["bancho/user/3"] == ["bancho/session/osu/3/1800"]
    assert "TopPlays" not in planned(roll, there), "asked for where it is needed"
    assert "Activity" not in planned(roll, there)


def test_who_wants_no_summary_has_none():
    roll, there = mustered("top_play", players=("mira",), summary=Summary(when=WEEKLY))
    assert "summary" not in roll.groups(there, {})


def test_who_is_compared_is_known_to_the_watch_by_id():
    roll, there = mustered("friends_board", players=("mira",), rivals=("sol",), lists=(Listing(country="NO", top=2),))
    assert roll.recipients(there, None).watches["bancho/osu/2"][0].members == {2, 7, 8}
    assert planned(roll, there)["TopPlays"] == ["bancho/osu/2", "bancho/osu/7", "bancho/osu/8"]


def test_a_watch_that_compares_nobody_carries_no_ids():
    roll, there = mustered("score", players=("mira",))
    assert roll.recipients(there, None).watches["bancho/osu/2"][0].members == frozenset()
