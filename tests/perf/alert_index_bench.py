"""Rules an event matches: the index beside a naive matcher and a percolator, on one made-up population of rules.

The mix: 27 % circles, 10 % boxes, 10 % polygons, 50 % provinces or countries, 3 % without a place; every tenth an
alternative of two; rules and events gather at the same hot spots. Rates are per CPU-second of one core.
`alert_index_bench.py [--sizes 1000,10000]`.
"""

import argparse
import multiprocessing
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from math import cos, pi, sin
from pathlib import Path
from statistics import mean, quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from alert_builders import TURKEY, count, place, post_event, toll_event

from vedette.alert.matching import keys
from vedette.alert.matching.clauses import clauses_of
from vedette.alert.matching.conditions import area_of
from vedette.alert.matching.facts import Facts, facts_of
from vedette.alert.matching.index import RuleIndex
from vedette.alert.matching.leaves import kind_of
from vedette.alert.matching.match import compile_node
from vedette.schemas import Event, EventToll, KindIs, PlaceCode, PlaceIs, PostAction, WatchRule

COUNTRIES = [f"{a}{b}" for a in "ABCDEFGH" for b in "KLMNOPQR"][:60]
PROVINCES = 16
TOWNS = 1500
ACTORS = 300
SEED = 7
EVENTS = 3000
BUDGET_S = 12.0
"""CPU-seconds spent at most on one way of matching at one size."""


