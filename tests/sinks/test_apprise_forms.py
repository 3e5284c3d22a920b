import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_forms import WORDS

from watcher.notification import Message, Notification
from watcher.sinks._plugin import Plugin

ADDRESSES = {
    "Telegram": "tgram://123456789:abcdefg_hijklmnop/12315544/",
    "Slack": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/",
    "Google Chat": "gchat://workspace/key/token",
    "Mattermost": "mmost://localhost/3ccdd113474722377935511fc85d3dd4",
    "Rocket.Chat": "rocket://user:password@localhost/%23channel",
    "Cisco Webex Teams": "wxteams://" + "a" * 80,
    "Matrix": "matrix://user:password@localhost/%23room",
    "Zulip": "zulip://bot@org/" + "a" * 32,
    "Guilded": "guilded://" + "1" * 24 + "/" + "a" * 64,
    "ntfy": "ntfy://localhost/topic",
    "Pushover": "pover://" + "u" * 30 + "@" + "a" * 30,
    "Gotify": "gotify://localhost/token",
    "E-Mail": "mailto://me:password@localhost/?to=you@example.org",
    "Twilio": "twilio://AC" + "a" * 32 + ":" + "b" * 32 + "@15551234567/15557654321",
    "Mastodon": "toot://token@localhost",
    "JSON": "json://localhost",
    "IRC": "ircs://localhost/%23channel",
}
PLUGINS = {name: Plugin(url, timeout=1) for name, url in ADDRESSES.items()}


def calls(name, words):
    plugin = PLUGINS[name]
    title, body, form = plugin._words(Message(key="k", notification=words))
    return list(plugin._plugin._build_send_calls(title=title, body=body, body_format=form))


@given(name=st.sampled_from(sorted(PLUGINS)), words=WORDS)
def test_no_text_of_strangers_mentions_anybody_or_exceeds_a_limit(name, words):
    plugin = PLUGINS[name]._plugin
    (call,) = calls(name, words)
    assert len(call["title"]) <= max(0, plugin.title_maxlen)
    assert 0 < len(call["body"]) <= plugin.body_maxlen
    shown = html.unescape(call["title"] + "\n" + call["body"]).replace(words.url or "\0", "")
    assert not re.search(r"@\w|<[!#&]\w", shown)


@pytest.mark.parametrize("name", sorted(PLUGINS))
def test_a_long_message_is_one_message(name):
    words = Notification(title="ti*tle " * 200, body="b_o_dy " * 30_000, url="https://osu.ppy.sh/scores/1")
    (call,) = calls(name, words)
    assert len(call["body"]) <= PLUGINS[name]._plugin.body_maxlen
    assert "b" in call["body"]


TOLD = Notification(title="pep_py", body="A - *B* [C]\n<b>#40 → #39</b> & @all", url="https://osu.ppy.sh/b/1")
SENT = {
    "Telegram": "<b>pep_py</b>\r\nA - *B* [C]\r\n&lt;b&gt;#40 → #39&lt;/b&gt; &amp; @\u200ball\r\n"
    '<a href="https://osu.ppy.sh/b/1">https://osu.ppy.sh/b/1</a>',
    "Mattermost": "pep\\_py\r\nA - \\*B\\* \\[C\\]\n<\u200bb>#40 → #39<\u200b/b> & @\u200ball\n<https://osu.ppy.sh/b/1>",
    "ntfy": "A - *B* [C]\n<b>#40 → #39</b> & @\u200ball\nhttps://osu.ppy.sh/b/1",
}


@pytest.mark.parametrize("name", sorted(SENT))
def test_each_service_gets_its_own_form(name):
    (call,) = calls(name, TOLD)
    assert call["body"] == SENT[name]
