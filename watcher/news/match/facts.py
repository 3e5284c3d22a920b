"""What is told of a match: the facts of its games and of the whole series. Pure.

As the facts are stored, every finished game counts. `under` makes of them what a watch sees by its own terms: they
carry what was played so far, so that nothing has to be remembered per watch.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct, structs

from watcher import facts as samples
from watcher import pool
from watcher.events import Cause, Event
from watcher.facts import MapFacts
from watcher.news.match.outcome import outcome, points, totals
from watcher.osu import keys
from watcher.osu.nouns import Game, Match, Mod
from watcher.series import Outcome, Series, Terms, near, ratings, series, team_names


class ResultFacts(Struct, frozen=True, kw_only=True):
    """One player's result. `accuracy` is percent, `team` is `red`, `blue` or empty, `mods` the effective ones."""

    user_id: int
    name: str
    team: str
    score: int
    accuracy: float
    combo: int
    misses: int
    grade: str
    passed: bool
    mods: tuple[Mod, ...]


class RatingFacts(Struct, frozen=True, kw_only=True):
    """How well a player did: the mean of the shares in so many games, where 1 is the average of each game."""

    user_id: int
    name: str
    games: int
    rating: float


class MatchGameStartedFacts(Struct, frozen=True, kw_only=True):
    """A game of a match began.

    match_id, match_name, game_id: of the match and the game. room: it is a lazer room, not a stable match.
    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`).
    scoring: `score`, `accuracy`, `combo` or `score_v2`.
    teams: `head_to_head`, `tag_coop`, `team_vs` or `tag_team_vs`.
    mods: those of the whole game. wins: the series so far, per `red` and `blue`, or per player's id.
    names: how people say those. best_of: of how many games, 0 where nobody said.
    slot: what the mappool of the watch calls the map, empty without one.
    played: the finished games so far, whether they count or not.
    """

    match_id: int
    match_name: str
    game_id: int
    mode: str
    scoring: str
    teams: str
    map: MapFacts
    mods: tuple[Mod, ...]
    wins: dict[str, int]
    names: dict[str, str]
    played: tuple[Outcome, ...] = ()
    room: bool = False
    best_of: int = 0
    slot: str = ""

    def under(self, terms: Terms) -> "MatchGameStartedFacts":
        """The same, with the series as these terms count it."""
        wins = series(self.played, terms).wins
        names = _names(self.names, self.match_name, terms)
        return structs.replace(self, wins=wins, names=names, best_of=terms.best_of, slot=_slot(terms, self.map))


class MatchGameAbortedFacts(MatchGameStartedFacts, frozen=True, kw_only=True):
    """A game of a match was aborted: it will never end.

    match_id, match_name, game_id: of the match and the game. room: it is a lazer room, not a stable match.
    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`).
    scoring: `score`, `accuracy`, `combo` or `score_v2`.
    teams: `head_to_head`, `tag_coop`, `team_vs` or `tag_team_vs`.
    mods: those of the whole game. wins: the series so far, per `red` and `blue`, or per player's id.
    names: how people say those. best_of: of how many games, 0 where nobody said.
    slot: what the mappool of the watch calls the map, empty without one.
    played: the finished games so far, whether they count or not.
    """


