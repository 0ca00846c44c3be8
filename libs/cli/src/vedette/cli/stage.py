"""The whole pipeline on this machine, for the demo and the tests: newsrooms, four services, receivers."""

import asyncio
import base64
import contextlib
import secrets
import shutil
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from vedette.alert.rules.reader import WatchFile, read_watch_files
from vedette.cli.broker import free_ports
from vedette.cli.inbox import Inbox
from vedette.cli.newsstand import Newsstand
from vedette.cli.processes import Children
from vedette.cli.site import Site
from vedette.cli.stored import write_all
from vedette.cli.storybook import FOLDER, Storybook
from vedette.runtime.errors import ConfigError
from vedette.runtime.settings import ServiceSettings
from vedette.runtime.topics import ensure_topics, spec_of
from vedette.schemas import EmailEndpoint, Subscriber, WebhookEndpoint
from vedette.schemas.topics import CATALOGUE, RULES, SUBSCRIBERS

__all__ = ["SERVICES", "Stage", "open_stage"]

SERVICES = ("ingest", "clean", "extract", "alert")
POLL_EVERY_S = 1.0
"""Least interval a source list allows; real lists poll every quarter of an hour."""
START_LIMIT_S = 60.0
SECRET_NAME = "VEDETTE_DEMO_SECRET"  # noqa: S105  the name of a variable


@dataclass(frozen=True)
class Stage:
    """What the demo and the tests work with while everything runs."""

    settings: ServiceSettings
    """For commands and readers that speak to the broker."""
    newsstand: Newsstand
    inbox: Inbox
    children: Children
    environment: dict[str, str]
    """Variables that point a shell at this pipeline."""
    folder: Path
    """Logs, one per service, and local copies of tables."""
    ready_s: dict[str, float]
    """Seconds each service took to be ready, all starting together."""


@contextlib.asynccontextmanager
async def open_stage(
    folder: Path,
    book: Storybook,
    settings: ServiceSettings,
    *,
    watch: Path = FOLDER / "watch.yaml",
    note: Callable[[str], None] = lambda _: None,
) -> AsyncIterator[Stage]:
    """Start everything but the broker, wait until every service is ready, and stop everything at the end.

    `watch` names subscribers and rules; the webhooks in it are pointed at our receiver.

    Raises: `ConfigError` if something does not start, with the end of its log.
    """
    # tables of an earlier run belong to a broker that is gone; faust refuses to go on from them
    shutil.rmtree(folder / "data", ignore_errors=True)
    async with contextlib.AsyncExitStack() as stack:
        site = await stack.enter_async_context(Site())
        watchers = read_watch_files(watch)
        inbox = await stack.enter_async_context(_inbox(watchers).opened())
        newsstand = Newsstand(site, book)
        newsstand.open()
        newsstand.write_sources(folder / "sources.yaml", every_s=POLL_EVERY_S)
        note("news site, webhook receiver and mail sink are up")
        children = Children()
        stack.push_async_callback(asyncio.to_thread, children.stop)
        push_port, *health_ports = free_ports(1 + len(SERVICES))
        shell = _shell(settings, push_port)
        environment = {**shell, **_services(folder, inbox, shell)}
        ports = dict(zip(SERVICES, health_ports, strict=True))
        for name, port in ports.items():
            env = {**environment, "VEDETTE_HEALTH_PORT": str(port)}
            children.start(name, [sys.executable, "-m", f"vedette.{name}"], env=env, log=folder / f"{name}.log")
        await ensure_topics([spec_of(topic, settings) for topic in CATALOGUE], settings)
        await _register(settings, watchers, inbox)
        ready_s = await _until_ready(children, ports, note)
        yield Stage(settings, newsstand, inbox, children, shell, folder, ready_s)


