"""Settings of extract; see `ServiceSettings` for those every service has."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from vedette.runtime.settings import ServiceSettings

__all__ = ["ExtractSettings"]


class ExtractSettings(ServiceSettings):
    """What extract needs beside the common settings; variables start with `VEDETTE_EXTRACT_`."""

    extract_gazetteers: str = Field(
        default="",
        description="Further gazetteer files (compact form or CSV), separated by `:`; they win over those shipped.",
    )
    extract_tagger: Literal["lexicon", "linear", "combined"] = Field(
        default="combined", description="What marks words: hand-written rules, a trained tagger, or rules and trained."
    )
    extract_weights: Path | None = Field(
        default=None, description="Folder of weights made by `vedette train`; those shipped if not set."
    )
    extract_time_limit_s: float = Field(
        default=10.0, gt=0, description="Seconds one article may take to read; then it is rejected."
    )
    extract_memory_limit_mb: int = Field(default=1024, ge=128, description="Megabytes a reading process may use.")

    def gazetteer_paths(self) -> list[Path]:
        """Return the further gazetteer files."""
        return [Path(part) for part in self.extract_gazetteers.split(":") if part]
