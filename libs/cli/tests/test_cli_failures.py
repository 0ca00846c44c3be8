"""What a person reads when something cannot be done."""

import io
import logging
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from alert_builders import toll_event
from pydantic import TypeAdapter, ValidationError

from vedette.cli import areas, events_decide
from vedette.cli.events_topic import open_topic
from vedette.cli.failures import UNREACHABLE, WRONG_USE, explain
from vedette.cli.run import command as run
from vedette.cli.train import command as train
from vedette.runtime.errors import ConfigError
from vedette.runtime.settings import ServiceSettings
from vedette.schemas.topics import EVENTS


def told(error: Exception) -> tuple[int | None, str]:
    out = io.StringIO()
    return explain(error, out), out.getvalue()


@pytest.mark.parametrize(
    ("path", "setting"), [("/articles", "VEDETTE_INGEST_URL"), ("/deliveries?limit=5", "VEDETTE_ALERT_URL")]
)
def test_a_service_that_does_not_answer_is_named_with_its_setting(path: str, setting: str) -> None:
    error = httpx.ConnectError("refused", request=httpx.Request("GET", f"http://127.0.0.1:8070{path}"))
    assert told(error) == (
        UNREACHABLE,
        f"vedette: no answer from http://127.0.0.1:8070 (refused); does it run there? {setting} names it\n",
    )


def test_a_failure_before_any_request_is_told_too() -> None:
    assert told(httpx.ConnectError("refused"))[0] == UNREACHABLE


def test_a_value_that_does_not_fit_is_told_in_one_line() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(int).validate_python("many")
    code, text = told(caught.value)
    assert code == WRONG_USE
    assert text.count("\n") == 1
    assert "valid integer" in text


def test_a_correction_that_does_not_fit_names_the_field_and_no_library() -> None:
    who = events_decide.Author("Ilse Marren", "Counted twice", datetime(2024, 5, 1, tzinfo=UTC))
    with pytest.raises(ConfigError) as caught:
        events_decide.correct(toll_event(), "toll.killed.best", "eleven", who)
    assert "valid integer" in str(caught.value)
    assert "pydantic" not in str(caught.value)


@pytest.mark.parametrize("given", [{}, {"box": "36.0,35.5,36.6,36.1", "admin": "SY/Idlib"}])
def test_an_area_of_no_form_or_of_two_is_told_by_the_options_there_are(given: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="give one of --circle, --box, --admin and --geojson"):
        areas.save("desk", "valley", broker="nowhere:1", **given)


def test_a_missing_training_folder_is_told_by_the_file_looked_for(tmp_path: Path) -> None:
    with pytest.raises(OSError) as caught:  # noqa: PT011  told by its file name below
        train([tmp_path / "reports"], out=tmp_path / "weights")
    assert told(caught.value) == (WRONG_USE, f"vedette: {tmp_path}/reports/gold.jsonl: No such file or directory\n")


async def test_a_reader_without_a_broker_leaves_no_open_client(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="asyncio"), pytest.raises(Exception, match="bootstrap"):
        async with open_topic(ServiceSettings(broker="127.0.0.1:1"), EVENTS):
            pass
    assert "Unclosed" not in caplog.text


def test_a_health_port_that_is_no_number_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEDETTE_HEALTH_PORT", "http")
    with pytest.raises(ConfigError, match="VEDETTE_HEALTH_PORT is a number such as 8080, not 'http'"):
        run(["ingest"])
