"""Seconds until extract reads again on a new machine: `python tests/perf/restore_bench.py [--claims 1000000]`.

The state of a smaller number of merged claims is written to the changelogs as many times as it takes, each time under
other keys; then the service starts with an empty folder. All claims lie under one key, so in one partition: the hot
spot is the rule. A broker of its own (Apache Kafka), on a port of its own, wiped at the end.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from aiokafka import AIOKafkaProducer
from aiokafka.partitioner import murmur2
from brokers import Broker, running_broker
from claims import DAY, DORVA, ISTRA, KALEM, KALEM_MILL, at, casualty, on, post, site
from processes import ServiceProcess, Wire, environment

from vedette.extract.app import CLAIMS_TABLE
from vedette.extract.app_merge import MERGE_TABLE
from vedette.extract.memory import write_memory
from vedette.extract.merge.keys import MERGE_KEY
from vedette.extract.packed import pack
from vedette.extract.state import MergeStore
from vedette.runtime.topics import changelog_spec, connect
from vedette.schemas import Cause, Claim, FieldSpan, PostAction
from vedette.schemas.topics import CLAIMS, CLEAN, EVENTS

BASE = 4_000
"""Claims that are really merged; the rest are copies of their rows."""
PER_STORY = 4
"""Claims of one happening."""
SITES = (KALEM, KALEM_MILL, DORVA, ISTRA)
CAUSES = (Cause.CAR_BOMB, Cause.AIRSTRIKE, Cause.GUNFIRE, Cause.SHELLING, Cause.MINE)
QUOTE = (
    "officials residents said on that morning near the old bridge shells fell killed wounded people among them rescue "
    "teams searched rubble hospital received bodies witnesses described smoke over market district army denied"
)
WORDS = QUOTE.split()

Row = tuple[bytes, bytes]


def told(number: int, rng: random.Random) -> Claim:
    """Return a claim of the size of those read from news: about 1.9 kB."""
    story, teller = divmod(number, PER_STORY)
    where = {**SITES[story % 4], "name": f"Village {story}", "place_id": f"own:{story}", "lat": 20 + story % 997 / 30,
             "lon": story % 1009 / 15}  # fmt: skip
    quote = " ".join(rng.choices(WORDS, k=30))
    common = {
        "article": f"{number}", "publisher": f"Newsroom {rng.randrange(60)}", "hour": 9.0 + teller, "quote": quote,
        "places": [site(where)], "published_at": at(9 + teller, DAY + timedelta(days=story % 90)),
        "date": on(DAY + timedelta(days=story % 90)),
    }  # fmt: skip
    claim: Claim
    if story % 5 == 0:
        claim = post(PostAction.ESTABLISHED if teller == 0 else PostAction.REINFORCED, **common)
    else:
        claim = casualty(rng.randrange(1, 40), rng.randrange(40), cause=CAUSES[story % 5], **common)
    spans = [
        FieldSpan(field=f"places.{n}", start=n * 7, end=n * 7 + 9, quote=" ".join(rng.choices(WORDS, k=2)))
        for n in range(4)
    ]
    return claim.model_copy(update={"spans": spans})


def rows_of_base() -> tuple[list[Row], list[Row], float]:
    """Return the rows of the merge table and of the claims table, and the CPU seconds of one merged claim."""
    rng = random.Random(7)
    store, memories = MergeStore.in_memory(), []
    began = time.process_time()
    for number in range(BASE):
        claim = told(number, rng)
        store.fold(claim)
        memories.append((claim.article_id.encode(), pack(write_memory([claim])) or b""))
    took = (time.process_time() - began) / BASE
    merged = [(key.encode(), pack(value) or b"") for key, value in store.rows()]
    return merged, memories, took


def copies(rows: Sequence[Row], times: int) -> Iterator[Row]:
    for number in range(times):
        for key, value in rows:
            yield key + b"~%d" % number if number else key, value


def partition_of(key: bytes) -> int:
    return (murmur2(key) & 0x7FFFFFFF) % CLAIMS.partitions


async def fill(producer: AIOKafkaProducer, topic: str, partition: int, rows: Iterable[Row]) -> tuple[int, int]:
    """Write rows in full batches; return how many and how many bytes."""
    count = size = 0
    batch = producer.create_batch()
    for key, value in rows:
        count, size = count + 1, size + len(key) + len(value)
        if batch.append(key=key, value=value, timestamp=None) is None:
            await producer.send_batch(batch, topic, partition=partition)
            batch = producer.create_batch()
            batch.append(key=key, value=value, timestamp=None)
    await producer.send_batch(batch, topic, partition=partition)
    await producer.flush()
    return count, size


async def prepare(broker: Broker, wire: Wire, claims: int) -> dict[str, float]:
    merged, memories, per_claim = rows_of_base()
    group = wire.settings.group("extract")
    tables = {MERGE_TABLE: merged, CLAIMS_TABLE: memories}
    specs = [
        changelog_spec(group, table, topic.partitions, wire.settings)
        for table, topic in zip(tables, (CLAIMS, CLEAN), strict=True)
    ]
    await connect(wire.settings, specs)
    producer = AIOKafkaProducer(
        bootstrap_servers=broker.address, compression_type="lz4", max_batch_size=1_000_000, linger_ms=5
    )
    await producer.start()
    rows = size = 0
    try:
        times = claims // BASE
        parts = [(specs[0].name, partition_of(MERGE_KEY.encode()), copies(merged, times))]
        for number in range(CLEAN.partitions):
            own = memories[number :: CLEAN.partitions]
            parts.append((specs[1].name, number, copies(own, times)))
        for topic, partition, content in parts:
            done = await fill(producer, topic, partition, content)
            rows, size = rows + done[0], size + done[1]
    finally:
        await producer.stop()
    return {"rows": rows, "megabytes": round(size / 1e6), "merge_ms_per_claim": round(1000 * per_claim, 2)}


def usage(process: ServiceProcess) -> dict[str, float]:
    """Return CPU seconds and greatest memory of the service's own process."""
    pid = process.process.pid
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = os.sysconf("SC_CLK_TCK")
    peak = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM"))
    return {"cpu_s": (int(fields[11]) + int(fields[12])) / ticks, "peak_mb": round(int(peak.split()[1]) / 1024)}


