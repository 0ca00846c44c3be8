"""Settings of ingest, from `VEDETTE_INGEST_…` variables."""

import ipaddress
from pathlib import Path

from pydantic import Field, FilePath, SecretStr, field_validator

from vedette.ingest.documents import MAX_BYTES
from vedette.runtime.addresses import AddressPolicy, read_networks
from vedette.runtime.settings import ServiceSettings


class IngestSettings(ServiceSettings):
    """What ingest needs to know. Lists are separated by commas."""

    ingest_sources: Path | None = Field(
        default=None, description="Source list (YAML); without one nothing is polled and only pushes are taken."
    )
    ingest_api_host: str = Field(default="127.0.0.1", description="Address POST /articles listens on.")
    ingest_api_port: int = Field(default=8070, ge=0, le=65535, description="Its TCP port; 0 takes a free one.")
    ingest_token: SecretStr = Field(
        default=SecretStr(""), description="Bearer token for POST /articles; while it is empty, pushes are refused."
    )
    ingest_push_patience_s: float = Field(
        default=10.0, gt=0, description="Seconds a push waits for the broker before it is answered with 503."
    )
    ingest_max_bytes: int = Field(
        default=MAX_BYTES, ge=1024, description="Largest page, feed or pushed document, bytes after decompression."
    )
    ingest_user_agent: str = Field(
        default="Vedette/0.1 (+https://vedette.example/bot)",
        min_length=1,
        pattern=r"^[\x20-\x7e]+$",
        description="User-Agent of every request, and the name looked up in robots.txt; put a contact into it.",
    )
    ingest_ca_file: FilePath | None = Field(
        default=None, description="PEM file of certificate authorities to trust beside the public ones."
    )
    ingest_connect_timeout_s: float = Field(default=5.0, gt=0, description="Seconds to open a connection.")
    ingest_read_timeout_s: float = Field(default=10.0, gt=0, description="Longest silence in an answer, seconds.")
    ingest_fetch_timeout_s: float = Field(
        default=30.0, gt=0, description="Seconds for one page with all its redirects and its whole body."
    )
    ingest_at_once: int = Field(default=8, ge=1, le=200, description="Sources polled at the same time.")
    ingest_host_pause_s: float = Field(default=1.0, ge=0, description="Seconds between two pages of one host.")
    ingest_recheck_s: float = Field(
        default=600.0,
        ge=0,
        description="Seconds until a published page is looked at again; the pause grows with its age.",
    )
    ingest_remember_days: float = Field(
        default=90.0, gt=0, description="Days an article is remembered after it was last seen."
    )
    ingest_allow_private: bool = Field(
        default=False,
        description="Let every source and push reach private addresses and any port; for tests and demos.",
    )
    ingest_allow_hosts: str = Field(default="", description="Host names that may have private addresses and odd ports.")
    ingest_allow_networks: str = Field(default="", description="Networks (CIDR) that may be reached though not public.")
    ingest_deny_networks: str = Field(default="", description="Networks (CIDR) that may never be reached.")
    ingest_nat64_prefixes: str = Field(default="", description="NAT64 prefixes of this network beside 64:ff9b::/96.")

    @field_validator("ingest_allow_networks", "ingest_deny_networks", "ingest_nat64_prefixes")
    @classmethod
    def _networks(cls, value: str) -> str:
        read_networks(value.split(","))
        return value

    def address_policy(self) -> AddressPolicy:
        """Return which addresses may be fetched."""
        prefixes = read_networks(self.ingest_nat64_prefixes.split(","))
        return AddressPolicy(
            allow_private=self.ingest_allow_private,
            allow_hosts=frozenset(h.strip().lower() for h in self.ingest_allow_hosts.split(",") if h.strip()),
            allow_networks=read_networks(self.ingest_allow_networks.split(",")),
            deny_networks=read_networks(self.ingest_deny_networks.split(",")),
            nat64_prefixes=tuple(p for p in prefixes if isinstance(p, ipaddress.IPv6Network)),
        )
