"""Promises about bad input: each is refused with its reason."""

import base64

import pytest

from vedette.clean.steps import clean_article
from vedette.runtime.errors import PermanentError
from vedette.schemas import RejectReason


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.7 binary follows", RejectReason.BINARY),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), RejectReason.BINARY),
        (b"<html><body>" + bytes(range(256)) * 40, RejectReason.BINARY),
        (b"", RejectReason.EMPTY),
        (b"   \n\t ", RejectReason.EMPTY),
        (b"<html><head></head><body><script>1</script></body></html>", RejectReason.EMPTY),
        (b"a" * 5_100_000, RejectReason.TOO_LARGE),
    ],
    ids=["pdf", "png", "binary posing as html", "nothing", "white space", "page without text", "5 MB"],
)
def test_unreadable_input_is_refused_with_its_reason(raw, content, reason):
    with pytest.raises(PermanentError) as refused:
        clean_article(raw(base64=b64(content)))
    assert refused.value.reason is reason


def test_text_that_was_binary_before_somebody_decoded_it_is_refused(raw):
    with pytest.raises(PermanentError) as refused:
        clean_article(raw("\ufffd\x00\x01PK" * 4000))
    assert refused.value.reason is RejectReason.BINARY


def test_an_unknown_charset_that_nothing_reads_is_refused(raw):
    noise = bytes((i * 7919 >> 3) % 96 + 160 for i in range(4000)) + b"\x81\x8d\x8f\x90\x9d" * 100
    with pytest.raises(PermanentError) as refused:
        clean_article(raw(base64=b64(noise), charset="x-klingon"))
    assert refused.value.reason in {RejectReason.ENCODING, RejectReason.EMPTY, RejectReason.BINARY}


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("cp1252", "iso-8859-1"), ("utf-16", None), ("windows-1251", "windows-1251"), ("utf-8-sig", None)],
)
def test_the_story_survives_its_encoding(raw, page, encoding, told):
    text = page().replace("Ilma Doran", "Ilma Dorán") if encoding != "windows-1251" else page()
    article = clean_article(raw(base64=b64(text.encode(encoding, "replace")), charset=told))
    assert "observation posts on the ridge" in article.text


def test_a_page_that_lies_about_its_charset_is_read_by_what_it_is(raw, page):
    html = page().replace('charset="utf-8"', 'charset="us-ascii"')
    assert "“We heard the engines" in clean_article(raw(base64=b64(html.encode()), charset="utf-8")).text


def test_nul_and_lone_surrogates_do_not_cost_the_story(raw, page, story):
    html = page().replace("bulldozers", "bull\x00dozers\ud83d")
    article = clean_article(raw.__wrapped__(html) if hasattr(raw, "__wrapped__") else raw(html))
    assert len(article.paragraphs) == len(story) + 1
