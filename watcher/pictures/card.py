"""The card of a play: who, on what, how well."""

from collections.abc import Sequence

from msgspec import Struct

from watcher import words
from watcher.events import Event
from watcher.facts import MapFacts, PlayerFacts, PlayFacts
from watcher.osu import mods
from watcher.pictures.canvas import DIM, GRADES, MODES, NIGHT, PALE, PINK, WHITE, Canvas

WIDTH, HEIGHT = 1000, 380
_LEFT, _RIGHT = 300, WIDTH - 40
_MOD = (255, 206, 120)


class Card(Struct, frozen=True, kw_only=True):
    """What stands on a card."""

    player: PlayerFacts
    map: MapFacts
    play: PlayFacts
    mode: str
    told: str
    worth: str
    change: str
    standing: str

    @classmethod
    def of(cls, events: Sequence[Event]) -> "Card":
        """The card of news about a play; what completes it tells the rank."""
        facts = events[0].facts
        place, gain = getattr(facts, "place", None), getattr(facts, "gain", None)
        pp = facts.play.pp  # type: ignore[attr-defined]  # whoever asks for a card has seen to it
        rank = next((event.facts for event in events[1:] if hasattr(event.facts, "rank_after")), None)
        ranks = (getattr(rank, "rank_before", None), getattr(rank, "rank_after", None))
        return cls(
            player=facts.player,  # type: ignore[attr-defined]  # as above
            map=facts.map,  # type: ignore[attr-defined]  # as above
            play=facts.play,  # type: ignore[attr-defined]  # as above
            mode=getattr(facts, "mode", "") or "osu",
            told=events[0].kind.replace("_", " ").upper() + (f" #{place}" if place else ""),
            worth=words.pp(pp) if pp is not None else "",
            change=f"{words.signed(gain)}pp in total" if gain is not None else "",
            standing=_standing(*ranks),
        )

    def png(self) -> bytes:
        """The card as PNG."""
        tint = MODES.get(self.mode, PINK)
        canvas = Canvas(WIDTH, HEIGHT, tint, self.map.id)
        canvas.panel((20, 20, WIDTH - 20, HEIGHT - 20), 22, (18, 13, 20, 130))
        self._grade(canvas)
        self._title(canvas)
        self._mods(canvas)
        self._figures(canvas)
        return canvas.png()

    def _grade(self, canvas: Canvas) -> None:
        colour = GRADES.get(self.play.grade, WHITE)
        centre = (158, 178)
        canvas.ring(centre, 104, 13, self.play.accuracy / 100, colour)
        letter = words.grade(self.play.grade) or "–"
        canvas.text(
            (centre[0], centre[1] + 36), letter, 100 if len(letter) == 1 else 84, colour, bold=True, middle=True
        )
        canvas.text((centre[0], 332), words.accuracy(self.play.accuracy), 30, WHITE, bold=True, middle=True)

    def _title(self, canvas: Canvas) -> None:
        told = canvas.text((_LEFT, 66), self.told, 16, MODES.get(self.mode, PINK), bold=True)
        canvas.text((_LEFT + told + 14, 66), words.moment(self.play.ended), 16, DIM)
        width = canvas.text((_LEFT, 106), words.player_name(self.player), 34, WHITE, bold=True, width=280)
        beside = " · ".join(filter(None, (self.player.country, self.standing)))
        canvas.text((_LEFT + width + 14, 106), beside, 19, PALE, width=max(60, 410 - width))
        canvas.text((_LEFT, 152), self.map.title, 28, WHITE, bold=True, width=_RIGHT - _LEFT)
        canvas.text((_LEFT, 182), self.map.artist, 20, PALE, width=_RIGHT - _LEFT)
        version = f"[{self.map.version}]" + (f" by {self.map.creator}" if self.map.creator else "")
        canvas.text((_LEFT, 211), version, 18, DIM, width=_RIGHT - _LEFT)
        if self.worth:
            canvas.text((_RIGHT, 92), self.worth, 46, WHITE, bold=True, right=True)
            canvas.text((_RIGHT, 116), self.change, 17, (166, 234, 120), bold=True, right=True)

    def _mods(self, canvas: Canvas) -> None:
        x = float(_LEFT)
        for stars in filter(None, (self.play.stars or self.map.stars,)):
            x += canvas.pill((x, 228), words.stars(stars).replace("★", " ★"), (255, 221, 85)) + 8
        shown = [mod for mod in self.play.mods if mods.display((mod,), lazer=self.play.lazer)]
        for mod in shown[:9]:
            x += canvas.pill((x, 228), mods.display((mod,), lazer=self.play.lazer), _MOD) + 8
        if self.play.full_combo:
            canvas.pill((x, 228), "FULL COMBO", (120, 226, 170))

    def _figures(self, canvas: Canvas) -> None:
        tiles = [
            ("COMBO", words.combo(self.play.combo, self.map.max_combo)),
            ("MISSES", words.number(self.play.misses)),
            ("SCORE", words.number(self.play.score)),
            ("LENGTH", words.length(self.play.length or self.map.length) if self.map.length else ""),
        ]
        shown = [(name, value) for name, value in tiles if value]
        sizes = [
            max(canvas.measured(name, 13, bold=True), canvas.measured(value, 22, bold=True)) for name, value in shown
        ]
        spare = (_RIGHT - _LEFT - 12 * (len(shown) - 1) - sum(sizes)) / len(shown)
        x = float(_LEFT)
        for (name, value), size in zip(shown, sizes, strict=True):
            canvas.panel((x, 276, x + size + spare, 340), 12, (*NIGHT, 190))
            canvas.text((x + spare / 2, 299), name, 13, DIM, bold=True)
            canvas.text((x + spare / 2, 327), value, 22, WHITE, bold=True, width=size + max(0, spare))
            x += size + spare + 12


def _standing(before: int | None, after: int | None) -> str:
    """`#9,998 (+42)`."""
    if after is None:
        return ""
    return words.rank(after) + (f" ({words.signed(before - after)})" if before and before != after else "")
