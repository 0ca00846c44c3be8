"""Pages and dumps per CPU-second and memory, Vedette beside the readers it uses: `python tests/perf/clean_bench.py`.

Each runs alone in a child process with one thread; rates are of CPU time, the quickest of three readings of each page.
Pages are those of
`../shared/clean` where it stands beside the project, else a page of our own.
"""

import argparse
import contextlib
import gzip
import json
import multiprocessing
import os
import resource
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from vedette.clean import opinions
from vedette.clean.app import warm_up
from vedette.clean.steps import clean_article
from vedette.runtime.errors import PermanentError
from vedette.schemas import RawArticle

SHARED = Path(__file__).parents[3] / "shared" / "clean"
ROUNDS = 3
"""The quickest of so many readings counts, for every reader: a neighbour on the core makes CPU seconds longer."""
NOW = datetime(2026, 11, 1, tzinfo=UTC)
PARAGRAPH = (
    "<p>The governor said on Tuesday that the two posts above the valley, number %d of the ridge, would be "
    "manned until the autumn.</p>"
)
MENU = "<ul>" + "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(120)) + "</ul>"


def own_page() -> str:
    return (
        f"<!DOCTYPE html><html><head><title>Posts above Orlen</title></head><body>{MENU}<h1>Posts above Orlen</h1>"
        + "".join(PARAGRAPH % n for n in range(25))
        + MENU
        + "</body></html>"
    )


def load(kind: str, every: int) -> list[str]:
    name = SHARED / ("html_train.jsonl.gz" if kind == "pages" else "flat_train.jsonl.gz")
    if not name.exists():
        page = own_page()
        return [page] * 40 if kind == "pages" else [page.replace("<", "\n<").replace(">", ">\n")] * 200
    with gzip.open(name, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [row["html"] if kind == "pages" else "\n".join(row["lines"]) for row in rows[::every]]


def reader(name: str):
    def vedette(body: str) -> None:
        kind = "text/html" if name == "vedette pages" else "text/plain"
        with contextlib.suppress(PermanentError):
            clean_article(RawArticle(article_id="x", source_id="bench", fetched_at=NOW, content_type=kind, body=body))

    if name.startswith("vedette"):
        warm_up()
        return vedette
    return {
        "trafilatura precision": opinions.read_with_trafilatura,
        "rs-trafilatura article": opinions.read_with_rs_trafilatura,
        "readability-lxml": opinions.read_with_readability,
    }[name]


def timed(read, body: str) -> float:
    start = time.process_time()
    read(body)
    return time.process_time() - start


def measure(name: str, every: int, answer) -> None:
    bodies = load("dumps" if name.endswith("dumps") else "pages", every)
    read = reader(name)
    read(bodies[0])
    times = [min(timed(read, body) for _ in range(ROUNDS)) for body in bodies]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answer.send((len(bodies) / sum(times), statistics.quantiles(times, n=20)[-1] * 1000, memory))


def main() -> int:
    parser = argparse.ArgumentParser(description="Pages and dumps per CPU-second.")
    parser.add_argument("--every", type=int, default=3, help="take every Nth page")
    options = parser.parse_args()
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[variable] = "1"
    context = multiprocessing.get_context("spawn")
    print(f"{'reader':26}{'per CPU-s':>10}{'p95 ms':>9}{'peak MB':>9}")
    rates = {}
    for name in (
        "vedette pages",
        "trafilatura precision",
        "rs-trafilatura article",
        "readability-lxml",
        "vedette dumps",
    ):
        if name.startswith("rs-") and not opinions.has_rs_trafilatura():
            print(f"{name:26}not built for this Python: skipped")
            continue
        ours, theirs = context.Pipe()
        child = context.Process(target=measure, args=(name, options.every, theirs))
        child.start()
        rate, p95, memory = ours.recv()
        child.join()
        rates[name] = rate
        print(f"{name:26}{rate:10.1f}{p95:9.1f}{memory:9.0f}", flush=True)
    print(
        f"vedette takes {rates['trafilatura precision'] / rates['vedette pages']:.1f} times the CPU of "
        f"trafilatura alone"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