class MatchGameFacts(Struct, frozen=True, kw_only=True):
    """A finished game of a match.

    match_id, match_name, game_id: of the match and the game. room: it is a lazer room, not a stable match.
    number: which game it was, of those that count; aborted ones never do.
    mode: the mode's word (`osu`, `taiko`, `fruits`, `mania`).
    scoring: `score`, `accuracy`, `combo` or `score_v2`.
    teams: `head_to_head`, `tag_coop`, `team_vs` or `tag_team_vs`.
    mods: those of the whole game.
    winner: `red`, `blue`, a player's id, or empty (a tie, or a shared effort); winner_name: how people say it.
    margin: by how much, in what the game is scored by (accuracy in percent); totals: what each side reached.
    wins: the series so far, in the terms of `winner`; names: how people say those.
    results: one per player, best first.
    stage: `warm-up`, `excluded` or `after` (the series was won before) where the game does not count; else how the
    series stands: `open`, `match point`, `tie-breaker` (the next game decides) or `won`; empty without `best_of`.
    best_of: of how many games, 0 where nobody said. close: who needs one more win, as people say it.
    so_far: how many games were played before the watch began; said once, with the first game after that.
    slot: what the mappool of the watch calls the map, empty without one.
    played: the finished games so far, this one too, whether they count or not.
    """

    match_id: int
    match_name: str
    game_id: int
    number: int
    mode: str
    scoring: str
    teams: str
    map: MapFacts
    winner: str
    winner_name: str
    margin: float
    wins: dict[str, int]
    names: dict[str, str]
    results: tuple[ResultFacts, ...]
    mods: tuple[Mod, ...] = ()
    totals: dict[str, float] = {}
    played: tuple[Outcome, ...] = ()
    room: bool = False
    best_of: int = 0
    stage: str = ""
    close: tuple[str, ...] = ()
    so_far: int = 0
    slot: str = ""

    def under(self, terms: Terms) -> "MatchGameFacts":
        """The same, with the series as these terms count it."""
        found = series(self.played, terms)
        names = _names(self.names, self.match_name, terms)
        return structs.replace(
            self,
            number=len(found.counted),
            wins=found.wins,
            names=names,
            winner_name=names.get(self.winner, ""),
            best_of=terms.best_of,
            stage=found.stage,
            close=tuple(names[side] for side in near(found, terms)),
            slot=_slot(terms, self.map),
        )


class MatchFinishedFacts(Struct, frozen=True, kw_only=True):
    """A match that was closed.

    match_id, match_name: of the match. room: it is a lazer room, not a stable match. games: how many were counted.
    wins: per `red` and `blue`, or per player's id; names: how people say those.
    winner: who won the series, empty where it was not decided or nobody said of how many games it is the best.
    winner_name: how people say it. best_of: of how many games, 0 where nobody said.
    seconds: how long the room was open.
    mvp: the name of the player with the best rating, empty where nobody was compared; mvp_rating: 1 is average.
    ratings: those who took part in at least half of the games that count, best first.
    so_far: how many games were played before the watch began, where no game after that said so.
    played: the finished games, whether they count or not. players: the names of those who played.
    table: where the watch names a mappool, everybody's best on each of its maps, the best player first.
    """

    match_id: int
    match_name: str
    games: int
    wins: dict[str, int]
    names: dict[str, str]
    winner: str
    winner_name: str
    seconds: int
    mvp: str = ""
    mvp_rating: float = 0.0
    ratings: tuple[RatingFacts, ...] = ()
    played: tuple[Outcome, ...] = ()
    players: dict[int, str] = {}
    room: bool = False
    best_of: int = 0
    so_far: int = 0
    table: tuple[pool.Row, ...] = ()

    def under(self, terms: Terms) -> "MatchFinishedFacts":
        """The same, with the series as these terms count it."""
        found = series(self.played, terms)
        names = _names(self.names, self.match_name, terms)
        rated = _rated(found, self.players)
        return structs.replace(
            self,
            games=len(found.counted),
            wins=found.wins,
            names=names,
            winner=found.winner,
            winner_name=names.get(found.winner, ""),
            mvp=rated[0].name if rated else "",
            mvp_rating=rated[0].rating if rated else 0.0,
            ratings=rated,
            best_of=terms.best_of,
            table=pool.table(self.played, terms.pool, terms.attempts, self.players),
        )


Notice = Literal["off pool", "mods", "idle", "late", "incomplete"]


class MatchNoticeFacts(Struct, frozen=True, kw_only=True):
    """Something in a match that its referee should know, by the terms of the watch.

    match_id, match_name: of the match. room: it is a lazer room, not a stable match.
    what: `off pool` (a map was started that is not in the mappool), `mods` (a map was played without the mods that its
    slot forces), `idle` (no game for so long), `late` (open for longer than it should be), `incomplete` (closed before
    all maps of the pool were played).
    game_id, map: of the game, 0 and none where it is about none. slot: what the mappool calls the map.
    forced: the mods that were missing. without: the names of those who played without them.
    seconds: how long is too long, 0 where that is not the matter.
    played: the ids of the maps that were played. missing: the slots of the pool that were not; of so many slots.
    """

    match_id: int
    match_name: str
    what: Notice
    room: bool = False
    game_id: int = 0
    map: MapFacts | None = None
    slot: str = ""
    forced: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    seconds: int = 0
    played: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()
    slots: int = 0

    def concerns(self, terms: Terms) -> bool:
        """Whether it is too long, or not in the pool, by these terms."""
        slot = pool.slot_of(terms.pool, self.map.id) if self.map else None
        return {
            "off pool": bool(terms.pool) and slot is None,
            "mods": slot is not None and slot.mods == self.forced,
            "idle": terms.idle == self.seconds * 1000,
            "late": terms.deadline == self.seconds * 1000,
            "incomplete": bool(pool.open_slots(terms.pool, self.played)),
        }[self.what]

    def under(self, terms: Terms) -> "MatchNoticeFacts":
        """The same, with the slots of the pool of these terms."""
        return structs.replace(
            self,
            slot=_slot(terms, self.map) if self.map else "",
            missing=pool.open_slots(terms.pool, self.played),
            slots=len(terms.pool),
        )


