"""Files and JSON lines as raw articles."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from vedette.cli.documents import BatchLine, Published, find_files, raw_of_file, raw_of_line, read_published
from vedette.runtime.errors import ConfigError

NOW = datetime(2023, 6, 13, 12, tzinfo=UTC)


def test_a_day_is_known_to_be_only_a_day() -> None:
    assert read_published("2023-06-13") == Published(datetime(2023, 6, 13, tzinfo=UTC), day_only=True)


def test_a_time_with_a_zone_is_turned_into_utc() -> None:
    assert read_published("2023-06-13T12:40:00+03:00") == Published(datetime(2023, 6, 13, 9, 40, tzinfo=UTC))


def test_a_time_without_a_zone_is_taken_as_utc() -> None:
    assert read_published("2023-06-13T09:40:00") == Published(datetime(2023, 6, 13, 9, 40, tzinfo=UTC))


def test_words_are_no_date() -> None:
    with pytest.raises(ValueError, match="yesterday"):
        read_published("yesterday")


def test_a_folder_gives_its_documents_in_order_and_nothing_else(tmp_path: Path) -> None:
    for name in ("b.txt", "a.html", "picture.png", "deep/c.htm"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("words")
    assert [p.relative_to(tmp_path).as_posix() for p in find_files([tmp_path])] == ["a.html", "b.txt", "deep/c.htm"]


def test_a_path_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"gone\.html does not exist"):
        find_files([tmp_path / "gone.html"])


def test_html_is_known_by_its_bytes_whatever_the_file_is_called(tmp_path: Path) -> None:
    page = tmp_path / "saved-page"
    page.write_text("<!DOCTYPE html><html><body><p>Shells fell on Ariha.</p></body></html>")
    raw = raw_of_file(page, now=NOW, published=Published(), url=None)
    assert raw.content_type == "text/html"


def test_the_same_address_is_the_same_article_however_the_line_writes_it() -> None:
    lines = [
        BatchLine(id=1, body="Shells fell on Ariha.", url="https://northline.example/a?utm_source=feed"),
        BatchLine(id=2, body="Shells fell on Ariha again.", url="https://NORTHLINE.example/a"),
    ]
    first, second = (raw_of_line(line, now=NOW) for line in lines)
    assert first.article_id == second.article_id


def test_what_stands_beside_the_body_becomes_hints() -> None:
    line = BatchLine(
        id="x", body="Shells fell.", title="Ariha shelled", published_at="2023-06-14", source="Northline", url=None
    )
    hints = raw_of_line(line, now=NOW).hints
    assert (hints.title, hints.publisher, hints.published_day_only) == ("Ariha shelled", "Northline", True)
