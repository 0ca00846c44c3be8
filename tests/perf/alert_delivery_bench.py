"""How fast notices leave: webhooks beside bare aiohttp and httpx, mails, and what hanging receivers cost the others.

Client cost in CPU-seconds of this process; receivers are a process of their own.
Run: python tests/perf/alert_delivery_bench.py [--quick]
"""

import argparse
import asyncio
import json
import logging
import multiprocessing
import random
import sys
import time
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection
from pathlib import Path

import aiohttp
import httpx
import structlog
import uvloop
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
from alert_bench import answer_each, clock
from alert_builders import ALICE_RULE, BOB_RULE, SECRET, bob, everyone, post_event, toll_event

from vedette.alert.channels.connections import MailServer
from vedette.alert.channels.dkim import Key, Seal
from vedette.alert.channels.email import Mail
from vedette.alert.channels.mail import Sender
from vedette.alert.channels.signing import sign
from vedette.alert.channels.webhook import Webhook
from vedette.alert.delivery.loop import Deliverer
from vedette.alert.delivery.queue import DueQueue
from vedette.alert.delivery.schedule import STEPS_S, Attempt, Verdict
from vedette.alert.keyring import Keyring
from vedette.alert.ledger import EventLedger
from vedette.alert.matching.index import RuleIndex
from vedette.alert.steps import notify
from vedette.runtime.addresses import AddressPolicy
from vedette.schemas import Due, WatchRule, WebhookEndpoint

AT_ONCE = 64
ALL_AT_ONCE = 500
"""The default of the service."""
HANG_S, WORK_S = 1.0, 0.1
"""Seconds; slow enough that slots, not this machine, are what is short."""


async def _http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    async def take(_: bytes) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\ntaken")

    await answer_each(reader, writer, take)


async def _smtp(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 sink\r\n")
    while line := await reader.readline():
        word = line[:4].upper()
        if word == b"DATA":
            writer.write(b"354 go on\r\n")
            await reader.readuntil(b"\r\n.\r\n")
        writer.write(b"250 8BITMIME\r\n" if word == b"EHLO" else b"250 OK\r\n")


def _serve(ports: Connection) -> None:
    async def run() -> None:
        servers = [await asyncio.start_server(serve, "127.0.0.1", 0, limit=2**20) for serve in (_http, _smtp)]
        ports.send([server.sockets[0].getsockname()[1] for server in servers])
        await asyncio.Event().wait()

    asyncio.run(run())


def due_of(rule: WatchRule, event: object) -> Due:
    owed = notify(event, index=RuleIndex([rule]), subscribers=everyone(), ledger=EventLedger(), now=clock())
    return owed.dues[0]


async def rate(send: Callable[[], Awaitable[object]], count: int, at_once: int = AT_ONCE) -> float:
    """Return sends for each CPU-second of this process."""

    async def some(number: int) -> None:
        for _ in range(number):
            await send()

    await asyncio.gather(*(some(1) for _ in range(at_once)))
    began = time.process_time()
    await asyncio.gather(*(some(count // at_once) for _ in range(at_once)))
    return count // at_once * at_once / (time.process_time() - began)


async def webhooks(port: int, count: int) -> dict[str, float]:
    notice = due_of(ALICE_RULE, post_event()).notice
    url, body, ring = f"http://127.0.0.1:{port}/in", notice.write(), Keyring(None, lambda ref: SECRET)
    hook = WebhookEndpoint(endpoint_id="hook", url=url, secret_ref="env:X")
    webhook = Webhook(policy=AddressPolicy(allow_private=True), keyring=ring, clock=clock)
    keys = ring.signing_keys(hook, clock())

    def headers() -> dict[str, str]:
        return sign(body, keys=keys, message_id=notice.data.delivery_id, timestamp=int(time.time()))

    found = {"vedette": await rate(lambda: webhook.send(notice, hook), count)}
    await webhook.close()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def bare() -> None:
            async with session.post(url, data=notice.write(), headers=headers()) as answer:
                await answer.read()

        found["aiohttp, bare"] = await rate(bare, count)
    async with httpx.AsyncClient(limits=httpx.Limits(max_connections=AT_ONCE)) as client:
        found["httpx"] = await rate(
            lambda: client.post(url, content=notice.write(), headers=headers()), max(AT_ONCE, count // 8)
        )
    return found


async def mails(port: int, count: int, seal: Callable[[bytes], bytes] | None = None) -> float:
    notice, reader = due_of(BOB_RULE, toll_event(killed=3)).notice, bob()
    mail = Mail(
        MailServer("127.0.0.1", port, "alerts@vedette.example", start_tls=False), clock=clock,
        sender=Sender(
            "alerts@vedette.example",
            unsubscribe=lambda *_: "https://alerts.vedette.example/unsubscribe/" + "x" * 60,
            seal=seal,
        ),
    )  # fmt: skip
    found = await rate(lambda: mail.send(notice, reader.endpoints[0], reader), count, at_once=4)
    await mail.close()
    return found


async def goodput(hanging: int, *, endpoints: int = 100, seconds: float = 8.0) -> float:
    """Return deliveries a second to endpoints that answer, the first breakers' learning included."""
    queue, done = DueQueue(per_endpoint=2), 0
    one = due_of(ALICE_RULE, post_event())

    async def attempt(due: Due) -> Attempt:
        hangs = int(due.endpoint_id) < hanging
        await asyncio.sleep(HANG_S if hangs else WORK_S)
        return Attempt(Verdict.FAILED if hangs else Verdict.TAKEN)

    async def report(due: Due) -> None:
        nonlocal done
        done += due.next_at is None
        if due.next_at is None:
            add(int(due.endpoint_id))

    def add(endpoint: int) -> None:
        nonlocal serial
        serial += 1
        change = {"delivery_id": f"msg_{serial}", "event_id": f"e:{serial}", "endpoint_id": str(endpoint)}
        queue.put(one.model_copy(update={**change, "made_at": clock(), "next_at": clock()}))

    serial = 0
    for endpoint in range(endpoints):
        for _ in range(6):
            add(endpoint)
    loop = Deliverer(
        queue, attempt=attempt, report=report, clock=clock, rng=random.Random(1), steps_s=STEPS_S, at_once=ALL_AT_ONCE,
        grace_s=0,
    )  # fmt: skip
    task = asyncio.create_task(loop.run())
    await asyncio.sleep(seconds)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return done / seconds


async def measure(http: int, smtp: int, *, quick: bool) -> dict[str, object]:
    count = 2000 if quick else 16000
    rsa = Seal("vedette.example", [Key("rsa", generate_private_key(65537, 2048))])
    none, tenth = await goodput(0, endpoints=90), await goodput(10)
    return {
        "webhooks_per_cpu_s": {name: round(n) for name, n in (await webhooks(http, count)).items()},
        "mails_per_cpu_s": {
            "unsigned": round(await mails(smtp, count // 4)),
            "DKIM, RSA of 2,048 bits": round(await mails(smtp, count // 4, rsa.sign)),
        },
        "goodput_per_s": {
            "90 that answer": round(none),
            "the same beside 10 that hang": round(tenth),
            "share": round(tenth / none, 3),
        },
    }


def main() -> None:
    """Print one JSON object."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--quick", action="store_true")
    quick = arguments.parse_args().quick
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(there,), daemon=True)
    server.start()
    http, smtp = here.recv()
    print(json.dumps(uvloop.run(measure(http, smtp, quick=quick)), indent=2))
    server.terminate()


if __name__ == "__main__":
    main()