def _slot(terms: Terms, beatmap: MapFacts) -> str:
    found = pool.slot_of(terms.pool, beatmap.id)
    return found.name if found else ""


def _names(known: Mapping[str, str], match_name: str, terms: Terms) -> dict[str, str]:
    teams = team_names(match_name, terms)
    return {side: teams.get(side, name) for side, name in known.items()}


def _rated(found: Series, players: Mapping[int, str]) -> tuple[RatingFacts, ...]:
    return tuple(
        RatingFacts(user_id=user_id, name=_player(user_id, players), games=games, rating=round(rating, 2))
        for user_id, (games, rating) in ratings(found.counted).items()
    )


def _player(user_id: int, names: Mapping[int, str]) -> str:
    return names.get(user_id) or f"player {user_id}"


def _sides(wins: Mapping[str, int], names: Mapping[int, str]) -> dict[str, str]:
    """How people say the sides that have won; the teams both, as soon as one has."""
    sides = {side: {"red": "Red", "blue": "Blue"}.get(side) or _player(int(side), names) for side in wins}
    return {"red": "Red", "blue": "Blue"} | sides if {"red", "blue"} & set(wins) else sides


def _without_shares(played: Sequence[Outcome]) -> tuple[Outcome, ...]:
    return tuple(Outcome(one.game_id, one.winner, map=one.map) for one in played)


def game_started(seen: Match, game: Game, played: Sequence[Outcome]) -> Event:
    """The event of a game that began, or of one that will never end."""
    wins = series(played, Terms()).wins
    facts = (MatchGameAbortedFacts if game.aborted else MatchGameStartedFacts)(
        match_id=seen.id,
        match_name=seen.name,
        room=seen.room,
        game_id=game.id,
        mode=game.mode.value,
        scoring=game.scoring,
        teams=game.teams,
        map=_map(game),
        mods=game.mods,
        wins=wins,
        names=_sides(wins, seen.names),
        played=_without_shares(played),
    )
    happened = seen.asked if game.aborted else game.started
    return _event("match_game_aborted" if game.aborted else "match_game_started", seen, f"/{game.id}", happened, facts)


def game_finished(seen: Match, game: Game, played: Sequence[Outcome], so_far: int) -> Event:
    """The event of a finished game, which `played` counts already."""
    winner, margin = outcome(game)
    wins = series(played, Terms()).wins
    names = _sides(wins, seen.names)
    facts = MatchGameFacts(
        match_id=seen.id,
        match_name=seen.name,
        room=seen.room,
        game_id=game.id,
        number=len(played),
        mode=game.mode.value,
        scoring=game.scoring,
        teams=game.teams,
        map=_map(game),
        winner=winner,
        winner_name=names.get(winner, ""),
        margin=margin,
        totals=totals(game),
        wins=wins,
        names=names,
        results=_results(game, seen.names),
        mods=game.mods,
        so_far=so_far,
        played=_without_shares(played),
    )
    return _event("match_game", seen, f"/{game.id}", game.ended or game.started, facts)


def _map(game: Game) -> MapFacts:
    return MapFacts.of(game.beatmap) if game.beatmap else MapFacts(id=game.beatmap_id)


def _event(kind: str, seen: Match, which: str, happened: int, facts: Struct) -> Event:
    subject = keys.lobby(seen)
    return Event(
        key=f"{kind}/{subject}{which}",
        kind=kind,
        subject=subject,
        cause=Cause.PLAYED,
        happened=happened,
        facts=facts,
    )


