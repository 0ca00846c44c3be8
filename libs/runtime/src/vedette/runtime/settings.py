"""Settings every service shares; each service adds its own fields in a subclass."""

import os
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from vedette.runtime.errors import ConfigError
from vedette.schemas.topics import REJECTIONS, Topic

PREFIX = "VEDETTE_"


class ServiceSettings(BaseSettings):
    """What a service needs to know of the world around it.

    Every field is read from `VEDETTE_<FIELD>`; a secret may stand in a file named by `VEDETTE_<FIELD>_FILE`.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True, validate_default=True)

    broker: str = Field(default="localhost:9092", description="Kafka bootstrap servers, comma separated host:port.")
    embedded_broker: bool = Field(
        default=False,
        description="True on the embedded broker: no idempotent producer, 6 s sessions, 1 s heartbeats.",
    )
    topic_prefix: str = Field(
        default="", description="Put before every topic and consumer group; keeps two pipelines on one broker apart."
    )
    data_dir: Path = Field(default=Path("data"), description="Folder for local copies of tables; safe to delete.")
    health_host: str = Field(default="127.0.0.1", description="Address /livez, /readyz and /metrics listen on.")
    health_port: int = Field(default=8080, ge=0, le=65535, description="Their TCP port; 0 takes a free one.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least severe log lines to print."
    )
    log_format: Literal["json", "text"] = Field(default="json", description="JSON lines, or text for a terminal.")
    pool_size: int = Field(default=2, ge=1, le=256, description="Processes for CPU-heavy work.")
    start_patience_s: float = Field(
        default=120.0, gt=0, description="Seconds to wait for the broker at the start before giving up."
    )
    stop_deadline_s: float = Field(
        default=10.0, gt=0, description="Seconds a service may take to stop cleanly; then it exits hard."
    )
    watchdog_s: float = Field(
        default=60.0, gt=0, description="Seconds without progress on waiting messages before the service exits."
    )
    restore_patience_s: float = Field(
        default=600.0, gt=0, description="Seconds a worker may take to join its group and restore its tables."
    )
    commit_interval_s: float = Field(default=0.5, gt=0, description="Seconds between two commits of offsets.")
    # 0, because every send is awaited: 5 ms cost two thirds of the throughput and gained nothing (decision 0001)
    linger_ms: int = Field(default=0, ge=0, description="Milliseconds the producer waits for company for a batch.")
    session_timeout_s: float = Field(
        default=10.0, gt=0, description="Seconds without a heartbeat after which the broker moves partitions away."
    )
    heartbeat_s: float = Field(default=2.0, gt=0, description="Seconds between two heartbeats.")
    buffer_messages: int = Field(
        default=512, ge=1, description="Messages fetched ahead; more means more to read again after a crash."
    )
    max_message_bytes: int = Field(
        default=8_388_608, ge=65_536, description="Largest message, bytes; rejections may be twice as large."
    )
    replication: int = Field(default=1, ge=1, description="Copies of each topic a service creates.")
    retries: int = Field(default=5, ge=0, description="Times a transient failure is tried again.")
    retry_base_s: float = Field(default=0.2, gt=0, description="Seconds before the first retry; doubles each time.")
    retry_cap_s: float = Field(default=5.0, gt=0, description="Longest pause between two tries, seconds.")
    rejections_in_a_row: int = Field(
        default=50, ge=1, description="Rejections without a success between them that stop the service."
    )

    @property
    def session_s(self) -> tuple[float, float]:
        """Return session timeout and heartbeat interval in seconds.

        Source: measured; the embedded broker delays a join by half the session timeout, so it gets the least it allows.
        """
        return (6.0, 1.0) if self.embedded_broker else (self.session_timeout_s, self.heartbeat_s)

    @property
    def fetch_wait_ms(self) -> int:
        """Return how long the broker may hold an empty fetch, milliseconds. Source: `transport.py`, measured."""
        return 150 if self.embedded_broker else 500

    def group(self, service: str) -> str:
        """Return the consumer group of a service."""
        return f"{self.topic_prefix}vedette-{service}"

    def wire_name(self, topic_name: str) -> str:
        """Return the name a topic of the catalogue has on this broker."""
        return f"{self.topic_prefix}{topic_name}"

    def max_bytes(self, topic: Topic) -> int:
        """Return the largest value a topic takes; a rejection carries its message as base64 and needs the room."""
        return self.max_message_bytes * (2 if topic is REJECTIONS else 1)

    @classmethod
    def load(cls, **values: Any) -> Self:  # field values of any type; pydantic judges them
        """Read the environment.

        Raises: `ConfigError` naming each wrong variable.
        """
        try:
            return cls(**values)
        except ValidationError as error:
            lines = [f"{PREFIX}{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
            msg = "wrong settings:\n  " + "\n  ".join(lines)
            raise ConfigError(msg) from error

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put files named by `*_FILE` after the variables themselves."""
        return init_settings, env_settings, _NamedFiles(settings_cls), dotenv_settings, file_secret_settings


class _NamedFiles(PydanticBaseSettingsSource):
    """Values from files named by `VEDETTE_<FIELD>_FILE`, as container secrets are mounted."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        del field
        path = os.environ.get(f"{PREFIX}{field_name.upper()}_FILE")
        if path is None:
            return None, field_name, False
        try:
            return Path(path).read_text(encoding="utf-8").strip(), field_name, False
        except OSError as error:
            msg = f"{PREFIX}{field_name.upper()}_FILE names {path!r}, which cannot be read: {error.strerror}"
            raise ConfigError(msg) from error

    def __call__(self) -> dict[str, Any]:
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}
