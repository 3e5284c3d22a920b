"""A Discord channel in miniature: takes what the strict one takes, and keeps its messages, which can be changed."""

import json
import re

from sink_server import Reply
from strict import StrictDiscord, refuse


class Channel:
    """`messages`: id → the newest embed. `posted`: the ids in order. `images`: id → what came with it."""

    def __init__(self, clock):
        self.strict = StrictDiscord(clock)
        self.messages = {}
        self.edits = 0
        self.images = {}

    def __call__(self, received):
        body, image = read(received)
        refused = self.strict.judged(body)
        if refused is not None:
            return refused
        found = re.fullmatch(r"/api/v10/webhooks/1/token(?:/messages/(\d+))?\?wait=true", received.path)
        number = found[1] or str(1000 + len(self.messages))
        if found[1] and found[1] not in self.messages:
            return refuse(404, code=10008, message="Unknown Message")
        if (received.method == "PATCH") is not bool(found[1]):
            return refuse(405, code=0, message="Method Not Allowed")
        self.edits += bool(found[1])
        [self.messages[number]] = body["embeds"]
        if image:
            self.images[number] = image
        return Reply(200, body=json.dumps({"embeds": body["embeds"], "id": number}).encode())


def read(received):
    """The JSON of a request and the picture with it, whichever form it has."""
    kind = received.headers["content-type"]
    if kind == "application/json":
        return json.loads(received.body), b""
    boundary = kind.partition("boundary=")[2].encode()
    parts = {
        re.search(rb'name="([^"]+)"', head)[1].decode(): content.removesuffix(b"\r\n")
        for head, _, content in (part.partition(b"\r\n\r\n") for part in received.body.split(b"--" + boundary)[1:-1])
    }
    return json.loads(parts["payload_json"]), parts["files[0]"]
