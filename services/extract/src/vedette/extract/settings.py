"""Settings of extract; see `ServiceSettings` for those every service has."""

from datetime import timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr

from vedette.extract.merge.expiry import Windows
from vedette.runtime.settings import ServiceSettings

__all__ = ["ExtractSettings"]


class ExtractSettings(ServiceSettings):
    """What extract needs beside the common settings; variables start with `VEDETTE_EXTRACT_`."""

    extract_gazetteers: str = Field(
        default="",
        description="Further gazetteer files (compact form or CSV), separated by `:`; they win over those shipped.",
    )
    extract_tagger: Literal["lexicon", "linear", "encoder", "combined"] = Field(
        default="combined", description="What marks words: hand-written rules, a trained tagger, or rules and trained."
    )
    extract_weights: Path | None = Field(
        default=None, description="Folder made by `vedette train`; `combined` adds it to those shipped."
    )
    extract_llm_url: str | None = Field(
        default=None,
        description="Base address of an OpenAI-compatible endpoint that proposes what to mark; off if not set.",
    )
    extract_llm_model: str = Field(default="default", description="Model to ask there.")
    extract_llm_key: SecretStr | None = Field(
        default=None, description="Bearer token of that endpoint, or the file in `VEDETTE_EXTRACT_LLM_KEY_FILE`."
    )
    extract_llm_timeout_s: float = Field(
        default=4.0, gt=0, description="Seconds one article may wait for that endpoint, all tries together."
    )
    extract_llm_max_chars: int = Field(
        default=12_000, ge=200, description="Characters of an article sent there, from its beginning."
    )
    extract_time_limit_s: float = Field(
        default=10.0, gt=0, description="Seconds one article may take to read; then it is rejected."
    )
    extract_memory_limit_mb: int = Field(default=1024, ge=128, description="Megabytes a reading process may use.")

    extract_merge_at_once: int = Field(
        default=100, ge=1, description="Waiting claims merged as one batch, at most; none waits for others."
    )
    extract_keep_incident_days: int = Field(
        default=90, ge=7, description="Days after its newest claim in which an incident can be joined."
    )
    extract_keep_total_days: int = Field(
        default=365, ge=62, description="The same for running totals of people harmed."
    )
    extract_keep_report_days: int = Field(
        default=90, ge=7, description="The same for reports of posts without a named site."
    )
    extract_keep_post_days: int = Field(
        default=3650, ge=90, description="The same for posts at a site and series of numbers; a known post is no news."
    )
    extract_keep_article_days: int = Field(
        default=90, ge=7, description="Days in which a new revision of an article takes back what the last one said."
    )

    def windows(self) -> Windows:
        """Return how long happenings can be joined, by kind."""
        return Windows(
            incident=timedelta(days=self.extract_keep_incident_days),
            total=timedelta(days=self.extract_keep_total_days),
            report=timedelta(days=self.extract_keep_report_days),
            post=timedelta(days=self.extract_keep_post_days),
        )

    def gazetteer_paths(self) -> list[Path]:
        """Return the further gazetteer files."""
        return [Path(part) for part in self.extract_gazetteers.split(":") if part]
