"""A program that Kopilka tells what happens: it checks every signature and takes every event once.

pip install standardwebhooks
WEBHOOK_SECRET=whsec_... python receiver.py 8090
"""

from __future__ import annotations

import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

BODY_BYTES_MAX = 64 * 1024


class Receiver(ThreadingHTTPServer):
    """secret: what `kopilka webhook add` printed."""

    def __init__(self, host: str, port: int, secret: str) -> None:
        super().__init__((host, port), Handler)
        self.secret = secret
        self.known: set[str] = set()  # a real program keeps these ids in its database, beside what it did

    def happened(self, event: dict[str, Any]) -> None:
        """What your program does. Answer first and work later if it takes more than a few seconds."""
        sys.stdout.write(f"{event['timestamp']} {event['type']} {event['data']}\n")


class Handler(BaseHTTPRequestHandler):
    """Answers 204 to what it took and 401 to what Kopilka did not sign; after a 500 the same event comes again."""

    server: Receiver
    timeout = 10  # seconds that a caller may keep us waiting

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > BODY_BYTES_MAX:
            return self.answer(413)
        body = self.rfile.read(length)
        try:
            # The signature covers the id, the time and the body's very bytes; what is 5 minutes old is refused.
            event = Webhook(self.server.secret).verify(body, dict(self.headers))
        except (WebhookVerificationError, ValueError):
            return self.answer(401)
        event_id = self.headers["webhook-id"]
        if event_id not in self.server.known:  # the same event may come twice: a lost answer looks like a failure
            try:
                self.server.happened(event)
            except Exception:
                self.answer(500)
                raise
            self.server.known.add(event_id)
        return self.answer(204)

    def answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8090
    with Receiver("127.0.0.1", port, os.environ["WEBHOOK_SECRET"]) as receiver:
        receiver.serve_forever()
