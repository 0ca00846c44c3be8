"""Title, authors, publisher and publication time of a page, each with where it comes from."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import lxml.etree
import lxml.html

from vedette.clean.flatten import fold
from vedette.clean.opinions import json_ld_nodes

_ARTICLE_TYPES = re.compile(r"Article|BlogPosting|Report|NewsArticle|WebPage|LiveBlogPosting|VideoObject")
_TAIL = re.compile(r"\s+(?:[|\-–—·•»:]|::)\s+([^|–—·•»]{2,60})$")
_LOWER_WORDS = re.compile(r"[^\W\d_A-Z][\w'’]*\s+[^\W\d_A-Z]")
_BY = re.compile(r"^(?:by|von|por|par|di|автор|بقلم|written by|reported by|story by)[:\s]+", re.IGNORECASE)
_AND = re.compile(r"\s*(?:,|;|\||/|\band\b|\bund\b|\by\b|\bet\b|&)\s*")
_BYLINES = "//a[@rel='author'] | //*[@itemprop='author']//*[@itemprop='name']"
_NAME = re.compile(r"^[^\W\d_][\w.'’-]*(?:\s[^\W\d_][\w.'’-]*){0,4}$")

_DATE_KEYS = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date",
    "pubdate",
    "publishdate",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "parsely-pub-date",
    "sailthru.date",
    "article.published",
    "publish-date",
    "cxenseparse:recs:publishtime",
    "og:published_time",
)


@dataclass(frozen=True)
class DateFound:
    """One statement of the publication time, as written."""

    text: str
    where: str
    """`json_ld`, `meta`, `time_tag`."""


@dataclass(frozen=True)
class PageFacts:
    """What the page says of itself."""

    title: str | None = None
    authors: list[str] = field(default_factory=list)
    publisher: str | None = None
    dates: list[DateFound] = field(default_factory=list)
    url: str | None = None


def read_facts(html: str, scripts: tuple[str, ...]) -> PageFacts:
    """Return what JSON-LD, meta tags, headings and time tags say. Pages that do not parse say nothing."""
    nodes = [node for node in json_ld_nodes(scripts) if _ARTICLE_TYPES.search(str(node.get("@type", "")))]
    articles = [node for node in nodes if "WebPage" not in str(node.get("@type", ""))] or nodes
    tree = _parse(html)
    meta = _meta(tree)
    publisher = _publisher(articles, meta)
    return PageFacts(
        title=_title(tree, articles, meta, publisher),
        authors=_authors(articles, meta, tree),
        publisher=publisher,
        dates=_dates(articles, meta, tree),
        url=meta.get("og:url"),
    )


def _parse(html: str) -> Any:  # lxml has no types
    try:
        return lxml.html.document_fromstring(
            html.encode("utf-8", "replace"), parser=lxml.html.HTMLParser(encoding="utf-8")
        )
    except (lxml.etree.LxmlError, ValueError, AssertionError):
        return None


def _meta(tree: Any) -> dict[str, str]:
    """Return the meta tags of a page by property or name, the first of each."""
    found: dict[str, str] = {}
    for tag in tree.iter("meta") if tree is not None else ():
        name = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower()
        content = fold(tag.get("content") or "")
        if name and content:
            found.setdefault(name, content)
    return found


def _publisher(articles: list[dict[str, Any]], meta: dict[str, str]) -> str | None:
    for node in articles:
        publisher = node.get("publisher")
        name = publisher.get("name") if isinstance(publisher, dict) else publisher
        if isinstance(name, str) and name.strip() and not name.startswith("http"):
            return fold(name)
    return meta.get("og:site_name") or meta.get("application-name") or meta.get("publisher")


def _title(tree: Any, articles: list[dict[str, Any]], meta: dict[str, str], publisher: str | None) -> str | None:
    headlines = [fold(node["headline"]) for node in articles if isinstance(node.get("headline"), str)]
    social = meta.get("og:title") or meta.get("twitter:title")
    headings = [fold(tag.text_content()) for tag in tree.iter("h1")] if tree is not None else []
    headings = [heading for heading in headings if heading]
    document = next((fold(tag.text_content()) for tag in tree.iter("title")), None) if tree is not None else None
    told = social or next(iter(headlines), None) or document
    if told:
        for heading in headings:
            # the page's own heading is the headline as printed, where it begins what the page tells others
            if len(heading.split()) >= 3 and (
                told.casefold().startswith(heading.casefold())
                or heading.casefold() in (h.casefold() for h in headlines)
            ):
                return heading
        return strip_tail(told, publisher, document if told != document else None)
    return next(iter(headings), None)


def strip_tail(title: str, publisher: str | None, other: str | None = None) -> str:
    """Return a title without the site's name at its end ("Headline | Site").

    A tail goes if it is the publisher's name or part of it, or stands behind a bar and is short; a dash may belong
    to the headline, and does where words in lower case follow ("Siege of the hotel - what we know").
    """
    for _ in range(2):
        match = _TAIL.search(title)
        if not match or len(title[: match.start()].split()) < 2:
            return title
        tail, site = _plain(match.group(1)), _plain(publisher or "")
        bar = title[match.start() : match.end()].strip()[:1] in "|•·»"
        known = bool(site) and (tail in site or site in tail)
        unshared = other is not None and tail not in _plain(other)
        if not (
            known
            or unshared
            or (bar and len(tail.split()) <= 5)
            or (len(match.group(1).split()) <= 3 and not publisher and not _LOWER_WORDS.match(match.group(1)))
        ):
            return title
        title = title[: match.start()].strip()
    return title


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _authors(articles: list[dict[str, Any]], meta: dict[str, str], tree: Any) -> list[str]:
    names: list[str] = []
    for node in articles:
        told = node.get("author") or node.get("creator")
        for author in told if isinstance(told, list) else [told]:
            name = author.get("name") if isinstance(author, dict) else author
            for each in name if isinstance(name, list) else [name]:
                names += split_authors(each) if isinstance(each, str) else []
        if names:
            break
    for key in ("author", "article:author", "dc.creator", "byl", "parsely-author", "sailthru.author"):
        names = names or split_authors(meta.get(key, ""))
    if not names and tree is not None:
        found = [tag for tag in tree.xpath(_BYLINES)[:40] if not _in_comments(tag)][:4]
        names = [name for tag in found for name in split_authors(fold(tag.text_content()))]
    return list(dict.fromkeys(names))[:8]


def _in_comments(tag: Any) -> bool:
    """Return True for a name inside a comment section: readers are authors of their remarks only."""
    return any(
        "comment" in " ".join((up.get("class") or "", up.get("id") or "", up.get("itemprop") or "")).lower()
        for up in tag.iterancestors()
    )


def split_authors(text: str) -> list[str]:
    """Return the names in a byline: "By A and B" gives both; addresses and handles give none."""
    text = _BY.sub("", fold(text))
    if not text or "http" in text or "@" in text or len(text) > 200:
        return []
    return [name for part in _AND.split(text) if (name := part.strip(" .,-")) and _NAME.match(name) and len(name) <= 60]


def _dates(articles: list[dict[str, Any]], meta: dict[str, str], tree: Any) -> list[DateFound]:
    found = [
        DateFound(str(node[key]), "json_ld")
        for node in articles
        for key in ("datePublished", "dateCreated")
        if node.get(key)
    ]
    found += [DateFound(meta[key], "meta") for key in _DATE_KEYS if key in meta]
    if tree is not None:
        for tag in list(tree.iter("time"))[:6]:
            stamp = tag.get("datetime")
            if stamp and not _updated(tag):
                found.append(DateFound(stamp, "time_tag"))
                break
    return found[:12]


def authors_in(head: list[str]) -> list[str]:
    """Return the names of the byline ("By A and B") among the lines above the first paragraph."""
    return next((names for line in head if _BY.match(line) and (names := split_authors(line))), [])


def _updated(tag: Any) -> bool:
    classes, item = (tag.get("class") or "").lower(), (tag.get("itemprop") or "").lower()
    if "entry-date" in classes.split():  # blogs add "updated" to it where nothing was changed since
        return False
    return "update" in classes + item or "modified" in item


def host_name(url: str | None) -> str | None:
    """Return the host of an address without `www.`, None where there is none."""
    host = urlsplit(url).hostname if url else None
    return host.removeprefix("www.") if host else None
