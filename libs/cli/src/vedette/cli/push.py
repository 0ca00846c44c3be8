"""`vedette push`: documents handed to a running ingest."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from vedette.cli.documents import STDIN, find_files
from vedette.cli.failures import FOUND_WANTING
from vedette.cli.options import AsJson
from vedette.ingest.bodies import media_type
from vedette.runtime.errors import ConfigError, PermanentError

__all__ = ["command", "post_patiently"]

TIMEOUT_S = 60.0
"""Longer than ingest waits for a page it is asked to fetch."""

PATIENCE_S = 60.0
"""Time ingest is given to find its broker again before a document counts as refused."""

PAUSE_S = 5.0
"""Pause before the next try where ingest names none."""

What = Annotated[list[str], typer.Argument(help="Files, folders, or http addresses for ingest to fetch.")]
Ingest = Annotated[str, typer.Option(envvar="VEDETTE_INGEST_URL", help="Where ingest listens.")]
Token = Annotated[str, typer.Option(envvar="VEDETTE_INGEST_TOKEN", help="Its bearer token.", show_default=False)]
Url = Annotated[str | None, typer.Option(help="Address the document came from (one document only).")]
Published = Annotated[str | None, typer.Option(help="Day or time of publication; a time names its zone.")]
Title = Annotated[str | None, typer.Option(help="Title, where the body does not repeat it.")]
Source = Annotated[str | None, typer.Option(help="Name of the publisher.")]


def command(
    what: What,
    *,
    ingest: Ingest = "http://127.0.0.1:8070",
    token: Token = "",
    url: Url = None,
    published: Published = None,
    title: Title = None,
    source: Source = None,
    as_json: AsJson = False,
) -> None:
    """Hand files, folders or addresses to a running ingest and say what became of each."""
    if not token:
        msg = "set VEDETTE_INGEST_TOKEN or --token to the token ingest was started with"
        raise ConfigError(msg)
    addresses = [each for each in what if each.startswith(("http://", "https://"))]
    files = find_files([Path(each) for each in what if each not in addresses])
    if url is not None and len(files) != 1:
        msg = "--url names the address of one file"
        raise ConfigError(msg)
    about = {"url": url, "published_at": published, "title": title, "source": source}
    given = {name: value for name, value in about.items() if value is not None}
    refused = 0
    with httpx.Client(base_url=ingest, headers={"authorization": f"Bearer {token}"}, timeout=TIMEOUT_S) as client:
        for path in files:
            refused += not _tell(str(path), _push_file(client, path, given), as_json=as_json)
        for address in addresses:
            answer = post_patiently(client, json={**given, "url": address})
            refused += not _tell(address, answer, as_json=as_json)
    if refused:
        raise typer.Exit(FOUND_WANTING)


def _push_file(client: httpx.Client, path: Path, given: dict[str, str]) -> httpx.Response | str:
    """Return the answer of ingest, or why the file was not even sent."""
    content = sys.stdin.buffer.read() if path == STDIN else path.read_bytes()
    try:
        kind = media_type(None, content, path.name)
    except PermanentError as error:
        return error.detail
    # the bytes travel as they are, so that clean decides on the encoding
    return post_patiently(client, content=content, headers={"content-type": kind}, params=given)


def post_patiently(
    client: httpx.Client,
    *,
    patience_s: float = PATIENCE_S,
    sleep: Callable[[float], object] = time.sleep,
    **request: Any,  # as httpx takes it
) -> httpx.Response:
    """Hand a document to ingest; as long as it says 503, its broker being away, ask again after the pause it names.

    What was asked twice is published once: ingest knows an article by its content.
    """
    waited_s = 0.0
    while True:
        answer = client.post("/articles", **request)
        named = answer.headers.get("retry-after", "")
        pause_s = float(named) if named.isdigit() else PAUSE_S
        if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE or waited_s + pause_s > patience_s:
            return answer
        waited_s += pause_s
        sleep(pause_s)


def _tell(name: str, answer: httpx.Response | str, *, as_json: bool) -> bool:
    """Print what became of a document; return False if it was refused."""
    taken = isinstance(answer, httpx.Response) and answer.status_code == httpx.codes.ACCEPTED
    if as_json:
        told = {"detail": answer} if isinstance(answer, str) else _json(answer)
        print(json.dumps({"document": name, "taken": taken, **told}, ensure_ascii=False))
    elif taken and isinstance(answer, httpx.Response):
        told = answer.json()
        news = "taken" if told["published"] else "known already"
        print(f"{news}  {told['article_id']} revision {told['revision']}  {name}")
    if not taken:
        why = answer if isinstance(answer, str) else _json(answer).get("detail", f"HTTP {answer.status_code}")
        print(f"vedette: {name} was refused: {why}", file=sys.stderr)
    return taken


def _json(answer: httpx.Response) -> dict[str, Any]:  # JSON of the service
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
