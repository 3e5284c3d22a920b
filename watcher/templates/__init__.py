"""Words of somebody's own: Jinja templates for the title and the body of a kind of news. Pure, no markup.

A template is checked part by part against what is allowed before it is compiled: text, fields, `if`, `for` over a list
of the news, numbers and texts, and the filters below. There are no calls, no assignments, no includes and no
attributes but fields, so it can neither escape nor grow; what loops is counted, and what is written is measured.

What is not known prints nothing. The result is words, as those of the families are: each sink escapes it for its form.
"""

import hashlib
import time
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from jinja2 import TemplateSyntaxError, nodes
from msgspec import Struct, structs

from watcher.events import Cause, Event
from watcher.notification import Notification
from watcher.osu import mods
from watcher.rules.fields import MISSING, view
from watcher.templates.grammar import BUILT_IN, OF_PLAYS, TemplateError, check
from watcher.templates.values import FILTERS, Limits, TemplateFailed, environment

LONGEST = 4096
"""Characters of a template, at most."""
_ENVIRONMENT = environment()
_SAMPLED = 1_790_000_000_000


__all__ = ["Template", "TemplateError", "TemplateFailed", "Wording", "Wordings", "compile_template", "sample"]


class Wording(Struct, frozen=True):
    """How one kind of news is said, where it is not said as built in. Texts are kept to tell one wording by."""

    kind: str
    title: "Template | None" = None
    body: "Template | None" = None

    @property
    def name(self) -> str:
        """The same for the same texts: `top_play-1f0c…`."""
        texts = "\0".join(part.text if part else "" for part in (self.title, self.body))
        return f"{self.kind}-{hashlib.sha256(texts.encode()).hexdigest()[:12]}"

    def say(
        self, events: Sequence[Event], said: Notification, seconds: Callable[[], float] = time.thread_time
    ) -> Notification:
        """The notification in these words. The first event is the fact, the others complete it.

        `seconds`: the time that the processor has spent. Raises TemplateFailed.
        """
        seen = _seen(events, said)
        title = " ".join(self.title.render(seen, seconds).split()) if self.title else ""
        body = self.body.render(seen, seconds).strip() if self.body else said.body
        return structs.replace(said, title=title or said.title, body=body)


Wordings = Mapping[str, Wording]
"""kind of news → how it is said"""


class Template:
    """One checked template. Two with the same text are equal."""

    def __init__(self, text: str, tree: nodes.Template, kinds: Iterable[str]) -> None:
        self.text = text
        self._unknown = dict.fromkeys(kinds, MISSING)  # news that did not come to complete it
        self._template = _ENVIRONMENT.from_string(tree)

    def render(self, seen: Mapping[str, Any], seconds: Callable[[], float] = time.thread_time) -> str:
        """What it says of these values. Raises TemplateFailed."""
        limits = Limits(seconds)
        written: list[str] = []
        try:
            for part in self._template.generate({**self._unknown, **seen, "_limits": limits}):
                written.append(part)
                limits.wrote(part)
        except TemplateFailed:
            raise
        except Exception as error:  # whatever a stranger's template makes of strangers' values
            raise TemplateFailed(f"{type(error).__name__}: {error}"[:200]) from error
        return "".join(written)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Template) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"Template({self.text!r})"


def compile_template(text: str, kind: str, samples: Mapping[str, Struct]) -> Template:
    """Check a template for this kind of news, compile it, and try it on the kind's sample.

    `samples` holds the facts of a sample of every kind. Raises TemplateError, with the line of the template.
    """
    if len(text) > LONGEST:
        raise TemplateError(f"{len(text)} characters long, a template has at most {LONGEST}")
    try:
        tree = _ENVIRONMENT.parse(text)
        check(tree, kind, {name: type(facts) for name, facts in samples.items()}, tuple(FILTERS))
        template = Template(text, tree, samples)
    except TemplateSyntaxError as error:
        raise TemplateError(f"can't be read: {error.message}", error.lineno) from error
    except (RecursionError, SyntaxError, MemoryError) as error:
        raise TemplateError("nested too deeply") from error
    try:
        template.render(_seen([sample(kind, samples[kind])], Notification(title=kind)))
    except TemplateFailed as failed:
        raise TemplateError(f"fails on a sample of {kind}: {failed}") from failed
    return template


def sample(kind: str, facts: Struct) -> Event:
    """An event of this kind, to try things on."""
    mode = getattr(facts, "mode", "") or "osu"
    return Event(
        key=f"{kind}/sample",
        kind=kind,
        subject=f"bancho/{mode if isinstance(mode, str) else 'osu'}/2",
        cause=Cause.PLAYED,
        happened=_SAMPLED,
        facts=facts,
    )


def _seen(events: Sequence[Event], said: Notification) -> dict[str, Any]:
    """What a template sees: the fields, the built-in words, and the news that completes it by the name of its kind."""
    first = events[0]
    play = getattr(first.facts, "play", None)
    shown = {} if play is None else {OF_PLAYS: mods.display(play.mods, lazer=play.lazer)}
    built_in = dict(zip(BUILT_IN, (said.title, said.body, said.url), strict=True))
    completing = {event.kind: types.SimpleNamespace(**view(event)) for event in events[1:]}
    return {**completing, **built_in, **shown, "happened": first.happened, **view(first)}
