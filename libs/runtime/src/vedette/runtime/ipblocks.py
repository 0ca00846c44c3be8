"""IP addresses: which are public, in whatever dress, and how a URL may write one.

Source: IANA special-purpose address registries for IPv4 and IPv6 (RFC 6890 and updates), RFC 6052 (NAT64),
RFC 3056 (6to4), RFC 4380 (Teredo), RFC 5214 (ISATAP), WHATWG URL standard (numeric hosts).
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


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
"""What an operator may waive for his own network. Link-local stays refused: cloud metadata lives there."""

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


def judge_address(address: Address | str, *, nat64_prefixes: Sequence[IPv6Network] = ()) -> Refusal | None:
    """Return why the address is not a public one, or None.

    IPv4 inside IPv6 (mapped, NAT64, 6to4, Teredo, ISATAP) is unwrapped and judged as itself, so the metadata address is
    refused in every dress while public hosts behind NAT64 stay reachable. Of several refusals the one that
    `allow_private` does not waive is returned.
    """
    address = ip_address(address) if isinstance(address, str) else address
    if isinstance(address, IPv4Address):
        return _listed(address, _V4_REFUSED)
    if address.scope_id is not None:
        return Refusal.ZONED
    inner = embedded(address, nat64_prefixes)
    found = [judge_address(v4) for v4 in inner]
    if not inner or not (address.ipv4_mapped or within(address, (_NAT64, _TEREDO, *nat64_prefixes))):
        # elsewhere the prefix is more than a carrier of the inner address
        found.append(_listed(address, _V6_REFUSED) or (None if address in _GLOBAL_UNICAST else Refusal.RESERVED))
    refusals = sorted((r for r in found if r is not None), key=lambda refusal: refusal in PRIVATE_REFUSALS)
    return next(iter(refusals), None)


def _listed(address: Address, table: Sequence[tuple[Network, Refusal]]) -> Refusal | None:
    return next((refusal for block, refusal in table if address in block), None)


def within(address: Address, networks: Sequence[Network]) -> bool:
    """Return True if any of the networks holds the address."""
    return any(address in network for network in networks if network.version == address.version)


def embedded(address: Address, nat64_prefixes: Sequence[IPv6Network]) -> tuple[IPv4Address, ...]:
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
