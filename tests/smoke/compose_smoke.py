"""The compose file for real: build, start with three extract workers, tell the stories, restart the broker midway.

Exits 0 if exactly the expected notices reached the webhook and the mailbox. Needs a Docker engine; takes about two
minutes after the first build. Usage: python tests/smoke/compose_smoke.py [--keep]
"""

import asyncio
import base64
import contextlib
import email
import email.policy
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from vedette.alert.rules.reader import read_watch_files
from vedette.cli.broker import free_ports
from vedette.cli.inbox import Inbox
from vedette.cli.lookout import Lookout
from vedette.cli.push import post_patiently
from vedette.cli.receivers import WebhookReceiver
from vedette.cli.stored import write_all
from vedette.cli.storybook import FOLDER, Story, load_storybook
from vedette.cli.told import Told, pair_up, told_by_mail
from vedette.runtime.settings import ServiceSettings
from vedette.schemas import EmailEndpoint, Subscriber, WebhookEndpoint
from vedette.schemas.topics import RULES, SUBSCRIBERS

ROOT = Path(__file__).parents[2]
COMPOSE = ["docker", "compose", "-p", "vedette-smoke", "-f", "docker-compose.yml", "-f", "tests/smoke/compose.yml"]
HOST_NAME = "host.docker.internal"
SETTLE_S = 60.0


def compose(*words: str, quiet: bool = False) -> None:
    """Run docker compose; raises if it fails."""
    subprocess.run([*COMPOSE, *words], cwd=ROOT, check=True, stdout=subprocess.DEVNULL if quiet else None)


def memory() -> None:
    """Print what each container holds."""
    words = ["docker", "stats", "--no-stream", "--format", "{{.Name}}\t{{.MemUsage}}"]
    subprocess.run(words, check=False)


def bridge_address() -> str:
    """Return the host's address on Docker's default bridge, where containers find `host-gateway`."""
    answer = subprocess.run(["docker", "network", "inspect", "bridge"], capture_output=True, check=True, text=True)
    return str(json.loads(answer.stdout)[0]["IPAM"]["Config"][0].get("Gateway", "172.17.0.1"))


@contextlib.contextmanager
def stack(keep: bool) -> Iterator[None]:
    """Run the stack while the block runs; show the logs if the block fails."""
    start = time.monotonic()
    compose("build", "--quiet")
    print(f"images built in {time.monotonic() - start:.0f} s")
    start = time.monotonic()
    try:
        compose("up", "-d", "--wait", "--scale", "extract=3", "--quiet-pull")
        print(f"healthy with three extract workers after {time.monotonic() - start:.1f} s")
        yield
    except BaseException:
        compose("logs", "--tail", "40", "ingest", "clean", "extract", "alert", "topics")
        raise
    finally:
        if not keep:
            compose("down", "-v", "--timeout", "20", quiet=True)


async def register(settings: ServiceSettings, hook_port: int) -> dict[str, str]:
    """Write the demo's subscribers and rules; return mail address to subscriber id."""
    watch = read_watch_files(FOLDER / "watch.yaml")

    def with_hook(subscriber: Subscriber) -> Subscriber:
        endpoints = [
            e.model_copy(update={"url": f"http://{HOST_NAME}:{hook_port}/{subscriber.subscriber_id}"})
            if isinstance(e, WebhookEndpoint)
            else e
            for e in subscriber.endpoints
        ]
        return subscriber.model_copy(update={"endpoints": endpoints})

    await write_all(settings, SUBSCRIBERS, {s.subscriber_id: with_hook(s) for s in watch.subscribers})
    await write_all(settings, RULES, {r.rule_id: r for r in watch.rules})
    return {e.address: s.subscriber_id for s in watch.subscribers for e in s.endpoints if isinstance(e, EmailEndpoint)}


