"""Every kind of news, with whatever strangers call themselves, in every form: whole, within its limits, harmless."""

import html
import json
import re

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from strict import StrictDiscord, _TelegramTags
from test_apprise_forms import PLUGINS
from test_forms import NASTY

from watcher import digest, news
from watcher.catalogue import samples
from watcher.clock import VirtualClock
from watcher.ledger import Ledger
from watcher.notification import Message
from watcher.sinks import _embed, _forms, _json
from watcher.templates import Wording, compile_template, sample

SAMPLES = samples()
LEDGER = Ledger(news.families())
OWN = {
    kind: Wording(
        kind,
        title=compile_template("{{ title }} **{{ kind }}** <b>", kind, SAMPLES),
        body=compile_template("{{ body }}\n# @everyone {{ url }}", kind, SAMPLES),
    )
    for kind in SAMPLES
}
STRANGERS = {
    "name",
    "title",
    "artist",
    "version",
    "creator",
    "text",
    "reason",
    "match_name",
    "winner_name",
    "map_title",
}


def called(value, text):
    """Facts as plain values, in which every name of a stranger is this text."""
    if isinstance(value, dict):
        return {
            key: text if key in STRANGERS and isinstance(part, str) else called(part, text)
            for key, part in value.items()
        }
    return [called(part, text) for part in value] if isinstance(value, list) else value


def event_of(kind, text):
    facts = called(msgspec.to_builtins(SAMPLES[kind]), text)
    return sample(kind, msgspec.convert(facts, type(SAMPLES[kind])))


def messages(kinds, text, wordings):
    """Each alone, and all of them as a digest, a fold and something that goes on."""
    events = [event_of(kind, text) for kind in kinds]
    said = [(event.happened, LEDGER.words([event], wordings)) for event in events]
    together = [
        digest.digest(said, zone="Asia/Tokyo"),
        digest.more(said, kinds),
        digest.running(said[0][1], said[1:]),
    ]
    told = tuple(
        {"kind": one.kind, "subject": one.subject, "happened": one.happened, "facts": msgspec.to_builtins(one.facts)}
        for one in events
    )
    return [Message(key="k", notification=words, told=told) for words in (*(words for _, words in said), *together)]


LONG = st.builds(lambda text, times: text * times, NASTY, st.sampled_from([1, 1, 1, 40, 400]))


@settings(max_examples=60, deadline=None)
@given(
    kinds=st.lists(st.sampled_from(sorted(SAMPLES)), min_size=1, max_size=25),
    text=LONG.map(lambda text: text or "x"),
    own=st.booleans(),
    service=st.sampled_from(sorted(PLUGINS)),
)
def test_no_text_of_strangers_breaks_a_form_or_exceeds_a_limit(kinds, text, own, service):
    for message in messages(kinds, text, OWN if own else {}):
        fits_discord(message)
        fits_telegram(message)
        fits(PLUGINS[service], message)
        assert json.loads(_json.encode(message))["title"] == message.notification.title


def fits_discord(message):
    made = _embed.embed(message)
    assert not StrictDiscord(VirtualClock()).breaks(made)
    shown = f"{made.get('title', '')}\n{made.get('description', '')}"
    assert not re.search(r"@\w|<[@#&]\w", re.sub(r"<https://\S+>", "", shown))


def fits_telegram(message):
    page = _TelegramTags()
    written = _forms.html(message.notification, 4000)
    page.feed(written.replace("<br/>", ""))  # Apprise makes line breaks of them
    page.close()
    assert page.good
    assert not page.open
    assert len(written) <= 4000


def fits(plugin, message):
    title, body, form = plugin._words(message)
    (call,) = plugin._plugin._build_send_calls(title=title, body=body, body_format=form)
    assert 0 < len(call["body"]) <= plugin._plugin.body_maxlen
    assert not re.search(r"@\w", re.sub(r"https://osu\.ppy\.sh/\S*", "", html.unescape(call["title"] + call["body"])))
