"""How news of standings is held against what was noted: steps, counters, daily challenges, and why a rank changed."""

from itertools import pairwise

from players import DAY, HOUR, NIGHT, TEN_MINUTES

MINUTE = 60_000
WITHIN = 6 * HOUR  # with three requests a minute one profile in a hundred waits for four hours
LOOKS = 7 * HOUR  # who is shown for so long is looked at alone, which is done every six hours


def kept(moments, at, span, holds):
    """Whether something held at every moment noted within so many ms after that."""
    return all(not each.gone and holds(each) for each in moments if at <= each.at <= at + span)


def wrong_reached(moments, told, value, steps, *, until, rework):
    """The steps that were told before they were reached, twice, or not although they were reached and kept.

    told: (step, when). value: of a moment, rising, or None; steps: those between two values. Of several that were
    passed at once one may stand for all. What a recalculation brought is told as such.
    """
    shown = [each for each in moments if not each.gone and value(each) is not None]
    first, best, reached = value(shown[0]) if shown else None, None, {}
    for each in shown:
        for step in steps(first if best is None else best, value(each)):
            reached.setdefault(step, each.at)
        best = max(value(each), first if best is None else best)
    names = [step for step, _ in told]
    early = [step for step, at in told if at < reached.get(step, until) - TEN_MINUTES]
    due = [
        (step, at)
        for step, at in reached.items()
        if at + WITHIN < until
        and not (rework and abs(at - rework) <= WITHIN)
        and kept(moments, at, WITHIN, lambda each, step=step: step in (*steps(first, value(each) or first),))
    ]
    missed = [step for step, at in due if not any(at - TEN_MINUTES <= when <= at + WITHIN for _, when in told)]
    wrong = [f"{step} early or false" for step in early] + [f"{step} missed" for step in missed]
    return wrong + [f"{step} doubled" for step in set(names) if names.count(step) > 1]


def wrong_causes(moments, told, back, deeds, *, until, rework):
    """The changes of rank whose cause did not happen since the one before, and what moved pp untold.

    back: the returns into the ranking, which tell of what happened before them. deeds: when something moved pp or may
    have, by `played` (a pass), `gained` and `lost`.
    """
    last, wrong = moments[0].at, []
    for event in sorted(told, key=lambda each: each["happened"]):
        span = last - MINUTE, event["happened"] + MINUTE
        last = event["happened"]
        if event["cause"] not in causes(event["facts"]["pp_change"], span, deeds, rework):
            wrong.append(f"{event['cause']} of {event['facts']['pp_change']}pp at {event['happened']}")
    moved = [*back, *(each for each in told if each["facts"]["pp_change"])]
    for at in (*deeds["gained"], *deeds["lost"]):
        shown = at + WITHIN < until and kept(moments, at, WITHIN, lambda each: each.rank is not None)
        stirred = rework and abs(at - rework) <= WITHIN
        if shown and not stirred and not any(at - MINUTE <= each["happened"] <= at + WITHIN for each in moved):
            wrong.append(f"untold since {at}")
    return wrong


def causes(change, span, deeds, rework):
    """What may have been the cause of so much more pp between these times."""

    def happened(what):
        return any(span[0] <= at <= span[1] for at in deeds[what])

    revalued = rework and span[0] <= rework <= span[1] + WITHIN
    # who loses a play and makes a better one at once has a profile like one of new values
    unclear = happened("lost") and happened("played")
    found = {
        "others": not change,
        "played": change > 0 and happened("played"),
        "decay": change < 0 and happened("lost"),
        "revalued": change and (revalued or unclear),
    }
    return {cause for cause, true in found.items() if true}


def wrong_days(moments, told, due, until):
    """What was told of daily challenges without being due, twice, or not. due: key → since when it could be seen."""
    keys = [event["key"].partition("/user/")[2].partition("/")[2] for event in told]
    missed = [
        key
        for key, at in due.items()
        if key not in keys
        and at + NIGHT < until
        and sum(not each.gone for each in moments if at <= each.at <= at + NIGHT) * TEN_MINUTES >= LOOKS
    ]
    wrong = [f"{key} false" for key in set(keys) - due.keys()] + [f"{key} missed" for key in missed]
    return wrong + [f"{key} doubled" for key in set(keys) if keys.count(key) > 1]


def streaks(moments, milestones):
    """First day of a streak and milestone → when it was reached."""
    found = {}
    for each in moments:
        for days in milestones if each.streak else ():
            if each.streak >= days:
                found.setdefault(f"{each.daily - (each.streak - 1) * DAY}/{days}", each.at)
    return found


def places(moments):
    """Percent and how often → when it was known that somebody was among so many of the best."""
    found = {}
    for before, after in pairwise(moments):
        if after.tenth > before.tenth:
            found[f"10/{after.tenth}"] = after.at
        elif after.half > before.half:
            found[f"50/{after.half}"] = after.at
    return found
