"""Which endpoints share a server: webhooks of one registrable domain, and all mailboxes."""

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

from vedette.alert.consent import find
from vedette.alert.delivery.breaker import EndpointKey
from vedette.schemas import Subscriber, WebhookEndpoint

MAIL = "mail"
"""Stands for our own mail server, which takes the mails to every mailbox."""


class Domains:
    """Tells the domain of an endpoint, as its subscriber stands now."""

    def __init__(self, subscribers: Mapping[str, Subscriber]) -> None:
        self._subscribers = subscribers

    def __call__(self, key: EndpointKey) -> str | None:
        """Return the domain an endpoint shares with others; None for an endpoint that is no more."""
        endpoint = find(self._subscribers.get(key[0]), key[1])
        if endpoint is None:
            return None
        return domain_of(endpoint.url) if isinstance(endpoint, WebhookEndpoint) else MAIL


@lru_cache(maxsize=20_000)
def domain_of(url: str) -> str | None:
    """Return the registrable domain of an address; its host where it has none. Source: publicsuffix.org."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return None
    return host if _is_address(host) else _suffixes().privatesuffix(host) or host or None


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
