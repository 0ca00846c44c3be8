"""`vedette read` on files and folders."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from vedette.cli.__main__ import main
from vedette.cli.storybook import FOLDER

PAGES = FOLDER / "pages"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def vedette(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command as a person runs it: exit code, output, errors."""

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["vedette", "read", *words])
        with pytest.raises(SystemExit) as left:
            main()
        told = capsys.readouterr()
        code = left.value.code
        return (code if isinstance(code, int) else 0), told.out, told.err

    return run


def test_a_page_shows_article_claims_places_words_and_cuts(vedette: Run) -> None:
    code, out, _ = vedette(str(PAGES / "orontes-courier" / "three-new-points.html"))
    assert code == 0
    assert "Turkish forces set up three new points in Jabal al-Zawiya" in out
    assert "3 (delta)" in out
    assert "Kansafra, Idlib, SY 35." in " ".join(out.split())
    assert "Idlib Monitoring Centre (monitor)" in out
    assert "comment" in out


def test_piped_output_has_no_colour_and_one_fact_a_line(vedette: Run) -> None:
    _, out, _ = vedette(str(PAGES / "orontes-courier" / "three-new-points.html"))
    assert "\x1b" not in out
    assert [line for line in out.splitlines() if line.startswith("    words") and line.endswith("south of Ariha.”")]


def test_a_folder_as_json_is_one_object_a_page(vedette: Run) -> None:
    code, out, _ = vedette(str(PAGES / "inner-delta"), "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [Path(row["file"]).name for row in rows] == [
        "douentza-outpost.html",
        "koro-attack.html",
        "koro-attack.rev2.html",
    ]
    assert [len(row["claims"]) for row in rows] == [1, 1, 0]


def test_relative_days_count_from_the_day_given(vedette: Run, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Gunmen killed four soldiers near Koro in Mali on Monday, the army said.\n")
    _, out, _ = vedette(str(note), "--published", "2023-06-14", "--json")
    (claim,) = json.loads(out)["claims"]
    assert claim["date"]["start"] == "2023-06-12"


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_read(vedette: Run, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    (tmp_path / "b.txt").write_text(
        "Shells hit a market in Ariha in Syria on Monday, killing two people, rescuers said.\n"
    )
    code, out, err = vedette(str(tmp_path))
    assert code == 1
    assert "a.html could not be read: binary" in err
    assert "2 killed" in out


def test_a_date_that_is_none_is_answered_with_an_example(vedette: Run) -> None:
    code, _, err = vedette(str(PAGES / "inner-delta"), "--published", "last week")
    assert code == 2
    assert "2023-06-13" in err


def test_nothing_to_read_is_wrong_use(vedette: Run) -> None:
    assert vedette()[0] == 2
