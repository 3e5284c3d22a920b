"""What news of leaderboards there is to tell of a world, by what each API showed of it."""

from collections import Counter

from watcher.simulator.model import MODES

SAME = 60
"""Seconds within which rows of a player's activity about one map are one change: both leaderboards tell of a play."""
RANKS = {"activity.rank", "activity.rankLost"}


def busiest(world, until, most):
    """The maps on whose osu! leaderboards most will have happened by then. The world is used up by it."""
    world.advance(until)
    boards = (fact.facts for fact in world.truth.facts if fact.kind == "board")
    return [
        number for number, _ in Counter(row["beatmap_id"] for row in boards if row["mode"] == "osu").most_common(most)
    ]


def changes(facts):
    """Activity row → kind and key of its news; of rows that are one change the first has both, the others have none."""
    begun = {}
    for fact in (fact for fact in facts if fact.kind in RANKS):
        row, lost = fact.facts, fact.kind == "activity.rankLost"
        key = row["user_id"], row["mode"], row["beatmap_id"], lost
        second, rank = fact.at // 1000, 0 if lost else row["rank"]
        if key not in begun or second - begun[key][-1][1] > SAME:
            begun.setdefault(key, []).append((row["id"], second, rank))
        else:
            number, first, better = begun[key][-1]
            begun[key][-1] = number, first, min(rank, better)
    return {
        number: (kind, f"{kind}/bancho/{MODES[mode]}/{user_id}/{beatmap_id}/{second}")
        for (user_id, mode, beatmap_id, _), rows in begun.items()
        for number, second, rank in rows
        for kind in [("first_place_lost", "first_place")[rank] if rank < 2 else "placement"]
    }


def of_place(kind, run):
    """The key of the news of this kind that tells a fact, given the modes; None where it tells none."""
    found = changes(run.facts)

    def key(modes, fact):
        row = fact.facts
        told = found.get(row["id"]) if fact.kind in RANKS and MODES[row["mode"]] in modes else None
        return told[1] if told and told[0] == kind else None

    return key


def of_board(kind, run, where, maps):
    """The same for leaderboards of these maps: a play is told by how it stands there when it is first shown."""
    boards = [fact for fact in run.facts if fact.kind == "board" and where in fact.visible]
    firsts = [fact for fact in boards if fact.facts["place"] == 1 and fact.facts["mode"] == "osu"]

    def overtaken(fact):
        shown, on = run.truth.shown(fact, where) or 0, fact.facts["beatmap_id"]
        return any(one.facts["beatmap_id"] == on and fact.at < one.at <= shown for one in firsts)

    def key(_modes, fact):
        play = fact.facts
        if fact.kind != "board" or where not in fact.visible or play["mode"] != "osu" or play["beatmap_id"] not in maps:
            return None
        place = "board_first" if play["place"] == 1 and not overtaken(fact) else "board_top"
        if kind != place and not (kind == "board_full_combo" and play["full_combo"]):
            return None
        return f"{kind}/bancho/play/osu/{play['user_id']}/{play['beatmap_id']}/{play['ended']}"

    return key