def _results(game: Game, names: Mapping[int, str]) -> tuple[ResultFacts, ...]:
    ranking = sorted(game.scores, key=lambda score: points(game, [score]), reverse=True)
    return tuple(
        ResultFacts(
            user_id=score.user_id,
            name=_player(score.user_id, names),
            team=score.team,
            score=score.score,
            accuracy=round(score.accuracy * 100, 4),
            combo=score.max_combo,
            misses=score.misses,
            grade=score.grade,
            passed=score.passed,
            mods=score.mods,
        )
        for score in ranking
    )


def finished(seen: Match, played: Sequence[Outcome], names: Mapping[int, str], so_far: int, last: int) -> Event:
    """The event of a match that was closed, or is left as its series is decided; then it ended with its `last` game.

    names: of all who played in it, whichever look told them.
    """
    found = series(played, Terms())
    rated = _rated(found, names)
    ended = seen.ended or last
    facts = MatchFinishedFacts(
        match_id=seen.id,
        match_name=seen.name,
        room=seen.room,
        games=len(played),
        wins=found.wins,
        names=_sides(found.wins, names),
        winner="",
        winner_name="",
        seconds=(ended - seen.started) // 1000,
        mvp=rated[0].name if rated else "",
        mvp_rating=rated[0].rating if rated else 0.0,
        ratings=rated,
        so_far=so_far,
        played=tuple(played),
        players={user_id: _player(user_id, names) for one in played for user_id in {**one.shares, **one.scores}},
    )
    return _event("match_finished", seen, "", ended, facts)


_PLAYED = (Outcome(3, "red"), Outcome(4, "red"), Outcome(5, "blue"))
_BEGUN: dict[str, Any] = {
    "match_id": 105,
    "match_name": "ACR: (Norway) vs (Japan)",
    "game_id": 7,
    "mode": "osu",
    "scoring": "score_v2",
    "teams": "team_vs",
    "map": samples.MAP,
    "mods": (Mod("NF"),),
    "wins": {"red": 2, "blue": 1},
    "names": {"red": "Norway", "blue": "Japan"},
    "played": _PLAYED,
    "best_of": 7,
}

SAMPLES: dict[str, Struct] = {
    "match_game_started": MatchGameStartedFacts(**_BEGUN),
    "match_game_aborted": MatchGameAbortedFacts(**_BEGUN),
    "match_game": MatchGameFacts(
        match_id=105,
        match_name="ACR: (Norway) vs (Japan)",
        game_id=7,
        number=4,
        mode="osu",
        scoring="score_v2",
        teams="team_vs",
        map=samples.MAP,
        winner="red",
        winner_name="Norway",
        margin=120_345,
        totals={"red": 987_654, "blue": 867_309},
        wins={"red": 3, "blue": 1},
        names={"red": "Norway", "blue": "Japan"},
        results=(
            ResultFacts(
                user_id=2,
                name="Mira",
                team="red",
                score=987_654,
                accuracy=98.76,
                combo=1204,
                misses=0,
                grade="S",
                passed=True,
                mods=(Mod("HD"),),
            ),
        ),
        mods=(Mod("NF"),),
        played=(*_PLAYED, Outcome(7, "red")),
        best_of=7,
        stage="match point",
        close=("Norway",),
    ),
    "match_finished": MatchFinishedFacts(
        match_id=105,
        match_name="ACR: (Norway) vs (Japan)",
        games=9,
        wins={"red": 5, "blue": 4},
        names={"red": "Norway", "blue": "Japan"},
        winner="red",
        winner_name="Norway",
        seconds=3600,
        mvp="Mira",
        mvp_rating=1.31,
        ratings=(RatingFacts(user_id=2, name="Mira", games=9, rating=1.31),),
        played=(Outcome(3, "red", {2: 1.31}),),
        players={2: "Mira"},
        best_of=9,
    ),
    "match_notice": MatchNoticeFacts(
        match_id=105,
        match_name="ACR: (Norway) vs (Japan)",
        what="mods",
        game_id=7,
        map=samples.MAP,
        slot="HD1",
        forced=("HD",),
        without=("Mira",),
        slots=10,
        missing=("NM4", "DT2", "TB"),
    ),
}
