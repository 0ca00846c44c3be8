"""Articles: raw as they arrived, clean as they are read."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self

from pydantic import Field, model_validator

from vedette.schemas.base import Contract, Id, Part, Share, UtcDatetime

__all__ = [
    "CleanArticle",
    "Cut",
    "CutReason",
    "DatePrecision",
    "DateSource",
    "Hints",
    "HttpResponse",
    "Paragraph",
    "ParagraphRole",
    "RawArticle",
]


class HttpResponse(Part):
    """What the web server said about the page."""

    status: int = Field(description="HTTP status code of the response the body came from.", ge=100, le=599)
    etag: str | None = Field(default=None, description="ETag header, sent back as If-None-Match at the next poll.")
    last_modified: str | None = Field(default=None, description="Last-Modified header, as sent.")


class Hints(Part):
    """What the feed, the push or the operator said about an article. Hints, not facts: the page may know better."""

    title: str | None = Field(
        default=None, description="Title given beside the body; the body then does not repeat it."
    )
    published_at: UtcDatetime | None = Field(default=None, description="Publication time given beside the body, UTC.")
    published_day_only: bool = Field(
        default=False, description="True if only a calendar day was given; `published_at` is then midnight UTC of it."
    )
    author: str | None = Field(default=None, description="Author named beside the body.")
    language: str | None = Field(default=None, description="BCP 47 language tag given beside the body.")
    publisher: str | None = Field(default=None, description="Name of the publisher, from the source list or the push.")


class RawArticle(Contract):
    """One revision of one publication, as it arrived."""

    type_name: ClassVar[str] = "vedette.article.raw"

    article_id: Id = Field(
        description="First 32 hex digits of the sha256 of the canonical URL; of the content where there is no URL."
    )
    revision: int = Field(
        default=1, ge=1, description="1 for the first sight of this article, +1 for each changed body."
    )
    url: str | None = Field(default=None, description="Address the body came from, as given.")
    canonical_url: str | None = Field(default=None, description="Normalised address, without tracking parameters.")
    source_id: str = Field(description="Id of the source in the source list, or `push`, `file`.")
    fetched_at: UtcDatetime = Field(description="When ingest received the body, UTC.")
    content_type: str = Field(description="Media type, `text/html` or `text/plain`, without parameters.")
    charset: str | None = Field(default=None, description="Character set told by the server, null if it told none.")
    body: str | None = Field(default=None, description="The body as text, where it could be decoded without doubt.")
    body_base64: str | None = Field(default=None, description="The body as base64 bytes, where `body` is null.")
    http: HttpResponse | None = Field(default=None, description="The server's answer; null for files and pushes.")
    hints: Hints = Field(default=Hints(), description="What is known from beside the body.")

    @model_validator(mode="after")
    def _one_body(self) -> Self:
        if (self.body is None) == (self.body_base64 is None):
            msg = "exactly one of body and body_base64 must be given"
            raise ValueError(msg)
        return self


class ParagraphRole(StrEnum):
    """What a paragraph is in its article."""

    HEADLINE = "headline"
    LEAD = "lead"
    BODY = "body"
    CAPTION = "caption"
    DATELINE = "dateline"


class Paragraph(Part):
    """A paragraph of the cleaned text; `text == article.text[start:end]`."""

    text: str = Field(description="The paragraph, white space folded.")
    start: int = Field(ge=0, description="Offset of its first code point in `CleanArticle.text`.")
    end: int = Field(ge=0, description="Offset one past its last code point.")
    role: ParagraphRole = Field(description="What the paragraph is in its article.")


class CutReason(StrEnum):
    """Why a piece of the page was left out."""

    NAVIGATION = "navigation"
    DONATION = "donation"
    SHARE = "share"
    RELATED = "related"
    COMMENT = "comment"
    SPAM = "spam"
    AUTHOR_BIO = "author_bio"
    FORM = "form"
    DUPLICATE = "duplicate"
    CAPTION = "caption"
    CREDIT = "credit"
    LEGAL = "legal"
    ADVERTISEMENT = "advertisement"
    BYLINE = "byline"
    MARKUP = "markup"
    BOILERPLATE = "boilerplate"


class Cut(Part):
    """A piece of the page that is not the article."""

    text: str = Field(description="The piece, or its first 120 characters.", max_length=120)
    reason: CutReason = Field(description="Why it was cut.")
    line: int | None = Field(default=None, ge=0, description="Line of the flattened page it stood in, from 0.")


class DatePrecision(StrEnum):
    """How exactly the publication time is known."""

    SECOND = "second"
    DAY = "day"
    UNKNOWN = "unknown"


class DateSource(StrEnum):
    """Where the publication time comes from."""

    HINT = "hint"
    JSON_LD = "json_ld"
    META = "meta"
    TIME_TAG = "time_tag"
    URL = "url"
    DATELINE = "dateline"
    PAGE_TEXT = "page_text"
    FETCHED = "fetched"
    NONE = "none"


class CleanArticle(Contract):
    """An article as it is read: title, body paragraphs and nothing of the page around them."""

    type_name: ClassVar[str] = "vedette.article.clean"

    article_id: Id = Field(description="As in RawArticle.")
    revision: int = Field(default=1, ge=1, description="As in RawArticle.")
    url: str | None = Field(default=None, description="Canonical address of the article, null where it has none.")
    source_id: str = Field(description="As in RawArticle.")
    publisher: str | None = Field(
        default=None, description="Who published it: name from the source list, the page, or its host."
    )
    title: str | None = Field(default=None, description="Headline without the site's name.")
    authors: list[str] = Field(default=[], description="Named authors; never a commenter.")
    published_at: UtcDatetime | None = Field(
        default=None, description="Publication time, UTC; null if nothing tells it."
    )
    published_offset_minutes: int | None = Field(
        default=None, ge=-840, le=840, description="Offset of the publisher's clock from UTC; null if untold."
    )
    published_precision: DatePrecision = Field(default=DatePrecision.UNKNOWN, description="How exactly it is known.")
    published_source: DateSource = Field(default=DateSource.NONE, description="Where it comes from.")
    published_confidence: Share = Field(default=0.0, description="How sure the publication time is.")
    language: str = Field(
        default="und", description="BCP 47 tag found on the cleaned text; `und` if it cannot be told."
    )
    paragraphs: list[Paragraph] = Field(description="The article's paragraphs in order.")
    text: str = Field(description="All paragraphs joined by two line feeds; every offset counts code points in it.")
    text_sha256: str = Field(description="Hex sha256 of `text` in UTF-8.", pattern=r"^[0-9a-f]{64}$")
    syndication_id: str = Field(description="Same for reprints and wire copies of one text; else unique to the text.")
    cut: list[Cut] = Field(default=[], description="What was cut from the page, in page order, with its reason.")
    confidence: Share = Field(default=1.0, description="How sure the cleaner is that the text is the article.")
    cleaner: str = Field(description="Cleaner and version, for example `html/1`.")
    fetched_at: UtcDatetime = Field(description="As in RawArticle.")

    @model_validator(mode="after")
    def _paragraphs_hold(self) -> Self:
        for paragraph in self.paragraphs:
            if self.text[paragraph.start : paragraph.end] != paragraph.text:
                msg = f"paragraph at {paragraph.start} does not equal the text there"
                raise ValueError(msg)
        return self

    def published_day(self) -> date | None:
        """Return the calendar day relative dates are read against, null if the publication time is unknown.

        By the publisher's own clock where the page tells it, else in UTC.
        """
        stamp: datetime | None = self.published_at
        if stamp and self.published_precision is DatePrecision.SECOND:
            stamp += timedelta(minutes=self.published_offset_minutes or 0)
        return stamp.date() if stamp else None
