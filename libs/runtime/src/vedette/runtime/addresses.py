"""Which addresses may be fetched or posted to: one rule for ingest (pages, feeds) and alert (webhooks).

A name is judged three times: the URL as written (`judge_url`), every address it resolves to (`resolve_checked`), and
the address a socket really connects to (`checked_socket_factory`, or a client that connects only to what
`resolve_checked` returned). The last one is what beats a resolver that answers differently the second time.
"""

import asyncio
import errno
import re
import socket
import unicodedata
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from vedette.runtime.errors import PermanentError, TransientError
from vedette.runtime.ipblocks import (
    PRIVATE_REFUSALS,
    Address,
    Network,
    Refusal,
    embedded,
    judge_address,
    read_ip_literal,
    within,
)
from vedette.schemas import RejectReason

__all__ = [
    "UNREACHABLE", "Address", "AddressPolicy", "Network", "Refusal", "RefusedAddressError", "RefusedConnectError",
    "checked_socket_factory", "host_key", "judge_address", "judge_url", "read_ip_literal", "read_networks",
    "resolve_checked", "system_resolve",
]  # fmt: skip

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Asks for the addresses of a host; tests hand in their own."""

MAX_URL_CHARS = 2048
"""Source: longest address common servers and browsers agree on."""

UNREACHABLE = "the address could not be reached"
"""All a subscriber may read about a connection that failed: refused address, closed port, silent host, bad certificate
and unknown name read the same, so that nobody can map a private network by the answers."""


class RefusedAddressError(PermanentError):
    """An address the policy refuses. `refusal` says why, for operators only."""

    def __init__(self, refusal: Refusal, target: str) -> None:
        super().__init__(RejectReason.REFUSED_ADDRESS, f"address refused ({refusal}): {target[:200]}")
        self.refusal = refusal


class RefusedConnectError(PermissionError):
    """A connect to a refused address. An `OSError`, because clients race several connects and collect only those."""

    def __init__(self, refusal: Refusal, address: str) -> None:
        super().__init__(errno.EACCES, f"address refused ({refusal}): {address}")
        self.refusal = refusal


@dataclass(frozen=True)
class AddressPolicy:
    """What a caller may reach. The default allows every public address over http and https on the usual ports."""

    allow_private: bool = False
    """Let loopback and private addresses, and any port, pass. For operators and tests."""
    allow_hosts: frozenset[str] = frozenset()
    """Host names (lower case) whose addresses may be private and whose ports are free."""
    allow_networks: tuple[Network, ...] = ()
    """Networks that pass although they are not public."""
    deny_networks: tuple[Network, ...] = ()
    """Networks that never pass, such as the operator's own; stronger than every allowance."""
    nat64_prefixes: tuple[IPv6Network, ...] = ()
    """NAT64 prefixes of this network beside 64:ff9b::/96 (lengths 32, 40, 48, 56, 64, 96)."""
    schemes: frozenset[str] = frozenset({"http", "https"})
    ports: frozenset[int] = frozenset({80, 443, 8080, 8443})
    ip_literals: bool = True
    """Let a URL name an address instead of a host."""

    def judge(self, address: Address | str) -> Refusal | None:
        """Return why this policy refuses the address, or None."""
        parsed = ip_address(address) if isinstance(address, str) else address
        inner = embedded(parsed, self.nat64_prefixes)
        if any(within(face, self.deny_networks) for face in (parsed, *inner)):
            return Refusal.DENIED
        carried = bool(inner) and all(within(face, self.allow_networks) for face in inner)
        if carried or within(parsed, self.allow_networks):
            return None
        refusal = judge_address(parsed, nat64_prefixes=self.nat64_prefixes)
        return None if self.allow_private and refusal in PRIVATE_REFUSALS else refusal


def host_key(host: str) -> str:
    """Return the host as compared and resolved: NFKC, lower case, IDNA, no trailing dot.

    Raises: `ValueError` if it is no host name.
    """
    folded = unicodedata.normalize("NFKC", host).strip().lower().removesuffix(".")
    if not folded or ":" in folded or folded.startswith("["):
        return folded
    return folded.encode("idna").decode("ascii")  # UnicodeError is a ValueError


