"""Clean as a process of its own, against a real broker."""

import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from brokers import Broker
from processes import ServiceProcess, Wire, environment

from vedette.schemas import RawArticle, RejectReason
from vedette.schemas.topics import CLEAN, RAW, REJECTIONS

pytestmark = pytest.mark.broker

STORY = (
    "The northern army has set up two observation posts on the ridge above the Orlen valley, the governor of "
    "Teral said on Tuesday.",
    "Residents of Kasra said that bulldozers and lorries with concrete blocks arrived before dawn and that "
    "the road was closed until noon.",
    "The governor said that the posts would be manned by forty soldiers and that a third was planned near the quarry.",
)
REMARK = "They will never leave that ridge, mark my words, my uncle saw fifty tanks there."


def page(*, extra: str = "") -> str:
    paragraphs = "".join(f"<p>{text}</p>" for text in STORY)
    return (
        f"<!DOCTYPE html><html><head><title>Posts above Orlen</title></head><body><h1>Posts above "
        f"Orlen</h1><article>{extra}{paragraphs}</article>"
        f'<div id="comments"><h3>Comments</h3><div class="comment"><p>{REMARK}</p></div></div></body></html>'
    )


def raw(name: str, body: str | None = None, content: bytes | None = None) -> RawArticle:
    return RawArticle(
        article_id=name,
        source_id="push",
        fetched_at=datetime(2024, 5, 16, 9, tzinfo=UTC),
        content_type="text/html",
        body=body,
        body_base64=base64.b64encode(content).decode() if content is not None else None,
    )


@pytest.fixture
async def desk(broker: Broker, topic_prefix: str, tmp_path: Path) -> AsyncIterator[tuple[Wire, ServiceProcess]]:
    env = environment(broker, topic_prefix, tmp_path, pool_size="1")
    async with Wire(broker, topic_prefix) as wire:
        with ServiceProcess(["-m", "vedette.clean"], env, tmp_path / "clean.log") as service:
            yield wire, service.wait_ready()


async def test_a_page_becomes_a_clean_article_without_its_comments(desk):
    wire, _ = desk
    await wire.send(RAW, [("a", raw("a", page()))])
    (article,) = await wire.read(CLEAN, lambda found: len(found) >= 1, seconds=30)
    assert [p.text for p in article.paragraphs] == ["Posts above Orlen", *STORY]
    assert REMARK not in article.text


async def test_what_cannot_be_read_is_rejected_and_the_rest_goes_on(desk):
    wire, _ = desk
    await wire.send(
        RAW,
        [
            ("bad", raw("bad", content=b"%PDF-1.7 not a page")),
            ("void", raw("void", content=b"  ")),
            ("good", raw("good", page())),
        ],
    )
    rejections = await wire.read(REJECTIONS, lambda found: len(found) >= 2, seconds=30)
    assert {rejection.reason for rejection in rejections} == {RejectReason.BINARY, RejectReason.EMPTY}
    assert [a.article_id for a in await wire.read(CLEAN, lambda found: len(found) >= 1, seconds=30)] == ["good"]


async def test_a_reprint_shares_the_group_of_the_first_copy(desk):
    wire, _ = desk
    await wire.send(RAW, [("first", raw("first", page()))])
    await wire.read(CLEAN, lambda found: len(found) >= 1, seconds=30)
    await wire.send(
        RAW,
        [
            (
                "copy",
                raw(
                    "copy",
                    page(extra="<p>A version of this story first ran in the Courier, on the valley for years.</p>"),
                ),
            )
        ],
    )
    articles = await wire.read(CLEAN, lambda found: len(found) >= 2, seconds=30)
    assert len({article.syndication_id for article in articles}) == 1


async def test_it_stops_cleanly_on_request(desk):
    _, service = desk
    code, seconds = service.terminate()
    assert code == 0
    assert seconds < 10
