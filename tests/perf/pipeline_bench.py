"""How fast the whole pipeline is on this machine: start-up, memory, publication to notice, articles a second.

    python tests/perf/pipeline_bench.py [--broker HOST:PORT] [--articles N] [--rate PER_S] [--burst N]

Every article is a page of its own: another town, another toll, the furniture of a news site around it. The embedded
broker is used unless another is named. Prints a table and no verdict; the bars stand in docs/evaluation.md.
"""

import argparse
import asyncio
import contextlib
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx

from vedette.cli.broker import EmbeddedBroker
from vedette.cli.lookout import Lookout
from vedette.cli.stage import Stage, open_stage
from vedette.cli.storybook import FOLDER, Storybook, load_storybook
from vedette.runtime.settings import ServiceSettings

WATCH = """
subscribers:
  - subscriber_id: meter
    name: Meter
    endpoints:
      - {channel: webhook, endpoint_id: meter, url: "http://127.0.0.1:9/meter", secret_ref: "env:VEDETTE_DEMO_SECRET",
         consent: {how: operator, by: bench, at: "2025-01-01T00:00:00Z"}}
rules:
  - {rule_id: all-tolls, subscriber_id: meter, name: Every toll, when: {kind: casualty, killed: 1}}
"""
PAGE = FOLDER / "pages" / "orontes-courier" / "three-new-points.html"
TOWNS = {
    "Ukraine": "Kharkiv Kherson Mykolaiv Zaporizhzhia Kramatorsk Bakhmut Sumy Nikopol",
    "Nigeria": "Maiduguri Kaduna Jos Sokoto Katsina Damaturu Zaria Bauchi",
    "Iraq": "Mosul Kirkuk Baqubah Fallujah Ramadi Samarra Tikrit Basra",
    "Afghanistan": "Kandahar Kunduz Jalalabad Herat Ghazni Khost Gardez Farah",
    "Somalia": "Mogadishu Kismayo Baidoa Beledweyne Galkayo Bosaso Jowhar Hargeisa",
    "Sudan": "Khartoum Omdurman Nyala Kassala Kosti Zalingei Geneina Atbara",
}
QUIET_S = 5.0
FIRST_DAY = date(2010, 1, 5)
UNPACED = {"VEDETTE_ALERT_ENDPOINT_PER_S": "100000", "VEDETTE_ALERT_ENDPOINT_BURST": "100000"}
"""One webhook takes the whole burst here; its pace, ten a second, would be what is measured."""


class Articles:
    """Pages that differ in town, toll and day, so that each is an event of its own and causes one notice."""

    def __init__(self) -> None:
        html = PAGE.read_text(encoding="utf-8")
        self._head, rest = html.split('<div class="entry-content">', 1)
        self._tail = rest.split("</div>", 1)[1]
        self._towns = [(town, country) for country, names in TOWNS.items() for town in names.split()]
        self._next = 0

    def make(self) -> tuple[str, str, str]:
        """Return the next article: its address, its page and its day."""
        number, self._next = self._next, self._next + 1
        town, country = self._towns[number % len(self._towns)]
        killed = 2 + number % 50
        words = (
            f"<p>At least {killed} people were killed and {killed + 3} injured when shells hit a market in {town}, "
            f"{country}, on Tuesday, police said.</p><p>Ambulances took the injured to the town's hospital, a medic "
            "told reporters. The road to the market stayed closed until the evening.</p><p>No group claimed the "
            "attack. Traders had only returned to the market last month.</p>"
        )
        title = f"Shelling of market in {town} kills {killed}"
        page = f'{self._head}<div class="entry-content">{words}</div>{self._tail}'
        page = page.replace("Turkish forces set up three new points in Jabal al-Zawiya", title)
        day = f"{FIRST_DAY + timedelta(days=5 * number)}"
        return f"https://bench.example/{number}", page.replace("2023-06-13", day), day


async def push(client: httpx.AsyncClient, url: str, page: str, day: str) -> None:
    """Hand one page to ingest."""
    told = {"url": url, "published_at": day, "source": "Bench Courier"}
    answer = await client.post("/articles", content=page.encode(), headers={"content-type": "text/html"}, params=told)
    answer.raise_for_status()


async def steady(stage: Stage, lookout: Lookout, articles: Articles, *, count: int, rate: float) -> list[float]:
    """Publish at a steady rate and return seconds from publication to notice, one per notice."""
    sent: dict[str, float] = {}
    before = len(stage.inbox.arrivals)
    async with ingest(stage) as client, asyncio.TaskGroup() as pushes:
        began = time.monotonic()
        for number in range(count):
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
            url, page, day = articles.make()
            sent[url] = time.monotonic()
            pushes.create_task(push(client, url, page, day))
    await until(lambda: len(stage.inbox.arrivals) - before >= count, lookout)
    arrivals = stage.inbox.arrivals[before:]
    return [a.at - sent[q.url] for a in arrivals for q in a.told.quotes[:1] if q.url in sent]