def _shell(settings: ServiceSettings, push_port: int) -> dict[str, str]:
    """Return the variables by which commands find this pipeline."""
    told = {
        "VEDETTE_BROKER": settings.broker,
        "VEDETTE_INGEST_URL": f"http://127.0.0.1:{push_port}",
        "VEDETTE_INGEST_TOKEN": secrets.token_urlsafe(24),
    }
    if settings.embedded_broker:
        told["VEDETTE_EMBEDDED_BROKER"] = "true"
    if settings.topic_prefix:
        told["VEDETTE_TOPIC_PREFIX"] = settings.topic_prefix
    return told


def _inbox(watchers: WatchFile) -> Inbox:
    readers = {
        endpoint.address: subscriber.subscriber_id
        for subscriber in watchers.subscribers
        for endpoint in subscriber.endpoints
        if isinstance(endpoint, EmailEndpoint)
    }
    return Inbox(secret="whsec_" + base64.b64encode(secrets.token_bytes(32)).decode(), readers=readers)


def _services(folder: Path, inbox: Inbox, shell: dict[str, str]) -> dict[str, str]:
    """Return what the services are told beside that."""
    return {
        "VEDETTE_DATA_DIR": str(folder / "data"),
        "VEDETTE_POOL_SIZE": "1",
        "VEDETTE_LOG_FORMAT": "json",
        "VEDETTE_INGEST_SOURCES": str(folder / "sources.yaml"),
        # the news site is this machine: no politeness is due, and loopback must be allowed
        "VEDETTE_INGEST_ALLOW_PRIVATE": "true",
        "VEDETTE_INGEST_HOST_PAUSE_S": "0",
        "VEDETTE_INGEST_RECHECK_S": "0",
        "VEDETTE_INGEST_API_PORT": shell["VEDETTE_INGEST_URL"].rpartition(":")[2],
        "VEDETTE_ALERT_ALLOW_PRIVATE": "true",
        "VEDETTE_ALERT_SMTP_HOST": inbox.mail.host,
        "VEDETTE_ALERT_SMTP_PORT": str(inbox.mail.port),
        "VEDETTE_ALERT_SMTP_TLS": "never",
        "VEDETTE_ALERT_MAIL_FROM": "watch@vedette.example",
        SECRET_NAME: inbox.secret,
    }


async def _register(settings: ServiceSettings, watchers: WatchFile, inbox: Inbox) -> None:
    """Write subscribers and rules to their topics, the webhooks pointed at our receiver."""
    subscribers = [_with_webhook(subscriber, inbox) for subscriber in watchers.subscribers]
    await write_all(settings, SUBSCRIBERS, {each.subscriber_id: each for each in subscribers})
    await write_all(settings, RULES, {rule.rule_id: rule for rule in watchers.rules})


def _with_webhook(subscriber: Subscriber, inbox: Inbox) -> Subscriber:
    endpoints = [
        endpoint.model_copy(update={"url": inbox.webhook.url(httpx.URL(endpoint.url).path)})
        if isinstance(endpoint, WebhookEndpoint)
        else endpoint
        for endpoint in subscriber.endpoints
    ]
    return subscriber.model_copy(update={"endpoints": endpoints})


async def _until_ready(children: Children, ports: dict[str, int], note: Callable[[str], None]) -> dict[str, float]:
    """Wait for every service and return how long each took."""
    began = time.monotonic()
    ready: dict[str, float] = {}
    async with asyncio.timeout(START_LIMIT_S), httpx.AsyncClient(timeout=1.0) as client:
        while len(ready) < len(ports):
            for child in children.ended():
                msg = f"{child.name} ended with {child.process.returncode}; its log ends:\n{child.tail()}"
                raise ConfigError(msg)
            for name in [name for name in ports if name not in ready]:
                with contextlib.suppress(httpx.HTTPError):
                    answer = await client.get(f"http://127.0.0.1:{ports[name]}/readyz")
                    if answer.status_code == httpx.codes.OK:
                        ready[name] = time.monotonic() - began
                        note(f"{name} is ready")
            await asyncio.sleep(0.05)
    return ready
