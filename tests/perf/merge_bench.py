"""Measure merging in CPU-seconds: claims per second at many live events, a hot town, memory, a naive matcher.

Run: python tests/perf/merge_bench.py [--events 100000] [--hot 10000] [--naive 1500]. The live events are made of the
same kind of claims as those measured: incidents and posts over a country-sized area and a year, each told by one to
four newsrooms. The bar is 2,000 claims a CPU-second at 100,000 live events.

What is measured: from the parsed claim to the events it changes and the rows to store, as merging does it for the
service (one by one) and `vedette read --events` (in batches, each event built once for all claims of a batch); that
includes writing claim and event as JSON for the rows, and that share is told apart. Parsing the claim and
writing the event's message are told too. The collector of garbage is set as in a service.
"""

import argparse
import random
import resource
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from claims import DAY, actor, at, casualty, count, on, post, site

from vedette.extract.actors.finder import ActorTable
from vedette.extract.merge.context import Context
from vedette.extract.merge.decide import weigh
from vedette.extract.merge.draft import items_of
from vedette.extract.merge.incidents import MERGE
from vedette.extract.state import BATCH, MergeStore
from vedette.runtime.collecting import collect_seldom
from vedette.schemas import Cause, Claim, ClaimPlace, Event, Facility, PostAction, VictimGroup, read_claim

CAUSES = [Cause.AIRSTRIKE, Cause.SHELLING, Cause.IED, Cause.GUNFIRE, Cause.CLASHES, Cause.CAR_BOMB, Cause.UNKNOWN]
SIDES = [(VictimGroup.CIVILIAN, None), (VictimGroup.COMBATANT, "SYR-GOV"), (VictimGroup.UNKNOWN, None)]
PAPERS = [f"Paper {n}" for n in range(40)]
VOICES = [None, "Example Observatory", "the army", "the hospital"]
DAYS = 365


