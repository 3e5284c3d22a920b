"""One notification in the forms that services read: plain text, Markdown, HTML. Pure.

Titles and bodies hold names that strangers chose. Each form makes them harmless in its own way, and none of them
mentions anyone: a mention is only ever added by a sink whose options ask for it.
"""

import html as html_module
import re
from collections.abc import Callable

from watcher.notification import Notification
from watcher.sinks._text import cut, line, plain

_GAP = "\u200b"  # zero width: people see nothing, services see no mention and no link
_MENTION = re.compile(r"@(?=[^\s\u200b])|<(?=[!#&])")
_LINK = re.compile(r"(?<=[A-Za-z]):(?=//(?!osu\.ppy\.sh/))|(?<=\bwww)\.(?=\w)", re.IGNORECASE)
_MARKDOWN = re.compile(
    r"([\\`*_~|\[\]])"  # anywhere: emphasis, code, spoilers, links
    r"|<(?=[A-Za-z/?])|&(?=#?\w+;)"  # HTML, autolinks, entities
    r"|^(?=[-+#>]|=+[^\S\n]*$|\d+[.)](?:\s|$))",  # where a line begins: lists, headings, quotes
    re.MULTILINE,
)
_INDENT = re.compile(r"^[^\S\n]+", re.MULTILINE)  # four spaces would be code


def harmless(text: str) -> str:
    """Plain text in which nobody is mentioned and no link of a stranger can be clicked."""
    return _LINK.sub(lambda found: found[0] + _GAP, _MENTION.sub(lambda found: found[0] + _GAP, plain(text)))


def markdown_escape(text: str) -> str:
    """`harmless`, and what Markdown would read as markup stands there as it was written."""
    return _MARKDOWN.sub(_escaped, _INDENT.sub("", harmless(text)))


def html_escape(text: str) -> str:
    """`harmless`, with entities for what HTML would read; line breaks become `<br/>`."""
    return html_module.escape(harmless(text)).replace("\n", "<br/>\n")


def fit(text: str, limit: int, escape: Callable[[str], str]) -> str:
    """The escaped text, at most `limit` characters of it: cut before escaping, so that no escape is torn apart."""
    escaped = escape(text)
    keep = limit
    while len(escaped) > limit and keep > 0:
        escaped = escape(cut(text, keep))
        keep -= max(1, len(escaped) - limit)
    return escaped if len(escaped) <= limit else ""


def text(words: Notification, room: int) -> str:
    """Body and link. `room` is how many characters it may have."""
    link = _link(words, room)
    body = fit(words.body.strip(), room - len(link) - bool(link), harmless)
    return "\n".join(part for part in (body, link) if part)


def markdown(words: Notification, room: int) -> str:
    """Body, fields, and the link as an autolink."""
    link = _link(words, room - 2)
    link = f"<{link}>" if link else ""
    body = fit(_with_fields(words), room - len(link) - bool(link), markdown_escape)
    return "\n".join(part for part in (body, link) if part)


def html(words: Notification, room: int) -> str:
    """Body, fields and link, in tags that mail programs and Telegram both know."""
    link = html_module.escape(_link(words, room // 2))
    link = f'<a href="{link}">{link}</a>' if link and len(link) * 2 + 15 <= room else ""
    body = fit(_with_fields(words), room - len(link) - 6 * bool(link), html_escape)
    return "<br/>\n".join(part for part in (body, link) if part)


def safe_url(url: str) -> str:
    """The address, if it is one for a browser and can't break out of what stands around it; else nothing."""
    return url if re.fullmatch(r"https?://[^\s<>\"'`\\()\[\]{}|^\x00-\x20\x7f-\uffff]+", url) else ""


def _with_fields(words: Notification) -> str:
    rows = [f"{line(name)}: {line(value)}" for name, value in words.fields.items()]
    return "\n".join(part for part in (words.body.strip(), *rows) if part)


def _link(words: Notification, room: int) -> str:
    url = safe_url(words.url)
    return url if len(url) <= room // 2 else ""  # an address cut short leads nowhere


def _escaped(found: re.Match[str]) -> str:
    # a backslash only before what every dialect lets it escape; elsewhere it would be shown
    return "\\" + found[1] if found[1] else found[0] + _GAP
