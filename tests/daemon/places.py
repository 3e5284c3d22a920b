"""What news of leaderboards there is to tell of a world, by what each API showed of it."""

from bisect import bisect_left
from collections import Counter, defaultdict

from watcher.simulator.model import MODES

SAME = 60
"""Seconds within which rows of a player's activity about one map are one change: both leaderboards tell of a play."""
SHOWN = 100
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


class Countries:
    """Who stood first of a country on lazer's leaderboards, as far as looks at them showed it."""

    def __init__(self, run):
        self.truth = run.truth
        self.rows = defaultdict(list)
        for fact in run.facts:
            if self.is_row(fact):
                self.rows[self.board(fact)].append(fact)

    @staticmethod
    def is_row(fact):
        return fact.kind == "board" and "board" in fact.visible

    @staticmethod
    def board(fact):
        return fact.facts["beatmap_id"], fact.facts["mode"], fact.facts["country"]

    def first(self, fact, at):
        """Who of the country of that play stood first there at a time (ms UTC)."""
        rows = self.rows[self.board(fact)]
        before = [row for row in rows if row.at <= at]
        return before[-1].facts["country_first"] if before else rows[0].facts["country_before"]

    def looks(self, fact):
        """When that leaderboard was looked at for the last time before a play stood there, and next; None for never."""
        looks = self.truth.looks["board", fact.facts["beatmap_id"], fact.facts["mode"]]
        following = bisect_left(looks, fact.at)
        return looks[following - 1] if following else None, looks[following] if following < len(looks) else None

    def shown(self, fact, _where):
        """When the leaderboard showed a play; where nobody looked, when the player's activity said to look."""
        return self.looks(fact)[1] or self.said(fact)

    def said(self, fact):
        looks = self.truth.looks["recent_activity", fact.facts["user_id"], ""]
        following = bisect_left(looks, fact.at)
        return looks[following] if following < len(looks) and fact.facts["place"] <= SHOWN else None

    def turn(self, fact):
        """Who was first when it was last looked at before, if anybody looked, and who is when it shows this play.

        None where it never shows it.
        """
        before, after = self.looks(fact)
        if not self.is_row(fact) or after is None or fact.gone.get("board", after + 1) <= after:
            return None
        return None if before is None else self.first(fact, before), self.first(fact, after)


def of_country(kind, run, maps):
    """The key of the news of this kind about the first of a country that tells of a play on a leaderboard."""
    countries = Countries(run)

    def key(modes, fact):
        if not countries.is_row(fact) or fact.facts["mode"] not in modes:
            return None
        play, turn = fact.facts, countries.turn(fact)
        user_id, beatmap_id, ended = play["user_id"], play["beatmap_id"], play["ended"]
        unseen = turn is None and countries.looks(fact)[1] is None and play["country_before"] != user_id
        victim, first = turn or (play["country_before"], play["country_first"] if unseen else None)
        if first != user_id or victim == user_id:
            return None
        if kind == "board_country_first":
            known = countries.looks(fact)[0] and play["mode"] == "osu" and beatmap_id in maps
            return f"{kind}/bancho/play/osu/{user_id}/{beatmap_id}/{ended}" if known else None
        if kind == "country_first_lost":
            user_id = victim
        return user_id and f"{kind}/bancho/{play['mode']}/{user_id}/{beatmap_id}/{ended}"

    return key, countries.shown
