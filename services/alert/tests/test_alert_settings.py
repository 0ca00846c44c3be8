"""Settings and secrets: what an operator writes, and what is said when it is wrong."""

import re
from pathlib import Path

import pytest

from vedette.alert.channels.signing import read_secrets
from vedette.alert.settings import AlertSettings, read_secret
from vedette.runtime.errors import ConfigError
from vedette.runtime.settings import ServiceSettings

README = Path(__file__).parents[1] / "README.md"


def test_lists_are_written_with_commas(monkeypatch):
    monkeypatch.setenv("VEDETTE_ALERT_RETRY_S", "0, 1.5,10")
    monkeypatch.setenv("VEDETTE_ALERT_DENY_NETWORKS", "192.0.2.0/24, 2001:db8::/32")
    settings = AlertSettings.load()
    assert settings.alert_retry_s == (0.0, 1.5, 10.0)
    assert settings.alert_deny_networks == ("192.0.2.0/24", "2001:db8::/32")


@pytest.mark.parametrize("value", ["", "soon", "0,-3"])
def test_a_schedule_that_cannot_be_kept_stops_the_start(monkeypatch, value):
    monkeypatch.setenv("VEDETTE_ALERT_RETRY_S", value)
    with pytest.raises(ConfigError, match="VEDETTE_ALERT_RETRY_S"):
        AlertSettings.load()


def test_an_empty_token_switches_the_api_off_and_does_not_open_it(monkeypatch):
    monkeypatch.setenv("VEDETTE_ALERT_API_TOKEN", "")
    assert AlertSettings.load().alert_api_token is None


def test_a_secret_is_read_from_a_variable_or_a_file_and_never_told(monkeypatch, tmp_path):
    monkeypatch.setenv("HOOK", "whsec_abc")
    (tmp_path / "hook").write_text("whsec_def\n")
    assert read_secret("env:HOOK") == "whsec_abc"
    assert read_secret(f"file:{tmp_path / 'hook'}") == "whsec_def"
    for reference in ("env:NOT_SET", f"file:{tmp_path / 'none'}", f"file:{tmp_path}"):
        with pytest.raises(ConfigError):
            read_secret(reference)


@pytest.mark.parametrize("secret", ["", "abc", "whsec_", "whsec_c2hvcnQ=", "whsec_" + "A" * 200, "whsec_$$$$"])
def test_a_weak_or_broken_signing_secret_is_refused_without_repeating_it(secret):
    with pytest.raises(ConfigError) as caught:
        read_secrets(secret)
    assert secret.removeprefix("whsec_") == "" or secret not in str(caught.value)


def test_every_setting_is_described_and_stands_in_the_readme():
    own = set(AlertSettings.model_fields) - set(ServiceSettings.model_fields)
    assert all(AlertSettings.model_fields[name].description for name in own)
    told = set(re.findall(r"`VEDETTE_(ALERT_[A-Z_]+)`", README.read_text()))
    assert told == {name.upper() for name in own}