def ready(process: ServiceProcess, limit_s: float) -> float:
    """Return the seconds until the service reads its topics."""
    while process.said("service ready") is None:
        if process.process.poll() is not None or time.monotonic() - process.started > limit_s:
            raise SystemExit(f"not ready: {process.lines()[-3:]}")
        time.sleep(0.05)
    return time.monotonic() - process.started


async def measure(broker: Broker, folder: Path, claims: int, limit_s: float) -> dict[str, object]:
    result: dict[str, object] = {"claims": claims // BASE * BASE}
    async with Wire(broker, "restore-") as wire:
        result |= await prepare(broker, wire, claims)
        env = environment(broker, "restore-", folder / "data", restore_patience_s=str(limit_s))
        for name in ("new_machine", "same_machine"):
            log = folder / f"{name}.log"
            with ServiceProcess(["-m", "vedette.extract"], env, log) as service:
                seconds = ready(service, limit_s)
                told_by_log = service.said("tables restored") or {}
                result[name] = {
                    "ready_s": round(seconds, 1), "restore_s": told_by_log.get("seconds", 0.0),
                    "records": told_by_log.get("records", 0), **usage(service),
                }  # fmt: skip
                late = told_late(30 if name == "new_machine" else 31)
                result[name + "_next_event"] = await merge_one(wire, late)
                service.kill()
    return result


def told_late(hour: int) -> Claim:
    """Return one more telling of the first happening, of a newsroom and an article of its own."""
    name = f"{hour:032x}"
    update = {"claim_id": name, "article_id": name, "publisher": f"Late Paper {hour}"}
    claim = told(0, random.Random(7))
    return claim.model_copy(update={**update, "published_at": at(hour), "read_at": at(hour + 0.1)})


async def merge_one(wire: Wire, claim: Claim) -> dict[str, float]:
    """Return the seconds until the event of one more claim is published, and how many claims it has."""
    began = time.monotonic()
    await wire.send(CLAIMS, [(MERGE_KEY, claim)])
    found = await wire.read(EVENTS, lambda all_: any(claim.claim_id in e.claims for e in all_), seconds=60)
    return {"seconds": round(time.monotonic() - began, 2), "claims": max(len(e.claims) for e in found)}


def main() -> int:
    """Print one JSON object: rows, megabytes, seconds, memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=100_000, help="claims in the state")
    parser.add_argument("--limit-s", type=float, default=600, help="longest wait for one start, seconds")
    parser.add_argument("--broker", default="kafka", choices=["kafka", "docker"])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vedette-restore-") as folder:
        place = Path(folder)
        with running_broker(options.broker, place) as broker:
            result = asyncio.run(measure(broker, place, options.claims, options.limit_s))
    print(json.dumps(result, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
