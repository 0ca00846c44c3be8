"""One article, one id: whatever the way to it. And a page that only looks different is no new revision."""

import hashlib
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.ingest.identity import article_id, canonical_url, fingerprint, next_revision
from vedette.ingest.visible import visible_text
from vedette.schemas import SeenArticle

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "canonical"),
    [
        ("HTTPS://Herald.Example/World/A.html", "https://herald.example/World/A.html"),
        ("https://herald.example:443/a", "https://herald.example/a"),
        ("http://herald.example:80/a", "http://herald.example/a"),
        ("https://herald.example:8443/a", "https://herald.example:8443/a"),
        ("https://herald.example", "https://herald.example/"),
        ("https://herald.example./a", "https://herald.example/a"),
        ("https://herald.example/a#comments", "https://herald.example/a"),
        ("https://herald.example/#!/story/7", "https://herald.example/#!/story/7"),
        ("https://herald.example/a?utm_source=x&id=7&utm_medium=rss", "https://herald.example/a?id=7"),
        ("https://herald.example/a?fbclid=1&gclid=2&amp;utm_term=3", "https://herald.example/a"),
        ("https://herald.example/a?UTM_Source=x", "https://herald.example/a"),
        ("https://herald.example/?p=1234&ns_campaign=feed", "https://herald.example/?p=1234"),
        ("https://herald.example/a?20260304", "https://herald.example/a?20260304"),
        ("https://herald.example/a?b=2&a=1&b=1", "https://herald.example/a?b=2&a=1&b=1"),
        ("https://herald.example/x/../a/./b", "https://herald.example/a/b"),
        ("https://herald.example/a/..", "https://herald.example/"),
        ("https://herald.example/a/", "https://herald.example/a/"),
        ("https://herald.example/%7Eeditor/%e4%b8%ad", "https://herald.example/~editor/%E4%B8%AD"),
        ("https://herald.example/中", "https://herald.example/%E4%B8%AD"),
        ("https://herald.example/a%2fb", "https://herald.example/a%2Fb"),
        ("https://herald.example/a b", "https://herald.example/a%20b"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("https://editor:secret@herald.example/a", "https://herald.example/a"),
        ("https://[2606:4700::1111]:443/a", "https://[2606:4700::1111]/a"),
        ("  https://herald.example/a\n", "https://herald.example/a"),
    ],
)
def test_every_way_to_an_article_has_one_address(given: str, canonical: str):
    assert canonical_url(given) == canonical
    assert canonical_url(canonical) == canonical


PIECES = [
    "a",
    "%2f",
    "%41",
    "%zz",
    "%",
    "..",
    ".",
    "/",
    "?",
    "&",
    "=",
    "utm_x",
    "id=7",
    "#",
    "!",
    "é",
    "中",
    " ",
    ";",
    "@",
    "[",
    "+",
]
HOSTS = ["a.example", "A.Example:80", "x.example:8443", "bücher.example", "127.0.0.1", "[::1]", "a.example."]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(HOSTS), st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_a_canonical_address_is_its_own(host: str, rest: str):
    canonical = canonical_url(f"https://{host}/{rest}")
    assert canonical_url(canonical) == canonical
    assert canonical.isascii()


@pytest.mark.parametrize("name", ["id", "cid", "eid", "ref", "source", "story", "p", "page", "lang"])
def test_parameters_that_may_name_the_article_stay(name: str):
    assert canonical_url(f"https://herald.example/a?{name}=7") == f"https://herald.example/a?{name}=7"


@pytest.mark.parametrize(
    "given",
    ["", "a.html", "ftp://herald.example/a", "mailto:x@herald.example", "https://", "http://[::1/", "http://a:b/"],
)
def test_what_is_no_web_address_is_refused(given: str):
    with pytest.raises(ValueError, match=r".+"):
        canonical_url(given)


def test_the_id_is_of_the_address_and_of_the_content_where_there_is_none():
    url = "https://herald.example/a"
    assert article_id(url, b"one") == hashlib.sha256(url.encode()).hexdigest()[:32]
    assert article_id(None, b"one") == hashlib.sha256(b"one").hexdigest()[:32]


PAGE = """<!doctype html><html><head><title>Blast at Tel Aran market</title><script nonce="{nonce}">t={nonce}</script>
<style>.x{{}}</style></head><body data-build="{nonce}"><nav><a href="/">Home</a> {nonce} readers online</nav>
<article><h1>Blast at Tel Aran market</h1><p>At least <b>{dead}</b> people were killed on Monday.</p></article>
<!-- rendered {nonce} --><aside><a href="/{nonce}">Most read {nonce}</a></aside>
<form><input value="{nonce}">{nonce}</form><footer>{nonce}</footer></body></html>"""


def test_tokens_and_lists_of_other_stories_make_no_revision():
    one, two = (PAGE.format(nonce=n, dead="four").encode() for n in ("81f", "c20"))
    assert fingerprint(one, "text/html") == fingerprint(two, "text/html")


def test_one_changed_number_makes_a_revision():
    one, two = (PAGE.format(nonce="1", dead=d).encode() for d in ("four", "five"))
    assert fingerprint(one, "text/html") != fingerprint(two, "text/html")


def test_white_space_alone_makes_no_revision_of_a_text():
    assert fingerprint(b"Four  killed.\r\n", "text/plain") == fingerprint(b"Four killed.", "text/plain")
    assert fingerprint(b"Four killed.", "text/plain") != fingerprint(b"Five killed.", "text/plain")


def test_markup_without_text_is_compared_by_its_bytes():
    assert fingerprint(b"<script>a</script>", "text/html") != fingerprint(b"<script>b</script>", "text/html")


@pytest.mark.parametrize("piece", [b"<script>", b"<a href=x>", b"<nav>", b"<!--", b"<", b"</a><a>", b"<svg", b"<p>x"])
def test_hostile_markup_is_read_in_linear_time(piece: bytes):
    page = piece * (2_000_000 // len(piece))
    start = time.process_time()
    visible_text(page)
    assert time.process_time() - start < 5  # quadratic reading would take hours


def test_revisions_count_changes():
    seen = SeenArticle(article_id="a" * 32, revision=3, fingerprint="0" * 64, first_seen_at=NOW, seen_at=NOW)
    assert next_revision(None, "1" * 64) == 1
    assert next_revision(seen, "0" * 64) is None
    assert next_revision(seen, "1" * 64) == 4
