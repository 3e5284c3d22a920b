"""Fifty players for the price of one: cards with name, rank and presence, for who watches many.

The endpoint is undocumented, so without promise (osu-web: Users/LookupController). Once it is gone, that is said once;
then names are asked for one by one, and what cards tell is left to the sweeps of profiles.
"""

import math
from collections.abc import Mapping, Sequence

from watcher.osu import keys, nouns
from watcher.osu.errors import Invalid, Malformed, NotFound, Unavailable
from watcher.osu.http import Priority
from watcher.osu.nouns import Answer, Mode, PlannedLook, Question
from watcher.osu.unknown import say_once
from watcher.osu.v2 import models, translation
from watcher.osu.v2.client import BATCH, Client

MINUTE = 60_000
EVERY = 10 * MINUTE
SHARE = 0.2
"""How much of the budget the cards take at most."""
PATIENCE = 5 * MINUTE
"""After so long with nothing but wrong answers (ms) the endpoint is gone: one may be a slip."""
GONE = 60 * MINUTE
"""How long it is then left alone (ms)."""


class Cards:
    """Asks for cards, and knows whose are on which."""

    def __init__(self, client: Client, server: str) -> None:
        self._client = client
        self._server = server
        self._players: Mapping[str, Sequence[int]] = {}
        self._wrong: float | None = None
        self._again = -math.inf

    @property
    def gone(self) -> bool:
        """Whether the endpoint is not there any more, as far as we know."""
        return self._monotonic() < self._again

    async def look_up(
        self, users: Sequence[int | str], mode: Mode | None = None, *, priority: Priority
    ) -> list[models.User]:
        """Up to fifty players, by id or name.

        Raises:
            NotFound, Invalid: the endpoint is gone, or this is a slip. Unavailable: try again later.
        """
        try:
            found = await self._client.at(priority).lookup(users, mode)
        except (NotFound, Invalid, Malformed):
            now = self._monotonic()
            self._wrong = now if self._wrong is None else self._wrong
            if now - self._wrong >= PATIENCE / 1000:
                self._again = now + GONE / 1000
                say_once("/users/lookup is gone: names and ranks of many are seen more slowly")
            raise
        self._wrong = None
        return found

    def plan(self, players: Sequence[str]) -> list[PlannedLook]:
        """The looks that show the cards of these players, all in turn."""
        by_mode: dict[Mode, list[int]] = {}
        for player in map(keys.read_player, players):
            by_mode.setdefault(player.mode, []).append(player.user_id)
        self._players = {
            keys.cards(self._server, mode, number): ids[number * BATCH : (number + 1) * BATCH]
            for mode, ids in by_mode.items()
            for number in range(math.ceil(len(ids) / BATCH))
        }
        sweep = round(len(self._players) * MINUTE / (SHARE * self._client.budget.limit))
        every = max(EVERY, sweep)
        return [
            PlannedLook(question="cards", subject=one, every=every, cost=1, first=place * every // len(self._players))
            for place, one in enumerate(self._players)
        ]

    async def ask(self, question: Question, now: int) -> Answer:
        """The cards of one look. Who is missing may be restricted, or the answer wrong."""
        if self.gone:
            return Answer(rest=GONE)
        ids = self._players[question.subject]
        mode = Mode(question.subject.split("/")[2])
        try:
            found = await self.look_up(ids, mode, priority=Priority.SWEEP)
        except (NotFound, Invalid) as error:
            raise Unavailable(f"players can't be looked up: {error}", reason="server") from error
        there = {user.id for user in found}
        absent = [self._absent(one, now) for one in ids if one not in there]
        return Answer(sightings=[*(translation.card(user, mode, self._server, now) for user in found), *absent])

    def _monotonic(self) -> float:
        return self._client.budget.clock.monotonic()

    def _absent(self, user_id: int, now: int) -> nouns.Absent:
        return nouns.Absent(server=self._server, user_id=user_id, asked=now, alone=False)
