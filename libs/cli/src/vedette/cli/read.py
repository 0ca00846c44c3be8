"""`vedette read`: documents without a broker."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from vedette.cli.batch import BatchOptions, run_batch
from vedette.cli.documents import Published, find_files, raw_of_file, read_published
from vedette.cli.failures import FOUND_WANTING
from vedette.cli.options import AsJson
from vedette.cli.reading import Result, left_out, read_raw
from vedette.cli.show import show_document
from vedette.runtime.errors import ConfigError, PermanentError

__all__ = ["command"]


Files = Annotated[
    list[Path] | None, typer.Argument(help="Documents or folders of them, HTML or text; - is standard input.")
]
PublishedAt = Annotated[str | None, typer.Option(help="Day or time of publication, ISO; relative dates need it.")]
Url = Annotated[str | None, typer.Option(help="Address the document came from.")]
Explain = Annotated[bool, typer.Option("--explain", help="Show every score, span and cut.")]
Jsonl = Annotated[Path | None, typer.Option(help="Batch: read JSON lines from this file; - is standard input.")]
Out = Annotated[Path | None, typer.Option(help="Batch: write results here instead of standard output.")]
Events = Annotated[Path | None, typer.Option(help="Batch: merge all claims and write the events here.")]
Jobs = Annotated[int, typer.Option(min=1, help="Batch: processes that read.")]
SkipClean = Annotated[bool, typer.Option("--skip-clean", help="Batch: the bodies are clean text already.")]


def command(
    files: Files = None,
    *,
    published: PublishedAt = None,
    url: Url = None,
    as_json: AsJson = False,
    explain: Explain = False,
    jsonl: Jsonl = None,
    out: Out = None,
    events: Events = None,
    jobs: Jobs = 1,
    skip_clean: SkipClean = False,
) -> None:
    """Clean and read documents, and show the article, its claims and what was cut and why. No broker is needed.

    Batch form: --jsonl IN [--out OUT] [--events FILE], one JSON object a line (docs/cli.md).
    """
    if jsonl is not None:
        if files:
            msg = "give either files or --jsonl, not both"
            raise ConfigError(msg)
        failed = run_batch(jsonl, out, BatchOptions(jobs=jobs, skip_clean=skip_clean, events=events))
        if failed:
            print(f"vedette: {failed} line(s) could not be read; see their error field", file=sys.stderr)
        return
    if not files:
        msg = "name a document, a folder or --jsonl FILE"
        raise ConfigError(msg)
    unread = _read_files(find_files(files), _published(published), url=url, as_json=as_json, explain=explain)
    if unread:
        raise typer.Exit(FOUND_WANTING)


def _published(text: str | None) -> Published:
    try:
        return read_published(text)
    except ValueError as error:
        msg = f"--published takes a day or time such as 2023-06-13 or 2023-06-13T09:40:00Z, not {text!r}"
        raise ConfigError(msg) from error


def _read_files(files: list[Path], published: Published, *, url: str | None, as_json: bool, explain: bool) -> int:
    """Show each file and return how many could not be read."""
    console = Console(highlight=False)
    now = datetime.now(UTC)
    unread = 0
    for number, path in enumerate(files):
        try:
            result = read_raw(raw_of_file(path, now=now, published=published, url=url))
        except PermanentError as error:
            unread += 1
            _tell_unread(path, error, as_json=as_json)
            continue
        if as_json:
            print(_as_json(path, result))
            continue
        if len(files) > 1:
            console.rule(str(path)) if console.is_terminal else print(f"{'' if number == 0 else chr(10)}== {path}")
        unlikely = left_out(result.article) if explain else []
        show_document(console, result.article, result.claims, explain=explain, left_out=unlikely)
    return unread


def _as_json(path: Path, result: Result) -> str:
    claims = [claim.model_dump(mode="json") for claim in result.claims]
    article = result.article.model_dump(mode="json")
    return json.dumps({"file": str(path), "article": article, "claims": claims, "error": None}, ensure_ascii=False)


def _tell_unread(path: Path, error: PermanentError, *, as_json: bool) -> None:
    if as_json:
        told = {"reason": error.reason.value, "detail": error.detail}
        print(json.dumps({"file": str(path), "article": None, "claims": [], "error": told}, ensure_ascii=False))
    print(f"vedette: {path} could not be read: {error}", file=sys.stderr)
