import html
import re
import string
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from watcher.notification import Notification, Row
from watcher.sinks import _forms, _text

NASTY = st.text(st.sampled_from(list(string.printable) + list("@@<<>>**__~~||``[]()#\\\u202e\u200b\u0301é日😀\x1b")))
ROWS = st.lists(st.builds(Row, NASTY, NASTY, st.one_of(NASTY, st.just("https://osu.ppy.sh/scores/1"))), max_size=4)
WORDS = st.builds(
    Notification,
    title=NASTY,
    body=NASTY,
    url=NASTY,
    picture=NASTY,
    fields=st.dictionaries(NASTY, NASTY, max_size=4),
    rows=ROWS.map(tuple),
)
FORMS = st.sampled_from([_forms.text, _forms.markdown, _forms.linked, _forms.html, _forms.page])


@pytest.mark.parametrize(
    ("given_text", "wanted"),
    [
        ("@everyone", "@\u200beveryone"),
        ("<@123> <@&9>", "<@\u200b123> <@\u200b&9>"),
        ("<!channel> <#1>", "<\u200b!channel> <\u200b#1>"),
        ("see https://evil.example", "see https:\u200b//evil.example"),
        ("see www.evil.example", "see www.\u200bevil.example"),
        ("see https://osu.ppy.sh/b/1", "see https://osu.ppy.sh/b/1"),
        ("a\x1b[2Jb\u202ec\u2066d\x00", "abcd"),
        ("two\r\nlines", "two\nlines"),
        ("a @ b", "a @ b"),
        ("\ud800", "\ufffd"),
    ],
)
def test_plain_text_mentions_nobody(given_text, wanted):
    assert _forms.harmless(given_text) == wanted


@pytest.mark.parametrize(
    ("given_text", "wanted"),
    [
        ("*a* _b_ ~c~ ||d|| `e`", r"\*a\* \_b\_ \~c\~ \|\|d\|\| \`e\`"),
        ("[click](x)", r"\[click\](x)"),
        ("#40 → #39", "\u200b#40 → #39"),
        ("98.76% · 1. place", "98.76% · 1. place"),
        ("1. a\n- b\n> c", "\u200b1. a\n\u200b- b\n\u200b> c"),
        ("a\n===", "a\n\u200b==="),
        ("\\*", r"\\\*"),
        ("<b> <https://x> &lt; &#64;all", "<\u200bb> <\u200bhttps:\u200b//x> &\u200blt; &\u200b#64;all"),
    ],
)
def test_markdown_stands_as_it_was_written(given_text, wanted):
    assert _forms.markdown_escape(given_text) == wanted


@given(NASTY)
def test_markdown_of_strangers_is_read_back_as_text(text):
    page = MarkdownIt().enable("strikethrough").render(_forms.markdown_escape(text))
    assert not re.search(r"<(?!/?p>|br)", page)
    shown = html.unescape(re.sub(r"</?p>", "", page))
    assert "".join(shown.split()).replace("\u200b", "") == "".join(_forms.harmless(text).split()).replace("\u200b", "")


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


@given(WORDS)
def test_html_of_strangers_adds_no_tag(words):
    tags = Tags()
    tags.feed(_forms.html(words, 100_000))
    tags.feed(_forms.page(words, 100_000))
    tags.close()
    links = {words.url, *(row.url for row in words.rows)}
    for tag, attributes in tags.seen:
        assert tag in {"br", "a", "table", "tr", "td"}
        assert tag != "a" or (attributes.keys() == {"href"} and attributes["href"] in links)


@given(WORDS, FORMS, st.integers(-5, 400))
def test_no_form_is_longer_than_it_may_be(words, form, room):
    assert len(form(words, room)) <= max(room, 0)


@given(WORDS, FORMS)
def test_no_form_mentions_or_commands(words, form):
    shown = html.unescape(form(words, 10_000))
    for url in filter(None, map(_forms.safe_url, (words.url, *(row.url for row in words.rows)))):
        shown = shown.replace(url, "")
    assert not re.search(r"@\w|<[!#&]\w", shown)
    assert not set(shown) & set("\x1b\x00\x07\u202e\r")


@given(NASTY, st.integers(0, 50))
def test_a_cut_keeps_the_limit_and_says_so(text, limit):
    kept = _text.cut(text, limit)
    assert len(kept) <= limit
    assert kept == text or kept.endswith("…") or limit == 0


@pytest.mark.parametrize(
    ("given_text", "limit", "wanted"),
    [
        ("hello", 5, "hello"),
        ("hello!", 5, "hell…"),
        ("hello world", 7, "hello…"),
        ("cafe\u0301s", 5, "caf…"),
        ("👩\u200d🚀 goes", 3, "…"),
    ],
)
def test_no_letter_is_torn_apart(given_text, limit, wanted):
    assert _text.cut(given_text, limit) == wanted


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "https://a/ b", 'https://a/"><script>', "https://a/)[x](y", "ftp://a/", "https://a/\n"],
)
def test_an_address_that_is_none_is_left_out(url):
    assert _forms.safe_url(url) == ""


def test_what_does_not_fit_loses_the_end_of_the_body_first():
    words = Notification(title="t", body="b" * 100, url="https://osu.ppy.sh/scores/1")
    assert _forms.text(words, 60) == "b" * 31 + "…\nhttps://osu.ppy.sh/scores/1"
    assert _forms.text(words, 40) == "b" * 39 + "…"


TABLE = Notification(
    title="3 news", rows=(Row("21:04", "A & B", "https://osu.ppy.sh/scores/1"), Row("21:05", "C"), Row("", "and more"))
)


@pytest.mark.parametrize(
    ("form", "wanted"),
    [
        (_forms.text, "21:04 A & B\n21:05 C\nand more"),
        (_forms.markdown, "21:04 [A & B](<https://osu.ppy.sh/scores/1>)\n21:05 C\nand more"),
        (
            _forms.html,
            '21:04 <a href="https://osu.ppy.sh/scores/1">A &amp; B</a><br/>\n21:05 C<br/>\nand more',
        ),
        (
            _forms.page,
            (
                '<table cellpadding="4">\n'
                '<tr><td>21:04</td><td><a href="https://osu.ppy.sh/scores/1">A &amp; B</a></td></tr>\n'
                "<tr><td>21:05</td><td>C</td></tr>\n<tr><td></td><td>and more</td></tr></table>"
            ),
        ),
    ],
)
def test_several_news_are_a_table_where_there_are_tables_and_lines_elsewhere(form, wanted):
    assert form(TABLE, 1000) == wanted


def test_rows_that_do_not_fit_are_counted():
    rows = tuple(Row("", f"news {number}") for number in range(9))
    assert _forms.linked(Notification(title="9 news", rows=rows), 40) == "news 0\nnews 1\nnews 2\n… and 6 more"
