"""Claims a second that the service merges from a broker: `python tests/perf/merge_service_bench.py [--claims 20000]`.

The topic is filled first, then the service starts and catches up, with batches of several sizes; 1 is claim by claim.
Two loads: claims of a country and a year as they come, and one town with thousands of claims a day. A broker of its own
(Apache Kafka, `--broker embedded` for the other), on a port of its own, wiped at the end.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from brokers import Broker, running_broker
from merge_bench import claims, hot_town
from processes import ServiceProcess, Wire, environment
from restore_bench import ready, usage

from vedette.extract.merge.keys import MERGE_KEY
from vedette.schemas import Claim
from vedette.schemas.topics import CLAIMS

PATIENCE_S = 600.0
AT_ONCE = 500
"""Claims handed to the client before their acknowledgements are awaited."""


async def fill(wire: Wire, told: Sequence[Claim]) -> None:
    for first in range(0, len(told), AT_ONCE):
        await wire.send(CLAIMS, [(MERGE_KEY, claim) for claim in told[first : first + AT_ONCE]])


async def measure(broker: Broker, folder: Path, prefix: str, told: Sequence[Claim], most: int) -> dict[str, float]:
    """Return what a service costs from its start until claims that wait are merged, most of them at once."""
    async with Wire(broker, prefix) as wire:
        await fill(wire, told)
        env = environment(broker, prefix, folder / prefix, extract_merge_at_once=str(most), pool_size="1")
        with ServiceProcess(["-m", "vedette.extract"], env, folder / f"{prefix}.log") as service:
            ready(service, PATIENCE_S)
            await wire.wait_committed("extract", CLAIMS, len(told), seconds=PATIENCE_S)
            found = {"seconds": time.monotonic() - service.started, **usage(service)}
            code, _ = service.terminate()
            if code:
                raise SystemExit(f"ended with {code}: {service.lines()[-5:]}")
    return found


def beyond(found: dict[str, float], idle: dict[str, float], count: int) -> dict[str, float]:
    """Return what merging cost beyond a start with nothing to merge."""
    seconds, cpu_s = (found[name] - idle[name] for name in ("seconds", "cpu_s"))
    return {
        "seconds": round(seconds, 1), "claims_a_second": round(count / seconds), "cpu_s": round(cpu_s, 1),
        "claims_a_cpu_s": round(count / cpu_s), "peak_mb": found["peak_mb"],
    }  # fmt: skip


def main() -> int:
    """Print one JSON object a run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=20_000, help="claims of a country and a year that wait")
    parser.add_argument("--hot", type=int, default=2_000, help="claims of one town and day that wait")
    parser.add_argument("--at-once", type=int, nargs="+", default=[100, 1], help="claims of one batch, at most")
    parser.add_argument("--broker", default="kafka", choices=["kafka", "docker", "embedded"])
    options = parser.parse_args()
    mixed = claims(1, options.claims * 6 // 10, 3_000)[: options.claims]
    loads = {"country": mixed, "town": hot_town(options.hot, 1, 40)}
    with (
        tempfile.TemporaryDirectory(prefix="vedette-merge-") as folder,
        running_broker(options.broker, Path(folder)) as broker,
    ):
        idle = asyncio.run(measure(broker, Path(folder), "idle-", [], 1))
        for name, told in loads.items():
            for most in options.at_once:
                if told:
                    found = asyncio.run(measure(broker, Path(folder), f"{name}{most}-", told, most))
                    row = {"load": name, "claims": len(told), "at_once": most, **beyond(found, idle, len(told))}
                    print(json.dumps(row), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
