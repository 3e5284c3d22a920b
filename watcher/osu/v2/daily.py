"""The daily challenge: which one there is, and how a player does at them."""

from collections.abc import Mapping, Sequence

from watcher.osu import keys, nouns
from watcher.osu.errors import NotFound
from watcher.osu.nouns import Answer, Mode, PlannedLook, Question, Sighting
from watcher.osu.v2 import models, translation
from watcher.osu.v2.client import Client

MINUTE = 60_000
DAY = 24 * 60 * MINUTE
NEW_EVERY = 15 * MINUTE
PLAYER_EVERY, PLAYER_SHARE = 6 * 60 * MINUTE, 0.05


class Dailies:
    """Looks at what is open, and at players one by one."""

    def __init__(self, client: Client, server: str) -> None:
        self._client = client
        self._server = server

    async def challenge(self, _question: Question, now: int) -> Answer:
        """The challenge that is open; between two there is none for some minutes."""
        rooms = await self._client.rooms(category="daily_challenge", limit=2)
        return Answer(sightings=[*translation.each(rooms, self._challenge)], known=now)

    def _challenge(self, room: models.Room) -> nouns.Challenge:
        item = room.current_playlist_item
        if item is None or item.beatmap is None or room.starts_at is None or room.ends_at is None:
            raise ValueError("a daily challenge without a map or without an end")
        return nouns.Challenge(
            server=self._server,
            id=room.id,
            mode=Mode.numbered(item.ruleset_id),
            opens=translation.milliseconds(room.starts_at),
            closes=translation.milliseconds(room.ends_at),
            beatmap=translation.beatmap(item.beatmap, self._server),
            mods=translation.mods(item.required_mods),
        )

    async def of_player(self, question: Question, now: int) -> Answer:
        """A player asked for alone: only such an answer tells of challenges."""
        user_id = keys.number(question.subject)
        try:
            user = await self._client.user(user_id, Mode.OSU)
        except NotFound:
            absent = nouns.Absent(server=self._server, user_id=user_id, asked=now, alone=True)
            return Answer(sightings=[absent], gone=(question.subject,))
        found = user.daily_challenge_user_stats or models.DailyChallengeStats()
        day = translation.milliseconds(found.last_update) // DAY * DAY if found.last_update else None
        seen = nouns.Daily(
            server=self._server,
            user_id=user.id,
            username=user.username,
            country=user.country_code or "",
            asked=now,
            day=day,
            streak=found.daily_streak_current,
            best=found.daily_streak_best,
            top_tenth=found.top_10p_placements,
            top_half=found.top_50p_placements,
        )
        return Answer(sightings=[seen])


def plan(wanted: Mapping[type[Sighting], Sequence[str]], limit: int) -> list[PlannedLook]:
    """The looks that cover it: players so seldom that all of them take no more than their share."""
    people = wanted.get(nouns.Daily, ())
    every = max(PLAYER_EVERY, round(len(people) * MINUTE / (PLAYER_SHARE * limit)))
    spread = min(every, len(people) * MINUTE)
    looks = [
        PlannedLook(question="daily", subject=one, every=every, cost=1, first=place * spread // len(people))
        for place, one in enumerate(people)
    ]
    return looks + [
        PlannedLook(question="challenge", subject=one, every=NEW_EVERY, cost=1)
        for one in wanted.get(nouns.Challenge, ())
    ]
