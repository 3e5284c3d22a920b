"""The gallery: what every kind of news looks like, as text in each form and as a picture. For docs/gallery.md.

Its messages are those that the daemon told of plays staged in the simulator; what those do not bring about is a sample.
"""

import html
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, structs

from watcher import news, pictures
from watcher.catalogue import samples
from watcher.cli._acts import CLUB, CURVE, a_day, an_evening, mishaps, troubles, two_weeks
from watcher.cli._drawn import drawn
from watcher.cli._samples import message, sampled
from watcher.cli._staged import staged
from watcher.ledger import Ledger
from watcher.notification import Message
from watcher.sinks import _embed, _forms, _json

TOP = """\
# The gallery

What messages look like: every kind of news on a phone and in Discord, and below each picture the same as text.

They are what the whole daemon told while it watched the [simulator](simulator.md), in which five plays were staged;
`watcher news --gallery docs` stages them again. Players and maps are made up. What does not happen there is marked as a
sample: a full disk, and a store that is damaged or replaced. `watcher preview KIND` shows any of them as your own sinks
would get it.

"""
PICTURES = ("card.png", "curve.png")
_ROOM = 4000


class Exhibits(Struct, frozen=True):
    """Messages by name: one of every kind, and those that tell several news. `samples` names those that are made up.

    images: a card and a curve, as PNG; empty where they were not asked for, or can't be drawn.
    """

    messages: Mapping[str, Message]
    samples: frozenset[str]
    images: tuple[bytes, bytes] = (b"", b"")


def write(folder: Path) -> None:
    """Write the page and its drawings. Pictures look different with every machine's fonts: those there are stay."""
    rooms = folder / "gallery"
    rooms.mkdir(exist_ok=True)
    shown = exhibits(pictured=pictures.available() and not all((rooms / name).exists() for name in PICTURES))
    made = files(shown)
    for old in rooms.glob("*.svg"):
        if f"gallery/{old.name}" not in made:
            old.unlink()
    for path, text in made.items():
        (folder / path).write_text(text, encoding="utf-8")
    if all(shown.images):
        for name, png in zip(PICTURES, shown.images, strict=True):
            (rooms / name).write_bytes(_small(png))


def files(shown: Exhibits) -> Mapping[str, str]:
    """Every file of the gallery that is text, by its path in the documents."""
    chapters = [chapter(name, one, is_sample=name in shown.samples) for name, one in shown.messages.items()]
    drawings = {f"gallery/{file_of(name)}": drawn(one) for name, one in shown.messages.items()}
    return {"gallery.md": TOP + _POSTERS + "\n".join(chapters), **drawings}


def exhibits(*, pictured: bool = False) -> Exhibits:
    """Stage the plays, and fill up with samples."""
    told = staged([an_evening(), a_day(), two_weeks(), troubles(), mishaps()], pictured=pictured)
    images = (told["top_play"].image, told.pop(CURVE).image)
    told = {name: structs.replace(one, image=b"") for name, one in told.items() if name != CLUB}
    ledger = Ledger(news.families())
    made_up = {kind: message([each], ledger.words([each[0]])) for kind in samples() for each in sampled(kind)}
    kinds = {kind: told.pop(kind, made_up[kind]) for kind in sorted(made_up)}
    return Exhibits(
        messages=kinds | told,
        samples=frozenset(kind for kind, one in kinds.items() if one is made_up[kind]),
        images=images,
    )


def chapter(name: str, one: Message, *, is_sample: bool) -> str:
    """A message in Markdown: its picture, and its forms as text."""
    words = one.notification
    title = f"`{name}`" if " " not in name else name.capitalize()
    bold = f"<b>{_forms.html_escape(words.title)}</b>"
    forms = {
        "a phone, a file": ("text", "\n".join(filter(None, (words.title, _forms.text(words, _ROOM))))),
        "Discord": ("text", _embed.drawn(_embed.embed(one))),
        "Markdown": ("markdown", "\n".join(filter(None, (words.title, _forms.markdown(words, _ROOM))))),
        "Telegram": ("html", f"{bold}\n{_forms.html(words, _ROOM)}"),
        "mail": ("html", f"{bold}<br/>\n{_forms.page(words, _ROOM)}"),
        "a program": ("json", _json.encode(structs.replace(one, key="1")).decode()),
    }
    texts = [f"{form}:\n\n```{language}\n{text}\n```\n" for form, (language, text) in forms.items()]
    alt = html.escape(words.title).replace("[", "(").replace("]", ")")
    details = ["<details><summary>as text</summary>\n", *texts, "</details>\n"]
    return "\n".join([f"## {title}\n", *(["A sample.\n"] if is_sample else []),
                      f"![{alt}](gallery/{file_of(name)})\n", *details])  # fmt: skip


_POSTERS = """\
With the extra `pictures`, a card goes with plays, and a curve with changes of rank:

![The card of a play](gallery/card.png)

![The curve of a player's pp and rank](gallery/curve.png)

"""


def file_of(name: str) -> str:
    """What the drawing of this exhibit is called."""
    return f"{name.replace(' ', '-')}.svg"


def _small(png: bytes) -> bytes:
    """The same in fewer colours: a page wants to be light."""
    from io import BytesIO

    from PIL import Image

    kept = BytesIO()
    Image.open(BytesIO(png)).quantize(128).save(kept, "PNG", optimize=True)
    return kept.getvalue()
