"""Files an operator names: what is wrong with one is told before the service starts."""

from pathlib import Path

import pytest

from vedette.extract.__main__ import main
from vedette.extract.settings import ExtractSettings
from vedette.extract.steps import build_tools
from vedette.runtime.errors import ConfigError


@pytest.mark.parametrize(
    ("name", "says"), [("gone.gazetteer", "vedette gazetteer build"), ("gone.csv", "No such file")]
)
def test_a_gazetteer_that_does_not_load_is_told_with_its_setting(tmp_path: Path, name: str, says: str) -> None:
    settings = ExtractSettings(extract_tagger="lexicon", extract_gazetteers=str(tmp_path / name))
    with pytest.raises(ConfigError, match="VEDETTE_EXTRACT_GAZETTEERS: ") as caught:
        build_tools(settings)
    assert name in str(caught.value)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("variable", "says"),
    [("VEDETTE_EXTRACT_WEIGHTS", "run `vedette train`"), ("VEDETTE_EXTRACT_GAZETTEERS", "vedette gazetteer build")],
)
def test_the_service_does_not_start_on_a_wrong_file_and_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], variable: str, says: str
) -> None:
    monkeypatch.setenv(variable, str(tmp_path / "gone"))
    assert main() == 2
    assert says in capsys.readouterr().err
