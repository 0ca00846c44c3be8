"""Feeds: entries come out with what is known of them; what is no feed is refused with a reason."""

import random
from datetime import UTC, datetime

import pytest

from vedette.ingest.feeds import read_feed
from vedette.runtime.errors import PermanentError
from vedette.schemas import RejectReason

URL = "https://orontes-courier.example/feeds/world.xml"

RSS = b"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Orontes Courier</title><language>en-GB</language>
<item><title>Shelling &amp; clashes near Saraqeb</title><link>/2026/03/04/shelling</link>
<dc:creator>N. Haddad</dc:creator>
<pubDate>Wed, 04 Mar 2026 12:30:00 +0300</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>Three people were injured on Tuesday.</p>]]></content:encoded></item>
<item><title>No date</title><link>https://orontes-courier.example/b</link></item>
<item><title>Only a day</title><link>https://orontes-courier.example/c</link><pubDate>2026-03-02</pubDate></item>
<item><title>Nonsense date</title><link>https://orontes-courier.example/d</link><pubDate>yesterday-ish</pubDate></item>
<item><title>Epoch</title><link>https://orontes-courier.example/e</link>
<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate></item>
<item><title>No page</title></item>
</channel></rss>"""

ATOM = """<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="tr">
<title>Sınır Haber</title><entry><title>İki ölü</title><id>tag:1</id><link rel="alternate" href="https://sinir.example/1"/>
<published>2026-03-04T09:00:00+03:00</published><updated>2026-03-04T11:00:00+03:00</updated>
<author><name>A. Yılmaz</name></author><summary>Kısa.</summary></entry></feed>""".encode()


def test_rss_entries_come_out_with_absolute_links_and_utc_times():
    first = read_feed(RSS, URL, 50).entries[0]
    assert first.link == "https://orontes-courier.example/2026/03/04/shelling"
    assert first.title == "Shelling & clashes near Saraqeb"
    assert first.published_at == datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
    assert (first.author, first.language) == ("N. Haddad", "en-GB")
    assert first.content == "<p>Three people were injured on Tuesday.</p>"


def test_a_missing_or_impossible_date_is_none_and_a_day_stays_a_day():
    _, none, day, nonsense, epoch = read_feed(RSS, URL, 50).entries
    assert (none.published_at, nonsense.published_at, epoch.published_at) == (None, None, None)
    assert (day.published_at, day.day_only) == (datetime(2026, 3, 2, tzinfo=UTC), True)


def test_entries_without_a_page_are_counted():
    feed = read_feed(RSS, URL, 50)
    assert (len(feed.entries), feed.without_link) == (5, 1)


def test_no_more_entries_are_read_than_allowed():
    assert len(read_feed(RSS, URL, 2).entries) == 2


def test_atom_is_read_too():
    (entry,) = read_feed(ATOM, "https://sinir.example/atom", 50).entries
    assert (entry.title, entry.author, entry.language) == ("İki ölü", "A. Yılmaz", "tr")
    assert entry.published_at == datetime(2026, 3, 4, 6, 0, tzinfo=UTC)
    assert entry.updated_at == datetime(2026, 3, 4, 8, 0, tzinfo=UTC)


def test_a_feed_with_a_broken_tail_gives_what_came_before():
    assert len(read_feed(RSS[: RSS.index(b"<item><title>Only a day")], URL, 50).entries) == 2


def test_the_servers_charset_counts_where_the_feed_names_none():
    feed = "<rss version='2.0'><channel><item><title>قصف</title><link>/a</link></item></channel></rss>"
    (entry,) = read_feed(feed.encode("windows-1256"), URL, 50, "application/rss+xml; charset=windows-1256").entries
    assert entry.title == "قصف"


def test_broken_characters_links_and_languages_do_no_harm():
    feed = (
        b"<rss version='2.0'><channel><language>klingon, with words</language>"
        b"<item><title>Half &#xD800; character</title><link>https://a.example/&#55296;x</link></item>"
        b"<item><title>No host</title><link>http://[::1</link></item>"
        b"<item><title>Good</title><link>https://a.example/good</link></item></channel></rss>"
    )
    found = read_feed(feed, URL, 50)
    assert found.entries[-1].link == "https://a.example/good"
    for entry in found.entries:
        assert entry.language is None
        (entry.link + (entry.title or "")).encode()


PIECES = [
    b"&#xD800;",
    b"<",
    b"]]>",
    b"<![CDATA[",
    b"\0",
    b"\xff",
    b"&a;",
    b"<item>",
    b"</item>",
    b"<!--",
    b"http://[",
    b"\x1b",
]


@pytest.mark.parametrize("seed", range(8))
def test_no_damage_to_a_feed_ends_in_anything_but_entries_or_a_reason(seed: int):
    rng = random.Random(seed)
    for _ in range(40):
        data = bytearray(rng.choice([RSS, ATOM]))
        for _ in range(rng.randint(1, 12)):
            at = rng.randrange(len(data))
            data[at : at + rng.choice([0, 0, 1, 30])] = rng.choice(PIECES)
        try:
            found = read_feed(bytes(data), URL, 50)
        except PermanentError:
            continue
        for entry in found.entries:
            (entry.link + (entry.title or "") + (entry.content or "")).encode()


BOMB = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><rss version="2.0"><channel><title>&c;</title></channel></rss>"""
FILE_READER = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<rss version="2.0"><channel><title>&x;</title></channel></rss>"""


@pytest.mark.parametrize(
    "data", [BOMB, FILE_READER, BOMB.decode().encode("utf-16-le"), BOMB.decode().encode("utf-16-be")]
)
def test_feeds_that_declare_entities_are_refused(data: bytes):
    with pytest.raises(PermanentError, match="entities") as caught:
        read_feed(data, URL, 50)
    assert caught.value.reason is RejectReason.UNREADABLE


def test_a_page_in_place_of_a_feed_names_the_feed_it_advertises():
    page = (
        b'<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/rss.xml"></head>'
        b"<body><p>Welcome to the Orontes Courier.</p></body></html>"
    )
    with pytest.raises(PermanentError, match=r"a web page, not a feed.*https://orontes-courier\.example/rss\.xml"):
        read_feed(page, URL, 50)


@pytest.mark.parametrize(
    "data", [b"", b"just words", b"\x89PNG\r\n\x1a\n\0\0", b"/etc/passwd", b"https://a.example/feed"]
)
def test_what_is_no_feed_is_refused_and_never_opened_as_a_name(data: bytes):
    with pytest.raises(PermanentError) as caught:
        read_feed(data, URL, 50)
    assert caught.value.reason is RejectReason.UNREADABLE
