"""POST /articles: documents go in with a token, and every refusal says what to do."""

import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from vedette.cli.site import Site
from vedette.ingest.api import make_api
from vedette.ingest.fetch import Fetcher, Limits
from vedette.ingest.intake import BrokerAwayError, Intake
from vedette.ingest.memory import Memory
from vedette.ingest.web import Web
from vedette.runtime.addresses import AddressPolicy
from vedette.runtime.messages import Outgoing
from vedette.schemas import RawArticle

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
TOKEN = "correct-horse-battery"
AUTH = {"Authorization": f"Bearer {TOKEN}"}
STORY = "Four people were killed near Balyun on Monday, medics said."


class Desk:
    """The API over an intake without a broker."""

    def __init__(self, *, token: str = TOKEN, policy: AddressPolicy | None = None) -> None:
        self.articles: list[RawArticle] = []
        self.broker = "up"
        self.fetcher = Fetcher("Vedette-Test/1", Limits(connect_s=1, read_s=0.3, total_s=1))
        web = Web(
            self.fetcher,
            policy or AddressPolicy(allow_private=True),
            "Vedette-Test/1",
            host_pause_s=0,
            clock=lambda: NOW,
        )
        self.api = make_api(
            Intake(Memory(), self.send, max_bytes=10_000),
            web.pushed,
            token=token,
            max_bytes=10_000,
            patience_s=0.2,
            clock=lambda: NOW,
        )
        transport = httpx.ASGITransport(self.api)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://ingest.example", headers=AUTH)

    async def send(self, message: Outgoing) -> None:
        if self.broker == "away":
            raise BrokerAwayError("the broker takes no messages just now")
        if self.broker == "silent":
            await asyncio.sleep(60)
        if isinstance(message.value, RawArticle):
            self.articles.append(message.value)

    async def push(self, **fields: object) -> httpx.Response:
        return await self.client.post("/articles", json=fields)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    made = Desk()
    yield made
    await made.client.aclose()
    await made.fetcher.close()


async def test_a_json_push_is_accepted_with_its_id(desk: Desk):
    answer = await desk.push(
        body=f"<p>{STORY}</p>",
        content_type="text/html",
        url="https://herald.example/a?utm_source=x",
        title="Four killed",
        published_at="2026-03-04T12:00:00+03:00",
        source="Herald",
        author="N. Haddad",
        language="en",
    )
    (article,) = desk.articles
    assert answer.status_code == 202
    assert answer.json() == {"article_id": article.article_id, "revision": 1, "published": True}
    assert (article.canonical_url, article.source_id) == ("https://herald.example/a", "push")
    assert (article.body, article.content_type, article.fetched_at) == (f"<p>{STORY}</p>", "text/html", NOW)
    hints = article.hints
    assert (hints.title, hints.publisher, hints.author, hints.language) == ("Four killed", "Herald", "N. Haddad", "en")
    assert hints.published_at == datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


async def test_raw_bytes_are_accepted_with_the_rest_as_query(desk: Desk):
    body = "<p>قُتل أربعة</p>".encode("windows-1256")
    answer = await desk.client.post(
        "/articles",
        params={"url": "https://herald.example/b", "title": "Four killed", "published_at": "2026-03-04"},
        content=body,
        headers={"Content-Type": "text/html; charset=windows-1256"},
    )
    (article,) = desk.articles
    assert answer.status_code == 202
    assert base64.b64decode(article.body_base64 or "") == body
    assert article.charset == "windows-1256"
    assert (article.hints.published_at, article.hints.published_day_only) == (datetime(2026, 3, 4, tzinfo=UTC), True)


async def test_the_same_push_twice_is_published_once_and_a_change_again(desk: Desk):
    first = await desk.push(body=STORY, content_type="text/plain", url="https://herald.example/a")
    second = await desk.push(body=STORY, content_type="text/plain", url="https://herald.example/a")
    third = await desk.push(body=STORY + " Five.", content_type="text/plain", url="https://herald.example/a")
    assert [r.json()["published"] for r in (first, second, third)] == [True, False, True]
    assert [r.json()["revision"] for r in (first, second, third)] == [1, 1, 2]
    assert len({r.json()["article_id"] for r in (first, second, third)}) == 1
    assert [a.revision for a in desk.articles] == [1, 2]


async def test_pushes_of_one_article_at_the_same_time_count_up(desk: Desk):
    bodies = [f"{STORY} Update {number}." for number in range(8)]
    pushes = [desk.push(body=b, content_type="text/plain", url="https://herald.example/a") for b in bodies]
    await asyncio.gather(*pushes)
    assert sorted(a.revision for a in desk.articles) == list(range(1, 9))


