"""Score posts on 42 invented reports in unusual wording, held out of everything: `third_eval.py [--tagger KIND]`.

`own/third_en.txt` holds them with their marks, in the form of `services/extract/tools/mark_reports.py`. They are no
development data: rules and taggers must not be changed for them, so no floor stands on them and no miss is shown.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[2] / "services" / "extract" / "tools"))

from mark_reports import read_reports
from own_eval import f1, read
from own_score import claim_record, gold_record, score_text

from vedette.extract.settings import ExtractSettings
from vedette.extract.steps import build_reader

HERE = Path(__file__).parent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tagger", help="lexicon, linear, combined; the service's own where not given")
    chosen = {"extract_tagger": kind} if (kind := parser.parse_args().tagger) else {}
    reader, sums, silent = build_reader(ExtractSettings(**chosen)), Counter[str](), Counter[bool]()
    for article, gold in read_reports(HERE / "own" / "third_en.txt"):
        claims = [claim for claim in read(reader, article) if claim["kind"] == "post"]
        marked = [gold_record(row) for row in gold["posts"]]
        sums += score_text(marked, [claim_record(claim) for claim in claims])
        if not marked:
            silent[not claims] += 1
    for name in ("post", *sorted({k.split()[0] for k in sums if k.startswith("post.")})):
        print(f"{name:18} {sums[name + ' found']:3}/{sums[name + ' gold']:3} found")
    quiet = f"{silent[True]} of {silent.total()} without a post silent"
    print(f"false {sums['post false']}, F1 {f1(sums, 'post'):.3f}; {quiet}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
