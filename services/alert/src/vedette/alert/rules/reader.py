"""Read watch rules and subscribers from YAML or JSON, and say what to write instead where they are wrong.

A file holds one rule or subscriber, a list of them, several YAML documents, or `rules:` and `subscribers:` lists.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from vedette.alert.rules.advice import details
from vedette.alert.rules.sense import dotted, problems_of
from vedette.alert.rules.shortforms import widen
from vedette.alert.rules.yamlfile import Document, read_documents
from vedette.runtime.errors import ConfigError
from vedette.schemas import Subscriber, WatchRule

Model = TypeVar("Model", WatchRule, Subscriber)

MAX_FILE_BYTES = 4_194_304
"""A guard, not a limit anybody meets: ten thousand rules take two megabytes."""
SUFFIXES = {".yaml", ".yml", ".json"}


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a file."""

    file: str
    line: int
    owner: str
    """The rule or subscriber, for example `rule idlib-posts`."""
    path: str
    detail: str

    def __str__(self) -> str:
        where = f"{self.path}: " if self.path else ""
        return f"{self.file}:{self.line}: {self.owner}: {where}{self.detail}"


class RuleFileError(ConfigError):
    """A file of rules or subscribers that is wrong; lists every problem."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class WatchFile:
    """What a file holds."""

    rules: tuple[WatchRule, ...] = ()
    subscribers: tuple[Subscriber, ...] = ()


def load_rules(path: Path) -> list[WatchRule]:
    """Return the rules of a file or of a folder's files.

    Raises: `RuleFileError` with every problem.
    """
    return list(read_watch_files(path).rules)


def load_subscribers(path: Path) -> list[Subscriber]:
    """Return the subscribers of a file or of a folder's files.

    Raises: `RuleFileError` with every problem.
    """
    return list(read_watch_files(path).subscribers)


def read_watch_files(path: Path) -> WatchFile:
    """Return the rules and subscribers of a file, or of all YAML and JSON files of a folder.

    Raises: `RuleFileError` with every problem of every file.
    """
    files = sorted(p for p in path.iterdir() if p.suffix in SUFFIXES) if path.is_dir() else [path]
    rules: list[WatchRule] = []
    subscribers: list[Subscriber] = []
    problems: list[Problem] = []
    for file in files:
        try:
            found = read_watch_text(_text(file), file.name)
        except RuleFileError as error:
            problems += error.problems
        else:
            rules += found.rules
            subscribers += found.subscribers
    problems += _twice([r.rule_id for r in rules], "rule", path)
    problems += _twice([s.subscriber_id for s in subscribers], "subscriber", path)
    if problems:
        raise RuleFileError(problems)
    return WatchFile(tuple(rules), tuple(subscribers))


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > MAX_FILE_BYTES:
            raise RuleFileError([Problem(file.name, 1, "file", "", f"larger than {MAX_FILE_BYTES} bytes")])
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise RuleFileError([Problem(str(file), 1, "file", "", f"cannot be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        raise RuleFileError([Problem(file.name, 1, "file", "", "is not UTF-8 text")]) from error


def _twice(ids: Sequence[str], what: str, path: Path) -> Iterator[Problem]:
    for each in sorted({i for i in ids if ids.count(i) > 1}):
        yield Problem(path.name, 1, f"{what} {each}", f"{what}_id", "is used twice; give each its own")


def read_watch_text(text: str, file: str = "rules") -> WatchFile:
    """Return the rules and subscribers of a text.

    Raises: `RuleFileError` with every problem.
    """
    try:
        documents = read_documents(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RuleFileError([Problem(file, line, "file", "", f"is neither YAML nor JSON: {error.problem}")]) from error
    except yaml.YAMLError as error:
        raise RuleFileError([Problem(file, 1, "file", "", f"is neither YAML nor JSON: {error}")]) from error
    reader = _Reader(file)
    for document in documents:
        reader.read(document)
    if reader.problems:
        raise RuleFileError(reader.problems)
    return WatchFile(tuple(reader.rules), tuple(reader.subscribers))


class _Reader:
    """Collects what the documents of one file hold, and what is wrong with them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.rules: list[WatchRule] = []
        self.subscribers: list[Subscriber] = []
        self.problems: list[Problem] = []

    def read(self, document: Document) -> None:
        for path, kind, raw in _entries(document.data):
            if kind is None:
                line, seen = document.line_of(path), type(raw).__name__
                detail = f"a rule has `when`, a subscriber has `endpoints`; found {_shown(raw, seen)}"
                self.problems.append(Problem(self.file, line, "file", "", detail))
            elif kind == "rule":
                self._add(self.rules, WatchRule, document, path, raw)
            else:
                self._add(self.subscribers, Subscriber, document, path, raw)

    def _add(self, kept: list[Model], model: type[Model], document: Document, path: list[str | int], raw: Any) -> None:
        # raw: any mapping of the file; pydantic judges it
        kind = "rule" if model is WatchRule else "subscriber"
        owner = f"{kind} {raw.get(f'{kind}_id') or raw.get('name') or 'without an id'}"
        try:
            built = model.model_validate(widen(raw) if model is WatchRule else raw)
            kept.append(built)
            found = list(problems_of(built))
        except ValidationError as error:
            found = list(details(error, raw))
        self._report(document, path, owner, found)

    def _report(
        self,
        document: Document,
        path: list[str | int],
        owner: str,
        found: Sequence[tuple[list[str | int], str]],
    ) -> None:
        for detail, steps in {detail: steps for steps, detail in found}.items():
            line = document.line_of([*path, *steps])
            self.problems.append(Problem(self.file, line, owner, dotted(steps), detail))


def _shown(raw: Any, otherwise: str) -> str:  # any YAML value
    return ", ".join(map(str, raw)) if isinstance(raw, dict) and raw else otherwise


def _entries(data: Any) -> Iterator[tuple[list[str | int], str | None, Any]]:  # any YAML value
    """Yield each rule and subscriber with its path in the document; None for what is neither."""
    if isinstance(data, list):
        for i, item in enumerate(data):
            yield [i], _kind(item), item
    elif isinstance(data, dict) and data and set(data) <= {"rules", "subscribers"}:
        for name, items in data.items():
            for i, item in enumerate(items if isinstance(items, list) else [items]):
                path: list[str | int] = [name, i] if isinstance(items, list) else [name]
                yield path, name.removesuffix("s") if isinstance(item, dict) else None, item
    elif data is not None:
        yield [], _kind(data), data


def _kind(item: Any) -> str | None:  # any YAML value
    if not isinstance(item, dict):
        return None
    if "when" in item or "rule_id" in item:
        return "rule"
    return "subscriber" if "endpoints" in item or "subscriber_id" in item else None