async def test_a_push_without_address_is_named_by_its_content(desk: Desk):
    one = await desk.push(body=STORY, content_type="text/plain")
    two = await desk.push(body=STORY + " Five.", content_type="text/plain")
    assert one.json()["article_id"] != two.json()["article_id"]
    assert [a.url for a in desk.articles] == [None, None]


@pytest.mark.parametrize(
    "given", [None, "", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer ü"]
)
async def test_without_the_token_nothing_is_taken(desk: Desk, given: str | None):
    headers = {} if given is None else {"Authorization": given.encode()}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(desk.api), base_url="http://i.example") as client:
        answer = await client.post("/articles", json={"body": STORY}, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (401, "unauthorised")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert not desk.articles


async def test_without_a_token_in_the_settings_pushes_are_off():
    desk = Desk(token="")
    answer = await desk.client.post("/articles", json={"body": STORY}, headers={"Authorization": "Bearer "})
    assert answer.status_code == 403
    assert "VEDETTE_INGEST_TOKEN" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("content", "kind", "status", "word"),
    [
        (b"{not json", "application/json", 400, "bad_json"),
        (b"[]", "application/json", 422, "invalid"),
        (b"{}", "application/json", 422, "give a body, or a url"),
        (b'{"body": "x", "boddy": "y"}', "application/json", 422, "boddy"),
        (b'{"body": "  "}', "application/json", 422, "the body is empty"),
        (b'{"body": "x", "url": "ftp://a"}', "application/json", 422, "not an http"),
        (b'{"body": "x", "published_at": "2026-03-04T10:00:00"}', "application/json", 422, "needs its zone"),
        (b'{"body": "x", "published_at": "last week"}', "application/json", 422, "published_at"),
        (b'{"body": "x", "content_type": "application/pdf"}', "application/json", 415, "application/pdf"),
        (b"", "text/html", 422, "the body is empty"),
        (b"%PDF-1.7", "text/html", 415, "PDF"),
        (bytes(range(256)) * 4, "text/plain", 415, "control bytes"),
        (b"{}", "image/png", 415, "image/png"),
        (b"x" * 10_001, "text/plain", 413, "10001 bytes"),
        (b"x" * 30_000, "text/plain", 413, "more than 20000 bytes"),
    ],
)
async def test_what_cannot_be_taken_is_answered_with_the_reason(
    desk: Desk, content: bytes, kind: str, status: int, word: str
):
    answer = await desk.client.post("/articles", content=content, headers={"Content-Type": kind})
    assert answer.status_code == status, answer.text
    assert word in answer.text
    assert set(answer.json()) == {"error", "detail"}
    assert not desk.articles


async def test_an_unknown_query_parameter_is_named(desk: Desk):
    answer = await desk.client.post("/articles?tittle=x", content=STORY, headers={"Content-Type": "text/plain"})
    assert (answer.status_code, "tittle" in answer.text) == (422, True)


async def test_a_lone_surrogate_in_json_is_no_reason_to_fall(desk: Desk):
    content = b'{"body": "Four \\ud800 killed near Balyun", "content_type": "text/plain"}'
    answer = await desk.client.post("/articles", content=content, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["error"]) == (422, "invalid")


@pytest.mark.parametrize("broker", ["away", "silent"])
async def test_while_the_broker_is_away_pushes_are_asked_to_come_back(desk: Desk, broker: str):
    desk.broker = broker
    answer = await desk.push(body=STORY, content_type="text/plain")
    assert (answer.status_code, answer.json()["error"]) == (503, "unavailable")
    assert answer.headers["retry-after"] == "5"
    desk.broker = "up"
    assert (await desk.push(body=STORY, content_type="text/plain")).json()["published"] is True


async def test_an_address_alone_is_fetched(desk: Desk):
    async with Site() as site:
        url = site.put("/a", f"<p>{STORY}</p>")
        answer = await desk.push(url=url)
    assert answer.status_code == 202
    assert desk.articles[0].http is not None
    assert desk.articles[0].body == f"<p>{STORY}</p>"


async def test_a_refused_address_and_a_closed_port_read_the_same():
    async with Site() as site:
        site.put("/a", STORY)
        refused = Desk(policy=AddressPolicy(ports=frozenset({site.port})))
        opened = await refused.push(url=site.url("/a"))
        closed = await refused.push(url="http://127.0.0.1:9/a")
        allowed = Desk()
        away = await allowed.push(url="http://127.0.0.1:9/a")
        assert not site.requests
    assert opened.json() == closed.json() == away.json()
    assert opened.status_code == closed.status_code == away.status_code == 422


async def test_the_api_describes_itself(desk: Desk):
    spec = (await desk.client.get("/openapi.json")).json()
    post = spec["paths"]["/articles"]["post"]
    assert set(post["requestBody"]["content"]) == {"application/json", "text/html", "text/plain"}
    assert {"202", "401", "413", "415", "422", "503"} <= set(post["responses"])
