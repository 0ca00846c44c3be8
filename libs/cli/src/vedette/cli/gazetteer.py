"""`vedette gazetteer`: place names for extract."""

import re
import tempfile
import time
from pathlib import Path
from typing import Annotated

import httpx
import typer

from vedette.extract.places.gazetteer_build import build_gazetteer
from vedette.runtime.errors import ConfigError

_DUMPS = "https://download.geonames.org/export/dump"
_LARGEST_BYTES = 1 << 30  # the dump of the whole world is 0.4 GB
_TIMEOUT_S = 30.0


def build(
    sources: Annotated[
        list[str],
        typer.Argument(help="GeoNames dumps (SY.txt, SY.zip), CSV files, addresses of such, or countries (SY)."),
    ],
    out: Annotated[Path, typer.Option(help="File to write.")] = Path("places.gazetteer"),
    dumps: Annotated[str, typer.Option(help="Where dumps of countries are fetched from.")] = _DUMPS,
) -> None:
    """Compile place names into the form extract loads; name the result in VEDETTE_EXTRACT_GAZETTEERS."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        files = [_file(source, Path(folder), dumps) for source in sources]
        try:
            count = build_gazetteer(files, out)
        except ValueError as error:
            raise ConfigError(str(error)) from error
    size = out.stat().st_size / 1_048_576
    print(f"{count:,} places into {out}, {size:.1f} MB, {time.monotonic() - began:.1f} s")


def _file(source: str, folder: Path, dumps: str) -> Path:
    """Return the file a source names, fetched into `folder` if it is an address or a country."""
    if re.match(r"https?://", source):
        return _fetch(source, folder)
    if Path(source).exists():
        return Path(source)
    if re.fullmatch(r"[A-Z]{2}|allCountries", source):
        return _fetch(f"{dumps}/{source}.zip", folder)
    msg = f"{source}: no such file; a country is named by its two capital letters, such as SY"
    raise ConfigError(msg)


def _fetch(address: str, folder: Path) -> Path:
    """Fetch a dump piece by piece; it may be larger than memory."""
    name = httpx.URL(address).path.rsplit("/", 1)[-1]
    if Path(name).suffix not in {".zip", ".txt", ".csv"}:
        msg = f"{address}: the name must end in .zip, .txt or .csv"
        raise ConfigError(msg)
    file, fetched = folder / name, 0
    try:
        with httpx.stream("GET", address, timeout=_TIMEOUT_S, follow_redirects=True) as answer, file.open("wb") as to:
            answer.raise_for_status()
            for piece in answer.iter_bytes(1 << 16):
                fetched += len(piece)
                if fetched > _LARGEST_BYTES:
                    msg = f"{address}: more than {_LARGEST_BYTES >> 20} MB"
                    raise ConfigError(msg)
                to.write(piece)
    except httpx.HTTPStatusError as error:
        msg = f"{address}: answered {error.response.status_code}"
        raise ConfigError(msg) from error
    except httpx.HTTPError as error:
        msg = f"{address}: {error or type(error).__name__}"
        raise ConfigError(msg) from error
    return file


commands = {"build": build}
