"""What the alert service needs to know of the world around it, and where secrets are read."""

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import NoDecode

from vedette.alert.delivery.schedule import STEPS_S
from vedette.alert.forgetting import Windows
from vedette.runtime.errors import ConfigError
from vedette.runtime.settings import ServiceSettings


class AlertSettings(ServiceSettings):
    """Settings of the alert service, read from `VEDETTE_ALERT_…`."""

    alert_retry_s: Annotated[tuple[float, ...], NoDecode] = Field(
        default=STEPS_S, description="Seconds before each attempt, comma separated; the first is 0."
    )
    alert_at_once: int = Field(default=500, ge=1, description="Attempts under way at most, all endpoints together.")
    alert_per_endpoint: int = Field(default=2, ge=1, description="Attempts under way at most for one endpoint.")
    alert_per_domain: int = Field(
        default=50, ge=1, description="Attempts under way at most for webhooks of one domain, and for mails."
    )
    alert_endpoint_per_s: float = Field(default=10.0, gt=0, description="Attempts a second at most for one endpoint.")
    alert_endpoint_burst: int = Field(
        default=20, ge=1, description="Attempts one endpoint may be given at once after a pause."
    )
    alert_webhook_connect_s: float = Field(default=3.0, gt=0, description="Seconds to connect to a webhook.")
    alert_webhook_total_s: float = Field(default=15.0, gt=0, description="Seconds for a whole webhook call.")
    alert_sign_asymmetric: bool = Field(
        default=False, description="Sign webhooks with Ed25519 too (`v1a`); the public key is at /webhook-key."
    )
    alert_allow_http: bool = Field(default=False, description="Let webhooks be plain http, not only https.")
    alert_allow_private: bool = Field(
        default=False, description="Let webhooks be at loopback and private addresses, on any port, over http."
    )
    alert_allow_networks: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Networks webhooks may reach though not public, CIDR, comma separated."
    )
    alert_deny_networks: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Networks no webhook may reach, CIDR, comma separated; put your own here."
    )
    alert_smtp_host: str = Field(default="localhost", description="Mail server.")
    alert_smtp_port: int = Field(default=25, ge=1, le=65535, description="Its port; 465 speaks TLS at once.")
    alert_smtp_tls: Literal["offered", "required", "at_once", "never"] = Field(
        default="offered", description="STARTTLS if offered, or required; TLS at once; or never."
    )
    alert_smtp_user: str | None = Field(default=None, description="Login at the mail server; null for none.")
    alert_smtp_password: SecretStr | None = Field(default=None, description="Its password.")
    alert_smtp_total_s: float = Field(default=30.0, gt=0, description="Seconds for one mail.")
    alert_mail_from: str = Field(
        default="vedette@localhost.localdomain",
        pattern=r"^[^@\s<>,;:\"\\]+@[A-Za-z0-9.-]+$",
        description="Sender of every mail; its domain also names the messages, so keep it.",
    )
    alert_mail_bounces: str | None = Field(
        default=None,
        pattern=r"^[^@\s<>,;:+\"\\]+@[A-Za-z0-9.-]+$",
        description="Mailbox for bounces, each to its own name: the notice's id behind a plus sign; null: the sender.",
    )
    alert_mail_unsubscribe: str | None = Field(
        default=None,
        pattern=r"^[^@\s<>,;:?&\"\\]+@[A-Za-z0-9.-]+$",
        description="Mailbox that takes unsubscribing mails and hands them to POST /bounces; null offers none.",
    )
    alert_dkim_keys: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Keys that sign mails, comma separated, each SELECTOR:file:PATH or SELECTOR:env:NAME of a PEM; "
        "RSA of 2,048 bits and more, or Ed25519. Without any, mails are not signed here.",
    )
    alert_dkim_domain: str | None = Field(
        default=None, description="Domain of the DKIM records; that of the sender if not set."
    )
    alert_key: SecretStr | None = Field(
        default=None,
        min_length=32,
        description="Key from which unsubscribe links and owners' signing secrets are made; keep it, or both break.",
    )
    alert_keep_incident_days: int = Field(
        default=100,
        ge=1,
        description="Days what was told of an incident is kept after its last revision; above those of extract.",
    )
    alert_keep_total_days: int = Field(default=375, ge=1, description="The same for running totals.")
    alert_keep_post_days: int = Field(default=3660, ge=1, description="The same for posts and numbers of posts.")
    alert_rescan_s: float = Field(
        default=5.0, gt=0, description="Seconds between two looks at the table of notices owed, for moved partitions."
    )
    alert_api_host: str = Field(default="127.0.0.1", description="Address the API listens on.")
    alert_api_port: int = Field(default=8090, ge=0, le=65535, description="Its TCP port; 0 takes a free one.")
    alert_api_token: SecretStr | None = Field(
        default=None, description="Bearer token of the operator; without one the API is off."
    )

    alert_api_per_minute: int = Field(default=240, ge=1, description="Requests a minute for each caller of the API.")
    alert_api_url: str = Field(
        default="http://127.0.0.1:8090", description="Where readers of feeds reach the API; written into links."
    )

    def windows(self) -> Windows:
        """Return how long what was told is kept."""
        return Windows(
            incident=timedelta(days=self.alert_keep_incident_days), total=timedelta(days=self.alert_keep_total_days),
            post=timedelta(days=self.alert_keep_post_days),
        )  # fmt: skip

    @field_validator("alert_retry_s", mode="before")
    @classmethod
    def _numbers(cls, value: Any) -> Any:  # text from the environment, or numbers; pydantic judges them
        return tuple(float(v) for v in value.split(",") if v.strip()) if isinstance(value, str) else value

    @field_validator(
        "alert_api_token", "alert_key", "alert_smtp_user", "alert_smtp_password", "alert_mail_bounces",
        "alert_mail_unsubscribe", "alert_dkim_domain", mode="before",
    )  # fmt: skip
    @classmethod
    def _none_if_empty(cls, value: Any) -> Any:  # as above
        return value or None

    @field_validator("alert_allow_networks", "alert_deny_networks", "alert_dkim_keys", mode="before")
    @classmethod
    def _words(cls, value: Any) -> Any:  # as above
        return tuple(v.strip() for v in value.split(",") if v.strip()) if isinstance(value, str) else value

    @field_validator("alert_dkim_keys")
    @classmethod
    def _named_keys(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(re.fullmatch(r"[A-Za-z0-9._-]+:(file|env):.+", word) for word in value):
            msg = "write SELECTOR:file:PATH or SELECTOR:env:NAME"
            raise ValueError(msg)
        return value

    @field_validator("alert_retry_s")
    @classmethod
    def _a_first_attempt(cls, value: tuple[float, ...]) -> tuple[float, ...]:
        if not value or min(value) < 0:
            msg = "give at least one pause, none below 0"
            raise ValueError(msg)
        return value


def read_secret(reference: str) -> str:
    """Return the secret a reference points to: `env:NAME` or `file:PATH`.

    Raises: `ConfigError` naming what is missing, never the secret.
    """
    kind, _, name = reference.partition(":")
    if kind == "env":
        value = os.environ.get(name)
        if not value:
            msg = f"the variable {name} is not set"
            raise ConfigError(msg)
        return value
    try:
        return Path(name).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        msg = f"the file {name} cannot be read"
        raise ConfigError(msg) from error
