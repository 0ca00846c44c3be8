"""Hints for single publishers, as data. General code never names a publisher."""

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from vedette.clean.body import Body, cut_piece
from vedette.clean.metadata import host_name
from vedette.schemas import CutReason


@dataclass(frozen=True)
class Quirk:
    """What one publisher does."""

    host: str
    reason: str
    page: str
    drop: tuple[str, ...] = ()
    title_tail: str | None = None


@cache
def load_quirks() -> tuple[Quirk, ...]:
    """Read `data/quirks.toml`."""
    rows = tomllib.loads(files("vedette.clean").joinpath("data/quirks.toml").read_text("utf-8")).get("quirk", [])
    return tuple(Quirk(**{**row, "drop": tuple(row.get("drop", ()))}) for row in rows)


def quirk_of(url: str | None) -> Quirk | None:
    """Return the row of the site an address belongs to, None if it has none."""
    host = host_name(url)
    return next((q for q in load_quirks() if host and (host == q.host or host.endswith(f".{q.host}"))), None)


def apply_quirk(body: Body, quirk: Quirk | None) -> Body:
    """Return the body without the paragraphs the row names."""
    if quirk is None or not quirk.drop:
        return body
    dropped = [text for text in body.paragraphs if text.startswith(quirk.drop)]
    kept = [text for text in body.paragraphs if text not in dropped]
    return replace(
        body, paragraphs=kept, cut=[*body.cut, *(cut_piece(text, CutReason.BOILERPLATE) for text in dropped)]
    )


def plain_title(title: str | None, quirk: Quirk | None) -> str | None:
    """Return the title without the tail the row names."""
    if title is None or quirk is None or not quirk.title_tail or not title.endswith(quirk.title_tail):
        return title
    return title.removesuffix(quirk.title_tail).rstrip(" |-–—·:»")
