"""What ingest has seen: its memory between restarts, shared by its replicas."""

from typing import ClassVar

from pydantic import Field

from vedette.schemas.base import Contract, Id, UtcDatetime

__all__ = ["SeenArticle"]


class SeenArticle(Contract):
    """The latest published revision of an article, or an address that leads to one."""

    type_name: ClassVar[str] = "vedette.ingest.seen"

    article_id: Id = Field(description="Message key: the id of the address, as in RawArticle.")
    leads_to: Id | None = Field(
        default=None, description="Id of the article this address redirects to; null if it is the article's own."
    )
    revision: int = Field(default=1, ge=1, description="Latest revision published.")
    fingerprint: str = Field(description="Hex sha256 of the visible text of that revision.", pattern=r"^[0-9a-f]{64}$")
    etag: str | None = Field(default=None, description="ETag of the answer, for the next conditional request.")
    last_modified: str | None = Field(default=None, description="Last-Modified of the answer, as sent.")
    first_seen_at: UtcDatetime = Field(description="When revision 1 was published.")
    seen_at: UtcDatetime = Field(description="When the address last answered, to within a week.")
