"""Promises of the settings: documented, read from the environment, and clear about what is wrong."""

from pathlib import Path

import pytest
from pydantic import Field, SecretStr

from vedette.runtime.errors import ConfigError
from vedette.runtime.settings import ServiceSettings


class MailSettings(ServiceSettings):
    """A service with a secret of its own."""

    mail_password: SecretStr | None = Field(default=None, description="Password of the mail server.")


def test_every_setting_says_what_it_is() -> None:
    undescribed = [name for name, field in ServiceSettings.model_fields.items() if not field.description]
    assert undescribed == []


def test_a_setting_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEDETTE_BROKER", "kafka.example:9092")
    assert ServiceSettings.load().broker == "kafka.example:9092"


def test_a_secret_is_read_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("open sesame\n", encoding="utf-8")
    monkeypatch.setenv("VEDETTE_MAIL_PASSWORD_FILE", str(tmp_path / "password"))
    password = MailSettings.load().mail_password
    assert password is not None
    assert password.get_secret_value() == "open sesame"


def test_a_variable_goes_before_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "broker").write_text("from-file:1", encoding="utf-8")
    monkeypatch.setenv("VEDETTE_BROKER_FILE", str(tmp_path / "broker"))
    monkeypatch.setenv("VEDETTE_BROKER", "from-variable:1")
    assert ServiceSettings.load().broker == "from-variable:1"


def test_a_secret_file_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEDETTE_MAIL_PASSWORD_FILE", "/nowhere/password")
    with pytest.raises(ConfigError, match=r"VEDETTE_MAIL_PASSWORD_FILE.*/nowhere/password"):
        MailSettings.load()


def test_a_wrong_value_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEDETTE_HEALTH_PORT", "ninety")
    with pytest.raises(ConfigError, match="VEDETTE_HEALTH_PORT"):
        ServiceSettings.load()


def test_the_embedded_broker_gets_short_sessions() -> None:
    assert ServiceSettings(embedded_broker=True).session_s == (6.0, 1.0)
    assert ServiceSettings().session_s == (10.0, 2.0)


def test_a_prefix_keeps_topics_and_groups_apart() -> None:
    settings = ServiceSettings(topic_prefix="blue-")
    assert settings.wire_name("vedette.events.v1") == "blue-vedette.events.v1"
    assert settings.group("alert") == "blue-vedette-alert"
