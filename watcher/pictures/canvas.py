"""What pictures are made of: fonts for all scripts there are fonts for, colours, triangles. Only this room draws."""

import random
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
Colour = tuple[int, int, int]

LONGEST = 200
"""Letters of a line that are looked at."""
SCALE = 2
"""Everything is drawn larger and made smaller in the end, so that edges are smooth."""
FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("~/.local/share/fonts").expanduser(),
           Path("/Library/Fonts"), Path("/System/Library/Fonts"))  # fmt: skip
_LATIN = {
    True: ("Torus-Bold", "Exo2-Bold", "Inter-Bold", "NotoSans-Bold", "DejaVuSans-Bold", "LiberationSans-Bold"),
    False: (
        "Torus-Regular",
        "Exo2-Regular",
        "Inter-Regular",
        "NotoSans-Regular",
        "DejaVuSans",
        "LiberationSans-Regular",
    ),
}
_JAPANESE = {
    True: ("NotoSansCJK-Bold", "NotoSansJP-Bold", "SourceHanSans-Bold"),
    False: (
        *("NotoSansCJK-Regular", "NotoSansJP-Regular", "SourceHanSans-Regular", "VL-PGothic-Regular", "ipagp", "ipag"),
        *("TakaoPGothic", "fonts-japanese-gothic", "DroidSansFallbackFull", "wqy-microhei"),
    ),
}

NIGHT: Colour = (30, 24, 32)
DUSK: Colour = (52, 40, 54)
WHITE: Colour = (255, 255, 255)
PALE: Colour = (206, 194, 210)
DIM: Colour = (150, 136, 156)
PINK: Colour = (255, 102, 171)
GRADES: dict[str, Colour] = {
    "XH": (222, 230, 240), "X": (255, 217, 76), "SH": (200, 214, 230), "S": (255, 196, 60), "A": (136, 218, 32),
    "B": (88, 160, 255), "C": (255, 142, 93), "D": (255, 90, 90), "F": (158, 60, 60),
}  # fmt: skip
MODES: dict[str, Colour] = {"osu": PINK, "taiko": (232, 72, 63), "fruits": (63, 169, 232), "mania": (142, 102, 255)}


@cache
def _installed() -> dict[str, Path]:
    """Fonts of this machine by the name of their file."""
    found = (file for folder in FOLDERS if folder.is_dir() for file in folder.rglob("*"))
    return {file.stem: file for file in found if file.suffix.lower() in {".ttf", ".otf", ".ttc"}}


@cache
def font(size: int, *, bold: bool = False, japanese: bool = False) -> Font:
    """The best font there is at this size, in pixels. Without any, Pillow's own, which knows Latin only."""
    names = (*_JAPANESE[bold], *_JAPANESE[False], *_LATIN[bold]) if japanese else (*_LATIN[bold], *_LATIN[False])
    file = next((_installed()[name] for name in names if name in _installed()), None)
    return ImageFont.truetype(str(file), size) if file else ImageFont.load_default(size)


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """The text in parts, each with whether it is Japanese, Chinese or Korean: no font knows all."""
    part, kind = "", False
    for letter in filter(str.isprintable, text[:LONGEST]):
        here = "\u2e80" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7af" or "\uf900" <= letter <= "\uffee"
        if part and here is not kind:
            yield part, kind
            part = ""
        part, kind = part + letter, here
    if part:
        yield part, kind


