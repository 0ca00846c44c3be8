"""Promises of the brokers that tests and the demo start."""

import socket
from pathlib import Path

import pytest
from brokers import running_broker

from vedette.cli.broker import EmbeddedBroker
from vedette.runtime.errors import ConfigError

pytestmark = pytest.mark.broker


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_the_embedded_broker_listens_as_long_as_its_block_lasts() -> None:
    with EmbeddedBroker() as broker:
        assert listens(broker.port)
        assert broker.environment() == {"VEDETTE_BROKER": broker.address, "VEDETTE_EMBEDDED_BROKER": "true"}
    assert not listens(broker.port)


def test_a_taken_port_is_said_and_nothing_is_left_running() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(ConfigError, match="is the port free"):
            EmbeddedBroker(port=taken.getsockname()[1]).start()


def test_a_machine_without_the_binary_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALF_TANSU_BIN", "/nowhere/broker")
    with pytest.raises(ConfigError, match="make kafka-up"):
        EmbeddedBroker().start()


def test_an_unknown_kind_of_broker_fails_and_is_not_skipped(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="embedded, kafka, docker"), running_broker("rabbit", tmp_path):
        pass
