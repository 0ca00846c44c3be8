"""Promises of the codec: what is sent can be read, by us and by others, today and by the next version."""

from datetime import UTC, datetime

import pytest

from vedette.runtime.codec import decode, encode, headers_as_text
from vedette.runtime.errors import PermanentError
from vedette.runtime.tracing import TRACEPARENT, current_traceparent, enter_trace
from vedette.schemas import RawArticle, RejectReason
from vedette.schemas.topics import CLAIMS, RAW

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
ARTICLE = RawArticle(
    article_id="a1",
    source_id="harbour-post",
    fetched_at=NOON,
    content_type="text/plain",
    body="Three posts were set up.",
)


def test_a_message_reads_back_as_it_was_written() -> None:
    value, _ = encode(ARTICLE, source="ingest")
    assert decode(RAW, value) == ARTICLE


def test_headers_are_cloudevents_in_binary_mode() -> None:
    _, headers = encode(ARTICLE, source="ingest", traceparent="00-" + "a" * 32 + "-" + "b" * 16 + "-01", now=NOON)
    text = headers_as_text(headers)
    assert text.pop("ce_id")
    assert text.pop("ce_dataschema").endswith("/vedette.article.raw.v1.json")
    assert text == {
        "ce_specversion": "1.0",
        "ce_type": "vedette.article.raw.v1",
        "ce_source": "/vedette/ingest",
        "ce_time": "2026-03-04T12:00:00Z",
        "content-type": "application/json",
        "traceparent": "00-" + "a" * 32 + "-" + "b" * 16 + "-01",
    }


def test_the_id_of_a_message_depends_on_its_content_alone() -> None:
    def id_of(article: RawArticle, when: datetime) -> bytes:
        return dict(encode(article, source="ingest", now=when)[1])["ce_id"]

    later = datetime(2026, 3, 5, tzinfo=UTC)
    assert id_of(ARTICLE, NOON) == id_of(ARTICLE, later)
    assert id_of(ARTICLE, NOON) != id_of(ARTICLE.model_copy(update={"revision": 2}), NOON)


def test_fields_of_a_newer_writer_are_ignored() -> None:
    value = encode(ARTICLE, source="ingest")[0][:-1] + b',"mood":"grim"}'
    assert decode(RAW, value) == ARTICLE


@pytest.mark.parametrize("value", [b"", b"{", b"\xff\xfe", b"[]", b'{"article_id": "a1"}', None])
def test_bytes_that_keep_no_contract_are_refused_for_good(value: bytes | None) -> None:
    with pytest.raises(PermanentError) as caught:
        decode(RAW, value)
    assert caught.value.reason is RejectReason.BAD_CONTRACT


def test_a_refusal_never_repeats_the_message() -> None:
    with pytest.raises(PermanentError) as caught:
        decode(CLAIMS, b'{"kind": "post", "article_id": "a very private sentence"}')
    assert "private" not in caught.value.detail


def test_headers_that_are_not_text_are_kept_as_escapes() -> None:
    assert headers_as_text([("odd", b"\xff\x00"), ("plain", b"yes"), ("empty", None)]) == {
        "odd": "\\xff\x00",
        "plain": "yes",
        "empty": "",
    }


def test_a_trace_goes_on_with_a_span_of_its_own() -> None:
    incoming = "00-" + "c" * 32 + "-" + "d" * 16 + "-01"
    assert enter_trace(incoming) == "c" * 32
    outgoing = current_traceparent()
    assert outgoing.startswith("00-" + "c" * 32)
    assert outgoing != incoming


@pytest.mark.parametrize("incoming", [None, "", "nonsense", "00-" + "g" * 32 + "-" + "d" * 16 + "-01"])
def test_a_bad_trace_header_begins_a_new_trace(incoming: str | None) -> None:
    assert len(enter_trace(incoming)) == 32
    assert TRACEPARENT.match(current_traceparent())
