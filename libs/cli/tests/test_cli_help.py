"""The command line itself: quick help, exit codes, errors as one line."""

import subprocess
import sys

import pytest

from vedette.cli.__main__ import build_app
from vedette.cli.lazy import COMMANDS


def vedette(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "vedette.cli", *args], capture_output=True, text=True, check=False, timeout=60
    )


def test_help_names_every_command() -> None:
    answer = vedette("--help")
    assert answer.returncode == 0
    assert all(name in answer.stdout for name in COMMANDS)


def test_help_loads_no_command_module() -> None:
    code = (
        "import sys\nfrom vedette.cli.__main__ import build_app\n"
        "try:\n    build_app()(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'aiokafka', 'faust', 'trafilatura', 'pydantic', 'httpx'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        build_app()([name, "--help"], prog_name="vedette")
    assert left.value.code == 0
    assert f"Usage: vedette {name}" in capsys.readouterr().out


def test_a_mistyped_command_is_answered_with_the_nearest_one() -> None:
    answer = vedette("raed")
    assert answer.returncode == 2
    assert "Did you mean 'read'" in answer.stderr


def test_a_broker_that_is_away_is_one_line_and_exit_code_3() -> None:
    answer = vedette("topics", "create", "--broker", "127.0.0.1:1")
    assert answer.returncode == 3
    assert "no broker answers" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_an_unknown_topic_is_answered_with_the_known_ones() -> None:
    answer = vedette("tail", "evnts")
    assert answer.returncode == 2
    assert "articles.raw" in answer.stderr


def test_a_service_that_does_not_exist_is_refused_before_anything_starts() -> None:
    answer = vedette("run", "clean", "extrakt")
    assert answer.returncode == 2
    assert "extrakt" in answer.stderr