def judge_url(url: str, policy: AddressPolicy) -> Refusal | None:
    """Return why the URL may not be called at all, or None. Names are judged when they are resolved."""
    if len(url) > MAX_URL_CHARS or re.search(r"[\x00-\x20\x7f\\]", url):
        return Refusal.MALFORMED
    try:
        parts = urlsplit(url)
        host, port = host_key(parts.hostname or ""), parts.port
        literal = read_ip_literal(host) if host else None
    except ValueError:
        return Refusal.MALFORMED
    if parts.scheme not in policy.schemes:
        return Refusal.SCHEME
    if not host:
        return Refusal.MALFORMED
    if parts.username is not None or parts.password is not None:
        return Refusal.USERINFO
    return _judge_host(host, port, literal, policy)


def _judge_host(host: str, port: int | None, literal: Address | None, policy: AddressPolicy) -> Refusal | None:
    if host in policy.allow_hosts:
        return None
    if literal is not None:
        if not policy.ip_literals and not policy.allow_private:
            return Refusal.IP_LITERAL
        if refusal := policy.judge(literal):
            return refusal
    elif (host == "localhost" or host.endswith(".localhost")) and not policy.allow_private:
        return Refusal.LOOPBACK
    free_port = policy.allow_private or port is None or port in policy.ports
    return None if free_port else Refusal.PORT


async def system_resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system's resolver for the TCP addresses of a host.

    Raises: `TransientError` if the name does not resolve (now).
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        msg = f"the name {host[:200]} does not resolve"
        raise TransientError(msg) from error
    return list(dict.fromkeys(str(info[4][0]) for info in found))


async def resolve_checked(
    host: str, port: int, policy: AddressPolicy, *, resolve: Resolve = system_resolve
) -> list[Address]:
    """Return the addresses of a host, in the resolver's order; connect to these and to nothing else.

    Raises: `RefusedAddressError` if any answer is refused: a name with one private answer is not to be trusted with the
    others. `TransientError` if there is no answer.
    """
    try:
        key = host_key(host)
        literal = read_ip_literal(key)
    except ValueError as error:
        raise RefusedAddressError(Refusal.MALFORMED, host) from error
    answers = [str(literal)] if literal is not None else await resolve(key, port)
    addresses = [ip_address(answer) for answer in answers]
    if not addresses:
        msg = f"the name {key[:200]} has no address"
        raise TransientError(msg)
    trusted = key in policy.allow_hosts
    for address in addresses:
        refusal = policy.judge(address)
        if refusal is Refusal.DENIED or (refusal and not trusted):
            raise RefusedAddressError(refusal, f"{host} at {address}")
    return addresses


AddrInfo = tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]]


def checked_socket_factory(policy: AddressPolicy) -> Callable[[AddrInfo], socket.socket]:
    """Return a `socket_factory` for aiohttp's TCPConnector that judges the address of every connect.

    aiohttp calls it for literals, names and redirect hops alike, and turns the `RefusedConnectError` into its own
    `ClientConnectorError`. Ask `resolve_checked` first where a refusal must be told from a failure. Hosts in
    `policy.allow_hosts` are not known at this point: list their networks in `allow_networks` instead.
    """

    def make_socket(info: AddrInfo) -> socket.socket:
        family, kind, protocol, _, sockaddr = info
        if refusal := policy.judge(str(sockaddr[0])):
            raise RefusedConnectError(refusal, str(sockaddr[0]))
        return socket.socket(family, kind, protocol)

    return make_socket


def read_networks(entries: Sequence[str]) -> tuple[Network, ...]:
    """Return CIDR blocks or single addresses as networks.

    Raises: `ValueError` naming the entry that is neither.
    """
    return tuple(ip_network(entry.strip(), strict=False) for entry in entries if entry.strip())
