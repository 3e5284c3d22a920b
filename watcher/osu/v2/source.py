"""Answers the watcher's questions from API v2.

activity: what a player did lately, with the places on both leaderboards · board: a map's leaderboard ·
feed: everybody's plays, one cursor whoever is watched · best: a player's 200 best · recent: a player's last day, fails
included · score: one play · profile: some players, or one with the country rank · player: one alone, to see whether
there is one · cards: fifty players at once, in short · ranking: the first places of a ranking · place: the pp that a
place takes · match: a stable match's games since the bookmark · room: the same of a lazer room · matches, rooms: those
that are open · beatmap: up to 50 maps · daily: how a player does at the daily challenge · challenge: the one of today
"""

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from functools import partial

from watcher.osu import keys, lobbies, nouns
from watcher.osu.errors import Forbidden, Invalid, Malformed, NotFound, NotOffered
from watcher.osu.files import Files, files_of
from watcher.osu.http import Priority
from watcher.osu.nouns import Answer, Plan, PlannedLook, Question, Sighting
from watcher.osu.posts import Posts
from watcher.osu.posts import plan as plan_posts
from watcher.osu.v2 import models, translation
from watcher.osu.v2.cards import Cards
from watcher.osu.v2.client import BATCH, Client
from watcher.osu.v2.daily import Dailies
from watcher.osu.v2.daily import plan as plan_dailies
from watcher.osu.v2.discussions import read_discussions
from watcher.osu.v2.feed import Feed, Interest
from watcher.osu.v2.games import read_match
from watcher.osu.v2.listing import read_matches, read_rooms
from watcher.osu.v2.maps import Maps
from watcher.osu.v2.maps import plan as plan_maps
from watcher.osu.v2.rooms import read_room, read_standings

MINUTE = 60_000
BEST_PAGE = RECENT_PAGE = 100
BEST_WINDOW = 200
BEST_COST = 2
FEED_IDLE = MINUTE
FEW = 100
SEEDING_MINUTES, SEEDING_SHARE = 60, 0.7
SWEEP_EVERY, SWEEP_IDLE = 10 * MINUTE, 120 * MINUTE
RANKING = 10_000  # places that a ranking shows
RANKING_EVERY, RANKING_SHARE = 60 * MINUTE, 0.05
LOBBY_SHARE = 0.8
BEST_STALE = MINUTE  # the list is cached for 30 s, and the search index behind it lags (osu-web: UserScoreable)

LobbyReader = Callable[[Client, str, Question, int], Awaitable[tuple[nouns.Match, tuple[nouns.Move, ...], str]]]
"""Reads a match or room on this server, now: what was seen, who came and went, and the bookmark."""


