"""One notification in the forms that services read: plain text, Markdown, HTML. Pure.

Titles and bodies hold names that strangers chose. Each form makes them harmless in its own way, and none of them
mentions anyone: a mention is only ever added by a sink whose options ask for it.
"""

import html as html_module
import re
from collections.abc import Callable, Sequence

from watcher.notification import Notification, Row
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
    body = fit(words.listed.strip(), room - len(link) - bool(link), harmless)
    return "\n".join(part for part in (body, link) if part)


def markdown(words: Notification, room: int) -> str:
    """Body, fields, and the link as an autolink."""
    link = _link(words, room - 2)
    link = f"<{link}>" if link else ""
    body = fit(_with_fields(words), room - len(link) - bool(link), markdown_escape)
    rows = _rows(words.rows, room - len(body) - len(link) - 2, _markdown_row, "\n")
    return "\n".join(part for part in (body, rows, link) if part)


def linked(words: Notification, room: int) -> str:
    """Body and rows in Markdown, each row a link."""
    body = fit(words.body.strip(), room, markdown_escape)
    rows = _rows(words.rows, room - len(body) - 1, _markdown_row, "\n")
    return "\n".join(part for part in (body, rows) if part)


def html(words: Notification, room: int) -> str:
    """Body, fields, rows and link, in tags that mail programs and Telegram both know."""
    link = _html_link(words, room)
    body = fit(_with_fields(words), room - len(link) - 6 * bool(link), html_escape)
    rows = _rows(words.rows, room - len(body) - len(link) - 12, _html_row, "<br/>\n")
    return "<br/>\n".join(part for part in (body, rows, link) if part)


def page(words: Notification, room: int) -> str:
    """The same for mail programs, which know tables."""
    if not words.rows:
        return html(words, room)
    link = _html_link(words, room)
    body = fit(_with_fields(words), room - len(link) - 6 * bool(link), html_escape)
    body += "<br/>\n" if body and len(body) + len(link) + 6 <= room else ""
    rows = _rows(words.rows, room - len(body) - len(link) - len(_TABLE) - 8, _table_row, "\n")
    return f"{body}{_TABLE}{rows}</table>{link}" if rows else f"{body}{link}"


def _html_link(words: Notification, room: int) -> str:
    link = html_module.escape(_link(words, room // 2))
    return f'<a href="{link}">{link}</a>' if link and len(link) * 2 + 15 <= room else ""


_TABLE = '<table cellpadding="4">\n'


def _rows(rows: Sequence[Row], room: int, write: Callable[[Row], str], between: str) -> str:
    """As many rows as there is room for, and how many are left out."""
    written: list[str] = []
    for number, row in enumerate(rows):
        text = write(row)
        rest = write(Row("", f"… and {len(rows) - number} more"))
        last = number == len(rows) - 1
        if room < len(text) + len(between) + (0 if last else len(rest) + len(between)):
            return between.join([*written, rest]) if len(rest) <= room else between.join(written)
        room -= len(text) + len(between)
        written.append(text)
    return between.join(written)


def _markdown_row(row: Row) -> str:
    text, url = markdown_escape(line(row.text)), safe_url(row.url)
    return f"{markdown_escape(row.when)} {f'[{text}](<{url}>)' if url else text}".strip()


def _html_row(row: Row) -> str:
    return f"{html_escape(row.when)} {_anchor(row)}".strip()


def _table_row(row: Row) -> str:
    return f"<tr><td>{html_escape(row.when)}</td><td>{_anchor(row)}</td></tr>"


def _anchor(row: Row) -> str:
    text, url = html_escape(line(row.text)), html_module.escape(safe_url(row.url))
    return f'<a href="{url}">{text}</a>' if url else text


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
