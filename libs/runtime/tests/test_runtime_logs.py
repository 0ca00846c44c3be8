"""Promises of the logs: every line is JSON, says which service, and never shows what a variable held."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from vedette.runtime.logs import get_log, set_up_logs


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_line_carries_fixed_words_fields_and_the_service(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("extract")
    get_log().info("claim found", claim_id="c1")
    (line,) = lines(capsys)
    assert line.pop("at").endswith("Z")
    assert line == {"event": "claim found", "claim_id": "c1", "service": "extract", "level": "info"}


def test_lines_of_libraries_have_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("extract")
    logging.getLogger("aiokafka").warning("connection %s lost", 3)
    assert lines(capsys)[0]["event"] == "connection 3 lost"


def test_libraries_keep_their_life_story_to_themselves(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("extract")
    logging.getLogger("faust.app").info("Ready")
    assert lines(capsys) == []


def test_a_traceback_never_shows_local_variables(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("alert")
    password = "".join(["hunter", "2"])
    try:
        password.index("x")
    except ValueError:
        get_log().exception("handler failed")
    (line,) = lines(capsys)
    assert "ValueError" in line["exception"]
    assert password not in json.dumps(line)
