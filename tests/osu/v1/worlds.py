"""The same question through both connectors: the world that waits asynchronously, and the one that does not."""

import asyncio
import inspect

from watcher.osu.v1 import AHConnector, OsuApi, ReqConnector

WORLDS = ["AHConnector", "ReqConnector"]
KEY = "f00d" * 10
NOW = 1_790_000_000.0  # Mon, 21 Sep 2026 14:13:20 GMT


def ask(world, url, call, *, key=KEY, sess=None, within=30.0, **settings):
    """What `call(api)` gives in this world, and for how long the connector paused, in seconds."""
    pauses = []

    async def sleep(seconds):
        pauses.append(seconds)

    async def waiting():
        api = OsuApi(key, connector=AHConnector(sess, sleep=sleep, now=lambda: NOW, within=within), **settings)
        try:
            return await call(api)
        finally:
            await api.close()

    settings = {"base_url": f"{url}/api"} | settings
    if world == "AHConnector":
        assert inspect.iscoroutinefunction(AHConnector.process_request)
        return asyncio.run(waiting()), pauses
    api = OsuApi(key, connector=ReqConnector(sess, sleep=pauses.append, now=lambda: NOW, within=within), **settings)
    try:
        return call(api), pauses
    finally:
        api.close()
