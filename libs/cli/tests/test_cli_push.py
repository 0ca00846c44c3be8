"""Handing documents to an ingest that cannot always take them."""

import httpx

from vedette.cli.push import post_patiently


class Ingest:
    """Answers as told, one answer a request, and remembers what was asked."""

    def __init__(self, *answers: httpx.Response) -> None:
        self._answers = list(answers)
        self.asked: list[httpx.Request] = []
        self.pauses: list[float] = []
        self.client = httpx.Client(base_url="http://ingest.example", transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self._answers.pop(0)

    def post(self) -> int:
        return post_patiently(self.client, patience_s=60, sleep=self.pauses.append, json={"body": "x"}).status_code


def away(seconds: str | None = "5") -> httpx.Response:
    return httpx.Response(503, headers={"retry-after": seconds} if seconds else {})


def test_a_document_pushed_while_the_broker_is_away_is_pushed_again_after_the_pause_asked_for() -> None:
    ingest = Ingest(away("7"), away(None), httpx.Response(202))
    assert ingest.post() == 202
    assert ingest.pauses == [7, 5]
    assert len({request.content for request in ingest.asked}) == 1


def test_a_broker_that_stays_away_is_told_in_the_end() -> None:
    ingest = Ingest(*[away("25")] * 9)
    assert ingest.post() == 503
    assert sum(ingest.pauses) <= 60


def test_a_refused_document_is_not_pushed_again() -> None:
    ingest = Ingest(httpx.Response(422))
    assert ingest.post() == 422
    assert ingest.pauses == []
