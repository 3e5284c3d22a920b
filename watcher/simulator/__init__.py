"""An osu! in miniature, on loopback: it speaks both APIs, from a world that grows from a seed.

It knows nothing of the daemon and shares no code with its clients, so that one misunderstanding can't cancel itself
out. `watcher simulate` starts it; tests write `async with Simulator(seed=1, clock=clock) as sim`.
"""

from watcher.simulator.server import Simulator

__all__ = ["Simulator"]
