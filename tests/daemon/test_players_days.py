"""News of people over days and a month, told by a whole daemon and held against what happened to them."""

import asyncio
from collections import Counter, defaultdict
from functools import partial

import pytest
from msgspec import structs
from players import (
    HOUR,
    SEEN,
    SURE,
    Notes,
    wrong_chain,
    wrong_count,
    wrong_ends,
    wrong_losses,
    wrong_nights,
    wrong_silences,
    wrong_steps,
    wrong_turns,
)
from standings import places, streaks, wrong_causes, wrong_days, wrong_reached
from virtual import START, live

from watcher.news.daily import STREAKS
from watcher.news.profile.milestones import FINE_PP, STEPS, fine_ranks_reached, ranks_reached, steps_reached
from watcher.simulator import Simulator
from watcher.simulator.scorer import Told, expect, score

KINDS = (
    "renamed, account_gone, account_back, medal, supporter, pp_milestone, rank_milestone, unranked, ranked_again, "
    "level_up, team_change, supporter_over, online, offline, inactive, "
    "daily_streak, daily_streak_at_risk, daily_streak_lost, daily_placed, pp_step, rank_step, counter_milestone, "
    "rank_change: {causes: [played, decay, revalued, others]}"
)
WATCH = "  all: {{players: [{players}], modes: [osu], news: [{kinds}], settle: 0s, catch_up: all}}\n"
SELDOM = {"v1": ", requests_per_minute: 3", "v2": ", feed_interval: 10 min"}
ROWS = {"medal": "achievement", "supporter": "userSupport"}


def told(run):
    """Kind → player → the events of it, each once as the hook was sent it."""
    found = defaultdict(lambda: defaultdict(list))
    for message in run.messages:
        for event in message["events"]:
            if "player" in event["facts"]:
                found[event["kind"]][event["facts"]["player"]["id"]].append(event)
    return found


def twice(run):
    """What the hook was sent more than once, by its key."""
    sent = Counter(event["key"] for message in run.messages for event in message["events"])
    return [key for key, times in sent.items() if times > 1]


def stepped(events, field, kind=""):
    """Which steps were told of osu!, and when; of a counter, those of that one."""
    return [
        (each["facts"][field], each["happened"])
        for each in events
        if each["facts"]["mode"] == "osu" and each["facts"].get("counter", "") == kind
    ]


def deeds_of(run):
    """Player → what moved pp, or may have, and when."""
    found = defaultdict(lambda: {"played": [], "gained": [], "lost": []})
    for fact in run.facts:
        if fact.facts.get("mode") == "osu":
            deeds = found[fact.facts["user_id"]]
            if fact.kind == "play" and fact.facts["passed"]:
                deeds["played"].append(fact.at)
            if fact.kind == "removed":
                deeds["lost"].append(fact.at)
            if fact.kind == "top_play" and fact.facts["gained"] >= 0.01:
                deeds["gained"].append(fact.at)
    return found


