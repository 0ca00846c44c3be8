"""Extract beside a language model's endpoint that answers, lies, hangs, breaks and floods."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from articles import clean

from vedette.extract.fetch import MAX_ANSWER_BYTES, Endpoint
from vedette.extract.settings import ExtractSettings
from vedette.extract.steps import build_reader
from vedette.schemas import CasualtyClaim

TEXT = "Rockets fell on Orlo. Nine soldiers never came home from the hill."
NINE = {
    "evidence": "Nine soldiers never came home from the hill.",
    "words": "Nine soldiers",
    "what": "killed",
    "cue": "never came home",
    "number": 9,
}
Answer = Callable[[BaseHTTPRequestHandler, int], None]


def send(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200) -> None:
    handler.send_response(status)
    handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def completion(*proposals: object) -> bytes:
    message = {"content": json.dumps({"proposals": proposals})}
    return json.dumps({"choices": [{"message": message}]}).encode()


def proposes(*proposals: object) -> Answer:
    return lambda handler, _turn: send(handler, completion(*proposals))


@contextmanager
def model(answer: Answer) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A local endpoint; yields its base address and the requests it saw."""
    seen: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            seen.append({"path": self.path, "key": self.headers.get("authorization"), "body": json.loads(body)})
            answer(self, len(seen))

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", seen
    finally:
        server.shutdown()
        server.server_close()


def read(url: str, **over: Any) -> list[int | None]:
    settings = ExtractSettings(extract_llm_url=url, extract_llm_model="small", extract_llm_timeout_s=1.0, **over)
    claims = [c for c in build_reader(settings).read_article(clean(TEXT)) if isinstance(c, CasualtyClaim)]
    return [c.toll.killed.best if c.toll.killed else None for c in claims]


def test_a_proposal_is_read_as_a_claim_and_the_question_is_as_agreed() -> None:
    with model(proposes(NINE)) as (url, seen):
        assert read(url, extract_llm_key="secret") == [9]
    (asked,) = seen
    assert (asked["path"], asked["key"]) == ("/v1/chat/completions", "Bearer secret")
    assert (asked["body"]["model"], asked["body"]["temperature"]) == ("small", 0)
    assert asked["body"]["response_format"]["type"] == "json_schema"
    assert asked["body"]["messages"][1]["content"].splitlines()[1] == NINE["evidence"]


ENDLESS_S = 60
"""Seconds a bad endpoint would take; a reader that waits for it takes as long, one that gives up a tenth of them."""


def drip(handler: BaseHTTPRequestHandler, _turn: int) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(10 * ENDLESS_S):
        time.sleep(0.1)
        try:
            handler.wfile.write(b" ")
            handler.wfile.flush()
        except OSError:
            return


MISBEHAVIOUR: dict[str, Answer] = {
    "an invented sentence": proposes({**NINE, "evidence": "Ninety soldiers died.", "words": "Ninety soldiers"}),
    "an invented number": proposes({**NINE, "number": 90}),
    "an error": lambda handler, _turn: send(handler, b"down", 500),
    "a refusal": lambda handler, _turn: send(handler, b"no", 403),
    "no JSON": lambda handler, _turn: send(handler, b"<html>hello</html>"),
    "another shape": lambda handler, _turn: send(handler, b'{"choices": []}'),
    "text for a list": lambda handler, _turn: send(handler, b'{"choices": [{"message": {"content": "nine dead"}}]}'),
    "a flood": lambda handler, _turn: send(handler, b" " * (MAX_ANSWER_BYTES + 1) + completion(NINE)),
    "a hang": lambda _handler, _turn: time.sleep(ENDLESS_S),
    "a drip": drip,
}


@pytest.mark.parametrize("answer", MISBEHAVIOUR.values(), ids=MISBEHAVIOUR.keys())
def test_misbehaviour_costs_only_the_proposals(answer: Answer) -> None:
    with model(answer) as (url, _):
        start = time.monotonic()
        assert read(url) == []
        assert time.monotonic() - start < ENDLESS_S / 2


def test_nobody_there_costs_only_the_proposals() -> None:
    assert read("http://127.0.0.1:1/v1") == []


def test_an_overloaded_endpoint_is_asked_once_more() -> None:
    def busy(handler: BaseHTTPRequestHandler, turn: int) -> None:
        send(handler, b"later", 503) if turn == 1 else send(handler, completion(NINE))

    with model(busy) as (url, seen):
        assert read(url) == [9]
    assert len(seen) == 2


def test_after_failures_in_a_row_the_endpoint_is_left_alone_for_a_while() -> None:
    now = [100.0]
    with model(lambda handler, _turn: send(handler, b"no", 403)) as (url, seen):
        endpoint = Endpoint(url, "small", None, deadline_s=1.0, clock=lambda: now[0], sleep=lambda _s: None)
        assert [endpoint.ask(TEXT) for _ in range(5)] == [None] * 5
        assert len(seen) == 3
        now[0] += 61
        endpoint.ask(TEXT)
        endpoint.close()
    assert len(seen) == 4
