"""Settings of the clean service."""

from pydantic import Field

from vedette.runtime.settings import ServiceSettings


class CleanSettings(ServiceSettings):
    """What an operator may change. The environment variable of a field is its name in capitals behind `VEDETTE_`."""

    clean_time_limit_s: float = Field(
        default=5.0, gt=0, description="Seconds one article may take; then it is rejected."
    )
    clean_memory_limit_mb: int = Field(
        default=1024, ge=128, description="Memory one article may take, in MiB; then it is rejected."
    )
    clean_recycle_after: int = Field(
        default=2000, ge=1, description="Articles after which a worker process is replaced: parsers leak a little."
    )
    clean_reprint_days: float = Field(
        default=3.0, gt=0, description="Days for which texts are remembered to recognise reprints."
    )
    clean_reprint_texts: int = Field(
        default=50_000, ge=0, description="Texts remembered at most; each takes about 2 kB."
    )
