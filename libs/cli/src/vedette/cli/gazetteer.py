"""`vedette gazetteer`: place names for extract."""

import time
from pathlib import Path
from typing import Annotated

import typer

from vedette.extract.gazetteer_build import build_gazetteer
from vedette.runtime.errors import ConfigError


def build(
    files: Annotated[list[Path], typer.Argument(help="GeoNames dumps such as SY.txt, or CSV files.", exists=True)],
    out: Annotated[Path, typer.Option(help="File to write.")] = Path("places.gazetteer"),
) -> None:
    """Compile place names into the form extract loads; name the result in VEDETTE_EXTRACT_GAZETTEERS."""
    began = time.monotonic()
    try:
        count = build_gazetteer(files, out)
    except ValueError as error:
        raise ConfigError(str(error)) from error
    size = out.stat().st_size / 1_048_576
    print(f"{count:,} places into {out}, {size:.1f} MB, {time.monotonic() - began:.1f} s")


commands = {"build": build}
