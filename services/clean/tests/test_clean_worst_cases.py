"""The worst pages there are: each ends within 5 s and 1 GB, with the story or a stated reason."""

import random
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from vedette.clean.app import clean_and_sketch, warm_up
from vedette.runtime.errors import PermanentError
from vedette.runtime.workers import WorkerPool
from vedette.schemas import RawArticle, RejectReason

SENTENCE = (
    "The governor said that two observation posts on the ridge above Orlen would be manned by forty soldiers "
    "until the autumn."
)
STORY = "".join(f"<p>{SENTENCE} Report number {n} of the day.</p>" for n in range(6))
HEAD = "<!DOCTYPE html><html><head><title>Posts above Orlen</title></head><body>"
REFUSED = {RejectReason.TOO_LARGE, RejectReason.BINARY, RejectReason.EMPTY, RejectReason.ENCODING}


def page(body, head=""):
    return HEAD.replace("</head>", f"{head}</head>") + body + "</body></html>"


def soup(size):
    rng = random.Random(5)
    tags = ["div", "p", "b", "table", "tr", "td", "ul", "li", "a", "span", "form", "i", "h2", "section"]
    return "".join(rng.choice(("<%s>", "</%s>", "<%s class=x> word ")) % rng.choice(tags) for _ in range(size))


def attributes(count):
    return "".join(f' data-a{n}="v"' for n in range(count))


