"""`vedette train` without its command line: annotated texts in, weights, card and report out."""

import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from vedette.extract.tagger.cards import Card, Thresholds, write_card
from vedette.extract.tagger.combined import unmarked
from vedette.extract.tagger.lexicon import LexiconTagger
from vedette.extract.tagger.linear import LinearTagger
from vedette.extract.tagger.wordclasses import WordClasses
from vedette.extract.training.corpus import Texts, read_texts, weighed
from vedette.extract.training.labels import Sample
from vedette.extract.training.linear_fit import fit_linear
from vedette.extract.training.measure import Found, best_thresholds, compare, figures, sentences_of
from vedette.extract.training.report import write_report
from vedette.extract.training.texts import digest, read_folder

__all__ = ["Order", "train"]

PARTS = 4
"""Each text is held out once, in one of so many parts, to measure and to choose thresholds."""
FEWEST = 20
Rows = dict[str, list[Found]]
"""What each kind of tagger found."""


@dataclass(frozen=True)
class Order:
    """What to train: folders of annotated texts, where to, and what the card says.

    A folder given twice counts twice. Texts of `also` are learned from and never measured on, such as made ones.
    """

    folders: Sequence[Path]
    out: Path
    also: Sequence[Path] = ()
    version: str = "1"
    language: str = "en"
    licence: str = "not stated"
    seed: int = 0
    curve: Sequence[float] = field(default=())


def train(order: Order, tell: Callable[[str], None]) -> Card:
    """Train the linear tagger and write weights, `card.json` and `report.md`.

    Raises: `ValueError` if a folder is not of the format or holds too little.
    """
    texts, also = read_texts(order.folders), read_texts(order.also)
    if len(texts) < FEWEST:
        msg = f"{len(texts)} annotated texts are too few to learn from and to measure on; {FEWEST} at least"
        raise ValueError(msg)
    classes = WordClasses(order.language)
    data = [
        f"{len(read_folder(folder))} texts, {digest(folder)}" for folder in dict.fromkeys([*order.folders, *order.also])
    ]
    card = Card("linear", order.version, order.language, classes.digest, order.seed, data, order.licence)
    tell(f"{len(texts)} texts to learn from and measure on, {len(also)} more to learn from")
    found = _hold_out(texts, also, card, tell)
    beside = {"post": best_thresholds(found["combined"])["post"]}
    card = replace(card, thresholds=best_thresholds(found["linear"]), beside_rules=beside)
    least: dict[str, Thresholds] = {"lexicon": {}, "linear": card.thresholds, "combined": beside}
    scores = {name: figures(rows, least[name]) for name, rows in found.items()}
    curve = {share: _one_part(texts, also, card, share) for share in order.curve}
    tell("training on all of them")
    fit_linear(weighed({**also, **texts}, card.seed), order.out, classes)
    size = sum(path.stat().st_size for path in order.out.glob("*.crfsuite"))
    card = replace(card, scores=scores, bytes=size)
    write_card(order.out, card)
    write_report(order.out, card, curve)
    return card


def _parts(texts: Texts, seed: int) -> list[list[str]]:
    """Return the ids in random parts of like size."""
    names = sorted(texts)
    random.Random(seed).shuffle(names)  # noqa: S311  no secret
    return [names[n::PARTS] for n in range(PARTS)]


def _hold_out(texts: Texts, also: Texts, card: Card, tell: Callable[[str], None]) -> Rows:
    """Return what the taggers find in texts that the learned one was not trained on."""
    found: Rows = {"lexicon": [], "linear": [], "combined": []}
    for number, part in enumerate(_parts(texts, card.seed), 1):
        held = [item.sample for item in weighed({name: texts[name] for name in part}, card.seed)]
        rest = {name: row for name, row in texts.items() if name not in part}
        for name, rows in _compare({**also, **rest}, held, card).items():
            found[name] += rows
        tell(f"part {number} of {PARTS} measured")
    return found


def _compare(texts: Texts, held: Sequence[Sample], card: Card) -> Rows:
    """Return what rules, the tagger trained on these texts, and both together find; what rules say is sure."""
    rules = LexiconTagger.load(card.language)
    found: Rows = {"lexicon": [], "linear": [], "combined": []}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fit_linear(weighed(texts, card.seed), folder, WordClasses(card.language))
        write_card(folder, card)
        learned = LinearTagger(folder)
        for sample in held:
            sentences = sentences_of(sample)
            known = [[replace(s, score=1.0) for s in spans] for spans in rules.tag(sentences)]
            seen = learned.tag(sentences)
            both = [[*a, *unmarked(a, b)] for a, b in zip(known, seen, strict=True)]
            for kind, rows in (("lexicon", known), ("linear", seen), ("combined", both)):
                found[kind] += compare(sample, [span for spans in rows for span in spans])
    return found


def _one_part(texts: Texts, also: Texts, card: Card, share: float) -> dict[str, dict[str, float]]:
    """Return what a tagger trained on a share of the texts finds in the first part."""
    first, *others = _parts(texts, card.seed)
    names = [name for part in others for name in part]
    chosen = {name: texts[name] for name in names[: max(FEWEST, int(share * len(names)))]}
    held = [item.sample for item in weighed({name: texts[name] for name in first}, card.seed)]
    return figures(_compare({**also, **chosen}, held, card)["combined"], card.beside_rules)
