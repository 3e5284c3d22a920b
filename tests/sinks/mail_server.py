"""A mail server on loopback: takes mail, or refuses at a chosen step with a chosen answer."""

import socketserver
import threading
from email import message_from_bytes, policy


class MailServer(socketserver.ThreadingTCPServer):
    """`refusals`: {"RCPT": "550 no such user"}; `used` holds them away after the first time where it starts with 4."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def __init__(self, refusals=None):
        super().__init__(("127.0.0.1", 0), _Session)
        self.refusals = dict(refusals or {})
        self.mails = []

    @property
    def port(self):
        return self.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class _Session(socketserver.StreamRequestHandler):
    server: MailServer

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        self.say("220 loopback")
        recipients = []
        for raw in self.rfile:
            word = raw.split()[0].decode().upper() if raw.split() else ""
            if word == "QUIT":
                self.say("221 bye")
                return
            if word in self.server.refusals:
                self.say(self.server.refusals[word])
            elif word == "EHLO":
                self.say("250-loopback")
                self.say("250 AUTH PLAIN LOGIN")
            elif word == "AUTH":
                self.say("235 welcome")
            elif word == "DATA":
                self.say("354 go on")
                self.take(recipients)
                self.say("250 taken")
            else:
                if word == "RCPT":
                    recipients.append(raw.decode().strip())
                self.say("250 ok")

    def take(self, recipients):
        lines = []
        for raw in self.rfile:
            if raw == b".\r\n":
                break
            lines.append(raw[1:] if raw.startswith(b"..") else raw)
        self.server.mails.append((list(recipients), message_from_bytes(b"".join(lines), policy=policy.default)))
