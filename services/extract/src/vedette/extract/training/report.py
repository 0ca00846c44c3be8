"""The report beside a set of weights: what a reader of the card wants to know, as a page."""

from collections.abc import Mapping
from pathlib import Path

from vedette.extract.tagger.cards import Card

__all__ = ["write_report"]

Figures = Mapping[str, Mapping[str, float]]


def write_report(folder: Path, card: Card, curve: Mapping[float, Figures]) -> None:
    """Write `report.md`: data, spans found in held-out texts, and the learning curve if there is one."""
    lines = [
        f"# {card.kind} {card.version}, language {card.language}, seed {card.seed}",
        "",
        f"Licence of the data: {card.licence}. Size: {card.bytes / 1e6:.2f} MB.",
        "",
        *(f"- {row}" for row in card.data),
        "",
        "Spans found in texts held out of training, precision / recall / F1:",
        "",
        *_table(card.scores),
    ]
    if curve:
        lines += [
            "",
            "Learning curve, held-out F1 by share of the texts:",
            "",
            "| share | posts | counts |",
            "|---|---|---|",
        ]
        lines += [f"| {share:.2f} | {_f(rows, 'post')} | {_f(rows, 'count')} |" for share, rows in curve.items()]
    (folder / "report.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _table(scores: Mapping[str, Figures]) -> list[str]:
    names = list(scores)
    keys = sorted({key for rows in scores.values() for key in rows}, key=lambda key: (key.split(".")[0], key))
    lines = [f"| span | number | {' | '.join(names)} |", "|---" * (len(names) + 2) + "|"]
    for key in keys:
        cells = [_cell(scores[name].get(key)) for name in names]
        number = max(int(scores[name].get(key, {}).get("n", 0)) for name in names)
        lines.append(f"| {key} | {number} | {' | '.join(cells)} |")
    return lines


def _cell(row: Mapping[str, float] | None) -> str:
    return f"{row['precision']:.2f} / {row['recall']:.2f} / {row['f']:.2f}" if row else "-"


def _f(rows: Figures, key: str) -> str:
    return f"{rows[key]['f']:.2f}" if key in rows else "-"
