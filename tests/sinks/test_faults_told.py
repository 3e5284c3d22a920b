"""A service fails in every way there is: what the telling half makes of it, through the real sinks, in virtual time."""

import asyncio
from itertools import pairwise

import msgspec
import pytest
from sink_server import Reply, Service

from watcher import news
from watcher.clock import VirtualClock
from watcher.ledger import Ledger
from watcher.recipients import Recipients
from watcher.rules import NewsRule, Watch
from watcher.sinks import apprise, discord, webhook
from watcher.store import Store, history, outbox
from watcher.telling import Telling

START = 1_790_000_000_000
SUBJECT = "bancho/osu/2"
FACTS = msgspec.json.encode(news.families()["profile"].SAMPLES["rank_change"]).decode()


def in_discord(service, clock, timeout):
    options = discord.Options(url=f"{service.url}/api/webhooks/1/s3cret-token", timeout=timeout)
    return discord.open(options, name="club", clock=clock)


def at_webhook(service, clock, timeout):
    return webhook.open(webhook.Options(url=f"{service.url}/s3cret", timeout=timeout), name="hook", clock=clock)


def in_ntfy(service, clock, timeout):
    scheme = "ntfys" if service.scheme == "https" else "ntfy"
    url = f"{scheme}://127.0.0.1:{service.port}/s3cret-topic?rto={timeout}"
    return apprise.open(apprise.Options(url=url, timeout=timeout), name="phone", clock=clock)


class Desk:
    """The telling half with one sink."""

    def __init__(self, opened, service, timeout=10.0):
        self.clock = VirtualClock(START)
        self.store = Store.open(None)
        self.sink = opened(service, self.clock, timeout)
        self.times = []
        self.telling = Telling(
            store=self.store,
            sinks={"sink": self},
            ledger=Ledger(news.families()),
            clock=self.clock,
            chance=lambda: 0.5,
        )
        watch = Watch(name="friends", news=(NewsRule(kind="rank_change"),), to=("sink",), settle=0)
        self.telling.recipients = Recipients({SUBJECT: (watch,)})

    keyed = False

    async def send(self, message):
        self.times.append(self.clock.now())
        return await self.sink.send(message)

    def form(self, message):
        return self.sink.form(message)

    async def close(self):
        await self.sink.close()

    def happen(self, count):
        for number in range(count):
            row = {"key": f"rank_change/{number}", "kind": "rank_change", "subject": SUBJECT, "cause": "played"}
            row |= {"happened": START, "noticed": START, "about": None, "version": 1, "facts": FACTS, "source": "x"}
            assert self.store.work(lambda tx, row=row: outbox.add_event(tx, row))

    def tell(self, seconds):
        async def work():
            for _ in range(seconds):
                await self.telling.tick()
                await self.telling.settled()
                self.clock.time += 1000
            await self.sink.close()

        asyncio.run(work())
        return self

    @property
    def became(self):
        """State and reason of each message."""
        found = [self.store.work(lambda tx, n=n: history.tellings(tx, f"rank_change/{n}")) for n in range(2)]
        self.store.close()
        return [(telling.state, (telling.reason or "").partition(":")[0]) for [telling] in found]


EVERYWHERE = [
    # answer, reason, whether it is worth another try
    (Reply(400), "payload", False),
    (Reply(401), "auth", False),
    (Reply(404), "gone", False),
    (Reply(410), "gone", False),
    (Reply(413), "payload", False),
    (Reply(429, {"Retry-After": "0.35"}), "rate", True),
    (Reply(429, {"Retry-After": "7"}), "rate", True),
    (Reply(429, {"Retry-After": "Mon, 21 Sep 2026 14:13:28 GMT"}), "rate", True),
    (Reply(429), "rate", True),
    (Reply(500), "server", True),
    (Reply(503, {"Retry-After": "5"}), "server", True),
    (Reply(307, {"Location": "http://127.0.0.1:9/"}), "gone", False),
    (Reply(fault="reset"), "network", True),
]


@pytest.mark.parametrize("opened", [at_webhook, in_discord, in_ntfy])
@pytest.mark.parametrize(("reply", "reason", "later"), EVERYWHERE, ids=lambda value: str(value)[:40])
def test_what_is_in_vain_is_a_dead_letter_at_once_and_the_rest_is_tried_again_not_too_soon(
    opened, reply, reason, later
):
    with Service(reply) as service:
        desk = Desk(opened, service)
        desk.happen(2)
        desk.tell(11)
    if later:
        assert len(desk.times) >= 2
        assert all(after - before >= 1000 for before, after in pairwise(desk.times))
        assert desk.became == [("pending", reason), ("behind", "")]
    else:
        assert desk.times == [START, START]
        assert desk.became == [("dead", reason)] * 2


@pytest.mark.parametrize(
    ("opened", "reply", "reason"),
    [
        (at_webhook, Reply(200, body=b'{"ok": false}'), "server"),
        (at_webhook, Reply(fault="hang"), "timeout"),
        (in_discord, Reply(fault="hang"), "timeout"),
        (in_ntfy, Reply(fault="hang"), "timeout"),
    ],
)
def test_a_lie_and_a_silence_are_no_deliveries(opened, reply, reason):
    with Service(reply) as service:
        desk = Desk(opened, service, timeout=0.3)
        desk.happen(2)
        desk.tell(2)
        assert desk.became == [("pending", reason), ("behind", "")]


@pytest.mark.parametrize("opened", [at_webhook, in_discord, in_ntfy])
def test_a_certificate_that_nobody_vouches_for_is_tried_again_later(opened, certificate):
    with Service(tls=certificate) as service:
        desk = Desk(opened, service)
        desk.happen(2)
        desk.tell(2)
        assert service.received == []
    assert desk.became == [("pending", "tls"), ("behind", "")]


def test_a_redirect_to_an_address_at_home_is_not_followed():
    with Service() as home, Service(Reply(307, {"Location": home.url.replace("127.0.0.1", "localhost")})) as service:
        options = webhook.Options(url=f"{service.url}/s3cret", redirects="allow")
        desk = Desk(lambda _service, clock, _timeout: webhook.open(options, name="hook", clock=clock), service)
        desk.happen(2)
        desk.tell(2)
        assert home.received == []
    assert desk.became == [("dead", "network")] * 2
