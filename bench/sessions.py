"""Without a feed: how late plays are noticed by the belief scheduler, against the bounds, at the same requests.

The scheduler alone, in virtual time: N players, one look a second, each look shows what was played since the last.
Sessions: players with habits; the bound is an oracle that knows who is in a session and looks at those in turn, once a
minute at most. Constant rates: the bound is the static optimum, looks in proportion to the square root of the rate.
Delay counts from the play to the look; what the network takes is left out on both sides.
"""

import heapq
import random
from itertools import accumulate
from math import cos, exp, pi, sqrt
from statistics import mean

from watcher import belief

DAY = 86_400
START = 1_790_000_000
DAYS, WARM = 6, 3
FLOOR = 60.0


def habits(dice: random.Random) -> list[float]:
    """The times (seconds) at which one player with sessions plays."""
    often = min(4.0, 0.35 * exp(dice.gauss(0, 1.2)))
    evening, typical = dice.random() * 24, 85.0
    ends, time = [], 0.0
    while time < DAYS * DAY:
        time += dice.expovariate(often / DAY * 2.3)
        hour = (START + time) / 3600 % 24
        if dice.random() > exp(2 * (cos((hour - evening) * pi / 12) - 1)):
            continue
        over = time + min(8 * 3600, 2700 * exp(dice.gauss(0, 0.8)))
        while time < over:
            time += max(12.0, typical * exp(dice.gauss(0, 0.7)))
            ends.append(time)
    return [end for end in ends if end < DAYS * DAY]


def steady(dice: random.Random) -> list[float]:
    """The times at which one player with a constant rate plays."""
    gap = 20_000 * exp(dice.gauss(0, 1.2))
    return [
        end
        for end in accumulate(dice.expovariate(1 / gap) for _ in range(int(DAYS * DAY / gap * 2) + 9))
        if end < DAYS * DAY
    ]


def ours(worlds: list[list[float]], rate: float) -> tuple[list[float], float]:
    """The delays after the warm-up, and looks a second."""
    market, aim = belief.Market(), len(worlds) / rate
    states = [belief.Belief() for _ in worlds]
    places = [0] * len(worlds)
    queue = [(number / rate, number) for number in range(len(worlds))]
    heapq.heapify(queue)
    delays, looks, free = [], 0, 0.0
    while queue[0][0] < DAYS * DAY:
        due, number = heapq.heappop(queue)
        now = free = max(due, free + 1 / rate)
        ends, place = worlds[number], places[number]
        while place < len(ends) and ends[place] <= now:
            place += 1
        fresh = ends[places[number] : place]
        places[number] = place
        if now > WARM * DAY:
            looks += 1
            delays += [now - end for end in fresh]
        at = round((START + now) * 1000)
        states[number] = belief.seen(states[number], [round((START + end) * 1000) for end in fresh], at)
        waited = belief.wait(states[number], market.price(aim), 4 * 3600.0)
        market.settled(waited, aim)
        heapq.heappush(queue, (now + waited, number))
    return delays, looks / ((DAYS - WARM) * DAY)


def oracle(worlds: list[list[float]], rate: float) -> float:
    """The mean delay of one who knows who is in a session."""
    minutes = [0] * (DAYS * 1440 + 600)
    for ends in worlds:
        for minute in {int(end // 60) + more for end in ends for more in range(2)}:
            minutes[minute] += 1
    return mean(max(FLOOR, minutes[int(end // 60)] / rate) / 2 for ends in worlds for end in ends if end > WARM * DAY)


def optimum(worlds: list[list[float]], rate: float) -> float:
    """The mean delay of one who knows every rate, and that it is constant: looks in proportion to its square root."""
    rates = [len(ends) / DAYS / DAY for ends in worlds]
    return sum(map(sqrt, rates)) ** 2 / (2 * rate * sum(rates))


def run() -> None:
    """Print the table."""
    print("| players play | players | looks a second | mean delay, s | p50 | p95 | bound, s | ours ÷ bound |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    for name, world, bound, count in (
        ("in sessions", habits, oracle, 100),
        ("in sessions", habits, oracle, 1000),
        ("at constant rates", steady, optimum, 1000),
    ):
        for seed in (1, 2, 3):
            dice = random.Random(seed)
            worlds = [world(dice) for _ in range(count)]
            delays, looks = ours(worlds, 1.0)
            delays.sort()
            best = bound(worlds, 1.0)
            half, most = (delays[int(len(delays) * share)] for share in (0.5, 0.95))
            print(
                f"| {name} | {count} | {looks:.2f} | {mean(delays):.0f} | {half:.0f} | {most:.0f} "
                f"| {best:.0f} | {mean(delays) / best:.2f} |",
                flush=True,
            )