async def burst(stage: Stage, lookout: Lookout, articles: Articles, *, count: int) -> tuple[float, float, int]:
    """Publish as fast as ingest takes it; return articles a second until cleaned, until told, and notices."""
    before = len(stage.inbox.arrivals)
    cleaned_before = lookout.count("articles.clean")
    gate = asyncio.Semaphore(16)

    async def one(client: httpx.AsyncClient) -> None:
        async with gate:
            await push(client, *articles.make())

    began = time.monotonic()
    async with ingest(stage) as client, asyncio.TaskGroup() as pushes:
        for _ in range(count):
            pushes.create_task(one(client))
    await until(lambda: lookout.count("articles.clean") - cleaned_before >= count, lookout)
    cleaned = time.monotonic() - began
    await until(lambda: len(stage.inbox.arrivals) - before >= count, lookout)
    told = len(stage.inbox.arrivals) - before
    last = stage.inbox.arrivals[-1].at if told else time.monotonic()
    return count / cleaned, told / (last - began), told


def ingest(stage: Stage) -> httpx.AsyncClient:
    """Return a client for ingest."""
    env = stage.environment
    headers = {"authorization": f"Bearer {env['VEDETTE_INGEST_TOKEN']}"}
    return httpx.AsyncClient(base_url=env["VEDETTE_INGEST_URL"], headers=headers, timeout=30)


async def until(check, lookout: Lookout) -> None:
    """Wait for a condition; give up when nothing moves on any topic any more, the figures then tell."""
    quiet = asyncio.create_task(lookout.quiet(QUIET_S))
    while not check() and not quiet.done():  # noqa: ASYNC110  looks at plain lists that no event guards
        await asyncio.sleep(0.01)
    quiet.cancel()


def members(group: int) -> Iterator[list[str]]:
    """Yield what the system tells of each process of a group, from its state on: a service and its pool.

    Source: proc(5), stat.
    """
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = status.read_text().rpartition(")")[2].split()
            if int(fields[2]) == group:
                yield fields


def memory_mb(group: int) -> float:
    """Return the resident memory of a process group."""
    return sum(int(fields[21]) for fields in members(group)) * os.sysconf("SC_PAGE_SIZE") / 1_048_576


def cpu_s(group: int) -> float:
    """Return the processor time a group of living processes has used."""
    return sum(int(fields[11]) + int(fields[12]) for fields in members(group)) / os.sysconf("SC_CLK_TCK")


def table(rows: list[tuple[str, str]]) -> None:
    """Print two columns."""
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        print(f"  {name:{width}}  {value}")


async def measure(folder: Path, settings: ServiceSettings, options: argparse.Namespace) -> None:
    """Run everything and print the table."""
    (folder / "watch.yaml").write_text(WATCH)
    book = Storybook(newsrooms=load_storybook().newsrooms, stories=[])
    async with (
        open_stage(folder, book, settings, watch=folder / "watch.yaml") as stage,
        Lookout(settings) as lookout,
    ):
        articles = Articles()
        await steady(
            stage, lookout, articles, count=10, rate=options.rate
        )  # first articles load models; they are not counted
        seconds = sorted(await steady(stage, lookout, articles, count=options.articles, rate=options.rate))
        used_before = {child.name: cpu_s(child.process.pid) for child in stage.children.all}
        cleaned, told, notices = await burst(stage, lookout, articles, count=options.burst)
        used = {child.name: cpu_s(child.process.pid) - used_before[child.name] for child in stage.children.all}
        rows = [
            (
                f"{child.name}: ready after, resident",
                f"{stage.ready_s[child.name]:.1f} s, {memory_mb(child.process.pid):.0f} MB",
            )
            for child in stage.children.all
        ]
    rows += [(f"publication to notice at {options.rate:g}/s, articles told", f"{len(seconds)} of {options.articles}")]
    if seconds:
        rows += [
            ("  median", f"{statistics.median(seconds) * 1000:.0f} ms"),
            ("  99th percentile", f"{seconds[int(len(seconds) * 0.99) - 1] * 1000:.0f} ms"),
        ]
    rows += [
        (f"burst of {options.burst}: ingest and clean", f"{cleaned:.1f} articles/s"),
        ("  publication to notice, all stages", f"{told:.1f} articles/s ({notices} told)"),
        *((f"  {name}: CPU an article", f"{seconds / options.burst * 1000:.0f} ms") for name, seconds in used.items()),
    ]
    kind = "embedded broker" if settings.embedded_broker else f"broker at {settings.broker}"
    print(f"pipeline, {kind}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {datetime.now(UTC):%Y-%m-%d}")
    table(rows)


def main() -> None:
    """Choose the broker and measure."""
    os.environ.update(UNPACED)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--broker", help="a Kafka at this address instead of the embedded broker")
    parser.add_argument("--articles", type=int, default=150)
    parser.add_argument("--rate", type=float, default=5.0)
    parser.add_argument("--burst", type=int, default=300)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="vedette-bench-", ignore_cleanup_errors=True) as name,
        contextlib.ExitStack() as stack,
    ):
        if options.broker:
            settings = ServiceSettings.load(broker=options.broker, topic_prefix=f"bench-{os.getpid()}-")
        else:
            embedded = stack.enter_context(EmbeddedBroker())
            settings = ServiceSettings.load(broker=embedded.address, embedded_broker=True)
        asyncio.run(measure(Path(name), settings, options))


if __name__ == "__main__":
    main()
