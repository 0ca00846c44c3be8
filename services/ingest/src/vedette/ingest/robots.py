"""robots.txt: what a host lets us fetch. Source: RFC 9309."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego

from vedette.runtime.errors import PermanentError, TransientError
from vedette.schemas import RejectReason

MAX_BYTES = 512 * 1024
"""Source: RFC 9309 section 2.5 asks for at least 500 KiB."""

KEPT_FOR = timedelta(hours=24)
"""Source: RFC 9309 section 2.4."""

MAX_HOSTS = 5_000
"""Hosts whose rules are kept; the oldest go first."""

LONGEST_DELAY_S = 30.0
"""A Crawl-delay longer than this would starve the feed; it is cut to this."""

Read = Callable[[str], Awaitable[bytes | None]]
"""Fetches a robots.txt; None if the host has none."""


@dataclass(frozen=True)
class _Rules:
    parsed: Protego | None
    until: datetime


class Robots:
    """The rules of each host, asked for once a day."""

    def __init__(self, user_agent: str) -> None:
        self._user_agent = user_agent
        self._rules: dict[str, _Rules] = {}

    async def ask(self, url: str, read: Read, now: datetime) -> float:
        """Return the seconds the host asks for between two requests.

        Raises: `PermanentError(FETCH_FAILED)` if the address is forbidden; `TransientError` while the host does not
        answer, because a host that is down has forbidden nothing and allowed nothing.
        """
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        rules = self._rules.get(origin)
        if rules is None or rules.until <= now:
            rules = _Rules(await _load(origin, read), now + KEPT_FOR)
            self._rules.pop(origin, None)
            self._rules[origin] = rules
            if len(self._rules) > MAX_HOSTS:
                del self._rules[next(iter(self._rules))]
        if rules.parsed is None:
            return 0.0
        if not rules.parsed.can_fetch(url, self._user_agent):
            raise PermanentError(RejectReason.FETCH_FAILED, f"robots.txt of {parts.hostname} forbids this address")
        return min(rules.parsed.crawl_delay(self._user_agent) or 0.0, LONGEST_DELAY_S)


async def _load(origin: str, read: Read) -> Protego | None:
    try:
        body = await read(f"{origin}/robots.txt")
    except TransientError as error:
        msg = f"robots.txt does not answer: {error.detail}"
        raise TransientError(msg, retry_after_s=error.retry_after_s) from error
    except PermanentError as error:
        if error.reason is RejectReason.REFUSED_ADDRESS:
            raise
        return None  # 4xx, or nothing that can be read: no rules
    return Protego.parse((body or b"").decode("utf-8", "replace"))
