"""Promises of finishing: nothing counts as done before the broker has it; what it will not take is set aside."""

import base64
import time
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from aiokafka.errors import KafkaConnectionError

from vedette.runtime.codec import decode
from vedette.runtime.errors import PermanentError, StoppedError
from vedette.runtime.finishing import Finisher
from vedette.runtime.handling import Handled, Step, Taken
from vedette.runtime.messages import Outcome, Outgoing
from vedette.runtime.metrics import Metrics
from vedette.runtime.producer import Prepared, Producer
from vedette.runtime.rejects import Original
from vedette.runtime.retry import Backoff
from vedette.runtime.settings import ServiceSettings
from vedette.schemas import RawArticle, Rejection, RejectReason
from vedette.schemas.topics import RAW, REJECTIONS

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
TRACE = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"


class MemoryProducer(Producer):
    """Keeps what is sent. Its broker may be away for some tries and may take only small messages."""

    def __init__(self, settings: ServiceSettings, *, away: int = 0, takes: int = 10**9) -> None:
        super().__init__(settings, source="clean")
        self.sent: list[Prepared] = []
        self._away = away
        self._takes = takes

    async def send_prepared(self, messages: Iterable[Prepared]) -> None:
        if self._away > 0:
            self._away -= 1
            raise KafkaConnectionError("broker away")
        for message in messages:
            if len(message.value or b"") > self._takes:
                raise PermanentError(RejectReason.TOO_LARGE, "the broker's limit")
            self.sent.append(message)

    def rejections(self) -> list[Rejection]:
        return [decode(REJECTIONS, m.value) for m in self.sent if m.topic == REJECTIONS.name]

    def names_sent(self) -> list[str]:
        return [m.key.decode() for m in self.sent if m.topic == RAW.name]


class Desk:
    """A finisher with what it needs around it."""

    def __init__(self, *, away: int = 0, takes: int = 10**9, **settings: object) -> None:
        chosen = ServiceSettings(
            **{"retry_base_s": 0.001, "retry_cap_s": 0.001, "max_message_bytes": 100_000, **settings}
        )
        self.producer = MemoryProducer(chosen, away=away, takes=takes)
        self.finisher = Finisher(self.producer, chosen, Metrics("clean"))
        self.step = Step(RAW, never, service="clean", backoff=Backoff(), metrics=Metrics("clean"))

    async def finish(self, *done: tuple[Taken, Handled]) -> list[Outcome]:
        return await self.finisher.send(self.step, done)

    def bug(self, offset: int, value: bytes = b"{}") -> tuple[Taken, Handled]:
        item = taken(offset, value)
        return item, self.step.set_aside(item, RejectReason.BUG, "KeyError: 'title'")


async def never(_message: object) -> Outcome:
    raise AssertionError


def taken(offset: int, value: bytes = b"{}") -> Taken:
    return Taken(Original(RAW.name, 0, offset, b"k", value, {}), NOON, None, time.monotonic())


def outcome(offset: int, body: str = "A report.") -> tuple[Taken, Handled]:
    article = RawArticle(article_id=f"a{offset}", source_id="s", fetched_at=NOON, content_type="text/plain", body=body)
    return taken(offset), Handled(Outcome([Outgoing(RAW, f"a{offset}", article)]), TRACE)


async def test_an_outcome_too_large_is_set_aside_and_its_neighbours_are_sent_once() -> None:
    desk = Desk()
    out = await desk.finish(outcome(1), outcome(2, "long " * 30_000), outcome(3))
    assert desk.producer.names_sent() == ["a1", "a3"]
    assert [r.source_offset for r in desk.producer.rejections()] == [2]
    assert [m.topic for m in out[1].messages] == [REJECTIONS]


async def test_an_outcome_set_aside_takes_its_table_entries_with_it() -> None:
    desk = Desk()
    (out,) = await desk.finish(outcome(1, "long " * 30_000))
    assert out.puts == ()


async def test_what_only_the_broker_finds_too_large_is_set_aside_alone() -> None:
    desk = Desk(takes=2_000)
    await desk.finish(outcome(1), outcome(2, "long " * 1_000))
    assert "a1" in desk.producer.names_sent()
    assert [r.reason for r in desk.producer.rejections()] == ["too_large"]


async def test_a_rejection_too_large_to_keep_its_value_keeps_its_place() -> None:
    desk = Desk(takes=2_000)
    await desk.finish(desk.bug(7, b"x" * 50_000))
    (rejection,) = desk.producer.rejections()
    assert (rejection.source_offset, rejection.value_base64, rejection.reason) == (7, None, "bug")


async def test_a_rejection_keeps_the_bytes_it_can() -> None:
    desk = Desk()
    await desk.finish(desk.bug(7, b"\xff\x00 bytes"))
    assert base64.b64decode(desk.producer.rejections()[0].value_base64 or "") == b"\xff\x00 bytes"


async def test_a_broker_that_comes_back_gets_everything() -> None:
    desk = Desk(away=3)
    await desk.finish(outcome(1), outcome(2))
    assert desk.producer.names_sent() == ["a1", "a2"]


async def test_a_broker_that_stays_away_stops_the_service() -> None:
    desk = Desk(away=10**9, watchdog_s=0.01)
    with pytest.raises(StoppedError, match="took no messages"):
        await desk.finish(outcome(1))


async def test_too_many_failures_of_ours_in_a_row_stop_the_service_after_keeping_them() -> None:
    desk = Desk(rejections_in_a_row=3)
    await desk.finish(desk.bug(1), desk.bug(2))
    with pytest.raises(StoppedError, match="3 messages set aside in a row"):
        await desk.finish(desk.bug(3))
    assert len(desk.producer.rejections()) == 3


async def test_a_success_between_them_keeps_the_service_running() -> None:
    desk = Desk(rejections_in_a_row=3)
    for turn in range(5):
        await desk.finish(desk.bug(turn), desk.bug(turn), outcome(turn))


async def test_pages_that_cannot_be_read_never_stop_the_service() -> None:
    desk = Desk(rejections_in_a_row=3)
    for offset in range(10):
        item = taken(offset)
        await desk.finish((item, desk.step.set_aside(item, RejectReason.UNREADABLE, "no text")))
    assert len(desk.producer.rejections()) == 10
