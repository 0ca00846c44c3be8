"""Who an article is: its canonical address, its id, and whether we have this revision already."""

import hashlib
import re
from urllib.parse import SplitResult, quote, unquote_to_bytes, urlsplit, urlunsplit

from vedette.ingest.tracking import is_tracking
from vedette.ingest.visible import visible_text
from vedette.runtime.addresses import host_key
from vedette.schemas import SeenArticle

DEFAULT_PORTS = {"http": 80, "https": 443}

_PATH_SAFE = "/!$&'()*+,;=:@-._~"
_QUERY_SAFE = _PATH_SAFE + "?%"


def canonical_url(url: str) -> str:
    """Return the address without what does not name the article: tracking, fragment, default port, case of the host.

    Scheme, path case, trailing slash and order of parameters stay, because servers may care.
    Raises: `ValueError` if it is no http or https address.
    """
    parts = urlsplit(url.strip())
    host = host_key(parts.hostname or "")
    if parts.scheme not in DEFAULT_PORTS or not host:
        msg = f"not an http or https address: {url[:200]!r}"
        raise ValueError(msg)
    netloc = f"[{host}]" if ":" in host else host
    if parts.port not in {None, DEFAULT_PORTS[parts.scheme]}:
        netloc += f":{parts.port}"
    # "#!" is how single-page sites write a path
    fragment = quote(parts.fragment, safe=_QUERY_SAFE) if parts.fragment.startswith("!") else ""
    return urlunsplit(SplitResult(parts.scheme, netloc, _tidy_path(parts.path), _tidy_query(parts.query), fragment))


def _tidy_path(path: str) -> str:
    """Resolve dot segments and write escapes in one way. Source: RFC 3986 sections 5.2.4 and 6.2.2."""
    kept: list[str] = []
    segments = path.split("/")[1:] or [""]
    for segment in segments:
        plain = "/".join(quote(unquote_to_bytes(part), safe=_PATH_SAFE[1:]) for part in re.split("%2[Ff]", segment))
        plain = plain.replace("/", "%2F")  # an escaped slash is not a slash
        if plain == "..":
            del kept[-1:]
        elif plain != ".":
            kept.append(plain)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _tidy_query(query: str) -> str:
    kept = [pair for pair in query.split("&") if pair and not is_tracking(pair.partition("=")[0])]
    return "&".join(quote(pair, safe=_QUERY_SAFE) for pair in kept)


def article_id(canonical: str | None, content: bytes) -> str:
    """Return the id of an article: of its canonical address, or of its content where it has none."""
    return hashlib.sha256(content if canonical is None else canonical.encode()).hexdigest()[:32]


def fingerprint(body: bytes, content_type: str) -> str:
    """Return the hash by which two fetches of a page are the same revision.

    Only the visible text outside links counts: scripts, one-time tokens and lists of other stories change with every
    fetch and are no news.
    """
    text = visible_text(body) if content_type == "text/html" else b" ".join(body.split())
    return hashlib.sha256(text or body).hexdigest()


def next_revision(seen: SeenArticle | None, print_now: str) -> int | None:
    """Return the revision number to publish under, or None if this revision was published already."""
    if seen is None:
        return 1
    return None if seen.fingerprint == print_now else seen.revision + 1
