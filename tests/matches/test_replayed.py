"""Recorded matches of API v2, played again: the whole daemon asks osu! as it stood then; what it tells, word by word.

The recordings are other people's data and not part of this project: WATCHER_ANSWERS says where they are. What is to be
told is put together here from the recording alone.
"""

import asyncio
import json
import os
from collections import Counter
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from day import Club

from watcher.app import App
from watcher.catalogue import catalogue
from watcher.clock import VirtualClock
from watcher.config import load
from watcher.store import Store, agenda

ANSWERS = os.environ.get("WATCHER_ANSWERS")
pytestmark = pytest.mark.skipif(not ANSWERS, reason="WATCHER_ANSWERS does not say where the recordings are")
CONFIG = """
osu: {{client_id: 1, client_secret: secret}}
watches:
  final: {{matches: [{{match: {match}{terms}}}], news: [match_game, match_finished], to: club}}
sinks: {{club: console}}
store: {store}
"""
MODS = ("NF", "EZ", "HD", "DT", "HR", "FL")
WITHIN = 15_000


def ms(text):
    return round(datetime.fromisoformat(text).timestamp() * 1000)


class Recording(httpx.AsyncBaseTransport):
    """osu! at the time of the clock, as far as this recording of a match knows it. Nothing older than it is kept."""

    def __init__(self, name, clock):
        (path,) = Path(ANSWERS).glob(f"v2/{name}__*")
        self.body = json.loads(path.read_text())
        self.clock = clock

    async def handle_async_request(self, request):
        if request.url.path == "/oauth/token":
            return httpx.Response(200, json={"access_token": "abc", "expires_in": 86_400})
        assert request.url.path == f"/api/v2/matches/{self.body['match']['id']}"
        asked = {name: int(value) for name, value in request.url.params.items()}
        return httpx.Response(200, json=self.page(asked.get("before"), asked.get("after"), asked["limit"]))

    def page(self, before, after, limit):
        there = [self.at_present(event) for event in self.body["events"] if ms(event["timestamp"]) <= self.clock.now()]
        if after is not None:
            shown = [event for event in there if event["id"] > after][:limit]
        else:
            shown = [event for event in there if before is None or event["id"] < before][-limit:]
        ended = self.body["match"]["end_time"]
        return self.body | {
            "match": self.body["match"] | {"end_time": ended if ms(ended) <= self.clock.now() else None},
            "events": shown,
            "first_event_id": there[0]["id"],
            "latest_event_id": there[-1]["id"],
        }

    def at_present(self, event):
        """A game that has not ended yet is shown without scores, in the same event."""
        game = event.get("game")
        if game is None or (game["end_time"] and ms(game["end_time"]) <= self.clock.now()):
            return event
        return event | {"game": game | {"end_time": None, "scores": []}}

    @property
    def games(self):
        return [event["game"] for event in self.body["events"] if event.get("game") and event["game"]["end_time"]]

    @property
    def names(self):
        return {user["id"]: user["username"] for user in self.body["users"]}


def replayed(folder, name, *, terms="", begins=0):
    """What is told, and when (ms), by a watch that begins so many seconds after the recording does."""

    async def run():
        clock = VirtualClock()
        osu = Recording(name, clock)
        clock.time = ms(osu.body["events"][0]["timestamp"]) + begins * 1000
        text = CONFIG.format(match=osu.body["match"]["id"], terms=terms, store=folder / "watcher.db")
        (folder / "config.yaml").write_text(text)
        app = App(
            load(folder / "config.yaml", catalogue(), {}),
            Store.open(folder / "watcher.db"),
            clock,
            chance=lambda: 0.5,
            transport=osu,
        )
        app.sinks["club"] = club = Club(clock)
        try:
            await app.prepare()
            while (due := app.store.work(agenda.next_due)) is not None:
                clock.time = max(due, clock.time + 200)
                for half in (app.looking, app.telling):
                    await half.tick()
                    await half.settled()
        finally:
            await app.close()
        return osu, club.messages

    return asyncio.run(run())


def latest(told, games):
    """How late the latest of these games was told (ms)."""
    return max(at - ms(game["end_time"]) for (at, _), game in zip(told, games, strict=False))


def said(message):
    return f"{message.notification.title}\n{message.notification.body}"


