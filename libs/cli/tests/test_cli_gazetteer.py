"""Compiling place names: from files, by address, by the letters of a country."""

import io
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from vedette.cli.gazetteer import build
from vedette.extract.places.gazetteer import Gazetteer
from vedette.runtime.errors import ConfigError

_ROW = "910001|Umm Qaran|Umm Qaran|Oum Karan|35.5|37.25|P|PPL|SY||09||||800||310|Asia/Damascus|2020-01-01"
_DUMP = _ROW.replace("|", "\t") + "\n"


def _zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("readme.txt", "columns")
        archive.writestr("SY.txt", _DUMP)
    return packed.getvalue()


class _Dumps(BaseHTTPRequestHandler):
    """A mirror with one country, one plain dump and one that moved."""

    pages: ClassVar[dict[str, bytes]] = {"/dumps/SY.zip": _zipped(), "/dumps/SY.txt": _DUMP.encode()}

    def do_GET(self) -> None:
        body = self.pages.get(self.path)
        moved = self.path == "/old/SY.zip"
        self.send_response(302 if moved else 200 if body else 404)
        if moved:
            self.send_header("Location", "/dumps/SY.zip")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  as the library names it
        """Keep quiet."""


@pytest.fixture
def dumps() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Dumps)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def _found(out: Path) -> list[str]:
    return [c.place.id for c in Gazetteer.load([out]).candidates("Umm Qaran")]


def test_a_country_is_fetched_by_its_letters(dumps: str, tmp_path: Path) -> None:
    out = tmp_path / "sy.gazetteer"
    build(["SY"], out, f"{dumps}/dumps")
    assert _found(out) == ["gn:910001"]


@pytest.mark.parametrize("path", ["dumps/SY.zip", "dumps/SY.txt", "old/SY.zip"])
def test_a_dump_is_fetched_by_its_address(dumps: str, tmp_path: Path, path: str) -> None:
    out = tmp_path / "sy.gazetteer"
    build([f"{dumps}/{path}"], out, "")
    assert _found(out) == ["gn:910001"]


def test_a_file_and_an_address_go_into_one_gazetteer(dumps: str, tmp_path: Path) -> None:
    other, out = tmp_path / "IQ.txt", tmp_path / "both.gazetteer"
    other.write_text(
        _DUMP.replace("910001", "910002").replace("Umm Qaran", "Tal Zafra").replace("Oum Karan", ""), "utf-8"
    )
    build([str(other), f"{dumps}/dumps/SY.txt"], out, "")
    assert _found(out) == ["gn:910001"]
    assert Gazetteer.load([out]).candidates("Tal Zafra")[0].place.id == "gn:910002"


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("dumps/XX.zip", "answered 404"),
        ("dumps/page.html", "must end in"),
        ("nothing.txt", "answered 404"),
    ],
)
def test_what_cannot_be_fetched_is_said_and_nothing_is_written(
    dumps: str, tmp_path: Path, source: str, says: str
) -> None:
    with pytest.raises(ConfigError, match=says):
        build([f"{dumps}/{source}"], tmp_path / "out.gazetteer", "")
    assert list(tmp_path.iterdir()) == []


def test_a_mirror_that_is_away_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"127\.0\.0\.1:9"):
        build(["SY"], tmp_path / "out.gazetteer", "http://127.0.0.1:9")


def test_a_name_that_is_neither_file_nor_country_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        build(["syria"], tmp_path / "out.gazetteer", "")
