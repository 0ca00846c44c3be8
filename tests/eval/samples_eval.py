"""The facts of the two sample articles: every one must come out, and nothing else: `samples_eval.py`.

The articles (not part of the project) are cleaned and read as a user would. Without them nothing is measured and
nothing fails. Source of the facts: the definitions of what counts as an event, their golden cases.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from vedette.clean.steps import clean_article
from vedette.extract.steps import build_reader
from vedette.schemas import CasualtyClaim, Claim, PostClaim, RawArticle

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
FACTS = {
    "a_idlib_bases.txt": {
        "established, 3 delta: Al-Najiya, Al-Zainiya, Badama",
        "established, 2 delta: Mushairefah, Tal Khattab",
        "established, 49 stock: de-escalation zone",
        "incident, 2 killed, combatant, ied",
        "incident, 4 killed, combatant, clashes",
        "incident, 1 killed, combatant, clashes",
        "cumulative, 1000000 displaced",
        "cumulative, 500 killed, civilian",
    },
    "b_observation_posts.txt": {
        "agreed, 12 target",
        "established, 5 stock",
        "under_way, 6 ordinal: Idlib",
        "attempted: Idlib",
        "agreed: Idlib",
        "attack without a number: car_bomb",
    },
}


def fact(claim: Claim) -> str:
    """Say in one line what a claim states, as the list above does."""
    return _post(claim) if isinstance(claim, PostClaim) else _toll(claim)


def _post(claim: PostClaim) -> str:
    number = next((f", {n.best} {n.role}" for n in claim.numbers), "")
    # an agreement and a stock have no site of their own
    sites = sorted(p.name for p in claim.places if p.precision in {"G1", "G2"}) or [p.name for p in claim.places]
    sited = ": " + ", ".join(sites) if sites and "target" not in number and "5 stock" not in number else ""
    return f"{claim.action}{number}{sited}"


def _toll(claim: CasualtyClaim) -> str:
    counts = [(name, getattr(claim.toll, name)) for name in ("killed", "injured", "missing", "captured", "displaced")]
    told = ", ".join(f"{count.best} {name}" for name, count in counts if count)
    if not told:
        return f"attack without a number: {claim.cause}"
    group = "" if claim.victims.group == "unknown" else f", {claim.victims.group}"
    means = f", {claim.cause}" if claim.scope == "incident" else ""
    return f"{claim.scope}, {told}{group}{means}"


def main() -> int:
    """Compare and print; 1 if a fact is missing or one too many comes out."""
    if not SAMPLES.is_dir():
        print("no sample articles here: nothing measured")
        return 0
    reader, wrong = build_reader(), 0
    for name, facts in FACTS.items():
        body = (SAMPLES / name).read_text(encoding="utf-8")
        raw = RawArticle(
            article_id=name[:1] * 32, source_id="eval", content_type="text/plain", body=body,
            fetched_at=datetime(2020, 3, 9, 12, tzinfo=UTC),
        )  # fmt: skip
        found = {fact(claim) for claim in reader.read_article(clean_article(raw))}
        for row in sorted(facts | found):
            mark = "ok      " if row in facts & found else "MISSING " if row in facts else "TOO MUCH"
            wrong += mark != "ok      "
            print(f"{name[0].upper()}  {mark}  {row}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
