"""Texts nobody marked, as examples of nothing: `quiet_texts.py TEXTS FOLDER --without FOLDER...`.

TEXTS is JSON lines (`.gz` too) with a `text` each. Windows that name an installation, are not marked by the rules and
not held half likely by the encoder are written in the format of docs/training.md as telling nothing. Texts that begin
like one of the `--without` folders are left out: those that are measured on.
"""

import argparse
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from make_reports import Record, write_folder

from vedette.extract.sentences import sentences_in
from vedette.extract.spans import POST_LABELS
from vedette.extract.tagger.encoder import EncoderTagger
from vedette.extract.tagger.lexicon import LexiconTagger
from vedette.extract.tagger.marks import words_of
from vedette.extract.tagger.windows import Gate, windows

LIKELY = 0.5
_SAME = 60  # characters at the beginning that tell a text


def texts_of(path: Path) -> list[str]:
    """Return the texts of a file."""
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line)["text"] for line in content.decode().splitlines()]


def quiet(text: str, rules: LexiconTagger, encoder: EncoderTagger) -> Iterator[str]:
    """Yield the windows of a text in which nothing is seen."""
    sentences = sentences_in(text)
    for window in windows(sentences, Gate(harm=False)):
        share = encoder.shares(sentences, [(window, words_of(sentences, window))])[0]["post"]
        seen = [sentences[i] for i in window.sentences]
        marked = any(span.label in POST_LABELS for spans in rules.tag(seen) for span in spans)
        if not marked and float((1 - share[:, 0]).max()) < LIKELY:
            yield " ".join(sentence.text for sentence in seen)


def main() -> None:
    """Write the two files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("texts", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--without", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    left_out = {
        json.loads(line)["raw"][:_SAME]
        for folder in options.without
        for line in (folder / "articles.jsonl").read_text("utf-8").splitlines()
    }
    rules, encoder = LexiconTagger.load(), EncoderTagger(heads=("post",))
    rows: list[tuple[Record, Record]] = []
    for text in texts_of(options.texts):
        for window in quiet(text, rules, encoder) if text[:_SAME] not in left_out else ():
            name = f"quiet{len(rows):05}"
            article = {"id": name, "url": None, "title": None, "published": None, "source": str(options.texts.name)}
            gold = {"id": name, "kind": "negative", "region": "", "posts": [], "casualties": []}
            rows.append((article | {"lang": "en", "input_kind": "text", "raw": window}, gold))
    write_folder(options.folder, rows)


if __name__ == "__main__":
    main()
