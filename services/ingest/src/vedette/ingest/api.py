"""POST /articles: documents handed in over HTTP."""

import asyncio
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from vedette.ingest.documents import Document
from vedette.ingest.fetch import Fetched
from vedette.ingest.intake import BrokerAwayError, Intake
from vedette.runtime.addresses import UNREACHABLE, RefusedAddressError
from vedette.runtime.errors import PermanentError, TransientError
from vedette.runtime.tracing import enter_trace
from vedette.schemas import Hints, HttpResponse, RejectReason

STATUS_OF = {RejectReason.TOO_LARGE: 413, RejectReason.BINARY: 415}
"""Status for a document that cannot be taken; 422 for every other reason."""

RETRY_AFTER_S = 5

FetchPage = Callable[[str], Awaitable[Fetched]]


def _read_day(value: Any) -> Any:  # whatever JSON gave; pydantic refuses what is no time
    """Keep a calendar day a day: pydantic would make it midnight."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return date.fromisoformat(value)
    return value


Moment = Annotated[datetime | date, BeforeValidator(_read_day)]


class Push(BaseModel):
    """A document as JSON. Without a body, the page at `url` is fetched."""

    model_config = ConfigDict(extra="forbid")

    body: str | None = Field(default=None, description="The document; left out, the page at `url` is fetched.")
    content_type: str = Field(default="text/html", description="`text/html` or `text/plain`.")
    url: str | None = Field(default=None, max_length=2048, description="Address of the article.")
    title: str | None = Field(default=None, max_length=1000, description="Title; the body then does not repeat it.")
    published_at: Moment | None = Field(
        default=None, description="Time of publication with its zone, or a calendar day."
    )
    source: str | None = Field(default=None, max_length=200, description="Name of the publisher.")
    author: str | None = Field(default=None, max_length=1000, description="Author.")
    language: str | None = Field(default=None, max_length=35, description="BCP 47 language tag.")


class Accepted(BaseModel):
    """What became of a push."""

    article_id: str = Field(description="Id of the article.")
    revision: int = Field(description="Its revision.")
    published: bool = Field(description="False if exactly this was published before.")


class Problem(BaseModel):
    """Why a push was not taken."""

    error: str = Field(description="One word for a program.")
    detail: str = Field(description="One sentence for a person.")


def make_api(
    intake: Intake, fetch: FetchPage, *, token: str, max_bytes: int, patience_s: float, clock: Callable[[], datetime]
) -> FastAPI:
    """Return the HTTP application. With an empty token every push is refused."""
    api = FastAPI(
        title="Vedette ingest",
        version="1",
        description="Hand documents to the pipeline.",
        responses={status: {"model": Problem} for status in (400, 401, 403, 413, 415, 422, 503)},
    )
    allowed = Depends(_Gate(token))

    @api.post("/articles", status_code=202, dependencies=[allowed], openapi_extra=_REQUEST_BODY)
    async def push_article(request: Request, query: Annotated[dict[str, str], Depends(_query)]) -> Accepted:
        """Take a document: JSON, or the raw bytes with its Content-Type and the other fields as query parameters."""
        enter_trace(request.headers.get("traceparent"))
        content = await _read_capped(request, max_bytes)
        kind = request.headers.get("content-type", "")
        push = _read_json(content) if kind.partition(";")[0].strip().lower() == "application/json" else None
        document = await _document(push, content, kind, query, fetch, clock())
        try:
            async with asyncio.timeout(patience_s):
                taken = await intake.take(document)
        except TimeoutError as error:
            msg = "the broker did not answer in time"
            raise BrokerAwayError(msg) from error
        return Accepted(article_id=taken.article_id, revision=taken.revision, published=taken.published)

    _add_error_answers(api)
    return api


class _Gate:
    """Lets requests with the right bearer token through."""

    def __init__(self, token: str) -> None:
        self._salt = secrets.token_bytes(16)
        self._hash = self._hashed(token) if token else None

    async def __call__(self, request: Request) -> None:
        if self._hash is None:
            raise HTTPException(403, "pushes are off: set VEDETTE_INGEST_TOKEN for ingest")
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        # hashes of one length compare in one time, whatever was given
        if scheme.lower() != "bearer" or not hmac.compare_digest(self._hashed(given.strip()), self._hash):
            raise HTTPException(401, "a valid bearer token is needed", {"www-authenticate": "Bearer"})

    def _hashed(self, token: str) -> bytes:
        return hashlib.sha256(self._salt + token.encode()).digest()


def _query(request: Request) -> dict[str, str]:
    return dict(request.query_params)


async def _read_capped(request: Request, max_bytes: int) -> bytes:
    """Read the request and stop as soon as it is too large; JSON needs room for its escapes."""
    room = 2 * max_bytes
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > room:
            raise PermanentError(RejectReason.TOO_LARGE, f"more than {room} bytes")
    return bytes(content)


def _read_json(content: bytes) -> Push:
    try:
        return Push.model_validate_json(content)
    except ValidationError as error:
        raise HTTPException(422 if _is_json(content) else 400, _sentence(error)) from error


def _is_json(content: bytes) -> bool:
    try:
        json.loads(content)
    except ValueError:
        return False
    return True


async def _document(
    push: Push | None, content: bytes, kind: str, query: Mapping[str, str], fetch: FetchPage, now: datetime
) -> Document:
    if push is None:
        try:
            meta = Push.model_validate({**query, "body": None, "content_type": kind})
        except ValidationError as error:
            raise HTTPException(422, _sentence(error)) from error
        return Document(content, now, "push", kind, url=meta.url, hints=_hints(meta))
    if push.body is None:
        return await _fetched(push, fetch, now)
    media = push.content_type.partition(";")[0] + "; charset=utf-8"
    return Document(push.body.encode(), now, "push", media, url=push.url, hints=_hints(push))


async def _fetched(push: Push, fetch: FetchPage, now: datetime) -> Document:
    if push.url is None:
        raise HTTPException(422, "give a body, or a url to fetch")
    try:
        answer = await fetch(push.url)
    except (TransientError, RefusedAddressError) as error:
        raise HTTPException(422, UNREACHABLE) from error
    http = HttpResponse(status=answer.status, etag=answer.etag, last_modified=answer.last_modified)
    return Document(answer.body or b"", now, "push", answer.content_type, url=answer.url, http=http, hints=_hints(push))


def _hints(push: Push) -> Hints:
    moment, day_only = _moment(push.published_at)
    return Hints(
        title=push.title,
        published_at=moment,
        published_day_only=day_only,
        author=push.author,
        language=push.language,
        publisher=push.source,
    )


def _moment(given: datetime | date | None) -> tuple[datetime | None, bool]:
    """Return a time in UTC and whether only a day was given; a time without a zone is refused."""
    if isinstance(given, datetime):
        if given.tzinfo is None:
            raise HTTPException(422, "published_at: a time needs its zone, for example 2026-03-04T10:00:00Z")
        return given.astimezone(UTC), False
    return (datetime.combine(given, time(), UTC), True) if given else (None, False)


def _sentence(error: ValidationError) -> str:
    faults = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}".removeprefix(": ") for e in error.errors(include_url=False)]
    return "; ".join(faults[:5])


def _add_error_answers(api: FastAPI) -> None:
    def answer(status: int, error: str, detail: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
        return JSONResponse(Problem(error=error, detail=detail).model_dump(), status, headers)

    @api.exception_handler(PermanentError)
    async def refuse(_: Request, error: PermanentError) -> JSONResponse:
        return answer(STATUS_OF.get(error.reason, 422), str(error.reason), error.detail)

    @api.exception_handler(TransientError)
    async def ask_again(_: Request, error: TransientError) -> JSONResponse:
        return answer(503, "unavailable", error.detail, {"retry-after": str(RETRY_AFTER_S)})

    @api.exception_handler(HTTPException)
    async def explain(_: Request, error: HTTPException) -> JSONResponse:
        words = {400: "bad_json", 401: "unauthorised", 403: "forbidden", 422: "invalid"}
        return answer(error.status_code, words.get(error.status_code, "refused"), str(error.detail), error.headers)


_RAW_SCHEMA: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}  # OpenAPI is open JSON
_REQUEST_BODY: dict[str, Any] = {  # as above
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": Push.model_json_schema(ref_template="#/components/schemas/{model}")},
            "text/html": _RAW_SCHEMA,
            "text/plain": _RAW_SCHEMA,
        },
    }
}
