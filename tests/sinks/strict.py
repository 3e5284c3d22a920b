"""Discord, Telegram and ntfy in miniature: as strict as the real ones about what they take."""

import json
import re
import time
from html.parser import HTMLParser

from sink_server import Reply


def refuse(status, **said):
    return Reply(status, body=json.dumps(said).encode())


class StrictDiscord:
    """Refuses what breaks a limit of an embed, and more than five requests in two seconds."""

    def __init__(self, clock):
        self.clock = clock
        self.times = []

    def __call__(self, received):
        return self.judged(json.loads(received.body)) or Reply(200, body=b'{"id": "1"}')

    def judged(self, body):
        """The refusal that this body deserves, or None."""
        now = self.clock.now()
        self.times = [moment for moment in self.times if moment > now - 2000] + [now]
        if len(self.times) > 5:
            return refuse(429, retry_after=2.0, message="You are being rate limited.")
        if any(self.breaks(embed) for embed in body["embeds"]) or not 0 < len(body["embeds"]) <= 10:
            return refuse(400, code=50035, message="Invalid Form Body")
        if body["allowed_mentions"] != {"parse": []}:
            return refuse(400, message="somebody is mentioned")
        return None

    def breaks(self, embed):
        texts = [(embed.get("title", ""), 256), (embed.get("description", ""), 4096)]
        texts += [(embed.get("author", {"name": "a"})["name"], 256), (embed.get("footer", {"text": ""})["text"], 2048)]
        for field in embed.get("fields", []):
            if not field["name"] or not field["value"]:
                return True
            texts += [(field["name"], 256), (field["value"], 1024)]
        too_long = any(len(text) > limit for text, limit in texts) or sum(len(text) for text, _ in texts) > 6000
        bad_url = not re.match(r"https?://", embed.get("url", "https://"))
        return too_long or bad_url or len(embed.get("fields", [])) > 25 or not any(text for text, _ in texts)


class _TelegramTags(HTMLParser):
    """What Telegram's parse_mode HTML takes: few tags, closed in order."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.text, self.good = [], "", True

    def handle_starttag(self, tag, _attrs):
        self.good &= tag in {"b", "i", "u", "s", "code", "pre", "a"}
        self.open.append(tag)

    def handle_endtag(self, tag):
        self.good &= bool(self.open) and self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


class StrictTelegram:
    """Refuses unknown tags, empty and long texts."""

    def __call__(self, received):
        body = json.loads(received.body)
        if not received.path.endswith("/sendMessage"):
            return refuse(404, ok=False, error_code=404, description="Not Found")
        if body.get("parse_mode") != "HTML":
            return refuse(400, ok=False, error_code=400, description="Bad Request: only HTML is tried here")
        page = _TelegramTags()
        page.feed(body["text"])
        page.close()
        if not page.good or page.open:
            return refuse(400, ok=False, error_code=400, description="Bad Request: can't parse entities")
        if not 0 < len(page.text.strip()) <= 4096:
            return refuse(400, ok=False, error_code=400, description="Bad Request: message is too long or empty")
        return Reply(200, body=b'{"ok": true, "result": {"message_id": 1}}')


class StrictNtfy:
    """Refuses what is no JSON with a topic, and long messages, of which the real one would make attachments."""

    def __call__(self, received):
        if received.path != "/":
            return refuse(400, code=40014, http=400, error="attachments are not wanted here")
        body = json.loads(received.body)
        if not body.get("topic") or not body.get("message"):
            return refuse(400, code=40009, http=400, error="invalid request: topic or message missing")
        if len(body.get("title", "")) > 250 or len(body["message"].encode()) > 4096:
            return refuse(400, code=40001, http=400, error="message too long")
        return Reply(200, body=json.dumps({"id": "1", "time": int(time.time()), "event": "message"}).encode())