async def push(client: httpx.Client, story: Story, publisher: str) -> str:
    """Hand one story to ingest as another system would; return its address."""
    url = f"https://{story.newsroom}.example{story.path}"
    body = {
        "body": story.html(),
        "content_type": "text/html",
        "url": url,
        "title": story.title,
        "published_at": story.published_at.isoformat(),
        "source": publisher,
    }
    answer = await asyncio.to_thread(post_patiently, client, json=body)
    answer.raise_for_status()
    return url


async def mails(port: str, readers: dict[str, str]) -> list[Told]:
    """Return every mail the catcher holds, as its reader would read it."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        listed = (await client.get("/api/v1/messages")).json()["messages"]
        found = []
        for row in listed:
            raw = (await client.get(f"/api/v1/message/{row['ID']}/raw")).content
            mail = email.message_from_bytes(raw, policy=email.policy.default)
            address = row["To"][0]["Address"]
            found.append(told_by_mail(mail, to=readers.get(address, address)))
        return found


async def tell(settings: ServiceSettings, inbox: Inbox, environment: dict[str, str]) -> int:
    """Publish every story, the broker restarted midway; return 0 if exactly the expected notices came."""
    book = load_storybook()
    readers = await register(settings, inbox.webhook.port)
    headers = {"Authorization": f"Bearer {environment['VEDETTE_INGEST_TOKEN']}"}
    base = f"http://127.0.0.1:{environment['VEDETTE_INGEST_PORT']}"
    revisions: dict[str, int] = {}
    client = httpx.Client(base_url=base, headers=headers, timeout=30)
    async with contextlib.AsyncExitStack() as opened:
        opened.enter_context(client)
        lookout = await opened.enter_async_context(Lookout(settings))
        for number, story in enumerate(book.stories):
            if number == len(book.stories) // 2:
                await asyncio.to_thread(compose, "restart", "broker", quiet=True)
                print("broker restarted on its volume")
            url = await push(client, story, book.newsrooms[story.newsroom].name)
            revisions[url] = revisions.get(url, 0) + 1
            async with asyncio.timeout(SETTLE_S):
                await lookout.cleaned(url, revisions[url])
            await lookout.quiet(1.5)
        deadline = time.monotonic() + SETTLE_S
        while True:
            told = [*inbox.told(), *await mails(environment["VEDETTE_MAIL_PORT"], readers)]
            missing, unexpected = pair_up(book.expected(), told)
            if not missing or time.monotonic() > deadline:
                break
            await asyncio.sleep(1)
        rejected = lookout.rejections
    for label, rows in (
        ("missing", [e.in_words() for e in missing]),
        ("unexpected", [f"{t.type} to {t.to}: {t.headline}" for t in unexpected]),
        ("sent twice", inbox.sent_twice()),
        ("badly signed", inbox.unsigned()),
        ("rejected", rejected),
    ):
        for row in rows:
            print(f"{label}: {row}")
    good = not (missing or unexpected or inbox.unsigned() or rejected)
    by_webhook = len(inbox.told())
    print(f"{len(book.stories)} stories, {len(told)} notices, {by_webhook} by webhook: {'good' if good else 'BAD'}")
    return 0 if good else 1


async def main(keep: bool) -> int:
    """Run the smoke test."""
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    names = [f"VEDETTE_{name}_PORT" for name in ("KAFKA", "INGEST", "ALERT", "MAIL")]
    ports = dict(zip(names, map(str, free_ports(len(names))), strict=True))
    environment = {**ports, "VEDETTE_INGEST_TOKEN": secrets.token_urlsafe(16), "VEDETTE_DEMO_SECRET": secret}
    os.environ.update(environment)
    inbox = Inbox(secret=secret, readers={}, webhook=WebhookReceiver(host=bridge_address()))
    settings = ServiceSettings(broker=f"127.0.0.1:{ports['VEDETTE_KAFKA_PORT']}")
    with stack(keep):
        async with inbox.opened():
            verdict = await tell(settings, inbox, environment)
            await asyncio.to_thread(memory)
    return verdict


if __name__ == "__main__":
    sys.exit(asyncio.run(main("--keep" in sys.argv)))
