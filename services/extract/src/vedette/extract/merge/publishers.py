"""Publisher families: which names and addresses belong to one newsroom or owner."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Self
from urllib.parse import urlsplit

import yaml

from vedette.extract.merge.names import fold
from vedette.schemas import Claim

__all__ = ["Publishers"]


@dataclass(frozen=True)
class Publishers:
    """Names and domains by family; whoever is not listed is a family of its own."""

    names: Mapping[str, str]
    domains: Mapping[str, str]

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
        if claim.publisher:
            known = self.names.get(fold(claim.publisher)) or self._family_of_host(claim.publisher)
            if known:
                return known
        host = (urlsplit(claim.url).hostname or "") if claim.url else ""
        if claim.publisher:
            return self._family_of_host(host) or fold(claim.publisher)
        return self._family_of_host(host) or host.removeprefix("www.") or f"article {claim.article_id}"

    def _family_of_host(self, host: str) -> str | None:
        labels = host.lower().split(".")
        tails = (".".join(labels[n:]) for n in range(len(labels) - 1))
        return next((self.domains[t] for t in tails if t in self.domains), None)
