"""Answers the watcher's questions from API v1, one subject at a time.

recent: a player's last 50 plays · best: a player's 100 best · profile: a player, with what the player did lately ·
player: the same, to see whether there is one · activity: the same, without the mode · board: a map's leaderboard, of
stable · match: a whole match · beatmap: a map · posts: what osu! publishes, which is not v1's and needs no key
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Self, TypeVar

from watcher.osu import keys, lobbies, nouns
from watcher.osu.enums import OsuMode
from watcher.osu.errors import Invalid, Malformed, NotFound, NotOffered, OsuError, Refused, Unavailable
from watcher.osu.files import Files, files_of
from watcher.osu.http import IN_FLIGHT, Budget, Priority, httpx
from watcher.osu.nouns import Answer, Gap, Plan, PlannedLook, Question, Sighting
from watcher.osu.posts import Posts
from watcher.osu.posts import plan as plan_posts
from watcher.osu.v1 import translation
from watcher.osu.v1.client import OsuApi
from watcher.osu.v1.connectors import AHConnector
from watcher.osu.v1.errors import HTTPError
from watcher.osu.v1.maps import Maps, not_told
from watcher.osu.v1.maps import plan as plan_maps
from watcher.osu.v1.models import Match, RecentScore, User

T = TypeVar("T")

MINUTE = 60_000
RECENT_WINDOW = 50
SLEEPERS = 4 * 60 * MINUTE  # the most between two looks at somebody who never plays at this hour
RECENT_REACH = 24 * 60 * MINUTE
BEST_WINDOW = 100
MOST_EVENT_DAYS = 31
BOARD_WINDOW = 100
BEST_STALE = MINUTE
THROTTLED = 60.0
REFUSED = 60.0  # a key that was refused will not be good a second later; who asks meanwhile is refused by us
LOBBY_SHARE = 0.3


class V1Source:
    """`nouns.Source` on API v1. It asks each question once: whoever asks decides about asking again."""

    def __init__(
        self,
        api: OsuApi[AHConnector],
        *,
        server: str = keys.BANCHO,
        budget: Budget,
        lobby_patience_ms: int = lobbies.PATIENCE,
        files: Files | None = None,
        posts: Posts | None = None,
    ) -> None:
        self.server = server
        self.batch: Mapping[str, int] = {}
        self.untold: Mapping[str, str] = {name: f"API v1 does not tell {what}" for name, what in _UNTOLD.items()}
        self.alone: Mapping[str, str] = {}
        self._api = api
        self._budget = budget
        self._lobby_patience = lobby_patience_ms
        self._files = files
        self._posts = posts
        self._crowd = lobbies.Crowd(LOBBY_SHARE * budget.limit)
        self._names: dict[int, str] = {}
        self._refusal, self._ask_again = "", 0.0
        maps = Maps(api, server, self._spend, lambda user_id: self._known(user_id, nouns.Mode.OSU))
        self._answers: dict[str, Callable[[Question, int], Awaitable[Answer]]] = {
            "recent": self._ask_recent,
            "best": self._ask_best,
            "profile": self._ask_profile,
            "player": self._ask_profile,
            "activity": self._ask_activity,
            "board": self._ask_board,
            "match": self._ask_match,
            "beatmap": self._ask_beatmap,
            "ranked": maps.ranked,
            "mapper": maps.of_mapper,
            "set": maps.one,
        }
        if posts:
            self._answers["posts"] = posts.ask
        self.questions: Collection[str] = frozenset(self._answers)

    @classmethod
    def connect(
        cls,
        *,
        key: str,
        url: str,
        server: str = keys.BANCHO,
        budget: Budget,
        params: Mapping[str, str | int] | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        lobby_patience_ms: int = lobbies.PATIENCE,
        patience: float = IN_FLIGHT,
        files: Files | None = None,
        posts: Posts | None = None,
    ) -> Self:
        """A source that asks the server at `url` (`https://osu.ppy.sh`), whose API is in `/api` below it."""
        base_url = f"{url.rstrip('/')}/api"
        api = OsuApi(
            key, connector=AHConnector(transport, within=patience), base_url=base_url, params=params, retries=1
        )
        return cls(api, server=server, budget=budget, lobby_patience_ms=lobby_patience_ms, files=files, posts=posts)

    async def ask(self, questions: Sequence[Question], now: int) -> Answer:
        """Ask. A subject that is not there is `gone`; every other failure is raised."""
        (question,) = questions
        if question.name not in self._answers:
            raise NotOffered(f"API v1 has no {question.name!r}, there is {', '.join(self._answers)}")
        try:
            return await self._answers[question.name](question, now)
        except NotFound:
            return Answer(gone=(question.subject,))

    async def close(self) -> None:
        """Let go of connections."""
        await self._api.close()
        if self._files:
            await self._files.close()
        if self._posts:
            await self._posts.close()

    async def resolve(self, names: Sequence[str | int]) -> dict[str | int, tuple[int, str]]:
        """Ids and current names, one request each."""
        found: dict[str | int, tuple[int, str]] = {}
        for name in dict.fromkeys(names):
            if user := await self._user(name):
                found[name] = (user.user_id, user.username)
        return found

    def plan(self, wanted: Mapping[type[Sighting], Sequence[str]]) -> Plan:
        """One look per subject: often enough to see all, and seldom enough for the budget."""
        wanted = {**wanted, nouns.Activity: _without_profile(wanted)}
        looks = [
            self._look(question, subject, self._every(least, share, len(subjects)))
            for kind, (question, least, share) in _PLANNED.items()
            if (subjects := [subject for subject in wanted.get(kind, ()) if not _beyond(subject)])
            for subject in subjects
        ]
        looks += self._crowd.planned(one for one in wanted.get(nouns.Match, ()) if not keys.is_room(one))
        missing = [_UNKNOWN.get(kind, kind.__name__) for kind in wanted if kind not in _KNOWN and wanted[kind]]
        missing += [f"room {keys.number(one)}" for one in wanted.get(nouns.Match, ()) if keys.is_room(one)]
        looks += plan_maps(wanted, self._budget.limit)
        posts = plan_posts(self._posts, wanted.get(nouns.Post, ()))
        looks += posts.looks
        missing += not_told(wanted)
        not_offered = [f"API v1 does not tell {name}" for name in missing]
        return Plan(looks=looks, not_offered=not_offered + posts.not_offered)

    def _look(self, question: str, subject: str, every: int) -> PlannedLook:
        """Players sleep, most of the time: whom to ask about decide their habits."""
        by_habit = question == "recent"
        idle = SLEEPERS if by_habit else 0
        return PlannedLook(question=question, subject=subject, every=every, cost=1, idle=idle, by_habit=by_habit)

    def _every(self, least: int, share: float, subjects: int) -> int:
        """How many ms apart the looks at one subject are, so that all of them take no more than this share."""
        return max(least, round(subjects * MINUTE / (share * self._budget.limit))) if least else 0

    async def _ask_recent(self, question: Question, now: int) -> Answer:
        player = keys.read_player(question.subject)
        scores = await self._spend(
            Priority.ACTIVE,
            lambda: self._api.get_user_recent(player.user_id, mode=OsuMode(player.mode.number), limit=RECENT_WINDOW),
        )
        plays = translation.plays(scores, player.mode, self.server)
        reaches = _reaches(scores, now)
        monotonic = self._budget.clock.monotonic()
        looked = _looked(question.bookmark, now, monotonic)
        missed = None
        if reaches > looked:
            reason = "more plays or more time went by than the list of recent plays holds"
            missed = Gap(server=self.server, subject=question.subject, since=looked, until=reaches, reason=reason)
        bookmarks = {question.subject: f"{now} {monotonic:.3f}"}
        return Answer(sightings=[*plays], bookmarks=bookmarks, missed=missed, known=now)

    async def _ask_best(self, question: Question, now: int) -> Answer:
        player = keys.read_player(question.subject)
        mode = OsuMode(player.mode.number)
        scores = await self._spend(
            Priority.ACTIVE, lambda: self._api.get_user_best(player.user_id, mode=mode, limit=BEST_WINDOW)
        )
        if not scores:
            await self._check_has_none(player)
        plays = translation.plays(scores, player.mode, self.server)
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

    async def _check_has_none(self, player: keys.PlayerKey) -> None:
        """Raise NotFound unless the player is there and has no pp: v1 says `[]` of the restricted as well."""
        user = await self._user(player.user_id, player.mode, Priority.ACTIVE)
        if user is None or user.pp_raw:
            raise NotFound("the list of best plays is empty, but the player has pp, or is not there")

    async def _ask_profile(self, question: Question, now: int) -> Answer:
        player = keys.read_player(question.subject)
        try:
            user = await self._known(player.user_id, player.mode)
        except NotFound:
            absent = nouns.Absent(server=self.server, user_id=player.user_id, asked=now, alone=True)
            return Answer(sightings=[absent], gone=(question.subject,))
        activity = translation.activity(user, self.server, now)
        return Answer(sightings=[translation.profile(user, player.mode, self.server, now), activity])

    async def _ask_activity(self, question: Question, now: int) -> Answer:
        user = await self._known(keys.number(question.subject), nouns.Mode.OSU)
        return Answer(sightings=[translation.activity(user, self.server, now)])

    async def _ask_board(self, question: Question, now: int) -> Answer:
        board = keys.read_board(question.subject)
        mode = OsuMode(board.mode.number)
        scores = await self._spend(
            Priority.CONFIRM, lambda: self._api.get_scores(board.beatmap_id, mode=mode, limit=BOARD_WINDOW)
        )
        return Answer(sightings=[translation.leaderboard(scores, board, now)])

    async def _known(self, user_id: int, mode: nouns.Mode) -> User:
        """A player with everything. Raises NotFound."""
        user = await self._user(user_id, mode, Priority.ACTIVE, event_days=MOST_EVENT_DAYS)
        if user is None:
            raise NotFound("no such player, or restricted")
        return user

    async def _ask_match(self, question: Question, now: int) -> Answer:
        return self._crowd.spaced(await self._read_match(question, now), question.subject)

    async def _read_match(self, question: Question, now: int) -> Answer:
        try:
            match = await self._spend(Priority.LIVE, lambda: self._api.get_match(keys.number(question.subject)))
        except NotFound:
            return lobbies.unseen(self.server, question, now, "missing")
        names = await self._named(match)
        try:
            seen = translation.match(match, names, self.server, now)
        except ValueError as error:
            raise Malformed(f"osu!'s match can't be read: {error}") from error
        return lobbies.followed(seen, question, self._lobby_patience)

    async def _named(self, match: Match) -> dict[int, str]:
        """The names of who has played so far. v1's match has ids only: each name is asked for once."""
        ids = {score.user_id for game in match.games for score in game.scores}
        for user_id in sorted(ids - self._names.keys()):
            try:
                user = await self._user(user_id)
            except OsuError:
                break  # the match is news without names, too
            self._names[user_id] = user.username if user else ""
        return {one: name for one in ids if (name := self._names.get(one))}

    async def _ask_beatmap(self, question: Question, now: int) -> Answer:
        del now  # a map has no age
        beatmap_id = keys.number(question.subject)
        maps = await self._spend(Priority.CONFIRM, lambda: self._api.get_beatmaps(beatmap_id=beatmap_id, limit=1))
        if not maps:
            raise NotFound("no such map")
        named = translation.each(maps, lambda one: translation.beatmap(one, self.server))
        return Answer(sightings=[*named, *await files_of(self._files, named)])

    async def _user(
        self,
        name: str | int,
        mode: nouns.Mode = nouns.Mode.OSU,
        priority: Priority = Priority.CONFIRM,
        event_days: int = 1,
    ) -> User | None:
        users = await self._spend(
            priority, lambda: self._api.get_user(name, mode=OsuMode(mode.number), event_days=event_days)
        )
        return users[0] if users else None

    async def _spend(self, priority: Priority, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask once, when the budget allows it."""
        if self._refusal and self._budget.clock.monotonic() < self._ask_again:
            raise Refused(self._refusal)
        async with self._budget.spend(priority=priority) as turn:
            status = "none"
            try:
                answer = await ask()
            except HTTPError as error:
                fault = error
                status = str(error.code)
            else:
                status = "200"
                return answer
            finally:
                self._budget.answered("/api", status)
            turn.troubled = fault.code >= 500
            if isinstance(fault.__cause__, Unavailable):  # no answer: the budget has to know
                raise fault.__cause__
        raise self._judged(fault)

    def _judged(self, error: HTTPError) -> OsuError:
        """What an answer that is none amounts to."""
        if error.code == 429:
            wait = THROTTLED if error.retry_after is None else error.retry_after
            self._budget.hold(wait)
            return Unavailable(f"osu! answered {error}", reason="rate", retry_after=wait)
        of_the_edge = error.body.lstrip().startswith("<")  # it says nothing about what was asked
        if of_the_edge or error.code >= 500 or error.code < 400 or error.code == 408:
            said = f"{error.code} {error.reason}: a page of HTML" if of_the_edge else str(error)
            return Unavailable(f"osu! answered {said}", reason="server", retry_after=error.retry_after)
        if error.code in (401, 403):
            self._refusal = f"osu! does not accept the API key: check osu.key in the config ({error})"
            self._ask_again = self._budget.clock.monotonic() + REFUSED
            return Refused(self._refusal)
        return Invalid(f"osu! answered {error}")


# noun → question, least ms between two looks at one subject (0: only once), largest share of the budget
_PLANNED: dict[type[Sighting], tuple[str, int, float]] = {
    nouns.Play: ("recent", 2 * MINUTE, 0.5),
    nouns.TopPlays: ("best", 0, 0.0),
    nouns.Profile: ("profile", 10 * MINUTE, 0.2),
    nouns.Activity: ("activity", 10 * MINUTE, 0.1),
    nouns.Leaderboard: ("board", 5 * MINUTE, 0.1),
    nouns.Beatmap: ("beatmap", 0, 0.0),
}
_ASIDE = {nouns.Try, nouns.Card, nouns.Absent, nouns.Gap, nouns.Match, nouns.Contact}
_MAPS = {nouns.Beatmapset, nouns.MapEvent, nouns.Post}
_KNOWN = {*_ASIDE, *_MAPS, *_PLANNED}
_UNKNOWN: dict[type[Sighting], str] = {
    nouns.Attendance: "who joins and leaves a match",
    nouns.Discussion: "what is written about maps",
    nouns.Standings: "how a playlist stands",
    nouns.Lobbies: "which matches and rooms are open: name them by number or link",
    nouns.Daily: "how players do at the daily challenge",
    nouns.Challenge: "which daily challenge there is",
    nouns.Ranking: "who stands in a ranking: lists of its first players stay empty",
    nouns.Place: "how much pp a place in the ranking takes",
}
_UNTOLD = {
    "team": "of teams",
    "groups": "of groups",
    "badges": "of badges",
    "variants": "of osu!mania by keys",
    "online": "who is online",
    "supporter": "when support ends",
    "countries": "of countries on leaderboards",
    "anyone": "plays of anyone",
    "if_fc": "what plays would have been worth without a miss",
}


def _without_profile(wanted: Mapping[type[Sighting], Sequence[str]]) -> list[str]:
    """Those whose activity does not come with their profile anyway."""
    profiled = {keys.read_player(subject).user_id for subject in wanted.get(nouns.Profile, ())}
    return [subject for subject in wanted.get(nouns.Activity, ()) if keys.number(subject) not in profiled]


def _beyond(subject: str) -> bool:
    """Whether v1 has nothing to say about a subject."""
    return keys.is_room(subject) or keys.is_anyone(subject)


def _looked(bookmark: str, now: int, monotonic: float) -> int:
    """When the last look was, ms UTC by today's clock: one that somebody set ahead would make it look long ago.

    After a restart of the machine only the wall clock knows. Without a bookmark, there was none before this one.
    """
    wall, _, other = bookmark.partition(" ")
    if not wall.isdecimal():
        return now
    ago = monotonic - float(other or "inf")
    return now - round(ago * 1000) if 0 <= ago < (now - int(wall)) / 1000 else int(wall)


def _reaches(scores: Sequence[RecentScore], now: int) -> int:
    """Since when the answer holds every play: for a day, or, when it is full, since its oldest row."""
    dates = [translation.milliseconds(score.date) for score in scores if score.date]
    oldest = min(dates, default=now)
    return oldest if len(scores) >= RECENT_WINDOW else min(oldest, now - RECENT_REACH)