class Canvas:
    """A picture being drawn. Sizes and places are in pixels of the finished one."""

    def __init__(self, width: int, height: int, tint: Colour, seed: int) -> None:
        self.width, self.height = width, height
        self.image = Image.new("RGB", (width * SCALE, height * SCALE), NIGHT)
        self.pen = ImageDraw.Draw(self.image, "RGBA")
        self._fade(tint)
        self._triangles(tint, random.Random(seed))

    def text(self, place: tuple[float, float], text: str, size: int, colour: Colour = WHITE, *, bold: bool = False,
             width: float = 0, right: bool = False, middle: bool = False) -> float:  # fmt: skip
        """Write a line, its base at `place`; cut to `width`. Returns how wide it is."""
        text = self.fitted(text, size, width, bold=bold) if width else text
        length = self.measured(text, size, bold=bold)
        x = (place[0] - (length if right else length / 2 if middle else 0)) * SCALE
        for part, japanese in runs(text):
            drawn = font(size * SCALE, bold=bold, japanese=japanese)
            self.pen.text((x, place[1] * SCALE), part, colour, drawn, anchor="ls")
            x += drawn.getlength(part)
        return length

    def measured(self, text: str, size: int, *, bold: bool = False) -> float:
        """How wide a line is."""
        return sum(font(size * SCALE, bold=bold, japanese=ja).getlength(part) for part, ja in runs(text)) / SCALE

    def fitted(self, text: str, size: int, width: float, *, bold: bool = False) -> str:
        """As much of a line as has room, with `…` where some is missing."""
        if self.measured(text, size, bold=bold) <= width:
            return text
        low, high = 0, len(text)
        while low < high:
            half = (low + high + 1) // 2
            fits = self.measured(text[:half].rstrip() + "…", size, bold=bold) <= width
            low, high = (half, high) if fits else (low, half - 1)
        return text[:low].rstrip() + "…"

    def panel(self, box: Sequence[float], radius: float, fill: tuple[int, int, int, int]) -> None:
        """A box with round corners."""
        self.pen.rounded_rectangle([side * SCALE for side in box], radius * SCALE, fill)

    def pill(self, place: tuple[float, float], text: str, fill: Colour, ink: Colour = NIGHT) -> float:
        """A label in a pill, its upper left corner at `place`. Returns how wide it is."""
        width = self.measured(text, 17, bold=True) + 22
        self.panel((*place, place[0] + width, place[1] + 28), 14, (*fill, 255))
        self.text((place[0] + width / 2, place[1] + 20.5), text, 17, ink, bold=True, middle=True)
        return width

    def ring(self, centre: tuple[float, float], radius: float, thick: float, share: float, colour: Colour) -> None:
        """A ring of which so much (0–1) is filled, from the top on."""
        box = [(part + sign * radius) * SCALE for sign in (-1, 1) for part in centre]
        self.pen.arc(box, 0, 360, (255, 255, 255, 26), round(thick * SCALE))
        if share > 0:
            self.pen.arc(box, -90, -90 + 360 * min(1, share), (*colour, 255), round(thick * SCALE))

    def line(self, points: Sequence[tuple[float, float]], colour: Colour, thick: float = 3) -> None:
        """A curve through these points."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self.pen.line(scaled, (*colour, 255), round(thick * SCALE), joint="curve")

    def area(self, points: Sequence[tuple[float, float]], floor: float, colour: Colour) -> None:
        """What is below a curve, fading downwards."""
        layer = Image.new("L", self.image.size, 0)
        outline = [*points, (points[-1][0], floor), (points[0][0], floor)]
        ImageDraw.Draw(layer).polygon([(x * SCALE, y * SCALE) for x, y in outline], 255)
        top = min(y for _, y in points) * SCALE
        fade = Image.linear_gradient("L").rotate(180).resize((1, max(1, round(floor * SCALE - top))))
        strength = Image.new("L", self.image.size, 0)
        strength.paste(
            fade.point([level * 90 // 255 for level in range(256)]).resize((self.image.width, fade.height)),
            (0, round(top)),
        )
        blank = Image.new("L", self.image.size, 0)
        self.image.paste(colour, mask=Image.composite(strength, blank, layer))
        self.pen = ImageDraw.Draw(self.image, "RGBA")

    def dot(self, centre: tuple[float, float], radius: float, colour: Colour) -> None:
        """A dot with a rim."""
        for size, ink in ((radius + 3, NIGHT), (radius, colour)):
            self.pen.ellipse([(part + sign * size) * SCALE for sign in (-1, 1) for part in centre], ink)

    def png(self) -> bytes:
        """The finished picture."""
        kept = BytesIO()
        self.image.resize((self.width, self.height), Image.Resampling.LANCZOS).save(kept, "PNG", compress_level=6)
        return kept.getvalue()

    def _fade(self, tint: Colour) -> None:
        """From the tint at the left into the night."""
        dark = tuple((part * 2 + shade * 3) // 5 for part, shade in zip(tint, NIGHT, strict=True))
        side = Image.linear_gradient("L").rotate(90).resize(self.image.size)
        self.image.paste(dark, mask=side.point([level * 200 // 255 for level in range(256)]))
        self.pen = ImageDraw.Draw(self.image, "RGBA")

    def _triangles(self, tint: Colour, chance: random.Random) -> None:
        for _ in range(46):
            size = chance.uniform(20, 130) * SCALE
            x, y = chance.uniform(-0.05, 1.05) * self.image.width, chance.uniform(-0.1, 1.2) * self.image.height
            light = chance.choice([tint, WHITE, NIGHT])
            corners = [(x, y - size * 0.87), (x - size, y + size * 0.87), (x + size, y + size * 0.87)]
            self.pen.polygon(corners, (*light, chance.randint(6, 20)))