def mistakes(run, notes, api):
    """Every sentence about what was missed, doubled or false of these people."""
    found, until, deeds = told(run), run.until, deeds_of(run)
    rework = notes.rework and START + notes.rework * HOUR
    for user_id, moments in notes.of.items():

        def of(kind, user_id=user_id):
            return found[kind][user_id]

        def milestones(kind, user_id=user_id):
            rows = [each["facts"] for each in found[kind][user_id] if each["facts"]["mode"] == "osu"]
            rows = [each for each in rows if each.get("ranking", "global") == "global"]
            return [one for each in rows for one in each["milestones"]]

        def ranks(first, rank):
            return ranks_reached(-first, -rank)

        def fine_ranks(first, rank):
            return fine_ranks_reached(-first, -rank)

        def thousands(first, pp):
            return steps_reached(first, pp, 1000)

        def hundreds(first, pp):
            return steps_reached(first, pp, FINE_PP)

        seen = [each for each in moments if not each.gone]
        played = seen[0].level  # nobody is told to have reached the first level
        steps = partial(wrong_steps, seen, until=until, rework=rework)
        reached = partial(wrong_reached, moments, until=until, rework=rework)
        osu, again = (
            [one for one in of(kind) if one["facts"]["mode"] == "osu"] for kind in ("unranked", "ranked_again")
        )
        checks = {
            "renamed": wrong_chain(moments, of("renamed"), "name", lambda each: each.name, until),
            "level": wrong_chain(seen, of("level_up"), "level", lambda each: each.level, until) if played else [],
            "account_gone": wrong_count(moments, of("account_gone"), lambda each: each.gone, SURE, until),
            "account_back": [] if 0 <= len(of("account_gone")) - len(of("account_back")) <= 1 else ["no pairs"],
            "unranked": wrong_count(seen[1:], osu, lambda each: each.rank is None, SEEN, until) if seen[0].rank else [],
            "ranked again": [] if 0 <= len(osu) - len(again) <= 1 else ["no pairs"],
            "inactive": wrong_silences(hidden_from(api, moments), of("inactive")),
            "pp": steps(milestones("pp_milestone"), lambda each: each.pp, thousands),
            "rank": steps(milestones("rank_milestone"), lambda each: each.rank and -each.rank, ranks),
            "pp steps": reached(stepped(of("pp_step"), "step"), lambda each: each.pp, hundreds),
            "rank steps": reached(stepped(of("rank_step"), "step"), lambda each: each.rank and -each.rank, fine_ranks),
            "causes": wrong_causes(
                moments,
                [each for each in of("rank_change") if each["facts"]["mode"] == "osu"],
                again,
                deeds[user_id],
                until=until,
                rework=rework,
            ),
        }
        checks |= {
            counter: reached(
                stepped(of("counter_milestone"), "milestone", counter),
                lambda each, counter=counter: each.counters.get(counter) or None,
                lambda best, value, step=step: steps_reached(best, value, step),
            )
            for counter, step in STEPS.items()
        }
        if api == "v2":
            checks |= {
                "team": wrong_chain(seen, of("team_change"), "team", lambda each: each.team, until),
                "support": wrong_ends(seen, of("supporter_over"), lambda each: each.supporter, until),
                "presence": wrong_turns([*of("online"), *of("offline")], "online", "offline"),
                "danger": wrong_nights(moments, of("daily_streak_at_risk"), until),
                "lost": wrong_losses(moments, of("daily_streak_lost"), until),
                "streaks": wrong_days(moments, of("daily_streak"), streaks(moments, STREAKS), until),
                "places": wrong_days(moments, of("daily_placed"), places(moments), until),
            }
        yield from (f"{user_id} {what}: {each}" for what, some in checks.items() for each in some)


def hidden_from(api, moments):
    """The moments as that generation shows them: v1 tells nothing of visits."""
    return moments if api == "v2" else [structs.replace(each, visited=None) for each in moments]


def written_down(run, kind):
    """The scorer's report on what osu! writes down of people."""

    def key(fact):
        return f"{fact.facts['user_id']}/{fact.at // 1000}" if fact.kind.startswith(f"activity.{ROWS[kind]}") else None

    due = [each for each in expect(run.facts, key, ["recent_activity"]) if each.visible < run.until - SEEN]
    heard = [
        Told(f"{user_id}/{each['happened'] // 1000}", each["noticed"])
        for user_id, events in told(run)[kind].items()
        for each in events
        if each["happened"] < run.until - SEEN
    ]
    return score(due, heard)


def people(folder, api, *, days, players, watched=None, rework=None, osu=""):
    ids = sorted(Simulator(players=players, depth=0).world.players)[:watched]
    notes = Notes(ids, days * 24, rework)
    watch = WATCH.format(players=", ".join(map(str, ids)), kinds=KINDS)
    world = {"life": "everyday", "players": players, "script": notes.script}
    return asyncio.run(live(folder, watch, seconds=days * 86_400, api=api, osu=osu or SELDOM[api], **world)), notes


def check(run, notes, api):
    assert list(mistakes(run, notes, api)) == []
    assert twice(run) == []
    for kind in ROWS:
        report = written_down(run, kind)
        assert (report.missed, report.doubled, report.false) == ((), (), ()), f"{kind}: {report}"


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_a_day_of_a_few(tmp_path, api):
    seldom = SELDOM[api] if api == "v1" else ""
    run, notes = people(tmp_path, api, days=1, players=12, watched=3, osu=seldom)
    check(run, notes, api)
    kinds = [event["kind"] for message in run.messages for event in message["events"]]
    assert {"renamed", "account_gone"} <= set(kinds)


@pytest.mark.soak
@pytest.mark.parametrize("api", ["v1", "v2"])
def test_a_month_of_fifty(tmp_path, api):
    run, notes = people(tmp_path, api, days=30, players=50, rework=15 * 24)
    check(run, notes, api)
    assert len(run.messages) > 100
