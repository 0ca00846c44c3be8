"""Promises of the health pages and of the metrics behind them."""

import asyncio

import pytest

from vedette.runtime.errors import ConfigError
from vedette.runtime.health import HealthServer
from vedette.runtime.metrics import Metrics


def server(*, live: list[str] | None = None, ready: list[str] | None = None) -> HealthServer:
    return HealthServer(live=lambda: live or [], ready=lambda: ready or [], metrics=Metrics("clean").page)


async def ask(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = await reader.read()
    writer.close()
    return answer


def test_a_sound_service_is_live_and_ready() -> None:
    health = server()
    assert [health.page(path)[0] for path in ("/livez", "/readyz")] == [200, 200]


def test_what_is_wrong_is_said_in_words() -> None:
    status, _, body = server(ready=["rules not loaded"]).page("/readyz")
    assert (status, body) == (503, b"rules not loaded\n")


def test_being_not_ready_is_not_being_dead() -> None:
    assert server(ready=["waiting for the broker"]).page("/livez")[0] == 200


async def test_the_pages_are_served_over_http() -> None:
    health = server(live=["no progress"])
    port = await health.start("127.0.0.1", 0)
    try:
        answer = await ask(port, b"GET /livez?full=1 HTTP/1.1\r\nhost: x\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert answer.endswith(b"no progress\n")
        assert b"vedette_messages_in_flight" in await ask(port, b"GET /metrics HTTP/1.1\r\n\r\n")
        assert (await ask(port, b"GET / HTTP/1.1\r\n\r\n")).startswith(b"HTTP/1.1 404 ")
    finally:
        await health.stop()


async def test_a_taken_port_stops_the_start_with_a_remedy() -> None:
    first, second = server(), server()
    port = await first.start("127.0.0.1", 0)
    try:
        with pytest.raises(ConfigError, match="VEDETTE_HEALTH_PORT"):
            await second.start("127.0.0.1", port)
    finally:
        await first.stop()


def test_every_metric_has_a_sentence_and_the_name_of_the_project() -> None:
    for family in Metrics("clean").registry.collect():
        assert family.name.startswith("vedette_")
        assert family.documentation.endswith(".")
