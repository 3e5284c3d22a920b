"""The gallery: what every kind of news looks like, as text in each form and as a picture. For docs/gallery.md."""

import html
from collections.abc import Iterator, Mapping
from itertools import accumulate
from pathlib import Path

from msgspec import structs

from watcher import digest, news, pictures
from watcher.catalogue import samples
from watcher.cli._drawn import drawn
from watcher.cli._samples import message, sampled
from watcher.ledger import Ledger
from watcher.notification import Message
from watcher.pictures import Point
from watcher.sinks import _forms, _json

TOP = """\
# The gallery

What messages look like: every kind of news on a phone and in Discord, and below each picture the same as text. Made
from the code by `watcher news --gallery docs`; the players and maps are made up. `watcher preview KIND` shows any of
them as your own sinks would get it.

"""
PICTURES = ("card.png", "curve.png")
_ROOM = 4000
_EARLIER = ({"number": 3, "margin": 40_112.0}, {"number": 2, "margin": 9_805.0}, {"number": 1, "margin": 201_330.0})
_HOUR = 3_600_000
_DAY = 24 * _HOUR


def write(folder: Path) -> None:
    """Write the page and its drawings. Pictures look different with every machine's fonts: those there are stay."""
    rooms = folder / "gallery"
    rooms.mkdir(exist_ok=True)
    made = files()
    for old in rooms.glob("*.svg"):
        if f"gallery/{old.name}" not in made:
            old.unlink()
    for path, text in made.items():
        (folder / path).write_text(text, encoding="utf-8")
    if pictures.available() and not all((rooms / name).exists() for name in PICTURES):
        for name, png in zip(PICTURES, images(), strict=True):
            (rooms / name).write_bytes(png)


def files() -> Mapping[str, str]:
    """Every file of the gallery that is text, by its path in the documents."""
    shown = dict(exhibits())
    chapters = [chapter(name, one) for name, one in shown.items()]
    drawings = {f"gallery/{file_of(name)}": drawn(one) for name, one in shown.items()}
    return {"gallery.md": TOP + _POSTERS + "\n".join(chapters), **drawings}


def exhibits() -> Iterator[tuple[str, Message]]:
    """Messages by name: one of every kind, and those that tell several news."""
    ledger = Ledger(news.families())
    for kind in sorted(samples()):
        [(event, row)] = sampled(kind)
        yield kind, message([(event, row)], ledger.words([event]))
    yield from _together(ledger)


def _together(ledger: Ledger) -> Iterator[tuple[str, Message]]:
    kinds = ("top_play", "rank_milestone", "first_place", "level_up", "medal", "session")
    told = [each for kind in kinds for each in sampled(kind)]
    said = [(event.happened + number * _HOUR, ledger.words([event])) for number, (event, _) in enumerate(told)]
    yield "a digest", message(told, digest.digest(said, zone="Europe/Oslo"))
    plays = [each for each in sampled("top_play") for _ in range(6)]
    many = [(event.happened + number * 60_000, ledger.words([event])) for number, (event, _) in enumerate(plays)]
    yield "what was over a cap", message(plays, digest.more(many, ["top_play"] * 6))
    games = sampled("match_game")
    [(game, _)] = games
    before = [
        (
            game.happened - back * 5 * 60_000,
            ledger.words([structs.replace(game, facts=structs.replace(game.facts, **was))]),
        )
        for back, was in enumerate(_EARLIER, 1)
    ]
    yield "a running match", message(games, digest.running(ledger.words([game]), before))


def chapter(name: str, one: Message) -> str:
    """A message in Markdown: its picture, and its forms as text."""
    words = one.notification
    title = f"`{name}`" if " " not in name else name.capitalize()
    forms = {
        "a phone, a file": ("text", "\n".join(filter(None, (words.title, _forms.text(words, _ROOM))))),
        "Markdown": ("markdown", "\n".join(filter(None, (words.title, _forms.markdown(words, _ROOM))))),
        "mail": ("html", f"<b>{_forms.html_escape(words.title)}</b><br/>\n{_forms.page(words, _ROOM)}"),
        "a program": ("json", _json.encode(structs.replace(one, told=())).decode()),
    }
    texts = [f"{form}:\n\n```{language}\n{text}\n```\n" for form, (language, text) in forms.items()]
    alt = html.escape(words.title).replace("[", "(").replace("]", ")")
    details = ["<details><summary>as text</summary>\n", *texts, "</details>\n"]
    return "\n".join([f"## {title}\n", f"![{alt}](gallery/{file_of(name)})\n", *details])


_POSTERS = """\
With the extra `pictures`, a card goes with plays, and a curve with changes of rank:

![The card of a play](gallery/card.png)

![The curve of a player's pp and rank](gallery/curve.png)

"""


def file_of(name: str) -> str:
    """What the drawing of this exhibit is called."""
    return f"{name.replace(' ', '-')}.svg"


def images() -> tuple[bytes, bytes]:
    """A card and a curve, drawn with the fonts of this machine."""
    [(play, _)] = sampled("top_play")
    [(change, _)] = sampled("rank_change")
    steps = [0, 0, 21, 4, 0, 12, 38, 0, 0, 7, 31, 0, 15, 2, 0, 0, 24, 9, 0, 43]
    points = [
        Point(change.happened - (len(steps) - day) * _DAY, 6836.7 + gained, 10_240 + 3 * day - gained)
        for day, gained in enumerate(accumulate(steps))
    ]
    return _small(pictures.draw([play, change], ())), _small(pictures.draw([change], points))


def _small(png: bytes) -> bytes:
    """The same in fewer colours: a page wants to be light."""
    from io import BytesIO

    from PIL import Image

    kept = BytesIO()
    Image.open(BytesIO(png)).quantize(128).save(kept, "PNG", optimize=True)
    return kept.getvalue()
