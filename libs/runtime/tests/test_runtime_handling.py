"""Promises of one step and of rejections, without a broker."""

import asyncio
import base64
import time
from datetime import UTC, datetime

import pytest

from vedette.runtime.errors import PermanentError
from vedette.runtime.handling import Handled, Step, Taken
from vedette.runtime.messages import Message, Outcome
from vedette.runtime.metrics import Metrics
from vedette.runtime.rejects import Original, outgoing_rejection, rejection_of, without_value
from vedette.runtime.retry import Backoff
from vedette.schemas import RawArticle, RejectReason
from vedette.schemas.topics import RAW

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
ARTICLE = RawArticle(
    article_id="a1", source_id="push", fetched_at=NOON, content_type="text/plain", body="Shelling was heard at dusk."
)


def taken(value: bytes | None) -> Taken:
    original = Original(RAW.name, 3, 41, b"a1", value, {"traceparent": "00-" + "a" * 32 + "-" + "b" * 16 + "-01"})
    return Taken(original, NOON, None, time.monotonic())


async def handle(handler, value: bytes | None = None) -> Handled:
    step = Step(RAW, handler, service="clean", backoff=Backoff(0.001, 0.001, 2), metrics=Metrics("clean"))
    return await step.handle(taken(ARTICLE.write() if value is None else value))


async def test_a_handler_sees_the_message_and_where_it_stood() -> None:
    seen: list[Message[RawArticle]] = []

    async def look(message: Message[RawArticle]) -> Outcome:
        seen.append(message)
        return Outcome()

    await handle(look)
    assert (seen[0].value, seen[0].key, seen[0].partition, seen[0].offset) == (ARTICLE, "a1", 3, 41)


async def test_an_outcome_carries_the_trace_of_its_message() -> None:
    async def pass_on(_message: Message[RawArticle]) -> Outcome:
        return Outcome()

    assert (await handle(pass_on)).traceparent.startswith("00-" + "a" * 32)


@pytest.mark.parametrize("error", [ValueError("oops"), MemoryError(), BaseException("panic in native code")])
async def test_whatever_a_handler_raises_its_message_is_set_aside(error: BaseException) -> None:
    async def fail(_message: Message[RawArticle]) -> Outcome:
        raise error

    handled = await handle(fail)
    assert handled.rejection is not None
    assert handled.rejection.reason is RejectReason.BUG


async def test_a_handler_that_is_cancelled_sets_nothing_aside() -> None:
    async def stop(_message: Message[RawArticle]) -> Outcome:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await handle(stop)


async def test_bytes_without_contract_never_reach_the_handler() -> None:
    async def refuse(_message: Message[RawArticle]) -> Outcome:
        raise AssertionError

    handled = await handle(refuse, b"not json")
    assert handled.rejection is not None
    assert handled.rejection.reason is RejectReason.BAD_CONTRACT
    assert base64.b64decode(handled.rejection.value_base64 or "") == b"not json"


def test_a_rejection_is_keyed_by_where_its_message_stood() -> None:
    rejection = rejection_of(taken(b"x").original, RejectReason.EMPTY, "no text", service="clean", now=NOON)
    assert outgoing_rejection(rejection).key == "vedette.articles.raw.v1/3/41"


def test_a_rejection_without_value_says_where_the_value_is() -> None:
    rejection = rejection_of(taken(b"x").original, RejectReason.BUG, "d" * 9000, service="clean", now=NOON)
    small = without_value(rejection)
    assert small.value_base64 is None
    assert len(small.detail) == 4000
    assert small.detail.endswith("still at its source topic and offset)")


def test_errors_name_their_reason() -> None:
    assert str(PermanentError(RejectReason.EMPTY, "no text")) == "empty: no text"
