"""Which addresses may be fetched or posted to: one rule for ingest (pages, feeds) and alert (webhooks).

A name is judged three times: the URL as written (`judge_url`), every address it resolves to (`resolve_checked`), and
the address a socket really connects to (`checked_socket_factory`, or a client that connects only to what
`resolve_checked` returned). The last one is what beats a resolver that answers differently the second time.

Source: IANA special-purpose address registries for IPv4 and IPv6 (RFC 6890 and updates), RFC 6052 (NAT64),
RFC 3056 (6to4), RFC 4380 (Teredo), RFC 5214 (ISATAP), WHATWG URL standard (numeric hosts).
"""

import asyncio
import errno
import re
import socket
import unicodedata
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import (
    AddressValueError,
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import urlsplit

from vedette.runtime.errors import PermanentError, TransientError
from vedette.schemas import RejectReason

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Asks for the addresses of a host; tests hand in their own."""

MAX_URL_CHARS = 2048
"""Source: longest address common servers and browsers agree on."""

UNREACHABLE = "the address could not be reached"
"""All a subscriber may read about a connection that failed: refused address, closed port, silent host, bad certificate
and unknown name read the same, so that nobody can map a private network by the answers."""


class Refusal(StrEnum):
    """Why an address is refused; for operators and logs, never shown to a subscriber."""

    LOOPBACK = "loopback"
    PRIVATE = "private"
    LINK_LOCAL = "link_local"
    MULTICAST = "multicast"
    UNSPECIFIED = "unspecified"
    RESERVED = "reserved"
    ZONED = "zoned"
    DENIED = "denied"
    SCHEME = "scheme"
    PORT = "port"
    USERINFO = "userinfo"
    IP_LITERAL = "ip_literal"
    MALFORMED = "malformed"


PRIVATE_REFUSALS = frozenset({Refusal.LOOPBACK, Refusal.PRIVATE})
"""What `allow_private` waives. Link-local stays refused: cloud metadata lives there."""


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


_V4_REFUSED: tuple[tuple[IPv4Network, Refusal], ...] = tuple(
    (IPv4Network(block), refusal)
    for block, refusal in (
        ("0.0.0.0/8", Refusal.UNSPECIFIED),
        ("10.0.0.0/8", Refusal.PRIVATE),
        ("100.64.0.0/10", Refusal.PRIVATE),  # carrier-grade NAT
        ("127.0.0.0/8", Refusal.LOOPBACK),
        ("169.254.0.0/16", Refusal.LINK_LOCAL),  # cloud metadata
        ("172.16.0.0/12", Refusal.PRIVATE),
        ("192.0.0.0/24", Refusal.RESERVED),
        ("192.0.2.0/24", Refusal.RESERVED),
        ("192.88.99.0/24", Refusal.RESERVED),  # old 6to4 relays
        ("192.168.0.0/16", Refusal.PRIVATE),
        ("198.18.0.0/15", Refusal.RESERVED),  # benchmarking
        ("198.51.100.0/24", Refusal.RESERVED),
        ("203.0.113.0/24", Refusal.RESERVED),
        ("224.0.0.0/4", Refusal.MULTICAST),
        ("240.0.0.0/4", Refusal.RESERVED),
    )
)
_V6_REFUSED: tuple[tuple[IPv6Network, Refusal], ...] = tuple(
    (IPv6Network(block), refusal)
    for block, refusal in (
        ("::/128", Refusal.UNSPECIFIED),
        ("::1/128", Refusal.LOOPBACK),
        ("fc00::/7", Refusal.PRIVATE),
        ("fe80::/10", Refusal.LINK_LOCAL),
        ("fec0::/10", Refusal.PRIVATE),  # old site-local
        ("ff00::/8", Refusal.MULTICAST),
        ("2001::/23", Refusal.RESERVED),  # protocol assignments: benchmarking, ORCHID; Teredo is unwrapped before
        ("2001:db8::/32", Refusal.RESERVED),
        ("3fff::/20", Refusal.RESERVED),
    )
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_TEREDO = IPv6Network("2001::/32")
_SIX_TO_FOUR = IPv6Network("2002::/16")
_V4_COMPATIBLE = IPv6Network("::/96")
_ISATAP_MARKS = frozenset({0x00005EFE, 0x02005EFE})


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
        faces = (parsed, *_embedded(parsed, self.nat64_prefixes))
        if any(_within(face, self.deny_networks) for face in faces):
            return Refusal.DENIED
        if any(_within(face, self.allow_networks) for face in faces):
            return None
        refusal = judge_address(parsed, nat64_prefixes=self.nat64_prefixes)
        return None if self.allow_private and refusal in PRIVATE_REFUSALS else refusal


def judge_address(address: Address | str, *, nat64_prefixes: Sequence[IPv6Network] = ()) -> Refusal | None:
    """Return why the address is not a public one, or None.

    IPv4 inside IPv6 (mapped, NAT64, 6to4, Teredo, ISATAP) is unwrapped and judged as itself, so the metadata address is
    refused in every dress while public hosts behind NAT64 stay reachable.
    """
    address = ip_address(address) if isinstance(address, str) else address
    if isinstance(address, IPv4Address):
        return _listed(address, _V4_REFUSED)
    if address.scope_id is not None:
        return Refusal.ZONED
    inner = _embedded(address, nat64_prefixes)
    for v4 in inner:
        if refusal := judge_address(v4):
            return refusal
    if inner and (address.ipv4_mapped or _within(address, (_NAT64, _TEREDO, *nat64_prefixes))):
        return None  # the outer prefix only carries the inner address
    return _listed(address, _V6_REFUSED) or (None if address in _GLOBAL_UNICAST else Refusal.RESERVED)


def _listed(address: Address, table: Sequence[tuple[Network, Refusal]]) -> Refusal | None:
    return next((refusal for block, refusal in table if address in block), None)


def _within(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks if network.version == address.version)


def _embedded(address: Address, nat64_prefixes: Sequence[IPv6Network]) -> tuple[IPv4Address, ...]:
    """Return the IPv4 addresses a packet to this address would end at or pass through."""
    if isinstance(address, IPv4Address):
        return ()
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    low = int(address) & 0xFFFFFFFF
    if address in _V4_COMPATIBLE and low > 0xFFFF:
        return (IPv4Address(low),)
    if address in _SIX_TO_FOUR:
        return (IPv4Address((int(address) >> 80) & 0xFFFFFFFF),)
    if address in _TEREDO:  # server in the clear, client inverted
        return (IPv4Address((int(address) >> 64) & 0xFFFFFFFF), IPv4Address(low ^ 0xFFFFFFFF))
    for prefix in (_NAT64, *nat64_prefixes):
        if address in prefix:
            return (_from_nat64(address, prefix.prefixlen),)
    if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP_MARKS:
        return (IPv4Address(low),)
    return ()


def _from_nat64(address: IPv6Address, prefix_length: int) -> IPv4Address:
    """Read the IPv4 address behind the prefix; octet 8 is always skipped. Source: RFC 6052 section 2.2."""
    octets = address.packed
    start = prefix_length // 8
    picked = [octets[i] for i in range(start, 16) if i != 8][:4]
    return IPv4Address(bytes(picked))


def read_ip_literal(host: str) -> Address | None:
    """Return the address a URL host names by number (`127.1`, `0x7f000001`, `017700000001`, `[::1]`), or None.

    Raises: `ValueError` if the host ends in a number and is no address: resolvers disagree about such names.
    """
    bare = host.removeprefix("[").removesuffix("]")
    if ":" in bare:
        return IPv6Address(bare)
    labels = bare.removesuffix(".").split(".")
    if not re.fullmatch(r"(?:[0-9]+|0[xX][0-9a-fA-F]*)", labels[-1]):
        return None
    numbers = [_read_number(label) for label in labels]
    if len(numbers) > 4 or any(n > 255 for n in numbers[:-1]) or numbers[-1] >= 256 ** (5 - len(numbers)):
        msg = f"{host!r} ends in a number and is no IPv4 address"
        raise AddressValueError(msg)
    value = numbers[-1] + sum(n << (8 * (3 - i)) for i, n in enumerate(numbers[:-1]))
    return IPv4Address(value)


def _read_number(label: str) -> int:
    if label[:2].lower() == "0x":
        return int(label[2:] or "0", 16)
    return int(label, 8) if len(label) > 1 and label.startswith("0") else int(label, 10)


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
