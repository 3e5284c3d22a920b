"""Does the daemon get on? Said to the service manager, and written down for `watcher health`.

A half gets on while its ticks come to their end. That the process lives, or that the loop turns, proves nothing.
"""

import json
import socket
from collections.abc import Iterable, Mapping

HALVES = ("looking", "telling")
EVERY = 5.0
"""How often it is said to the service manager (s)."""
NOTED_EVERY = 10.0
"""How often it is written down (s): seldom, as each time is a write to the disk."""
PATIENCE = 30.0
"""How long a tick may take before its half is called stuck (s). A locked store may hold one up for as long.

With `WatchdogSec=25` in the unit, a daemon that is stuck starts again within a minute.
"""
STALE = 45.0
"""After how long without a tick `watcher health` calls a half stuck (s); what it reads is `NOTED_EVERY` old at most."""


class Progress:
    """When each half last came to the end of a tick; `now` is monotonic seconds throughout."""

    def __init__(self, now: float, halves: Iterable[str] = HALVES) -> None:
        self._ended = dict.fromkeys(halves, now)

    def note(self, half: str, now: float) -> None:
        """A tick of this half came to its end."""
        self._ended[half] = now

    def proven(self, since: float) -> bool:
        """Whether each half came to the end of a tick after that moment."""
        return all(ended > since for ended in self._ended.values())

    def ages(self, now: float) -> dict[str, float]:
        """Seconds since each half last got on."""
        return {half: now - ended for half, ended in self._ended.items()}


def stuck(ages: Mapping[str, float], patience: float = PATIENCE) -> dict[str, float]:
    """The halves that don't get on, with the seconds since they last did."""
    return {half: age for half, age in ages.items() if age > patience}


def messages(ages: Mapping[str, float], idle: str, trouble: str = "") -> list[str]:
    """What to say to systemd: the watchdog is fed only while nothing is stuck. `idle`: what to show while all is well.

    `trouble`: why the store can't be used, where it can't. Then both halves wait for it, and another process would have
    to wait as well: that is no reason to start again. See sd_notify(3).
    """
    late = {} if trouble else stuck(ages)
    said = ", ".join(f"{half} stands still for {age:.0f} s" for half, age in late.items())
    return [f"STATUS={trouble or said or idle}", *([] if late else ["WATCHDOG=1"])]


def notify(address: str | None, *lines: str) -> None:
    """Tell the service manager that listens at `address` (`$NOTIFY_SOCKET`); None: nobody does.

    One that doesn't listen any more is not our trouble.
    """
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as door:
        door.setblocking(False)  # it must not hold up the loop
        try:
            door.sendto("\n".join(lines).encode(), "\0" + address[1:] if address.startswith("@") else address)
        except OSError:
            return


def written(ages: Mapping[str, float], now: int) -> str:
    """The note for the store: when each half last got on (ms UTC)."""
    return json.dumps({half: now - round(age * 1000) for half, age in ages.items()})


def read(note: str | None, now: int) -> dict[str, float]:
    """Ages out of the note. A half that is not in it never got on; one from a clock set back since got on just now."""
    ended = json.loads(note) if note else {}
    return {half: max(0.0, (now - ended.get(half, 0)) / 1000) for half in HALVES}