ODD_LD = """<script type="application/ld+json">[1, null, {"@type": ["NewsArticle"], "headline": 5,
"datePublished": {"a": 1}, "author": [null, 3]}]</script>"""
PAGES = {
    "5 MB of paragraphs": page(STORY + f"<p>{SENTENCE}</p>" * 37_000),
    "300 nested div": page("<div>" * 300 + STORY + "</div>" * 300),
    "3,000 nested div": page("<div>" * 3000 + STORY + "</div>" * 3000),
    "30,000 nested div": page("<div>" * 30_000 + STORY + "</div>" * 30_000),
    "200,000 nested div, never closed": page("<div>" * 200_000 + STORY),
    "an element with 100,000 attributes": page(f"<div{attributes(100_000)}>{STORY}</div>"),
    "an element with 100,000 bare attributes": page("<div " + "a " * 100_000 + f">{STORY}</div>"),
    "a paragraph with 5,000 attributes": page(f"<p{attributes(5000)}>{SENTENCE}</p>{STORY}"),
    "20,000 unclosed b": page(STORY + "<p><b>word " * 20_000),
    "20,000 unclosed b before the story": page("<p><b>word " * 20_000 + STORY),
    "20,000 unclosed font": page("<font color=red>" * 20_000 + STORY),
    "20,000 unclosed a": page(STORY + "<a href=/x>story " * 20_000),
    "5,000 nested tables": page("<table><tr><td>" * 5000 + STORY + "</td></tr></table>" * 5000),
    "5,000 nested lists": page("<ul><li>" * 5000 + STORY + "</li></ul>" * 5000),
    "5,000 nested quotes": page("<blockquote>" * 5000 + STORY + "</blockquote>" * 5000),
    "5,000 nested svg": page("<svg>" * 5000 + "</svg>" * 5000 + STORY),
    "5,000 nested forms and buttons": page("<form><button>" * 5000 + STORY),
    "60,000 links": page(STORY + '<a href="/story">A story of the day</a>' * 60_000),
    "60,000 list items with links": page(STORY + "<ul>" + '<li><a href="/s">A story</a></li>' * 60_000 + "</ul>"),
    "50,000 table cells": page(STORY + "<table>" + "<tr><td>1</td><td>2</td></tr>" * 25_000 + "</table>"),
    "100,000 line breaks": page(STORY + "<br>" * 100_000),
    "100,000 empty paragraphs": page(STORY + "<p></p>" * 100_000),
    "tag soup": page(soup(150_000) + STORY),
    "20,000 comments": page(
        STORY
        + '<div id="comments"><h3>Comments</h3>'
        + '<div class="comment"><p>I do not believe a word of this, my friends.</p></div>' * 20_000
        + "</div>"
    ),
    "unclosed script": page(f"{STORY}<script>var a = 1;"),
    "unclosed script before the story": page(f"<script>var a = 1; {STORY}"),
    "unclosed comment": page(f"{STORY}<!-- never closed"),
    "50,000 unclosed comments": page(STORY + "<!-- " * 50_000),
    "50,000 unclosed scripts": page(STORY + "<script>" * 50_000),
    "unclosed style": page(f"<style>p {{ color: red {STORY}"),
    "unclosed quote in an attribute": page(f'<div class="never closed>{STORY}</div>{STORY}'),
    "20,000 entities": page(STORY + "<p>" + "&amp;&#x41;&nbsp;" * 20_000 + "</p>"),
    "a million opening brackets": page(STORY + "<" * 1_000_000),
    "a tag that never ends": page(STORY + "<a " * 300_000),
    "an attribute value of 2 MB": page(f'<div data-x="{"y" * 2_000_000}">{STORY}</div>'),
    "JSON-LD that is no JSON": page(STORY, '<script type="application/ld+json">{"@type": "NewsArticle", </script>'),
    "JSON-LD nested 100,000 deep": page(STORY, '<script type="application/ld+json">' + "[" * 100_000 + "</script>"),
    "JSON-LD with 50,000 authors": page(
        STORY,
        '<script type="application/ld+json">{"@type": "NewsArticle", "author": ['
        + '{"name": "A B"},' * 50_000
        + '{"name": "C D"}]}</script>',
    ),
    "JSON-LD of numbers and nulls": page(STORY, ODD_LD),
    "50,000 meta tags": page(STORY, '<meta property="og:title" content="x">' * 50_000),
    "50,000 times": page('<time datetime="2024-13-45">x</time>' * 20_000 + STORY),
    "a title of 1 MB": page(STORY).replace("Posts above Orlen", "Posts " * 170_000),
    "20,000 headings": page("<h1>Posts above Orlen</h1>" * 20_000 + STORY),
    "NUL and controls": page(STORY.replace(" ", " \x00\x07", 20)),
    "a lone surrogate": page(STORY.replace("ridge", "ri\ud800dge")),
    "a word of 1 MB": page(f"<p>{'x' * 1_000_000}</p>{STORY}"),
    "CDATA and processing instructions": page("<![CDATA[" * 5000 + "<?php " * 5000 + STORY),
}
TEXTS = {
    "5 MB on one line": (SENTENCE + " ") * 40_000,
    "100,000 short lines": "\n".join([f"{SENTENCE} Report {n}." for n in range(6)] + ["Home"] * 100_000),
    "100,000 paragraphs": "\n".join(f"{SENTENCE} Number {n}." for n in range(35_000)),
    "1 million blank lines": "\n" * 1_000_000 + SENTENCE + "\n" + SENTENCE + " Again.",
    "1 MB of ornaments": f"{SENTENCE}\n{SENTENCE} Again.\n" + "♥" * 1_000_000,
    "1 MB of digits": f"{SENTENCE}\n{SENTENCE} Again.\n" + "1" * 1_000_000,
    "1 MB of dots": f"{SENTENCE}\n{SENTENCE} Again.\n" + "a." * 500_000,
    "1 MB of commas": f"{SENTENCE}\n{SENTENCE} Again.\n" + "," * 1_000_000,
    "1 MB of money": f"{SENTENCE}\n{SENTENCE} Again.\n" + "$ 1,000 " * 120_000,
    "1 MB of brackets": f"{SENTENCE}\n{SENTENCE} Again.\n" + "(" * 1_000_000,
    "1 MB of quotes": f"{SENTENCE}\n{SENTENCE} Again.\n" + '"' * 1_000_000,
    "a name of 1 MB": f"{SENTENCE}\n{SENTENCE} Again.\n" + "Abel " * 200_000,
    "50,000 names": f"{SENTENCE}\n{SENTENCE} Again.\n" + "Jon Abel\n" * 50_000,
    "combining marks": f"{SENTENCE}\n{SENTENCE} Again.\n" + "e" + "\u0301" * 500_000,
    "zero width": f"{SENTENCE}\n{SENTENCE} Again.\n" + "\u200b" * 1_000_000,
    "a lone surrogate": SENTENCE + "\ud83d\n" + SENTENCE + " Again.",
    "only comments": "Leave a Reply\n" + "I do not believe this.\n" * 5000,
    "only money": "0 $\n2,500 $\n" * 5000,
    "one word": "Orlen",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool():
    pool = WorkerPool(size=1, time_limit_s=5, memory_limit_mb=1024, initializer=warm_up)
    await pool.warm_up()
    yield pool
    pool.close()


async def outcome(pool, body, content_type):
    raw = RawArticle.model_construct(  # as ingest would send it, lone surrogates included
        article_id="worst", source_id="push", fetched_at=datetime(2024, 5, 16, tzinfo=UTC),
        content_type=content_type, body=body, body_base64=None,
        revision=1, url=None, canonical_url=None, charset=None, http=None,
        hints=RawArticle.model_fields["hints"].default,
    )  # fmt: skip
    try:
        article, _ = await pool.call(clean_and_sketch, raw)
    except PermanentError as refused:
        return refused.reason
    return article


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("name", PAGES)
async def test_a_hostile_page_gives_its_story_in_time(pool, name):
    article = await outcome(pool, PAGES[name], "text/html")
    assert not isinstance(article, RejectReason), article
    assert "two observation posts on the" in article.text


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("name", TEXTS)
async def test_a_hostile_text_gives_its_story_or_a_reason_in_time(pool, name):
    article = await outcome(pool, TEXTS[name], "text/plain")
    refused = isinstance(article, RejectReason)
    assert article in REFUSED if refused else article.text.strip()
    if SENTENCE[:20] in TEXTS[name]:
        assert not refused, article
        assert "two observation posts" in article.text


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("size", [10, 40])
async def test_a_page_over_the_cap_is_refused_as_too_large(pool, size):
    assert await outcome(pool, page("<p>word</p>" * (size * 95_000)), "text/html") is RejectReason.TOO_LARGE


@pytest.mark.asyncio(loop_scope="module")
async def test_binary_noise_is_refused_as_binary(pool):
    noise = random.Random(3).randbytes(1_000_000).decode("latin-1")
    assert await outcome(pool, noise, "text/html") is RejectReason.BINARY