def map_of(game):
    """The map and its mods, as the recording tells them."""
    found = game["beatmap"]
    mods = "".join(mod for mod in MODS if mod in game["mods"])
    song = f"{found['beatmapset']['artist']} - {found['beatmapset']['title']} [{found['version']}]"
    return song + (f" +{mods}" if mods else "")


def best_of(game, names):
    ranking = sorted(game["scores"], key=lambda score: -score["score"])[:3]
    return ", ".join(f"{names[score['user_id']]} {score['score']:,}" for score in ranking)


def finals(osu, *, first_to, before):
    """The messages of a match of teams, of which so many games were over before."""
    sides = {"red": "Russian Federation", "blue": "France"}
    wins = dict.fromkeys(sides.values(), 0)
    red, blue = sides.values()
    for number, game in enumerate(osu.games, 1):
        sums = dict.fromkeys(sides.values(), 0)
        for score in game["scores"]:
            sums[sides[score["match"]["team"]]] += score["score"] if score["match"]["pass"] else 0
        winner = max(sums, key=sums.get)
        wins[winner] += 1
        near = [side for side in wins if wins[side] == first_to - 1]
        how = f"best of {2 * first_to - 1}"
        if near:
            how = f"match point for {near[0]}" if len(near) == 1 else "the next win decides"
        if wins[winner] == first_to:
            how = f"{winner} wins the series"
        earlier = f"with {before} games from before the watch began · " if number == before + 1 and before else ""
        if number > before:
            yield (
                f"{osu.body['match']['name']}, game {number}: {winner} wins by {abs(sums[red] - sums[blue]):,}\n"
                f"{map_of(game)} · {sums[red]:,} – {sums[blue]:,}\n"
                f"{red} {wins[red]} – {wins[blue]} {blue} · {how} · {earlier}{best_of(game, osu.names)}"
            )


@pytest.mark.parametrize(("begins", "before"), [(0, 0), (1300, 3)], ids=["from_the_start", "in_mid_game"])
def test_the_games_of_a_final(tmp_path, begins, before):
    osu, told = replayed(
        tmp_path, "match_105019274", terms=", best_of: 9, leave: 2 h, red: Russian Federation", begins=begins
    )
    games = [said(message) for _, message in told[:-1]]
    assert games == list(finals(osu, first_to=5, before=before))
    assert latest(told, osu.games[before:]) <= WITHIN
    assert len(games) == len(osu.games) - before == 7 - before
    title, length, mvp = said(told[-1][1]).splitlines()
    assert (title, length) == (
        f"{osu.body['match']['name']} is over: Russian Federation 4 – 3 France",
        "not decided · best of 9 · 7 games in 1 h 17 min",
    )
    assert mvp.startswith(f"MVP: {best_rated(osu)}")


def best_rated(osu):
    """Whose mean share of the score of those who played with them is the highest, of who played half of the games."""
    shares = {}
    for game in osu.games:
        mean = sum(score["score"] for score in game["scores"]) / len(game["scores"])
        for score in game["scores"]:
            shares.setdefault(score["user_id"], []).append(score["score"] / mean)
    rated = {user: sum(each) / len(each) for user, each in shares.items() if 2 * len(each) >= len(osu.games)}
    best = max(rated, key=rated.get)
    return f"{osu.names[best]} ({rated[best]:.2f}×)"


def duels(osu):
    """The messages of a lobby in which each plays alone. Who fails has no points."""
    wins = Counter()
    for number, game in enumerate(osu.games, 1):
        points = {score["user_id"]: score["score"] if score["passed"] else 0 for score in game["scores"]}
        first, *others = sorted(points, key=points.get, reverse=True)
        winner = osu.names[first] if others and points[first] > points[others[0]] else ""
        wins[winner] += 1
        won = f"{winner} wins by {points[first] - points[others[0]]:,}" if winner else "no winner"
        stands = ", ".join(f"{name} {count}" for name, count in wins.most_common() if name)
        last = " · ".join(filter(None, (stands, best_of(game, osu.names))))
        yield f"{osu.body['match']['name']}, game {number}: {won}\n{map_of(game)}\n{last}"


def test_a_lobby_of_two_who_play_alone_until_somebody_fails(tmp_path):
    osu, told = replayed(tmp_path, "match_84468237")
    assert [said(message) for _, message in told[:-1]] == list(duels(osu))
    assert latest(told, osu.games) <= WITHIN
    assert len(told) == len(osu.games) + 1 == 7
    assert said(told[-1][1]).splitlines()[1] == "6 games in 2 h 47 min"
