"""What the service remembers of an article: the claims its last revision made, so that a new one can take them back."""

from collections.abc import Sequence

from pydantic import TypeAdapter

from vedette.schemas import AnyClaim, Claim

__all__ = ["read_memory", "write_memory"]

_CLAIMS: TypeAdapter[list[Claim]] = TypeAdapter(list[AnyClaim])


def read_memory(value: bytes | None) -> list[Claim]:
    """Return the claims stored for an article, none if it is new. Fields of a newer writer are ignored."""
    return _CLAIMS.validate_json(value, extra="ignore") if value else []


def write_memory(claims: Sequence[Claim]) -> bytes | None:
    """Return the claims as bytes, null where there is nothing to remember."""
    return _CLAIMS.dump_json(list(claims)) if claims else None
