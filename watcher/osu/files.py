"""The files of maps, as the game plays them: from osu!'s website, where it lets us have them."""

import logging
from collections.abc import Sequence

from watcher.osu.errors import OsuError
from watcher.osu.http import IN_FLIGHT, Budget, Priority, client, exchange, httpx, judged
from watcher.osu.nouns import Beatmap, MapFile

AT_A_TIME = 3
log = logging.getLogger("watcher.osu")


class Files:
    """Fetches files. What it can't have it does without."""

    def __init__(
        self,
        url: str,
        *,
        budget: Budget,
        patience: float = IN_FLIGHT,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._http = client({}, patience=patience, transport=transport)
        self._url = url.rstrip("/")
        self._budget = budget
        self._patience = patience

    async def get(self, beatmap_id: int) -> bytes:
        """The file of a difficulty; empty where it can't be had, or would have to be waited for.

        Nothing waits for it: names of maps come with the same answer, and news waits for them.
        """
        if not self._budget.has_room(Priority.SWEEP):
            return b""
        request = self._http.build_request("GET", f"{self._url}/osu/{beatmap_id}")
        try:
            response, text = await exchange(
                self._http, request, self._budget, priority=Priority.SWEEP, patience=self._patience
            )
            return judged(response, text, self._budget)
        except OsuError as error:
            log.info("no file of map %d: %s", beatmap_id, error)
            return b""

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.aclose()


async def files_of(files: Files | None, maps: Sequence[Beatmap]) -> list[MapFile]:
    """The files of these maps, as far as they can be had; of the first few, where there are many."""
    if files is None:
        return []
    bodies = {one: await files.get(one.id) for one in maps[:AT_A_TIME]}
    return [MapFile(server=one.server, beatmap_id=one.id, body=body) for one, body in bodies.items() if body]
