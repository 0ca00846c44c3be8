"""Many documents without a broker: one JSON object a line in, one a line out, in the same order."""

import asyncio
import json
import sys
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from vedette.cli.documents import BatchLine, raw_of_line
from vedette.cli.reading import Result, read_raw, shared_reader
from vedette.extract.state import merge_all
from vedette.runtime.errors import PermanentError
from vedette.runtime.workers import WorkerPool
from vedette.schemas import CasualtyClaim, PostClaim, RejectReason, read_claim

__all__ = ["BatchOptions", "fold_events", "read_lines", "run_batch"]

AHEAD_PER_JOB = 8
"""Lines handed out before the first must be back; enough to keep workers busy while a slow page holds the order up."""

TIME_LIMIT_S = 30.0
MEMORY_LIMIT_MB = 2048
"""The same guard as in the services: a hostile page costs only itself."""


@dataclass(frozen=True)
class BatchOptions:
    """How a batch is read."""

    jobs: int = 1
    skip_clean: bool = False
    events: Path | None = None


def run_batch(source: Path, out: Path | None, options: BatchOptions) -> int:
    """Read a file of JSON lines (`-` is standard input) and return how many lines failed.

    Raises: `OSError` if a file cannot be opened.
    """
    total = None if source == Path("-") else _count(source)
    with (
        nullcontext(sys.stdin) if source == Path("-") else source.open(encoding="utf-8", errors="replace") as lines,
        nullcontext(sys.stdout) if out is None else out.open("w", encoding="utf-8") as sink,
        _progress(total) as step,
    ):
        claims = _Claims() if options.events else None
        failed = asyncio.run(_run(lines, sink, options, claims=claims, step=step))
    if claims is not None and options.events is not None:
        with options.events.open("w", encoding="utf-8") as events:
            fold_events(claims.in_order(), events)
    return failed


async def _run(
    lines: Iterable[str], sink: TextIO, options: BatchOptions, *, claims: "_Claims | None", step: Callable[[], None]
) -> int:
    failed = 0
    async for text in read_lines(lines, options, now=datetime.now(UTC)):
        sink.write(text + "\n")
        row = json.loads(text)
        failed += row["error"] is not None
        if claims is not None:
            claims.add(row)
        step()
    return failed


async def read_lines(lines: Iterable[str], options: BatchOptions, *, now: datetime) -> AsyncIterator[str]:
    """Yield one output line per input line, in order; blank lines are left out. No line can end the run."""
    pool = WorkerPool(
        size=options.jobs, time_limit_s=TIME_LIMIT_S, memory_limit_mb=MEMORY_LIMIT_MB, initializer=shared_reader
    )
    waiting: deque[asyncio.Task[str]] = deque()
    try:
        for line in lines:
            if not line.strip():
                continue
            waiting.append(asyncio.create_task(_guarded(pool, line, options, now)))
            if len(waiting) >= AHEAD_PER_JOB * options.jobs:
                yield await waiting.popleft()
        while waiting:
            yield await waiting.popleft()
    finally:
        for task in waiting:
            task.cancel()
        pool.close()


async def _guarded(pool: WorkerPool, line: str, options: BatchOptions, now: datetime) -> str:
    try:
        answer: str = await pool.call(read_line, line, options.skip_clean, now)
    except PermanentError as error:
        # out of time or memory: the worker is gone, so the id is read here
        return _failure(_id_of(line), error.reason, error.detail)
    return answer


def read_line(line: str, skip_clean: bool, now: datetime) -> str:
    """Return the output line for one input line; every failure becomes its `error`. Runs in a worker."""
    try:
        given = BatchLine.model_validate_json(line)
        result = read_raw(raw_of_line(given, now=now), skip_clean=skip_clean)
    except PermanentError as error:
        return _failure(_id_of(line), error.reason, error.detail)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'line'}: {e['msg']}" for e in error.errors())
        return _failure(_id_of(line), RejectReason.BAD_CONTRACT, faults)
    except ValueError as error:
        return _failure(_id_of(line), RejectReason.BAD_CONTRACT, str(error))
    except Exception as error:  # noqa: BLE001  the border: a fault of ours is told in the line and the run goes on
        return _failure(_id_of(line), RejectReason.BUG, f"{type(error).__name__}: {error}")
    return _success(given.id, result)


def _success(line_id: str | int, result: Result) -> str:
    # the contracts write themselves: parsing them only to print them again would cost more than reading the article
    article = result.article.model_dump_json()
    claims = ",".join(claim.model_dump_json() for claim in result.claims)
    return f'{{"id":{json.dumps(line_id)},"article":{article},"claims":[{claims}],"error":null}}'


def _failure(line_id: str | int | None, reason: RejectReason, detail: str) -> str:
    error = {"reason": reason.value, "detail": detail}
    return json.dumps({"id": line_id, "article": None, "claims": [], "error": error}, ensure_ascii=False)


def _id_of(line: str) -> str | int | None:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    found = row.get("id") if isinstance(row, dict) else None
    return found if isinstance(found, str | int) else None


class _Claims:
    """The claims of a run, to be folded in the order of publication, then of input."""

    def __init__(self) -> None:
        self._found: list[tuple[str, int, PostClaim | CasualtyClaim]] = []

    def add(self, row: dict[str, object]) -> None:
        """Keep the claims of one output line."""
        article = row["article"]
        claims = row["claims"]
        if not isinstance(article, dict) or not isinstance(claims, list):
            return
        # "~" sorts after every digit: what has no date is folded last
        published = str(article.get("published_at") or "~")
        self._found += [(published, len(self._found), read_claim(json.dumps(claim))) for claim in claims]

    def in_order(self) -> list[PostClaim | CasualtyClaim]:
        """Return the claims, earliest publication first."""
        return [claim for _, _, claim in sorted(self._found, key=lambda found: found[:2])]


def fold_events(claims: Iterable[PostClaim | CasualtyClaim], sink: TextIO) -> int:
    """Merge claims into events, write the last revision of each, one a line, and return their number."""
    events = sorted(merge_all(claims), key=lambda event: (event.first_reported_at, event.event_id))
    sink.writelines(event.model_dump_json() + "\n" for event in events)
    return len(events)


def _count(source: Path) -> int:
    with source.open("rb") as lines:
        return sum(1 for line in lines if line.strip())


class _progress:  # noqa: N801  used as a function
    """A progress bar on a terminal, nothing elsewhere."""

    def __init__(self, total: int | None) -> None:
        columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._bar = Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty())
        self._total = total

    def __enter__(self) -> Callable[[], None]:
        self._bar.start()
        task = self._bar.add_task("reading", total=self._total)
        return lambda: self._bar.advance(task)

    def __exit__(self, *exc: object) -> None:
        self._bar.stop()
