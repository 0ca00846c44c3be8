"""Fixtures for tests that cross a topic."""

import os
import secrets
from collections.abc import Iterator

import pytest
from brokers import Broker, running_broker


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """One broker for the whole run; `VEDETTE_TEST_BROKER` says which kind."""
    kind = os.environ.get("VEDETTE_TEST_BROKER", "embedded")
    with running_broker(kind, tmp_path_factory.mktemp("broker")) as running:
        yield running


@pytest.fixture
def topic_prefix() -> str:
    """Topics and consumer groups of this test alone, for `VEDETTE_TOPIC_PREFIX`."""
    return f"t{secrets.token_hex(4)}-"
