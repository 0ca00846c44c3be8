"""Publisher families: which names and addresses belong to one newsroom or owner."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Self
from urllib.parse import urlsplit

import yaml

from vedette.extract.merge.names import fold
from vedette.schemas import Claim

__all__ = ["Publishers"]

_MOST_KNOWN = 20_000


@dataclass(frozen=True)
class Publishers:
    """Names and domains by family; whoever is not listed is a family of its own."""

    names: Mapping[str, str]
    domains: Mapping[str, str]
    _known: dict[tuple[str, str], str] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    @cache
    def load(cls) -> Self:
        """Read the families that ship with the package."""
        text = files("vedette.extract.lexicon").joinpath("publishers.yaml").read_text(encoding="utf-8")
        families = yaml.safe_load(text)["families"]
        return cls(
            names={fold(name): key for key, row in families.items() for name in [key, *row.get("names", [])]},
            domains={domain: key for key, row in families.items() for domain in row.get("domains", [])},
        )

    def family_of_name(self, name: str) -> str:
        """Return the family a name belongs to, else the folded name."""
        folded = fold(name)
        return self.names.get(folded, folded)

    def family_of(self, claim: Claim) -> str:
        """Return the family that published a claim: by name, by address, else the article stands alone."""
        publisher, url = claim.publisher or "", claim.url or ""
        end = url.find("/", len("https://"))
        key = publisher, url if end < 0 else url[:end]
        if key not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[key] = self._family(*key)
        return self._known[key] or f"article {claim.article_id}"

    def _family(self, publisher: str, url: str) -> str:
        """Return the family of a name and an address; empty if both say nothing."""
        known = (self.names.get(fold(publisher)) or self._family_of_host(publisher)) if publisher else None
        if known:
            return known
        host = (urlsplit(url).hostname or "") if url else ""
        return self._family_of_host(host) or (fold(publisher) if publisher else host.removeprefix("www."))

    def _family_of_host(self, host: str) -> str | None:
        labels = host.lower().split(".")
        tails = (".".join(labels[n:]) for n in range(len(labels) - 1))
        return next((self.domains[t] for t in tails if t in self.domains), None)