class V2Source:
    """`nouns.Source` on API v2."""

    def __init__(
        self,
        client: Client,
        *,
        server: str = keys.BANCHO,
        interest: Interest,
        feed_interval_ms: int = 10_000,
        lobby_patience_ms: int = lobbies.PATIENCE,
        files: Files | None = None,
        posts: Posts | None = None,
    ) -> None:
        self.server = server
        self.untold: Mapping[str, str] = {}
        self.alone: Mapping[str, str] = {
            name: f"{what} are told of a player who is looked at alone, as after a play; until then the last ones hold"
            for name, what in _ALONE.items()
        }
        # A batch of profiles costs as many requests as it has players: a big one saves nothing and blocks the budget.
        self.batch: Mapping[str, int] = {
            "profile": max(1, min(BATCH, client.budget.limit // 6)),
            "beatmap": BATCH,
        }
        self._client = client
        self._feed = Feed(client.at(Priority.FEED), server, interest)
        self._feed_interval = feed_interval_ms
        self._lobby_patience = lobby_patience_ms
        self._files = files
        self._posts = posts
        maps = Maps(client.at(Priority.SWEEP), server)
        dailies = Dailies(client.at(Priority.SWEEP), server)
        self._cards = Cards(client, server)
        self._crowd = lobbies.Crowd(LOBBY_SHARE * client.budget.limit)
        self._answers: dict[str, Callable[[Sequence[Question], int], Awaitable[Answer]]] = {
            "feed": self._ask_feed,
            "best": self._ask_best,
            "recent": self._ask_recent,
            "score": self._ask_score,
            "profile": self._ask_profiles,
            "player": self._ask_player,
            "cards": _alone(self._cards.ask),
            "ranking": self._ask_ranking,
            "place": self._ask_place,
            "activity": self._ask_activity,
            "board": self._ask_board,
            "match": self._ask_match,
            "room": self._ask_room,
            "matches": self._ask_matches,
            "rooms": self._ask_rooms,
            "beatmap": self._ask_beatmaps,
            "map_events": _alone(maps.events),
            "discussions": _alone(partial(read_discussions, client.at(Priority.SWEEP), server)),
            "ranked": _alone(maps.ranked),
            "mapper": _alone(maps.of_mapper),
            "set": _alone(maps.one),
            "daily": _alone(dailies.of_player),
            "challenge": _alone(dailies.challenge),
        }
        if posts:
            self._answers["posts"] = _alone(posts.ask)
        self.questions: Collection[str] = frozenset(self._answers)

    async def ask(self, questions: Sequence[Question], now: int) -> Answer:
        """Ask. A subject that is not there is `gone`; every other failure is raised."""
        name = questions[0].name
        if name not in self._answers:
            raise NotOffered(f"API v2 has no {name!r}, there is {', '.join(self._answers)}")
        try:
            return await self._answers[name](questions, now)
        except NotFound:
            return Answer(gone=tuple(question.subject for question in questions))

    async def close(self) -> None:
        """Let go of connections."""
        await self._client.close()
        if self._files:
            await self._files.close()
        if self._posts:
            await self._posts.close()

    def plan(self, wanted: Mapping[type[Sighting], Sequence[str]]) -> Plan:
        """One feed for everybody's plays; the rest per subject.

        Many are asked about as seldom as a share of the budget allows. Where it would take hours to ask for everybody's
        best list at the start, none is planned: it is asked for when the player plays.
        """
        looks: list[PlannedLook] = []
        if players := wanted.get(nouns.Play):
            looks.append(self._feed_look(players))
        best = wanted.get(nouns.TopPlays, ())
        unseeded = len(best) if len(best) > self._seeded_at_once() else 0
        if not unseeded:
            looks += [PlannedLook(question="best", subject=one, every=0, cost=BEST_COST) for one in best]
        cards = self._cards_of(wanted.get(nouns.Card, ()))
        looks += cards
        spent = sum(look.cost * MINUTE / look.every for look in cards) / self._client.budget.limit
        for kind, (question, requests, share) in _SWEPT.items():
            left = share - spent if kind is nouns.Profile else share
            looks += self._sweep(question, wanted.get(kind, ()), requests, left)
        looks += self._rankings(wanted.get(nouns.Ranking, ()), wanted.get(nouns.Place, ()))
        followed = dict.fromkeys(one for kind in _LOBBIES for one in wanted.get(kind, ()))
        looks += self._crowd.planned(followed)
        for kind, (question, every, cost) in _PLANNED.items():
            looks += [
                PlannedLook(question=question or one.rpartition("/")[2], subject=one, every=every, cost=cost)
                for one in wanted.get(kind, ())
            ]
        posts = plan_posts(self._posts, wanted.get(nouns.Post, ()))
        looks += posts.looks
        looks += plan_maps(wanted, self.server, self._client.budget.limit)
        looks += plan_dailies(wanted, self._client.budget.limit)
        missing = [kind.__name__ for kind in wanted if kind not in _KNOWN]
        not_offered = [f"API v2 does not tell {name}" for name in missing]
        return Plan(looks=looks, not_offered=not_offered + posts.not_offered, unseeded=unseeded)

    def _cards_of(self, players: Sequence[str]) -> list[PlannedLook]:
        """Where the profiles of all can't be seen every few minutes: what is told of fifty at once."""
        return self._cards.plan(players) if len(players) >= FEW and not self._cards.gone else []

    def _feed_look(self, players: Sequence[str]) -> PlannedLook:
        """Few players sleep at the same time: then the feed is looked at once a minute."""
        few = len(players) < FEW and not any(map(keys.is_anyone, players))
        idle = max(FEED_IDLE, self._feed_interval) if few else 0
        subject = keys.feed(self.server)
        return PlannedLook(question="feed", subject=subject, every=self._feed_interval, cost=1, idle=idle)

    def _seeded_at_once(self) -> int:
        """How many best lists can be asked for within an hour."""
        return round(SEEDING_MINUTES * SEEDING_SHARE * self._client.budget.limit / BEST_COST)

    def _sweep(self, question: str, subjects: Sequence[str], cost: int, share: float) -> list[PlannedLook]:
        """All in turn, so that a sweep takes no more than its share; the first ones one after the other, too."""
        sweep = round(len(subjects) * cost * MINUTE / (share * self._client.budget.limit))
        every = max(SWEEP_EVERY, sweep)
        idle = 0 if question == "board" else max(SWEEP_IDLE, sweep)  # players sleep, maps don't
        return [
            PlannedLook(
                question=question, subject=one, every=every, cost=cost, idle=idle, first=place * sweep // len(subjects)
            )
            for place, one in enumerate(subjects)
        ]

    def _rankings(self, tops: Sequence[str], places: Sequence[str]) -> list[PlannedLook]:
        """Slowly: rankings change all the time, and one page tells of fifty players."""
        costs = {("ranking", one): pages(keys.read_ranking(one).top) for one in tops}
        costs |= {("place", one): 1 for one in places if keys.read_place(one).rank <= RANKING}
        every = max(RANKING_EVERY, round(sum(costs.values()) * MINUTE / (RANKING_SHARE * self._client.budget.limit)))
        return [
            PlannedLook(question=question, subject=subject, every=every, cost=cost)
            for (question, subject), cost in costs.items()
        ]

    async def resolve(self, names: Sequence[str | int]) -> dict[str | int, tuple[int, str]]:
        """Ids and current names. First fifty at a time, then the unknown names one by one: old names are found so."""
        found: dict[str | int, tuple[int, str]] = {}
        for some in _batches(list(dict.fromkeys(names)), BATCH):
            found |= await self._looked_up(some)
        return found

    async def _looked_up(self, names: Sequence[str | int]) -> dict[str | int, tuple[int, str]]:
        client = self._client.at(Priority.CONFIRM)
        try:
            cards = [] if self._cards.gone else await self._cards.look_up(names, priority=Priority.CONFIRM)
        except (NotFound, Invalid):  # it is undocumented, and may be gone one day
            cards = []
        known: dict[str | int, models.User] = {}
        for card in cards:
            known |= {card.id: card, _folded(card.username): card}
        found: dict[str | int, tuple[int, str]] = {}
        for name in names:
            user = known.get(_folded(name)) or await self._found(client, name)
            if user:
                found[name] = (user.id, user.username)
        return found

    async def _found(self, client: Client, name: str | int) -> models.User | None:
        try:
            return await client.user(name, nouns.Mode.OSU)
        except NotFound:
            return None

    async def _ask_feed(self, questions: Sequence[Question], now: int) -> Answer:
        (question,) = questions
        return await self._feed.ask(question, now)

    async def _ask_best(self, questions: Sequence[Question], now: int) -> Answer:
        (question,) = questions
        player = keys.read_player(question.subject)
        client = self._client.at(Priority.ACTIVE)
        scores = await client.user_scores(player.user_id, "best", player.mode)
        if len(scores) >= BEST_PAGE // 2:  # rows deleted after slicing make a full page shorter
            scores += await client.user_scores(player.user_id, "best", player.mode, offset=BEST_PAGE)
        if not scores:
            await self._check_has_none(client, player)
        by_id = {score.id: score for score in scores}  # a play may move to the next page between the two requests
        plays = translation.plays(by_id.values(), self.server)
        top = nouns.TopPlays(
            server=self.server,
            user_id=player.user_id,
            mode=player.mode,
            plays=tuple(sorted(plays, key=lambda play: -(play.pp or 0))),
            asked=now,
            stale=BEST_STALE,
            window=BEST_WINDOW,
        )
        return Answer(sightings=[top])

    async def _check_has_none(self, client: Client, player: keys.PlayerKey) -> None:
        """An empty list would take every best play away: it has to agree with the profile."""
        user = await client.user(player.user_id, player.mode)
        if user.statistics and user.statistics.pp:
            raise Malformed("the list of best plays is empty, but the player has pp")

    async def _ask_recent(self, questions: Sequence[Question], now: int) -> Answer:
        (question,) = questions
        player = keys.read_player(question.subject)
        client = self._client.at(Priority.ACTIVE)
        scores = await client.user_scores(player.user_id, "recent", player.mode, include_fails=True)
        plays = translation.plays(scores, self.server)
        return Answer(sightings=[*plays], known=now if len(scores) < RECENT_PAGE else None)

    async def _ask_score(self, questions: Sequence[Question], now: int) -> Answer:
        del now  # a play has no age
        (question,) = questions
        score = await self._client.at(Priority.CONFIRM).score(keys.number(question.subject))
        return Answer(sightings=[*translation.plays([score], self.server)])

    async def _ask_profiles(self, questions: Sequence[Question], now: int) -> Answer:
        if len(questions) == 1:
            return await self._ask_player(questions, now)
        players = {question.subject: keys.read_player(question.subject) for question in questions}
        ids = sorted({player.user_id for player in players.values()})
        found = {user.id: user for user in await self._client.at(Priority.SWEEP).users(ids)}
        profiles = translation.each(
            (player for player in players.values() if player.user_id in found),
            lambda player: translation.profile(found[player.user_id], player.mode, self.server, now),
        )
        absent = [self._absent(one, now, alone=False) for one in ids if one not in found]
        gone = tuple(subject for subject, player in players.items() if player.user_id not in found)
        return Answer(sightings=[*profiles, *absent], gone=gone)

    async def _ask_player(self, questions: Sequence[Question], now: int) -> Answer:
        (question,) = questions
        player = keys.read_player(question.subject)
        try:
            user = await self._client.at(Priority.CONFIRM).user(player.user_id, player.mode)
        except NotFound:
            return Answer(sightings=[self._absent(player.user_id, now, alone=True)], gone=(question.subject,))
        whole = partial(translation.profile, mode=player.mode, server=self.server, asked=now, whole=True)
        return Answer(sightings=[*translation.each([user], whole)])

    def _absent(self, user_id: int, now: int, *, alone: bool) -> nouns.Absent:
        return nouns.Absent(server=self.server, user_id=user_id, asked=now, alone=alone)

    async def _ask_ranking(self, questions: Sequence[Question], now: int) -> Answer:
        """The first places, and at least one more: whoever stands there has not vanished."""
        (question,) = questions
        list_ = keys.read_ranking(question.subject)
        rows: list[tuple[int, models.Statistics]] = []
        for page in range(1, pages(list_.top) + 1):
            found, more = await self._ranked(list_.mode, page, list_.country)
            rows += enumerate(found, (page - 1) * BATCH + 1)
            if not more:
                break
        return Answer(sightings=[translation.ranking(rows, question.subject, self.server, now)])

    async def _ask_place(self, questions: Sequence[Question], now: int) -> Answer:
        (question,) = questions
        place = keys.read_place(question.subject)
        page, row = divmod(place.rank - 1, BATCH)
        found, _ = await self._ranked(place.mode, page + 1)
        if row >= len(found):
            return Answer(gone=(question.subject,))
        pp = found[row].pp or 0.0
        return Answer(sightings=[nouns.Place(server=self.server, subject=question.subject, asked=now, pp=pp)])

    async def _ranked(self, mode: nouns.Mode, page: int, country: str = "") -> tuple[list[models.Statistics], bool]:
        """The players on a page of the ranking, best first, and whether there is another. Places are counted here."""
        client = self._client.at(Priority.SWEEP)
        found = await client.rankings(mode, "performance", page=page, country=country or None)
        players = {row.user.id if row.user else -place: row for place, row in enumerate(found.ranking)}
        if len(players) < BATCH and found.cursor is not None:
            raise Malformed(f"{len(players)} rows on a page of the ranking that has {BATCH}, as it is not the last")
        return sorted(players.values(), key=lambda row: -(row.pp or 0)), found.cursor is not None

    async def _ask_activity(self, questions: Sequence[Question], now: int) -> Answer:
        """Both views: one has the places on the leaderboard of all plays, the other those on stable's own."""
        (question,) = questions
        user_id = keys.number(question.subject)
        client = self._client.at(Priority.SWEEP)
        usual = await client.recent_activity(user_id)
        shown = {event.id for event in usual}
        legacy = await client.recent_activity(user_id, legacy_only=True)
        deeds = translation.each(usual, lambda event: translation.deed(event, "lazer"))
        only = (event for event in legacy if event.id not in shown)
        deeds += translation.each(only, lambda event: translation.deed(event, "stable"))
        return Answer(
            sightings=[nouns.Activity(server=self.server, user_id=user_id, asked=now, deeds=tuple(deeds))],
        )

    async def _ask_board(self, questions: Sequence[Question], now: int) -> Answer:
        (question,) = questions
        board = keys.read_board(question.subject)
        client = self._client.at(Priority.CONFIRM)
        found = await client.beatmap_scores(board.beatmap_id, board.mode, legacy_only=board.stable)
        return Answer(sightings=[translation.leaderboard(found.scores, board, now)])

    async def _ask_match(self, questions: Sequence[Question], now: int) -> Answer:
        (question,) = questions
        return await self._followed(read_match, question, now)

    async def _ask_room(self, questions: Sequence[Question], now: int) -> Answer:
        (question,) = questions
        return await self._followed(read_room, question, now)

    async def _ask_matches(self, questions: Sequence[Question], now: int) -> Answer:
        (question,) = questions
        return await read_matches(self._client.at(Priority.CONFIRM), self.server, question, now)

    async def _ask_rooms(self, questions: Sequence[Question], now: int) -> Answer:
        del questions  # there is one list
        return await read_rooms(self._client.at(Priority.CONFIRM), self.server, now)

    async def _followed(self, read: LobbyReader, question: Question, now: int) -> Answer:
        return self._crowd.spaced(await self._read(read, question, now), question.subject)

    async def _read(self, read: LobbyReader, question: Question, now: int) -> Answer:
        try:
            seen, moves, bookmark = await read(self._client.at(Priority.LIVE), self.server, question, now)
        except NotFound:
            return lobbies.unseen(self.server, question, now, "missing")
        except Forbidden:
            return lobbies.unseen(self.server, question, now, "private")
        except Invalid:  # a room of the other kind has no events
            standings = await read_standings(self._client.at(Priority.ACTIVE), self.server, question, now)
            return lobbies.standing(standings, question)
        return lobbies.followed(seen, question, self._lobby_patience, bookmark=bookmark, moves=moves)

    async def _ask_beatmaps(self, questions: Sequence[Question], now: int) -> Answer:
        del now  # a map has no age
        ids = {question.subject: keys.number(question.subject) for question in questions}
        maps = await self._client.at(Priority.CONFIRM).beatmaps(sorted(set(ids.values())))
        found = {one.id for one in maps}
        named = translation.each(maps, lambda one: translation.beatmap(one, self.server))
        return Answer(
            sightings=[*named, *await files_of(self._files, named)],
            gone=tuple(subject for subject, beatmap_id in ids.items() if beatmap_id not in found),
        )


# noun → question, requests for one subject, largest share of the budget
_SWEPT: dict[type[Sighting], tuple[str, int, float]] = {
    nouns.Profile: ("profile", 1, 0.5),
    nouns.Activity: ("activity", 2, 0.1),
    nouns.Leaderboard: ("board", 1, 0.1),
    nouns.Try: ("recent", 1, 0.2),  # the feed shows no fails
}
_ALONE = {"country_rank": "country ranks", "variants": "pp and ranks in osu!mania by keys"}
_PLANNED: dict[type[Sighting], tuple[str, int, float]] = {
    nouns.Lobbies: ("", lobbies.LISTS, 1),  # asked for by its subject's own word
    nouns.Beatmap: ("beatmap", 0, 1 / BATCH),
}
_ELSEWHERE = {nouns.Beatmapset, nouns.MapEvent, nouns.Discussion, nouns.Post, nouns.Daily, nouns.Challenge}
_LOBBIES = (nouns.Match, nouns.Attendance, nouns.Standings)
_ASIDE = {
    nouns.TopPlays,
    nouns.Card,
    *_LOBBIES,
    nouns.Ranking,
    nouns.Place,
    nouns.Absent,
    nouns.Gap,
    nouns.Contact,
    *_ELSEWHERE,
}
_KNOWN = {nouns.Play, *_ASIDE, *_SWEPT, *_PLANNED}


def pages(top: int) -> int:
    """How many pages of a ranking hold the first so many players and at least one more, if there are that many."""
    return min(top, RANKING - 1) // BATCH + 1


def _alone(
    ask: Callable[[Question, int], Awaitable[Answer]],
) -> Callable[[Sequence[Question], int], Awaitable[Answer]]:
    """One who answers a question about one subject."""

    async def answer(questions: Sequence[Question], now: int) -> Answer:
        (question,) = questions
        return await ask(question, now)

    return answer


def _folded(name: str | int) -> str | int:
    """Names are the same in any letter case, and an underscore is a space."""
    return name.casefold().replace("_", " ") if isinstance(name, str) else name


def _batches(names: list[str | int], size: int) -> Iterator[list[str | int]]:
    return (names[start : start + size] for start in range(0, len(names), size))
