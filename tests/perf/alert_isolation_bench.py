"""What receivers that hang, fail, drip or never end cost the others: delay of their notices, and memory of ours.

One hundred webhooks get two notices a second each. Once all of them answer; once 10 hang, 10 answer 500, 10 send a
byte now and then, and one sends without end. Delays are from due to reported, of the 69 that answer in both runs.
Run: python tests/perf/alert_isolation_bench.py [--seconds 20]
"""

import argparse
import asyncio
import json
import logging
import multiprocessing
import random
import resource
import sys
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import structlog
import uvloop

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
from alert_bench import answer_each, clock
from alert_builders import SECRET
from alert_dues import due

from vedette.alert.channels.webhook import Webhook
from vedette.alert.delivery.loop import Deliverer
from vedette.alert.delivery.pace import Paces
from vedette.alert.delivery.queue import DueQueue
from vedette.alert.delivery.schedule import STEPS_S, Attempt, Verdict
from vedette.alert.keyring import Keyring
from vedette.runtime.addresses import AddressPolicy
from vedette.schemas import DeliveryState, Due, WebhookEndpoint

ENDPOINTS = 100
MANNERS = ["hang"] * 10 + ["fail"] * 10 + ["drip"] * 10 + ["flood"]
RATE = 2.0
"""Notices a second for each endpoint."""
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n"


async def _receive(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await answer_each(reader, writer, lambda head: _answer(head.split(b" ")[1].strip(b"/").split(b"/")[0], writer))


async def _answer(manner: bytes, writer: asyncio.StreamWriter) -> None:
    match manner:
        case b"hang":
            await asyncio.sleep(3600)
        case b"fail":
            writer.write(b"HTTP/1.1 500 Oops\r\ncontent-length: 4\r\n\r\noops")
        case b"drip" | b"flood":
            writer.write(HEAD + b"content-length: 999999999999\r\n\r\n")
            while not writer.is_closing():
                writer.write(b"." if manner == b"drip" else b"." * 65_536)
                await writer.drain()
                await asyncio.sleep(0.2 if manner == b"drip" else 0)
        case _:
            writer.write(HEAD + b"content-length: 5\r\n\r\ntaken")


def _serve(ports: Connection) -> None:
    async def run() -> None:
        server = await asyncio.start_server(_receive, "127.0.0.1", 0, limit=2**20)
        ports.send(server.sockets[0].getsockname()[1])
        await asyncio.Event().wait()

    asyncio.run(run())


class Run:
    """One run: notices are owed evenly, delivered by the service's own loop and channel, and timed."""

    def __init__(self, port: int, manners: list[str]) -> None:
        self._hooks = {
            str(n): WebhookEndpoint(
                endpoint_id=str(n), secret_ref="env:X",
                url=f"http://127.0.0.1:{port}/{manners[n] if n < len(manners) else 'ok'}/{n}",
            )
            for n in range(ENDPOINTS)
        }  # fmt: skip
        self._queue = DueQueue(paces=Paces(), domain_of=lambda key: key[1])
        self._webhook = Webhook(
            policy=AddressPolicy(allow_private=True), keyring=Keyring(None, lambda _: SECRET), clock=clock
        )
        self.delays_s: list[float] = []
        self.owed = 0

    async def _attempt(self, one: Due) -> Attempt:
        if one.notice is None:
            return Attempt(Verdict.NOT_WANTED)
        return await self._webhook.send(one.notice, self._hooks[one.endpoint_id])

    async def _report(self, one: Due) -> None:
        if int(one.endpoint_id) >= len(MANNERS) and one.state is DeliveryState.DELIVERED:
            self.delays_s.append((clock() - one.made_at).total_seconds())

    async def go(self, seconds: float) -> dict[str, float]:
        """Return figures of the endpoints that answer in both runs."""
        loop = Deliverer(
            self._queue, attempt=self._attempt, report=self._report, clock=clock, rng=random.Random(1),
            steps_s=STEPS_S, at_once=500, grace_s=0,
        )  # fmt: skip
        before = _peak_mb()
        task = asyncio.create_task(loop.run())
        await self._owe(seconds, loop.wake)
        await asyncio.sleep(0.5)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await self._webhook.close()
        times = sorted(self.delays_s)
        return {
            "delivered": len(times), "of": self.owed, "median_ms": round(times[len(times) // 2] * 1000, 1),
            "p99_ms": round(times[len(times) * 99 // 100] * 1000, 1),
            "peak_memory_rise_mb": round(_peak_mb() - before, 1),
        }  # fmt: skip

    async def _owe(self, seconds: float, wake: Callable[[], None]) -> None:
        template, began = due(), clock()
        for turn in range(int(seconds * RATE)):
            for number in range(ENDPOINTS):
                at = began + timedelta(seconds=(turn + number / ENDPOINTS) / RATE)
                await asyncio.sleep(max(0.0, (at - clock()).total_seconds()))
                change = {"delivery_id": f"msg_{turn}_{number}", "event_id": f"e:{turn}", "endpoint_id": str(number)}
                now = clock()
                self._queue.put(template.model_copy(update={**change, "made_at": now, "next_at": now}))
                self.owed += number >= len(MANNERS)
                wake()


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def measure(port: int, seconds: float) -> dict[str, object]:
    await Run(port, []).go(2.0)  # warms up
    return {
        "all answer": await Run(port, []).go(seconds),
        "10 hang, 10 fail, 10 drip, 1 never ends": await Run(port, MANNERS).go(seconds),
    }


def main() -> None:
    """Print one JSON object."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--seconds", type=float, default=20.0)
    seconds = arguments.parse_args().seconds
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(there,), daemon=True)
    server.start()
    print(json.dumps(uvloop.run(measure(here.recv(), seconds)), indent=2))
    server.terminate()


if __name__ == "__main__":
    main()
