"""Today's API of osu!: OAuth client credentials, typed answers, one budget.

>>> async with v2.Client(1234, "the secret") as osu:
...     for score in await osu.user_scores(2, "best", Mode.OSU, limit=5):
...         print(score.pp, score.beatmap.version)
"""

from watcher.osu.v2.client import Client
from watcher.osu.v2.source import V2Source

__all__ = ["Client", "V2Source"]
