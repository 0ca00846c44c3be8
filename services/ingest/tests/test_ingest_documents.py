"""Documents: text stays text, doubt travels as bytes, and what is no text is refused with a reason."""

import base64
from datetime import UTC, datetime

import pytest

from vedette.ingest.documents import Document, make_raw, read_document
from vedette.runtime.errors import PermanentError
from vedette.schemas import RejectReason

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
ARABIC = "<p>قُتل أربعة مدنيين في قصف على بلدة بليون</p>"


def raw(body: bytes, content_type: str | None = "text/html"):
    return make_raw(Document(body, NOW, "push", content_type, url="https://herald.example/a"))


@pytest.mark.parametrize(
    "content_type",
    ["text/html", "text/html; charset=UTF-8", 'text/html;charset="utf-8"', None, "application/xhtml+xml"],
)
def test_valid_utf8_travels_as_text(content_type: str | None):
    article = raw(ARABIC.encode(), content_type)
    assert (article.body, article.body_base64) == (ARABIC, None)
    assert article.content_type == "text/html"


def test_a_byte_order_mark_is_no_character_of_the_text():
    assert raw(b"\xef\xbb\xbf" + ARABIC.encode()).body == ARABIC


@pytest.mark.parametrize(
    ("body", "content_type", "charset"),
    [
        (ARABIC.encode("windows-1256"), "text/html; charset=windows-1256", "windows-1256"),
        (ARABIC.encode("windows-1256"), "text/html", None),
        (ARABIC.encode(), "text/html; charset=windows-1256", "windows-1256"),
        (ARABIC.encode("utf-16"), "text/html", None),
        (ARABIC.encode("utf-16-le"), "text/html; charset=utf-16le", "utf-16le"),
        ("<p>海上で衝突</p>".encode("iso2022_jp"), "text/html", None),
        (b"<p>caf\xe9</p>", "text/html; charset=x-unknown-9", "x-unknown-9"),
        (b"+ADw-script+AD4-", "text/html; charset=utf-7", "utf-7"),
    ],
)
def test_a_doubtful_charset_travels_as_bytes_with_what_the_server_said(
    body: bytes, content_type: str, charset: str | None
):
    article = raw(body, content_type)
    assert article.body is None
    assert base64.b64decode(article.body_base64 or "") == body
    assert article.charset == charset


@pytest.mark.parametrize("body", [b"", b" \r\n\t", b"\xef\xbb\xbf\n", b"\0\0\0"])
def test_an_empty_body_is_refused(body: bytes):
    with pytest.raises(PermanentError) as caught:
        raw(body)
    assert caught.value.reason is RejectReason.EMPTY


@pytest.mark.parametrize(
    "body",
    [
        b"%PDF-1.7 ...",
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"PK\x03\x04" + bytes(range(200)),
        b"\xff\xd8\xff\xe0" + bytes(100),
        bytes(range(256)) * 8,
        b"<html>" + bytes(range(32)) * 40,
    ],
)
def test_a_binary_posing_as_a_page_is_refused(body: bytes):
    with pytest.raises(PermanentError) as caught:
        raw(body)
    assert caught.value.reason is RejectReason.BINARY


@pytest.mark.parametrize("content_type", ["application/pdf", "image/png", "video/mp4", "application/json"])
def test_a_type_that_is_no_text_is_refused_by_name(content_type: str):
    with pytest.raises(PermanentError, match=content_type) as caught:
        raw(b"Four people were killed.", content_type)
    assert caught.value.reason is RejectReason.BINARY


def test_a_body_over_the_cap_is_refused():
    with pytest.raises(PermanentError) as caught:
        make_raw(Document(b"a" * 2000, NOW, "push"), max_bytes=1999)
    assert caught.value.reason is RejectReason.TOO_LARGE


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("story.html", b"Four people were killed.", "text/html"),
        ("story.HTM", b"Four people were killed.", "text/html"),
        ("story.txt", b"<p> is how a paragraph begins in HTML.", "text/plain"),
        ("story", b"<!DOCTYPE html><title>x</title>", "text/html"),
        ("story", b"Four people were killed near Balyun.", "text/plain"),
        ("story.bin", "<html><body>Four</body></html>".encode("utf-16"), "text/html"),
    ],
)
def test_a_file_is_html_or_text_by_name_and_then_by_look(name: str, data: bytes, kind: str):
    article = read_document(name, data, now=NOW)
    assert (article.content_type, article.source_id, article.url) == (kind, "file", None)


def test_the_same_file_twice_is_the_same_article():
    one, two = (read_document(name, b"Four people were killed.", now=NOW) for name in ("a.txt", "b.txt"))
    assert one.article_id == two.article_id


def test_an_address_that_is_none_is_refused():
    with pytest.raises(PermanentError, match="not an http"):
        make_raw(Document(b"Four people were killed.", NOW, "push", url="javascript:alert(1)"))
