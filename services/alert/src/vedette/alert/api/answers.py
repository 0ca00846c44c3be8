"""Answers the routes share, and how they are documented."""

from typing import Any, TypeVar

from fastapi import HTTPException, status
from pydantic import BaseModel, Field

T = TypeVar("T")


class Problem(BaseModel):
    """What is wrong, for a person."""

    detail: str | list[Any] = Field(description="One sentence, or one entry for each mistake.")


def _answers(**words: str) -> dict[int | str, dict[str, Any]]:  # FastAPI's type
    return {int(code[1:]): {"model": Problem, "description": said} for code, said in words.items()}


COMMON = _answers(
    _400="The request cannot be read.", _401="No token, or a wrong one.",
    _422="The record has mistakes.", _429="Too many requests; `Retry-After` says when.",
)  # fmt: skip
MISSING = _answers(_404="There is none, or it is not yours.")
FORBIDDEN = _answers(_403="Only the operator may do this.")


def found(value: T | None, what: str) -> T:
    """Return the value. Raises: `HTTPException` 404; the same for what is not there and what is not the caller's."""
    if value is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, f"there is no {what}")
    return value


def makes_sense(problems: list[str]) -> None:
    """Refuse a record with mistakes. Raises: `HTTPException` 422."""
    if problems:
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, problems)


def same_id(path: str, body: str) -> None:
    """Refuse a body that names another record than its path. Raises: `HTTPException` 422."""
    if path != body:
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, f"the path says {path!r}, the body {body!r}")