def town(rng: random.Random, towns: int) -> ClaimPlace:
    """Return one of so many towns, spread over some 900 by 900 km; one in ten carries half of the news."""
    number = rng.randrange(max(towns // 10, 1)) if rng.random() < 0.5 else rng.randrange(towns)
    return _placed(f"Town {number}", random.Random(number))


def hill(number: int) -> ClaimPlace:
    """Return a place of its own for a post."""
    return _placed(f"Hill {number}", random.Random(number))


def _placed(name: str, spread: random.Random) -> ClaimPlace:
    row = {"name": name, "lat": 32 + 8 * spread.random(), "lon": 36 + 8 * spread.random(), "country": "SY"}
    return site({**row, "admin1": f"Province {len(name) % 14}", "place_id": f"own:{name}"})


def happening(rng: random.Random, number: int, towns: int, since: int, days: int) -> Iterator[Claim]:
    """Yield the claims of one happening: one in ten is a post, the rest are incidents."""
    place, day = town(rng, towns), DAY + timedelta(days=since + rng.randrange(days))
    told = rng.choices([1, 2, 3, 4], [6, 3, 2, 1])[0]
    if rng.random() < 0.1:
        action = rng.choice([PostAction.ESTABLISHED, PostAction.REINFORCED, PostAction.ATTACKED])
        holder = actor(rng.choice(["TUR", "RUS"]))
        for n in range(told):
            yield post(
                action, hour=9.0 + n, publisher=rng.choice(PAPERS), article=f"{number} {n}", places=[hill(number)],
                facility=Facility.BASE, actor=holder, date=on(day),
                published_at=at(9 + n, day),
            )  # fmt: skip
        return
    dead, cause, (group, side) = int(rng.paretovariate(0.9)), rng.choice(CAUSES), rng.choice(SIDES)
    for n in range(told):
        yield casualty(
            count(dead + (n if rng.random() < 0.3 else 0)), hour=9.0 + n, publisher=rng.choice(PAPERS),
            article=f"{number} {n}", places=[place], cause=cause, group=group, side=side, date=on(day),
            published_at=at(9 + 3 * n, day), claimant=rng.choice(VOICES),
        )  # fmt: skip


def claims(seed: int, happenings: int, towns: int, *, since: int = 0, days: int = DAYS) -> list[Claim]:
    """Return the claims of so many happenings in the order of publication, as news comes."""
    rng, first = random.Random(seed), seed * 10_000_000
    told = [claim for n in range(happenings) for claim in happening(rng, first + n, towns, since, days)]
    return sorted(told, key=lambda c: (c.published_at or c.read_at, c.claim_id))


def hot_town(number: int, days: int, a_day: int) -> list[Claim]:
    """Return so many claims of one town: each day so many incidents of seven means, told and told again."""
    rng = random.Random(7)
    incidents = [
        [(int(rng.paretovariate(0.8)), rng.choice(CAUSES), rng.choice(SIDES)) for _ in range(a_day)]
        for _ in range(days)
    ]
    place, told = town(random.Random(1), 1), []
    for n in range(number):
        hour = 24 * days * n / number
        dead, cause, (group, side) = rng.choice(incidents[int(hour // 24)])
        told.append(
            casualty(
                count(dead + (rng.randrange(3) if rng.random() < 0.3 else 0)), hour=hour, publisher=rng.choice(PAPERS),
                article=f"hot {n}", places=[place], cause=cause, group=group, side=side, claimant=rng.choice(VOICES),
                date=on(DAY + timedelta(days=int(hour // 24))),
            )
        )  # fmt: skip
    return told


def fold_all(store: MergeStore, told: list[Claim]) -> float:
    """Return the CPU-seconds that merging takes, claim by claim."""
    begun = time.process_time()
    for claim in told:
        store.fold(claim)
    return time.process_time() - begun


def fold_batches(store: MergeStore, told: list[Claim]) -> float:
    """Return the CPU-seconds that merging takes in batches."""
    begun = time.process_time()
    store.fold_many(told)
    return time.process_time() - begun


def told_apart(context: Context, told: list[Claim], live: list[Claim]) -> None:
    """Print what JSON costs beside merging: rows written, messages parsed and written, in microseconds a claim."""
    store = MergeStore.in_memory(context)
    fold_all(store, live)
    begun = time.process_time()
    events: list[Event] = [event for claim in told for event in store.fold(claim)]
    whole = time.process_time() - begun
    begun = time.process_time()
    stored = [claim.write() for claim in told]
    rows = [event.write() for event in events]
    rows_s = time.process_time() - begun
    begun = time.process_time()
    for value in stored:
        read_claim(value)
    parse = time.process_time() - begun
    size, micro = sum(map(len, rows)), 1e6 / len(told)
    print(
        f"a claim: {whole * micro:.0f} us, of them JSON of rows {rows_s * micro:.0f}; without it "
        f"{len(told) / (whole - rows_s):.0f} claims/CPU-s; beside it parsing {parse * micro:.0f} us, "
        f"{len(events) / len(told):.2f} events of {size / len(events):.0f} bytes",
        flush=True,
    )


def naive_all_pairs(told: list[Claim], context: Context) -> float:
    """Compare each claim with every claim before it, by the same likeness: the CPU-seconds without blocks."""
    begun = time.process_time()
    items = [item for claim in told for item in items_of(claim, context)]
    for n, item in enumerate(items):
        for other in items[:n]:
            if item.lane is other.lane:
                points = weigh(item, other)
                if points is not None and points >= MERGE:
                    break
    return time.process_time() - begun


def memory_mb() -> float:
    """Return the most memory the process has used."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=100_000, help="live events before the measurement")
    parser.add_argument("--claims", type=int, default=5_000, help="claims measured")
    parser.add_argument("--hot", type=int, default=10_000, help="claims of one town in thirty days")
    parser.add_argument("--naive", type=int, default=1_500, help="happenings for the all-pairs matcher")
    options = parser.parse_args()
    context = Context(actors=ActorTable.load())
    collect_seldom()
    before = memory_mb()
    store = MergeStore.in_memory(context)
    live = claims(1, options.events, 3_000)
    spent = fold_batches(store, live)
    events = sum(1 for _ in store.events())
    print(f"{len(live)} claims -> {events} live events: {len(live) / spent:.0f} claims/CPU-s on the way", flush=True)
    newest = claims(2, options.claims // 2, 3_000, since=DAYS, days=max(options.claims // 550, 1))
    late = claims(3, options.claims // 2, 3_000)
    for name, told in (("as they come", newest), ("all late, over the year", late)):
        for how, fold in (("one by one", fold_all), (f"in batches of {BATCH}", fold_batches)):
            half = told[: len(told) // 2] if fold is fold_all else told[len(told) // 2 :]
            spent = fold(store, half)
            print(f"at {events} live events, {name}, {how}: {len(half) / spent:.0f} claims/CPU-s over {len(half)}")
    stored = sum(len(k) + len(v) for k, v in store.rows())
    all_told = len(live) + len(newest) + len(late)
    print(f"state {stored / 1e6:.0f} MB, {stored / all_told:.0f} bytes a claim; process {memory_mb() - before:.0f} MB")
    del store
    told_apart(context, newest, live[-options.claims :])
    for number, days, a_day in ((options.hot // 10, 30, 12), (500, 1, 40), (2_000, 1, 40)):
        told = hot_town(number, days, a_day)
        for how, fold in (("one by one", fold_all), (f"in batches of {BATCH}", fold_batches)):
            spent = fold(MergeStore.in_memory(context), told)
            print(f"one town, {number // days} claims a day, {how}: {number / spent:.0f} claims/CPU-s", flush=True)
    small = claims(3, options.naive, 60)
    ours, theirs = fold_all(MergeStore.in_memory(context), small), naive_all_pairs(small, context)
    print(f"{len(small)} claims: {len(small) / ours:.0f} claims/CPU-s, all pairs compared {len(small) / theirs:.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
