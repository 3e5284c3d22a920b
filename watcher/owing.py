"""Who is owed what is new: recall → route → owe. What happens inside the transaction; nothing here waits.

Does not send: what is owed stands in the store, and `telling` takes it from there.
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, structs

from watcher import rules
from watcher.events import Event, for_admin, is_ours
from watcher.ledger import Ledger, nameless, player_of, unknown_maps_of
from watcher.recipients import Recipients
from watcher.rules.rhythm import IN_QUIET, TOO_LONG_AGO
from watcher.store import Transaction, held, mutes, outbox, pacing
from watcher.store.outbox import StoredEvent
from watcher.storm import Fate, Storm
from watcher.tally import Tally
from watcher.vigil import Vigil

ROUTED_AT_ONCE = 500
MAP_PATIENCE = 60_000
"""How long news waits for the names of its map and of a stranger (ms). Then it is told with their numbers."""
FOLDED = "pp was being recalculated, and that was told instead"
MUTED, COOLDOWN = "muted", "cooldown"
SUPPRESSIONS = (MUTED, COOLDOWN, FOLDED, TOO_LONG_AGO, IN_QUIET)
"""Why a sink is not told, on purpose."""


class Owing:
    """Writes down who is owed what is new."""

    def __init__(self, ledger: Ledger, vigil: Vigil, storm: Storm, tally: Tally) -> None:
        self._ledger = ledger
        self._tally = tally
        self._vigil = vigil
        self._storm = storm

    def route(self, tx: Transaction, recipients: Recipients, now: int) -> None:
        """Decide about what is new, in the order in which it came to be known."""
        self._vigil.keep(tx, now)
        self._storm.keep(tx, now)
        rows = outbox.unrouted(tx, after=0, most=ROUTED_AT_ONCE)
        events = self._ledger.read(tx, rows)
        silent = mutes.muted(tx, now) if rows else {}
        routing = _Routing(tx, self._ledger, self._vigil, self._storm, self._tally, recipients, silent, now)
        routing.learn(events.values())
        waiting: set[str] = set()
        for row in rows:
            event = events.get(row.key)
            if event is not None and self._storm.fate(event, row.noticed, now) is Fate.WAIT:
                held.hold(tx, row.id)
                continue
            if event is not None and (row.subject in waiting or _waits_for_names(event, row, now)):
                waiting.add(row.subject)  # and so does what comes after it about the same subject
                continue
            if event is not None:
                routing.owe(event, row)
                self._count(event, row)
            outbox.routed(tx, row.id)

    def _count(self, event: Event, row: StoredEvent) -> None:
        self._tally.add("watcher_events", event.kind, event.cause)
        if event.kind == "gap":
            self._tally.add("watcher_gaps")
        if event.cause == "played":
            self._tally.took("watcher_detection_delay_seconds", (row.noticed - event.happened) / 1000)


class _Routing(Struct, frozen=True):
    """One transaction of it."""

    tx: Transaction
    ledger: Ledger
    vigil: Vigil
    storm: Storm
    tally: Tally
    recipients: Recipients
    silent: Mapping[str, int]
    now: int

    def learn(self, events: Iterable[Event]) -> None:
        """News of the watcher itself tell when nobody watched."""
        for event in events:
            if self._is_ours(event):
                self.vigil.learn(self.tx, event, self.now)
                self.storm.learn(self.tx, event, self.now)

    def owe(self, event: Event, row: StoredEvent) -> None:
        """Let an event complete what waits for it, and owe it to everybody else who is to hear of it."""
        joined = outbox.join(self.tx, row, self.now) if event.about else set()
        ours = self._is_ours(event)
        waits = event.kind in getattr(self.ledger.speaker(event.kind), "COMPLETED", ())
        folded = self.storm.fate(event, row.noticed, self.now) is Fate.FOLD
        for route in self._routes(event, ours=ours):
            if route.sink not in joined:
                why = FOLDED if folded else self._silenced(event, route)
                place = rules.Place(self.now, silenced=why) if why or ours else self._place(event, route)
                self._overtake(event, route.sink)
                told = structs.replace(route, priority=-1, mention="") if self._is_state(event) else route
                self._put(row, told, place, settle=route.settle if waits else 0)
        for early in outbox.came_before(self.tx, row) if waits else ():
            outbox.join(self.tx, early, self.now)

    def _routes(self, event: Event, *, ours: bool) -> Sequence[rules.Route]:
        if getattr(self.ledger.speaker(event.kind), "FOR_ALL", False):
            return self.recipients.everybody if self.storm.recalculation == "auto" else ()
        return self.recipients.routes(event, ours=ours or self._for_admin(event))

    def _for_admin(self, event: Event) -> bool:
        speaker = self.ledger.speaker(event.kind)
        known = speaker is not None and event.kind in for_admin(speaker)
        return known and not self.recipients.asked_for(event)

    def _is_ours(self, event: Event) -> bool:
        speaker = self.ledger.speaker(event.kind)
        return speaker is not None and is_ours(speaker)

    def _silenced(self, event: Event, route: rules.Route) -> str:
        names = (f"sink/{route.sink}", f"watch/{route.watch}", f"player/{player_of(event)}")
        if what := mutes.among(self.silent, names):
            return f"{MUTED}: {what}"
        since = self.now - route.cooldown
        if route.cooldown and pacing.told_by_rule(self.tx, route.sink, route.rule, event.subject, since):
            return f"{COOLDOWN}: this rule spoke of it a short while ago"
        return ""

    def _is_state(self, event: Event) -> bool:
        return self.ledger.is_state(event.kind)

    def _overtake(self, event: Event, sink: str) -> None:
        """Of states that wait for a sink only the newest matters, and none after what they led to."""
        over = [kind for kind in (event.kind, *self.ledger.continues(event.kind)) if self.ledger.is_state(kind)]
        if over:
            outbox.supersede(self.tx, sink, event.subject, over, self.now)

    def _place(self, event: Event, route: rules.Route) -> rules.Place:
        rhythm = self.recipients.rhythm(route.sink)
        if route.priority > 0 or self._is_state(event):
            return rules.Place(self.now)
        away = self.vigil.away
        found = rules.place(event.happened, self.now, catch_up=route.catch_up, rhythm=rhythm, away=away)
        if found.gathered or found.silenced:
            return found
        if before := outbox.gathering_about(self.tx, route.sink, event.subject):
            return structs.replace(found, gathered=before)
        return found if rhythm.cap is None else self._folded(found, route.sink, rhythm.cap)

    def _folded(self, found: rules.Place, sink: str, cap: rules.Cap) -> rules.Place:
        """What is over the cap is gathered: the message goes out after those before it, when there is room."""
        if pacing.folds(self.tx, sink, rules.MORE):
            return structs.replace(found, gathered=rules.MORE)
        room = pacing.room(self.tx, sink, most=cap.most, since=self.now - cap.within, now=self.now)
        if pacing.waiting(self.tx, sink, room) < room:
            return found
        return rules.Place(max(found.due, pacing.last_due(self.tx, sink)), rules.MORE)

    def _put(self, row: StoredEvent, route: rules.Route, place: rules.Place, *, settle: int) -> None:
        alone = not place.gathered and not place.silenced
        due = place.due + settle if alone else place.due
        owed = {
            "sink": route.sink,
            "watch": route.watch,
            "due": due,
            "awaits": row.key if alone and settle else None,
            "expires": due + self.recipients.rhythm(route.sink).max_age,
            "created": self.now,
            "priority": -1 if place.gathered == rules.MORE else route.priority,
            "mention": route.mention if alone and route.mention else None,
            "rule": route.rule or None,
        }
        if place.silenced:
            outbox.silence(self.tx, row, owed, place.silenced)
            self.tally.add("watcher_suppressed", place.silenced.partition(":")[0])
        elif place.gathered:
            outbox.gather(self.tx, row, owed, place.gathered)
        else:
            outbox.owe(self.tx, row, owed)


def _waits_for_names(event: Event, row: StoredEvent, now: int) -> bool:
    waited = abs(now - row.noticed)  # the clock may have been set back since
    return (bool(unknown_maps_of(event)) or nameless(event)) and waited < MAP_PATIENCE