def towns() -> list[tuple[float, float, str, str]]:
    rng = random.Random(SEED)
    centres = {c: (rng.uniform(-35, 60), rng.uniform(-110, 140)) for c in COUNTRIES}
    found = []
    for _ in range(TOWNS):
        country, number = rng.choice(COUNTRIES), rng.randrange(PROVINCES)
        lat, lon = centres[country]
        here = (lat + number // 4 * 1.2 + rng.gauss(0, 0.3), lon + number % 4 * 1.4 + rng.gauss(0, 0.3))
        found.append((*here, country, f"Province {number}"))
    return found


def pick(rng: random.Random, things: list[Any]) -> Any:
    """Few things are asked for often, many seldom."""
    return things[int(len(things) * rng.random() ** 2)]


def area(rng: random.Random, spots: list[tuple[float, float, str, str]]) -> dict[str, Any]:
    lat, lon, country, province = pick(rng, spots)
    lat, lon = lat + rng.gauss(0, 0.15), lon + rng.gauss(0, 0.15)
    form = rng.random()
    if form < 0.27:
        return {"radius": {"lat": lat, "lon": lon, "km": rng.choice([5, 10, 25, 40, 60])}}
    if form < 0.37:
        half = rng.uniform(0.1, 0.6)
        return {"bbox": [lon - half, lat - half, lon + half, lat + half]}
    if form < 0.47:
        corners, size = rng.randint(5, 12), rng.uniform(0.1, 0.6)
        turns = sorted(rng.uniform(0, 2 * pi) for _ in range(corners))
        return {"polygon": [[lon + size * cos(t), lat + size * sin(t)] for t in turns]}
    return {"admin": country if rng.random() < 0.1 else f"{country}/{province}"}


def clause(rng: random.Random, spots: list[tuple[float, float, str, str]]) -> dict[str, Any]:
    placed = rng.random() > 0.03
    kind = rng.choice(["post", "casualty"])
    leaves: list[dict[str, Any]] = [{"kind": [kind]}]
    if placed:
        leaves.append({"place": area(rng, spots)})
    if not placed or rng.random() < 0.4:
        leaves.append({"actor": {"any_of": [f"A{int(ACTORS * rng.random() ** 2):03}"]}})
    if kind == "casualty":
        leaves.append({"killed": {"n": rng.choice([1, 2, 3, 5, 10, 25])}})
    else:
        leaves.append({"action": [rng.choice(["established", "planned", "reinforced", "withdrawn", "attacked"])]})
    if rng.random() < 0.2:
        leaves.append({"confidence": rng.choice([0.2, 0.4, 0.6])})
    return {"all": leaves}


def rules(number: int) -> Iterator[WatchRule]:
    rng, spots = random.Random(SEED), towns()
    for i in range(number):
        when = clause(rng, spots)
        if rng.random() < 0.1:
            when = {"any": [when, clause(rng, spots)]}
        raw = {"rule_id": f"rule-{i}", "subscriber_id": f"reader-{i % 5000}", "name": f"Rule {i}", "when": when}
        yield WatchRule.model_validate(raw)


def events(number: int) -> list[Event]:
    rng, spots = random.Random(SEED + 1), towns()
    found: list[Event] = []
    for i in range(number):
        lat, lon, country, province = pick(rng, spots)
        where = place(
            name="A village", lat=lat + rng.gauss(0, 0.1), lon=lon + rng.gauss(0, 0.1), country=country,
            admin1=province, precision=rng.choice([PlaceCode.SITE, PlaceCode.SITE, PlaceCode.NEAR]),
        )  # fmt: skip
        names = {f"A{int(ACTORS * rng.random() ** 2):03}" for _ in range(rng.randint(0, 3))}
        actors = [TURKEY.model_copy(update={"actor_id": n, "text": f"force {n.lower()}"}) for n in sorted(names)]
        shared = {"event_id": f"e:{i}", "place": where, "actors": actors, "confidence": rng.uniform(0.1, 0.9)}
        if rng.random() < 0.5:
            found.append(post_event(**shared, actor=None, state=rng.choice(list(PostAction))))
        else:
            killed = int(1 + 30 * rng.random() ** 3)
            found.append(toll_event(**shared, toll=EventToll(killed=count(killed))))
    return found


class Percolator:
    """Candidates by counted terms and cells, as Elasticsearch takes queries apart, then every condition asked."""

    def __init__(self, known: list[WatchRule]) -> None:
        self.postings: dict[object, list[int]] = {}
        self.wanted: list[int] = []
        self.rules: list[int] = []
        self.tests = [compile_node(rule.when) for rule in known]
        for number, rule in enumerate(known):
            for each in clauses_of(rule.when):
                self._add(number, [terms for leaf, _ in each if (terms := self._terms(leaf))])

    def _terms(self, leaf: Any) -> list[object]:
        if isinstance(leaf, KindIs):
            return list(leaf.kind)
        if isinstance(leaf, PlaceIs) and not leaf.place.admin:
            found = keys.cells_of(area_of(leaf.place).bounds[0], near=False)
            return list(found[1]) if found else []
        kind, value = kind_of(leaf)
        return list(kind.keys(value) or ()) if kind.keys else []

    def _add(self, number: int, groups: list[list[object]]) -> None:
        clause_number = len(self.rules)
        self.rules.append(number)
        self.wanted.append(len(groups))
        for group in groups:
            for term in group:
                self.postings.setdefault(term, []).append(clause_number)

    def found(self, facts: Facts) -> list[int]:
        counts: Counter[int] = Counter()
        actors = [("actor", word) for a in facts.actors["any"] for word in {a.actor_id, *a.words.split()}]
        terms = [
            facts.kind,
            ("in", facts.country),
            ("in", facts.country, facts.admin),
            *keys.cells_at(facts, near=False),
        ]
        for term in {*terms, *actors}:
            counts.update(self.postings.get(term, ()))
        likely = {self.rules[c] for c, n in counts.items() if n >= self.wanted[c]}
        return [rule for rule in likely if self.tests[rule](facts) is True]


def rate(match: Callable[[Facts], list[Any]], known: list[Facts]) -> tuple[float, list[int], list[float]]:
    """Return events per CPU-second, matches of each event, and CPU milliseconds of each."""
    found, spent = [], []
    began = time.process_time()
    for facts in known:
        at = time.process_time()
        found.append(len(match(facts)))
        spent.append((time.process_time() - at) * 1e3)
        if time.process_time() - began > BUDGET_S:
            break
    return len(found) / (time.process_time() - began), found, spent


def memory_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * resource.getpagesize() / 1e6


def reading_us(number: int) -> float:
    """Return CPU microseconds to read one rule from its topic: a new worker reads every rule once."""
    stored = [rule.write() for rule in rules(number)]
    began = time.process_time()
    for value in stored:
        WatchRule.read(value)
    return (time.process_time() - began) / number * 1e6


def measure(size: int) -> None:
    """Print the row of one size."""
    happened = events(EVENTS)
    facts = [facts_of(event) for event in happened]
    index, spent, before = RuleIndex(), 0.0, memory_mb()
    for rule in rules(size):
        began = time.process_time()
        index.put(rule)
        spent += time.process_time() - began
    kept = memory_mb() - before
    index.found(facts[0])
    per_s, found, ms = rate(index.found, facts)
    whole, _, _ = rate(lambda event: index.found(facts_of(event)), happened)  # type: ignore[arg-type]
    candidates = mean(index.candidates(f) for f in facts[:500])
    naive = percolated = "-"
    if size <= 100_000:
        tests = [(i, compile_node(r.when)) for i, r in enumerate(rules(size))]
        slow, same, _ = rate(lambda f: [i for i, test in tests if test(f) is True], facts[: max(3, 300_000 // size)])
        percolator = Percolator(list(rules(size)))
        counted, also, _ = rate(percolator.found, facts[: max(3, 3_000_000 // size)])
        assert same == found[: len(same)], "the index and the naive matcher disagree"
        assert also == found[: len(also)], "the percolator disagrees"
        naive, percolated = f"{slow:,.1f}", f"{counted:,.0f}"
    p99 = quantiles(ms, n=100)[98]
    print(
        f"{size:>9,} | {naive:>8} | {percolated:>10} | {per_s:>9,.0f} | {whole:>9,.0f} | {p99:>6.2f} |"
        f" {mean(found):>7.1f} | {candidates:>14,.0f} | {size / spent:>6,.0f} | {spent:>11.1f} |"
        f" {reading_us(min(size, 10_000)):>7.0f} | {kept:>4.0f}",
        flush=True,
    )


def main() -> None:
    """Measure every size in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000,100000,1000000")
    sizes = [int(size) for size in parser.parse_args().sizes.split(",")]
    print("Rules an event matches: events per CPU-second, facts ready unless said otherwise")
    print(
        "    rules |    naive | percolator |     index | with facts | p99 ms | matches | clauses judged | adds/s"
        " | build CPU-s | read us |   MB"
    )
    for size in sizes:
        child = multiprocessing.get_context("spawn").Process(target=measure, args=(size,))
        child.start()
        child.join()
        if child.exitcode:
            sys.exit(child.exitcode)


if __name__ == "__main__":
    main()
