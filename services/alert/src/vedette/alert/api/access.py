"""Who asks, what they may see, and how often: tokens, owners, rate limits."""

import hmac
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Literal

from fastapi import Depends, HTTPException, Request, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from vedette.alert.api.callers import Caller
from vedette.schemas import AccessToken, Subscriber

__all__ = ["Asking", "Caller", "Gate", "Limiter", "Operator", "caller", "hash_of", "make_token", "operator"]

PREFIX = "vdt_"
MOST_CALLERS = 10_000
FAILURES_A_MINUTE = 30

Use = Literal["api", "pull"]


class Limiter:
    """A bucket of requests for each caller, filled evenly."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._buckets: dict[str, tuple[float, datetime]] = {}

    def wait_s(self, caller: str, now: datetime) -> float:
        """Count a request and return 0, or return the seconds until one is allowed."""
        left, at = self._buckets.pop(caller, (float(self._per_minute), now))
        passed_s = max(0.0, (now - at).total_seconds())  # clocks step back
        left = min(float(self._per_minute), left + passed_s * self._per_minute / 60)
        if len(self._buckets) >= MOST_CALLERS:
            del self._buckets[next(iter(self._buckets))]
        self._buckets[caller] = (left - 1 if left >= 1 else left, now)
        return 0.0 if left >= 1 else (1 - left) * 60 / self._per_minute


class Gate:
    """Lets requests in. One for the whole API."""

    def __init__(
        self, subscribers: Mapping[str, Subscriber], *, operator_token: str, clock: Callable[[], datetime],
        per_minute: int,
    ) -> None:  # fmt: skip
        self._subscribers = subscribers
        self._operator = operator_token
        self._clock = clock
        self._requests = Limiter(per_minute)
        self._failures = Limiter(FAILURES_A_MINUTE)

    def admit(self, token: str, use: Use, request: Request) -> Caller:
        """Return the caller a token stands for. Raises: `HTTPException` 401 or 429."""
        owner = None if hmac.compare_digest(token.encode(), self._operator.encode()) else self._owner(token, use)
        if owner is None and not hmac.compare_digest(token.encode(), self._operator.encode()):
            self._count(self._failures, request.client.host if request.client else "?")
            raise HTTPException(status.HTTP_401_UNAUTHORIZED, "wrong token", {"WWW-Authenticate": "Bearer"})
        name = f"subscriber:{owner}" if owner else "operator"
        self._count(self._requests, name)
        return Caller(name, owner, secrets.token_hex(8))

    def _owner(self, token: str, use: Use) -> str | None:
        subscriber_id, _, _ = token.removeprefix(PREFIX).rpartition("_")
        subscriber = self._subscribers.get(subscriber_id) if token.startswith(PREFIX) else None
        digest = hash_of(token)
        fits = [t for t in (subscriber.tokens if subscriber else []) if hmac.compare_digest(t.sha256, digest)]
        live = [t for t in fits if t.use in {use, "api"} and (t.expires_at is None or self._clock() < t.expires_at)]
        return subscriber_id if live else None

    def _count(self, limiter: Limiter, caller: str) -> None:
        wait_s = limiter.wait_s(caller, self._clock())
        if wait_s:
            headers = {"Retry-After": str(int(wait_s) + 1)}
            raise HTTPException(status.HTTP_429_TOO_MANY_REQUESTS, "too many requests", headers)


def hash_of(token: str) -> str:
    """Return what is kept of a token. It has 256 random bits, so a plain hash cannot be guessed back."""
    return sha256(token.encode()).hexdigest()


def make_token(
    subscriber_id: str, *, use: Use, label: str, now: datetime, expires_at: datetime | None
) -> tuple[str, AccessToken]:
    """Return a new token, to be shown once, and what is kept of it."""
    token = f"{PREFIX}{subscriber_id}_{secrets.token_hex(32)}"
    kept = AccessToken(
        token_id=f"tok_{hash_of(token)[:12]}", sha256=hash_of(token), use=use, label=label, created_at=now,
        expires_at=expires_at,
    )  # fmt: skip
    return token, kept


_bearer = HTTPBearer(description="The operator's token, or a subscriber's.", auto_error=False)


async def caller(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> Caller:
    """Return who asks, by the bearer token."""
    if given is None:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "a bearer token is needed", {"WWW-Authenticate": "Bearer"})
    gate: Gate = request.app.state.gate
    return gate.admit(given.credentials, "api", request)


async def operator(asking: Annotated[Caller, Depends(caller)]) -> Caller:
    """Return the operator. Raises: `HTTPException` 403 for anybody else."""
    if asking.subscriber_id is not None:
        raise HTTPException(status.HTTP_403_FORBIDDEN, "only the operator may do this")
    return asking


Asking = Annotated[Caller, Depends(caller)]
Operator = Annotated[Caller, Depends(operator)]
