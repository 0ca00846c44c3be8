"""Wiring: settings -> a running ingest."""

import asyncio
import contextlib
import random
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import uvicorn
from aiokafka.errors import KafkaError

from vedette.ingest.api import make_api
from vedette.ingest.documents import Document
from vedette.ingest.failures import Failures
from vedette.ingest.feeds import Feed, read_feed, warm_up
from vedette.ingest.fetch import Fetcher, Limits
from vedette.ingest.intake import BrokerAwayError, Intake, Taken
from vedette.ingest.memory import Memory
from vedette.ingest.polling import Polled, Poller
from vedette.ingest.settings import IngestSettings
from vedette.ingest.sources import Source, load_sources
from vedette.ingest.steps import Desk
from vedette.ingest.web import Web
from vedette.runtime.app import Service
from vedette.runtime.compacted import CompactedReader
from vedette.runtime.errors import ConfigError
from vedette.runtime.messages import Outgoing
from vedette.runtime.workers import WorkerPool
from vedette.schemas import SeenArticle
from vedette.schemas.topics import SEEN

FEED_LIMIT_S = 10.0
"""Time to parse one feed; the largest real ones take under a second."""
FEED_LIMIT_MB = 256
TIDY_EVERY_S = 86400.0
STOP_API_S = 3
"""Time for pushes in hand to be answered at a stop; a service has ten seconds for everything."""


def create_app(settings: IngestSettings) -> Service:
    """Return the service. Raises: `ConfigError` naming each mistake of the source list."""
    sources = load_sources(settings.ingest_sources) if settings.ingest_sources else []
    service = Service("ingest", settings)
    Ingest(service, settings, sources)
    return service


class Ingest:
    """The parts of ingest and how they hang together."""

    def __init__(self, service: Service, settings: IngestSettings, sources: list[Source]) -> None:
        self._service = service
        self._settings = settings
        self._sources = sources
        self._memory = Memory()
        self._seen: CompactedReader[SeenArticle] = CompactedReader(SEEN, settings, on_change=self._learn)
        self._intake = Intake(
            self._memory, self._send, max_bytes=settings.ingest_max_bytes, on_taken=self._count_article
        )
        limits = Limits(
            max_bytes=settings.ingest_max_bytes,
            connect_s=settings.ingest_connect_timeout_s,
            read_s=settings.ingest_read_timeout_s,
            total_s=settings.ingest_fetch_timeout_s,
        )
        self._fetcher = Fetcher(settings.ingest_user_agent, limits, ca_file=settings.ingest_ca_file)
        self._web = Web(
            self._fetcher,
            settings.address_policy(),
            settings.ingest_user_agent,
            host_pause_s=settings.ingest_host_pause_s,
            clock=_now,
        )
        self._pool = WorkerPool(size=1, time_limit_s=FEED_LIMIT_S, memory_limit_mb=FEED_LIMIT_MB, initializer=warm_up)
        self._articles = service.metrics.counter(
            "vedette_ingest_articles",
            "Documents taken, by source and outcome (new, revised, same).",
            ["source", "outcome"],
        )
        self._polls = service.metrics.counter(
            "vedette_ingest_polls", "Polls of a source, by outcome (ok, failed, broker_away).", ["source", "outcome"]
        )
        service.background(self._seen.run)
        service.background(self._pool.warm_up)
        service.background(self._poll)
        service.background(self._serve)
        service.background(self._tidy)
        service.ready_when("reading back what was published before", lambda: self._seen.is_ready)
        service.on_stop(self._fetcher.close)
        service.on_stop(self._pool.close)

    def _learn(self, key: str, seen: SeenArticle | None) -> None:
        self._seen.latest.pop(key, None)  # the memory keeps it smaller
        self._memory.learn(key, seen)

    async def _send(self, message: Outgoing) -> None:
        try:
            await self._service.send(message)
        except (KafkaError, OSError) as error:
            msg = "the broker takes no messages just now"
            raise BrokerAwayError(msg) from error

    async def _parse_feed(self, data: bytes, url: str, max_entries: int, content_type: str | None) -> Feed:
        return await self._pool.call(read_feed, data, url, max_entries, content_type)

    async def _poll(self) -> None:
        await self._seen.ready()
        desk = Desk(
            web=self._web,
            parse_feed=self._parse_feed,
            memory=self._memory,
            intake=self._intake,
            failures=Failures(self._memory, self._service.reject),
            clock=_now,
            recheck_s=self._settings.ingest_recheck_s,
        )
        rng = random.Random()  # noqa: S311  spreads polls, guards nothing
        poller = Poller(desk, at_once=self._settings.ingest_at_once, rng=rng, on_polled=self._count_poll)
        self._service.log.info(
            "polling begins", sources=sum(source.enabled for source in self._sources), seen=len(self._memory)
        )
        await poller.run(self._sources)

    async def _serve(self) -> None:
        await self._seen.ready()
        settings = self._settings
        api = make_api(
            self._intake,
            self._web.pushed,
            token=settings.ingest_token.get_secret_value(),
            max_bytes=settings.ingest_max_bytes,
            patience_s=settings.ingest_push_patience_s,
            clock=_now,
        )
        try:
            family = socket.AF_INET6 if ":" in settings.ingest_api_host else socket.AF_INET
            listener = socket.create_server((settings.ingest_api_host, settings.ingest_api_port), family=family)
        except OSError as error:
            msg = f"cannot listen on {settings.ingest_api_host}:{settings.ingest_api_port}: {error.strerror}"
            raise ConfigError(msg) from error
        config = uvicorn.Config(
            api, log_config=None, log_level="warning", lifespan="off", timeout_graceful_shutdown=STOP_API_S
        )
        self._service.log.info("API listens", host=settings.ingest_api_host, port=listener.getsockname()[1])
        with listener:
            await _serve_until_cancelled(_Server(config), listener)

    async def _tidy(self) -> None:
        """Forget, once a day, the articles that no source has listed for long."""
        while True:
            await asyncio.sleep(TIDY_EVERY_S)
            before = _now() - timedelta(days=self._settings.ingest_remember_days)
            with contextlib.suppress(BrokerAwayError):  # tomorrow is soon enough
                await self._forget(before)

    async def _forget(self, before: datetime) -> None:
        for key in self._memory.ids():
            await asyncio.sleep(0)  # a long list must not hold up pushes
            if self._memory.is_stale(key, before):
                await self._send(Outgoing(SEEN, key, None))
                self._memory.learn(key, None)

    def _count_article(self, document: Document, taken: Taken) -> None:
        outcome = "same" if not taken.published else "new" if taken.revision == 1 else "revised"
        self._articles.labels(document.source_id, outcome).inc()
        if taken.published:
            self._service.log.info(
                "article published", article_id=taken.article_id, revision=taken.revision, source=document.source_id
            )

    def _count_poll(self, source: Source, polled: Polled) -> None:
        self._polls.labels(source.id, polled.outcome).inc()


class _Server(uvicorn.Server):
    """uvicorn without its own signal handlers: the service stops it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the service."""
        yield


async def _serve_until_cancelled(server: _Server, listener: socket.socket) -> None:
    """Serve; when cancelled, let the answers in hand be finished first."""
    serving = asyncio.create_task(server.serve([listener]))
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        server.should_exit = True
        await serving
        raise


def _now() -> datetime:
    return datetime.now(UTC)
