"""Compare claims with hand-marked posts and casualties: pairs, precision and recall, shares of right fields.

A record and a claim pair when they tell one thing: a post by its action and one anchor (place, day or quote), a toll by
one counter that is equal and none that contradicts. Pairs that agree in more come first. A claim left over is a repeat
if it could pair with a record already found, else false. Optional records count neither as missed nor as found.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

__all__ = ["COUNTERS", "FIELDS", "Record", "claim_record", "gold_record", "score_text"]

COUNTERS = ("killed", "injured", "missing", "captured", "displaced")
FIELDS = ("number", "place", "date", "attribution", "perpetrator", "actor")
ACTIONS = {
    "agreed": "planned", "under_way": "planned", "attempted": "planned",
    "dismantled": "withdrawn", "handed_over": "withdrawn", "relocated": "withdrawn",
}  # fmt: skip
_WEAK = frozenset(
    ["the", "of", "and", "a", "an", "in", "on", "at", "to", "near", "from", "said", "its", "his", "their", "district"]
)


@dataclass(frozen=True)
class Record:
    """What a person marked or the reader claimed, in one form."""

    family: str
    action: str
    numbers: dict[str, tuple[int | None, int | None]]
    places: frozenset[str]
    days: tuple[date, date] | None
    quotes: tuple[str, ...]
    parties: dict[str, frozenset[str]]
    optional: bool = False
    asserted: bool = True


def _fold(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def _words(text: str | None) -> frozenset[str]:
    return frozenset(w[:5] for w in _fold(text or "").split() if w not in _WEAK)


def _span(day: str | None) -> tuple[date, date] | None:
    if not day:
        return None
    parts = [int(p) for p in day.split("-")]
    if len(parts) == 3:
        return date(*parts), date(*parts)
    if len(parts) == 2:
        following = date(parts[0] + parts[1] // 12, parts[1] % 12 + 1, 1)
        return date(*parts, 1), following - timedelta(days=1)
    return date(parts[0], 1, 1), date(parts[0], 12, 31)


def _bounds(value: Any) -> tuple[int | None, int | None] | None:
    if value is None:
        return None
    if isinstance(value, dict):
        return value["min"], value["max"]
    return value, value


def gold_record(row: dict[str, Any]) -> Record:
    """Return a marked record; counters told in words only have no bounds."""
    post = row["event_type"] != "casualty"
    fields = ("count", "total") if post else COUNTERS
    numbers = {f: bounds for f in fields if (bounds := _bounds(row.get(f)))}
    numbers |= dict.fromkeys(row.get("vague", {}), (None, None))
    return Record(
        "post" if post else "casualty",
        row["event_type"].removeprefix("post."),
        numbers,
        frozenset(_fold(p) for p in row["places"]),
        _span(row["date"]),
        (row["quote"],),
        {name: _words(row.get(name)) for name in ("attribution", "perpetrator", "actor")},
        optional=bool(row.get("optional")),
    )


def claim_record(claim: dict[str, Any]) -> Record:
    """Return a claim of the reader in the same form."""
    post = claim["kind"] == "post"
    if post:
        names = {"delta": "count", "target": "count", "stock": "total", "ordinal": "total"}
        told = [(names[n["role"]], n) for n in claim["numbers"]]
    else:
        told = [(c, n) for c in COUNTERS if (n := claim["toll"][c])]
    numbers = {c: (n["low"], n["high"]) if n["best"] is None else (n["best"], n["best"]) for c, n in told}
    action = ACTIONS.get(claim["action"], claim["action"]) if post else "casualty"
    start, end = claim["date"]["start"], claim["date"]["end"]
    days = (date.fromisoformat(start or end), date.fromisoformat(end or start)) if start or end else None
    said = claim["attribution"]
    return Record(
        claim["kind"],
        action,
        numbers,
        frozenset(_fold(p[k]) for p in claim["places"] for k in ("text", "name")),
        days,
        tuple(e["quote"] for e in claim["evidence"]),
        {
            "attribution": _words(f"{said['claimant'] or ''} {said['relay'] or ''}"),
            "perpetrator": _party(claim["perpetrator"]),
            "actor": _party(claim.get("actor")),
        },
        asserted=claim["realis"] not in {"background", "hypothetical"} and action != "denied" and bool(post or numbers),
    )


def _party(actor: dict[str, Any] | None) -> frozenset[str]:
    return _words(f"{actor['text']} {actor['actor_id'] or ''}") if actor else frozenset()


def _numbers_meet(gold: tuple[int | None, int | None], told: tuple[int | None, int | None]) -> bool:
    """Tell whether two numbers can be one: a known end suffices, words meet words."""
    ends = {n for n in gold if n is not None}
    return bool(ends & {n for n in told if n is not None}) or (not ends and (None in told or told[0] != told[1]))


def _places_meet(gold: Record, claim: Record) -> bool:
    return any(
        a == b or (len(min(a, b, key=len)) > 3 and (a in b or b in a)) for a in gold.places for b in claim.places
    )


def _days_meet(gold: Record, claim: Record) -> bool:
    if not (gold.days and claim.days):
        return False
    slack = timedelta(days=1)
    wide = (claim.days[1] - claim.days[0]).days > 366
    return not wide and gold.days[0] - slack <= claim.days[1] and claim.days[0] - slack <= gold.days[1]


def _quotes_meet(gold: Record, claim: Record) -> bool:
    words = _fold(gold.quotes[0]).split()
    runs = {" ".join(words[n : n + 5]) for n in range(max(1, len(words) - 4))}
    return any(run in _fold(quote) for quote in claim.quotes for run in runs)


def _weight(gold: Record, claim: Record) -> float:
    """Return how well two records agree, 0 where they tell different things."""
    place, day, quote = _places_meet(gold, claim), _days_meet(gold, claim), _quotes_meet(gold, claim)
    shared = [c for c in gold.numbers if c in claim.numbers]
    equal = [c for c in shared if _numbers_meet(gold.numbers[c], claim.numbers[c])]
    if gold.family == "post":
        anchored = place or quote or (day and not (gold.places and claim.places))
        if gold.action != claim.action or not anchored:
            return 0.0
        return 1.0 + len(equal) + 2 * place + day + 2 * quote - (len(shared) - len(equal))
    if not equal or len(equal) < len(shared):
        return 0.0
    return 1.0 + len(equal) + place + day + 2 * quote


def score_text(golds: Sequence[Record], claims: Sequence[Record]) -> Counter[str]:
    """Return the sums of one text: `post gold`, `casualty false`, `post.planned found`, `post place right` …"""
    sums: Counter[str] = Counter()
    pairs = sorted(
        ((w, g, c) for g, gold in enumerate(golds) for c, claim in enumerate(claims)
         if gold.family == claim.family and (w := _weight(gold, claim))),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )  # fmt: skip
    partner: dict[int, int] = {}
    for _, g, c in pairs:
        if g not in partner and c not in partner.values():
            partner[g] = c
    for g, gold in enumerate(golds):
        if gold.optional:
            continue
        row = gold.family if gold.family == "casualty" else f"post.{gold.action}"
        for name in {gold.family, row}:
            sums.update({f"{name} gold": 1, f"{name} found": g in partner})
        if g in partner:
            sums.update(_judge(gold, claims[partner[g]]))
    repeats = {c for _, g, c in pairs if g in partner}
    for c, claim in enumerate(claims):
        if claim.asserted and c not in partner.values() and c not in repeats:
            sums[f"{claim.family} false"] += 1
    return sums


def _judge(gold: Record, claim: Record) -> Iterable[str]:
    """Yield `FAMILY FIELD asked` for each field a record has, and `FAMILY FIELD right` where the claim has it so."""
    numbers = [_numbers_meet(gold.numbers[c], claim.numbers.get(c, (1, 1))) for c in gold.numbers]
    results = {"number": all(numbers) if numbers else None}
    results["place"] = _places_meet(gold, claim) if gold.places else None
    results["date"] = _days_meet(gold, claim) if gold.days else None
    for name, words in gold.parties.items():
        results[name] = bool(words & claim.parties[name]) if words else None
    for name, right in results.items():
        if right is not None:
            yield f"{gold.family} {name} asked"
            if right:
                yield f"{gold.family} {name} right"
