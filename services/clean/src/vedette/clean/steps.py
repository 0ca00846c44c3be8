"""READ FIRST: cleaning an article, as an ordered list of calls."""

from datetime import datetime
from html import unescape

from vedette.clean.body import Body
from vedette.clean.dates import Published, find_published
from vedette.clean.decode import decode_body
from vedette.clean.duplicates import own_id
from vedette.clean.flatten import fold
from vedette.clean.gate import Markup, defuse, is_html
from vedette.clean.html import clean_page
from vedette.clean.language import find_language
from vedette.clean.letters import strip_mail_prefix
from vedette.clean.metadata import PageFacts, authors_in, host_name, read_facts
from vedette.clean.paragraphs import Layout, lay_out
from vedette.clean.quirks import apply_quirk, plain_title, quirk_of
from vedette.clean.texts import clean_text
from vedette.clean.wrap import split_paragraphs
from vedette.runtime.errors import PermanentError
from vedette.schemas import CleanArticle, RawArticle, RejectReason


def clean_article(raw: RawArticle, *, now: datetime | None = None) -> CleanArticle:
    """Return the article in a page or a flattened page: decode, gate, route, body, metadata, duplicates.

    `now` bounds the publication time; without it the time of fetching does.

    Raises: `PermanentError` with UNREADABLE, EMPTY, BINARY, ENCODING or TOO_LARGE.
    """
    text = decode_body(raw)
    latest = now or raw.fetched_at
    quirk = quirk_of(raw.canonical_url or raw.url)
    if is_html(text):
        markup = defuse(text)
        facts = read_facts(markup.html, markup.scripts) if markup.parseable else PageFacts()
        title = plain_title(_title(raw.hints.title, facts.title, markup.html), quirk)
        body = apply_quirk(clean_page(markup, title=title), quirk)
    else:
        markup, facts, title = None, PageFacts(), raw.hints.title
        body = clean_text(text, title=title)
    return _build(
        raw, body, facts, headline=title or body.headline, published=_published(raw, body, facts, markup, latest)
    )


def _title(given: str | None, own: str | None, html: str) -> str | None:
    """Return the title given beside the page if the page knows it; a feed lags behind a corrected page."""
    if given and own and fold(given) not in fold(unescape(html)):
        return own
    return given or own


def as_clean(raw: RawArticle, *, now: datetime | None = None) -> CleanArticle:
    """Return the body as it is, taken for clean text: paragraphs by blank lines, nothing cut.

    Raises: `PermanentError` as `clean_article` does.
    """
    body = Body(split_paragraphs(decode_body(raw)), cleaner="given/1")
    return _build(
        raw,
        body,
        PageFacts(),
        headline=raw.hints.title,
        published=_published(raw, body, PageFacts(), None, now or raw.fetched_at),
    )


def _published(raw: RawArticle, body: Body, facts: PageFacts, markup: Markup | None, latest: datetime) -> Published:
    return find_published(
        raw.hints,
        facts.dates,
        url=raw.canonical_url or raw.url,
        html=markup.html if markup and markup.parseable else None,
        head=body.head,
        latest=latest,
    )


def _build(
    raw: RawArticle, body: Body, facts: PageFacts, *, headline: str | None, published: Published
) -> CleanArticle:
    if not any(body.paragraphs):
        raise PermanentError(
            RejectReason.EMPTY, f"no article text found ({len(body.cut)} lines cut, reader {body.cleaner})"
        )
    title = strip_mail_prefix(fold(headline)) if headline else None
    layout = lay_out(title, body.paragraphs)
    return CleanArticle(
        article_id=raw.article_id,
        revision=raw.revision,
        url=raw.canonical_url or raw.url,
        source_id=raw.source_id,
        publisher=raw.hints.publisher or facts.publisher or host_name(raw.canonical_url or raw.url),
        title=title,
        authors=facts.authors or ([raw.hints.author] if raw.hints.author else authors_in(body.head)),
        published_at=published.at,
        published_offset_minutes=published.offset_minutes,
        published_precision=published.precision,
        published_source=published.source,
        published_confidence=published.confidence,
        language=_language(layout, body, raw),
        paragraphs=layout.paragraphs,
        text=layout.text,
        text_sha256=layout.sha256,
        syndication_id=own_id(layout.sha256),
        cut=body.cut,
        confidence=body.confidence,
        cleaner=body.cleaner,
        fetched_at=raw.fetched_at,
    )


def _language(layout: Layout, body: Body, raw: RawArticle) -> str:
    return find_language("\n".join(body.paragraphs) or layout.text, raw.hints.language)
