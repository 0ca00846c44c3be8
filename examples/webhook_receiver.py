"""A receiver of Vedette's notices: checks the signature, refuses what is old, drops what it has seen. No dependencies.

    RECEIVER_SECRET=whsec_… python examples/webhook_receiver.py --port 8099 --seen seen.sqlite

Put it behind a server that speaks https. It prints one line for each new notice; put your own work in `take`.
"""

import argparse
import base64
import hmac
import json
import os
import sqlite3
import sys
import time
from collections.abc import Mapping
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any

MOST_BYTES = 100_000
CLOCKS_DIFFER_S = 300
"""A signature older than this may be somebody else's copy."""
REMEMBERED_S = 15 * 86_400
"""Longer than Vedette tries (76 hours) and than notices can be sent again (14 days)."""


class RefusedError(Exception):
    """A request that is not answered with 200; the first argument is the status."""


def checked(body: bytes, headers: Mapping[str, str], *, secrets: list[str], now: float) -> str:
    """Return the id of a notice whose signature holds. Raises: `RefusedError`."""
    message_id, sent = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not sent.isdigit() or abs(now - int(sent)) > CLOCKS_DIFFER_S:
        raise RefusedError(400, "the time of the signature is not now")
    given = {word.removeprefix("v1,") for word in headers.get("webhook-signature", "").split() if word[:3] == "v1,"}
    signed = f"{message_id}.{sent}.".encode() + body
    for secret in secrets:
        key = base64.b64decode(secret.removeprefix("whsec_"))
        wanted = base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()
        if any(hmac.compare_digest(wanted, word) for word in given):
            return message_id
    raise RefusedError(401, "no signature holds")


class Seen:
    """Ids of notices taken, on disk: a restart must not make old notices new."""

    def __init__(self, path: str) -> None:
        self._lock = Lock()
        self._rows = sqlite3.connect(path, check_same_thread=False)
        self._rows.execute("CREATE TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY, at REAL)")

    def take(self, message_id: str, notice: dict[str, Any], now: float) -> bool:
        """Work on a notice once and return True; False if it was seen. The id is kept only if the work was done."""
        with self._lock, self._rows:
            self._rows.execute("DELETE FROM seen WHERE at < ?", (now - REMEMBERED_S,))
            new = self._rows.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (message_id, now)).rowcount == 1
            if new:
                take(notice)
            return new


def take(notice: dict[str, Any]) -> None:
    """Work on a new notice. Answer soon (15 s): put long work into a queue of your own."""
    sys.stdout.write(f"{notice['type']}  {notice['data']['headline']}\n")
    sys.stdout.flush()


def answer(body: bytes, headers: Mapping[str, str], *, secrets: list[str], seen: Seen, now: float) -> bytes:
    """Return what to answer. Raises: `RefusedError`; anything else makes a 500, and Vedette tries again."""
    message_id = checked(body, headers, secrets=secrets, now=now)
    notice = json.loads(body)
    if notice["type"] == "endpoint.verify":
        return notice["data"]["challenge"].encode()
    return b"taken" if seen.take(message_id, notice, now) else b"seen before"


class Handler(BaseHTTPRequestHandler):
    """One request."""

    secrets: list[str]
    seen: Seen

    def do_POST(self) -> None:
        """Answer a notice or a challenge."""
        status, said = 200, b""
        try:
            size = int(self.headers.get("content-length", "0"))
            if size > MOST_BYTES:
                raise RefusedError(413, "too long")
            headers = {name.lower(): value for name, value in self.headers.items()}
            said = answer(self.rfile.read(size), headers, secrets=self.secrets, seen=self.seen, now=time.time())
        except RefusedError as refused:
            status, said = refused.args[0], refused.args[1].encode()
        self.send_response(status)
        self.send_header("content-length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)


def main() -> None:
    """Serve until interrupted."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--port", type=int, default=8099)
    arguments.add_argument("--seen", default="seen.sqlite", help="file that remembers ids")
    options = arguments.parse_args()
    Handler.secrets = os.environ.get("RECEIVER_SECRET", "").split()
    if not Handler.secrets:
        sys.exit("set RECEIVER_SECRET to the secret you were shown; while it is replaced, to both")
    Handler.seen = Seen(options.seen)
    ThreadingHTTPServer(("127.0.0.1", options.port), Handler).serve_forever()


if __name__ == "__main__":
    main()
