"""`vedette train`: teach the reader from annotated texts."""

import time
from pathlib import Path
from typing import Annotated

import typer

from vedette.extract.tagger.cards import Card
from vedette.extract.training.run import Order, train
from vedette.runtime.errors import ConfigError

CURVE = (0.25, 0.5, 1.0)


def command(
    data: Annotated[
        list[Path], typer.Argument(help="Folders with articles.jsonl and gold.jsonl; one named twice counts twice.")
    ],
    *,
    out: Annotated[Path, typer.Option(help="Folder for the weights, their card and a report.")] = Path("weights"),
    also: Annotated[
        list[Path] | None, typer.Option(help="Further folders to learn from, never to measure on: made texts.")
    ] = None,
    language: Annotated[str, typer.Option(help="Language of the texts; needs its word classes.")] = "en",
    name: Annotated[str, typer.Option(help="Version of the weights; it stands in every claim.")] = "1",
    licence: Annotated[str, typer.Option(help="Licence of the texts, for the card.")] = "not stated",
    seed: Annotated[int, typer.Option(help="The same seed and texts give the same weights.")] = 0,
    encoder: Annotated[
        bool,
        typer.Option("--encoder", help="Train the encoder too: minutes; needs the `train` extra of vedette-extract."),
    ] = False,
    curve: Annotated[bool, typer.Option("--curve", help="Measure how much more texts would bring.")] = False,
) -> None:
    """Train a tagger on annotated texts; every text is measured on once while it is held out.

    Read with it: VEDETTE_EXTRACT_WEIGHTS=weights vedette read FILE. The format of the texts is in docs/training.md.
    """
    began = time.monotonic()
    order = Order(
        folders=data, out=out, also=also or [], version=name, language=language, licence=licence, seed=seed,
        curve=CURVE if curve else (),
    )  # fmt: skip
    try:
        card = train(order, print)
        if encoder:
            card = _train_encoder(order)
    except ValueError as error:
        raise ConfigError(str(error)) from error
    print((out / "report.md").read_text(encoding="utf-8"))
    print(f"{out}: {card.bytes / 1e6:.2f} MB in {time.monotonic() - began:.0f} s")


def _train_encoder(order: Order) -> Card:
    try:
        from vedette.extract.training.encoder_run import train_encoder  # noqa: PLC0415  loads torch
    except ImportError as error:
        message = f"--encoder needs {error.name}: install the extra with `uv sync --all-packages --extra train`"
        raise ConfigError(message) from error
    return train_encoder(order, print)
