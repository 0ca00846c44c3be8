"""The source list: who is polled, where and how often. Checked as a whole, with the line of every mistake."""

import difflib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from vedette.runtime.errors import ConfigError

_UNITS_S = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def _read_span(value: Any) -> Any:  # whatever YAML gave; pydantic refuses what is no number
    """Read `90`, `90s`, `15m`, `2h` or `1d` as seconds."""
    if isinstance(value, str) and (found := re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([smhd])\s*", value)):
        return float(found[1]) * _UNITS_S[found[2]]
    return value


Span = Annotated[float, BeforeValidator(_read_span)]
"""A length of time in seconds; in YAML a number of seconds or `90s`, `15m`, `2h`, `1d`."""


class Source(BaseModel):
    """A publisher we poll: one feed, or one page that changes in place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(
        pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$", description="Short name, unique in the list; goes into every article."
    )
    publisher: str = Field(min_length=1, max_length=200, description="Name of the publisher, shown to subscribers.")
    feed: str | None = Field(default=None, description="Address of an RSS or Atom feed.")
    page: str | None = Field(default=None, description="Address of a single page that changes in place.")
    every: Span = Field(
        default=900.0, ge=1, le=7 * 86400, description="Time between two polls: seconds, or `15m`, `2h`."
    )
    enabled: bool = Field(default=True, description="False leaves the source in the list and does not poll it.")
    allow_private: bool = Field(
        default=False, description="Let addresses of this source be loopback or private, on any port."
    )
    max_entries: int = Field(
        default=50, ge=1, le=1000, description="Newest entries of the feed looked at in each poll."
    )
    body: Literal["page", "feed"] = Field(
        default="page", description="Where the text is: on the linked page, or already in the feed entry."
    )
    language: str | None = Field(
        default=None, max_length=35, description="BCP 47 language tag; stronger than what the feed says of itself."
    )
    respect_robots: bool = Field(default=True, description="Fetch no page that robots.txt of its host forbids.")

    @property
    def url(self) -> str:
        """Return the address that is polled."""
        return self.feed or self.page or ""

    @model_validator(mode="after")
    def _one_address(self) -> Self:
        if (self.feed is None) == (self.page is None):
            msg = "give either feed or page"
            raise ValueError(msg)
        if self.page is not None and self.body == "feed":
            msg = "body: feed needs a feed"
            raise ValueError(msg)
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            msg = f"{self.url!r} is no http or https address"
            raise ValueError(msg)
        return self


class _SourceList(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sources: list[Source]


def load_sources(path: Path) -> list[Source]:
    """Read the source list. Raises: `ConfigError` naming every mistake with its line."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"cannot read the source list {path}: {error}"
        raise ConfigError(msg) from error
    return read_sources(text, name=path.name)


def read_sources(text: str, *, name: str = "sources.yaml") -> list[Source]:
    """Return the sources of a list in YAML; an empty list is allowed. Raises: as `load_sources`."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        values = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{name}, line {mark.line + 1}" if mark else name
        msg = f"{where}: {getattr(error, 'problem', None) or error}"
        raise ConfigError(msg) from error
    try:
        found = _SourceList.model_validate(values if values is not None else {"sources": []}).sources
    except ValidationError as error:
        lines = [f"{name}, line {_line(root, e['loc'])}: {_sentence(e)}" for e in error.errors()]
        raise ConfigError("\n".join(lines)) from error
    _refuse_twins(found, root, name)
    return found


def _refuse_twins(sources: Sequence[Source], root: yaml.Node | None, name: str) -> None:
    first: dict[str, int] = {}
    for index, source in enumerate(sources):
        line = _line(root, ("sources", index, "id"))
        if source.id in first:
            msg = f"{name}, line {line}: id {source.id!r} is taken by line {first[source.id]}"
            raise ConfigError(msg)
        first[source.id] = line


def _line(node: yaml.Node | None, location: Sequence[int | str]) -> int:
    """Return the line of the deepest node on the way to a place in the document, from 1."""
    line = node.start_mark.line + 1 if node else 1
    for step in location:
        if isinstance(node, yaml.MappingNode):
            pair = next(((key, value) for key, value in node.value if key.value == step), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
    return line


def _sentence(error: ErrorDetails) -> str:
    field = ".".join(str(step) for step in error["loc"] if not isinstance(step, int)).removeprefix("sources.")
    if error["type"] == "extra_forbidden":
        word = str(error["loc"][-1])
        close = difflib.get_close_matches(word, [*Source.model_fields, "sources"], n=1)
        return f"unknown field {word!r}" + (f"; did you mean {close[0]!r}?" if close else "")
    text = error["msg"].removeprefix("Value error, ")
    return f"{field}: {text}" if field and field != "sources" else text
