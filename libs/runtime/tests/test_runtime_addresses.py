"""Addresses: nothing private is reached by any spelling, and public hosts stay reachable."""

import errno
from ipaddress import IPv6Network, ip_address

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from vedette.runtime.addresses import (
    AddressPolicy,
    Refusal,
    RefusedAddressError,
    checked_socket_factory,
    judge_address,
    judge_url,
    read_ip_literal,
    read_networks,
    resolve_checked,
)
from vedette.runtime.errors import TransientError

PUBLIC = AddressPolicy()

FORBIDDEN = {
    "0.0.0.0": Refusal.UNSPECIFIED,
    "0.1.2.3": Refusal.UNSPECIFIED,
    "10.1.2.3": Refusal.PRIVATE,
    "100.64.0.1": Refusal.PRIVATE,
    "127.0.0.1": Refusal.LOOPBACK,
    "127.255.255.254": Refusal.LOOPBACK,
    "169.254.169.254": Refusal.LINK_LOCAL,
    "172.16.0.1": Refusal.PRIVATE,
    "172.31.255.255": Refusal.PRIVATE,
    "192.0.0.8": Refusal.RESERVED,
    "192.0.2.7": Refusal.RESERVED,
    "192.88.99.1": Refusal.RESERVED,
    "192.168.1.1": Refusal.PRIVATE,
    "198.18.0.1": Refusal.RESERVED,
    "198.51.100.9": Refusal.RESERVED,
    "203.0.113.5": Refusal.RESERVED,
    "224.0.0.1": Refusal.MULTICAST,
    "239.1.1.1": Refusal.MULTICAST,
    "240.0.0.1": Refusal.RESERVED,
    "255.255.255.255": Refusal.RESERVED,
    "::": Refusal.UNSPECIFIED,
    "::1": Refusal.LOOPBACK,
    "::127.0.0.1": Refusal.RESERVED,
    "::ffff:127.0.0.1": Refusal.LOOPBACK,
    "::ffff:169.254.169.254": Refusal.LINK_LOCAL,
    "::ffff:0:10.0.0.1": Refusal.RESERVED,
    "64:ff9b::a9fe:a9fe": Refusal.LINK_LOCAL,
    "64:ff9b::7f00:1": Refusal.LOOPBACK,
    "64:ff9b:1::1": Refusal.RESERVED,
    "100::1": Refusal.RESERVED,
    "2001::1": Refusal.UNSPECIFIED,
    "2001:0:0808:0808:0:0:80ff:fffe": Refusal.LOOPBACK,
    "2001:2::1": Refusal.RESERVED,
    "2001:10::1": Refusal.RESERVED,
    "2001:20::1": Refusal.RESERVED,
    "2001:db8::1": Refusal.RESERVED,
    "2002:7f00:1::": Refusal.LOOPBACK,
    "2002:a9fe:a9fe::1": Refusal.LINK_LOCAL,
    "2002:c0a8:101::1": Refusal.PRIVATE,
    "2a00:1450:4001::5efe:10.0.0.1": Refusal.PRIVATE,
    "2a00:1450:4001::200:5efe:127.0.0.1": Refusal.LOOPBACK,
    "3fff::1": Refusal.RESERVED,
    "5f00::1": Refusal.RESERVED,
    "fc00::1": Refusal.PRIVATE,
    "fd12:3456::1": Refusal.PRIVATE,
    "fe80::1": Refusal.LINK_LOCAL,
    "fe80::5efe:8.8.8.8": Refusal.LINK_LOCAL,
    "fec0::1": Refusal.PRIVATE,
    "ff02::1": Refusal.MULTICAST,
    "ff0e::1": Refusal.MULTICAST,
    "fe80::1%eth0": Refusal.ZONED,
    "2a00:1450:4001::1%lo": Refusal.ZONED,
}

ALLOWED = [
    "8.8.8.8",
    "1.1.1.1",
    "172.32.0.1",
    "100.128.0.1",
    "192.0.1.1",
    "2a00:1450:4001:810::200e",
    "2606:4700:4700::1111",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2002:808:808::1",
    "2a00:1450:4001::5efe:8.8.8.8",
]


@pytest.mark.parametrize(("address", "why"), FORBIDDEN.items())
def test_no_address_outside_global_unicast_passes(address: str, why: Refusal):
    assert judge_address(address) is why


@pytest.mark.parametrize("address", ALLOWED)
def test_public_addresses_pass_also_behind_translation(address: str):
    assert judge_address(address) is None


@pytest.mark.parametrize(
    ("prefix", "private", "public"),
    [
        ("2a01:aaaa::/32", "2a01:aaaa:a9fe:a9fe::", "2a01:aaaa:808:808::"),
        ("2a01:aaaa:bb00::/40", "2a01:aaaa:bba9:fea9:00fe::", "2a01:aaaa:bb08:0808:0008::"),
        ("2a01:aaaa:bbbb::/48", "2a01:aaaa:bbbb:a9fe:a9:fe00::", "2a01:aaaa:bbbb:808:8:800::"),
        ("2a01:aaaa:bbbb:cc00::/56", "2a01:aaaa:bbbb:cca9:fe:a9fe::", "2a01:aaaa:bbbb:cc08:8:808::"),
        ("2a01:aaaa:bbbb:cccc::/64", "2a01:aaaa:bbbb:cccc:a9:fea9:fe00::", "2a01:aaaa:bbbb:cccc:8:808:800::"),
        ("64:ff9b:1::/96", "64:ff9b:1::a9fe:a9fe", "64:ff9b:1::808:808"),
    ],
)
def test_configured_translation_prefixes_are_unwrapped_at_every_length(prefix: str, private: str, public: str):
    prefixes = (IPv6Network(prefix),)
    assert judge_address(private, nat64_prefixes=prefixes) is Refusal.LINK_LOCAL
    assert judge_address(public, nat64_prefixes=prefixes) is None


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("2130706433", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("0x7F.1", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("0177.0.0.01", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("10.1.515", "10.1.2.3"),
        ("0xa9fea9fe", "169.254.169.254"),
        ("[::1]", "::1"),
        ("8.8.8.8.", "8.8.8.8"),
    ],
)
def test_numeric_hosts_are_read_in_every_base(host: str, address: str):
    assert read_ip_literal(host) == ip_address(address)


@pytest.mark.parametrize("host", ["256.256.256.256", "1.2.3.4.5", "4294967296", "news.example.08", "0x100000000"])
def test_names_that_end_in_a_bad_number_are_refused(host: str):
    assert judge_url(f"http://{host}/", PUBLIC) is Refusal.MALFORMED


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://127.0.0.1/", Refusal.LOOPBACK),
        ("http://2130706433/", Refusal.LOOPBACK),
        ("http://0x7f000001/", Refusal.LOOPBACK),
        ("http://0177.1/", Refusal.LOOPBACK),
        ("http://[::1]/", Refusal.LOOPBACK),
        ("http://[::ffff:a00:1]/", Refusal.PRIVATE),
        ("http://[fe80::1%25eth0]/", Refusal.ZONED),
        ("http://[64:ff9b::a9fe:a9fe]/latest/meta-data", Refusal.LINK_LOCAL),
        ("http://１２７.０.０.１/", Refusal.LOOPBACK),
        ("http://127。0。0。1/", Refusal.LOOPBACK),
        ("http://localhost/", Refusal.LOOPBACK),
        ("http://LocalHost./", Refusal.LOOPBACK),
        ("http://feed.localhost/", Refusal.LOOPBACK),
        ("ftp://herald.example/a", Refusal.SCHEME),
        ("file:///etc/passwd", Refusal.SCHEME),
        ("gopher://herald.example:25/", Refusal.SCHEME),
        ("//herald.example/a", Refusal.SCHEME),
        ("http:///nothing", Refusal.MALFORMED),
        ("http://", Refusal.MALFORMED),
        ("http://herald.example:99999/", Refusal.MALFORMED),
        ("http://herald.example:22/", Refusal.PORT),
        ("http://herald.example:9092/", Refusal.PORT),
        ("http://reader:secret@herald.example/", Refusal.USERINFO),
        ("http://herald.example\\@127.0.0.1/", Refusal.MALFORMED),
        ("http://herald.example/a b", Refusal.MALFORMED),
        ("http://herald.example/\r\nHost: x", Refusal.MALFORMED),
        ("http://" + "a" * 64 + ".example/", Refusal.MALFORMED),
        ("http://herald.example/" + "a" * 2048, Refusal.MALFORMED),
    ],
)
def test_urls_that_lead_inside_are_refused(url: str, why: Refusal):
    assert judge_url(url, PUBLIC) is why


@pytest.mark.parametrize(
    "url",
    [
        "https://herald.example/2026/03/a.html?id=7#top",
        "HTTP://Herald.Example:80/",
        "https://bücher.example:8443/",
        "https://xn--mgberp4a5d4ar.example/",
        "http://8.8.8.8/",
        "https://0xcafe.example/",
    ],
)
def test_public_urls_pass(url: str):
    assert judge_url(url, PUBLIC) is None


def test_a_webhook_policy_can_ask_for_names_over_https():
    policy = AddressPolicy(schemes=frozenset({"https"}), ports=frozenset({443, 8443}), ip_literals=False)
    assert judge_url("https://hooks.example/in", policy) is None
    assert judge_url("http://hooks.example/in", policy) is Refusal.SCHEME
    assert judge_url("https://8.8.8.8/in", policy) is Refusal.IP_LITERAL
    assert judge_url("https://hooks.example:8080/in", policy) is Refusal.PORT


def test_allow_private_opens_the_house_and_never_the_metadata_address():
    policy = AddressPolicy(allow_private=True)
    assert judge_url("http://127.0.0.1:39123/feed", policy) is None
    assert policy.judge("10.0.0.7") is None
    assert policy.judge("169.254.169.254") is Refusal.LINK_LOCAL
    assert policy.judge("fe80::1") is Refusal.LINK_LOCAL
    assert policy.judge("224.0.0.1") is Refusal.MULTICAST


def test_listed_networks_pass_and_denied_ones_win():
    policy = AddressPolicy(
        allow_private=True, allow_networks=read_networks(["192.0.2.0/24"]), deny_networks=read_networks(["10.9.0.0/16"])
    )
    assert policy.judge("192.0.2.5") is None
    assert policy.judge("::ffff:192.0.2.5") is None
    assert policy.judge("10.9.1.1") is Refusal.DENIED
    assert policy.judge("64:ff9b::a09:101") is Refusal.DENIED
    assert policy.judge("10.8.1.1") is None


def test_an_allowed_network_lends_nothing_to_what_it_carries():
    policy = AddressPolicy(allow_networks=read_networks(["10.0.0.0/8"]))
    assert policy.judge("64:ff9b::a00:1") is None
    teredo = "2001:0:0a00:0001:0:0:5601:5601"  # server 10.0.0.1, client 169.254.169.254
    assert policy.judge(teredo) is Refusal.LINK_LOCAL


@pytest.mark.parametrize("address", ["fe80::5efe:10.0.0.1", "2001:0:0a00:0001:0:0:5601:5601", "ff02::5efe:127.0.0.1"])
def test_a_private_part_does_not_open_the_rest(address: str):
    assert AddressPolicy(allow_private=True).judge(address) in {Refusal.LINK_LOCAL, Refusal.MULTICAST}


def answering(*answers: str):
    async def resolve(host: str, port: int) -> list[str]:
        return list(answers)

    return resolve


async def test_one_private_answer_refuses_the_name():
    with pytest.raises(RefusedAddressError) as caught:
        await resolve_checked("herald.example", 443, PUBLIC, resolve=answering("8.8.8.8", "10.0.0.5"))
    assert caught.value.refusal is Refusal.PRIVATE


async def test_a_name_with_public_answers_gives_them_in_order():
    found = await resolve_checked("herald.example", 443, PUBLIC, resolve=answering("2606:4700::1", "8.8.8.8"))
    assert [str(address) for address in found] == ["2606:4700::1", "8.8.8.8"]


async def test_a_name_without_an_answer_is_tried_again_later():
    with pytest.raises(TransientError):
        await resolve_checked("herald.example", 443, PUBLIC, resolve=answering())


async def test_a_numeric_host_is_judged_without_asking_anybody():
    with pytest.raises(RefusedAddressError):
        await resolve_checked("0x7f.1", 80, PUBLIC, resolve=answering("8.8.8.8"))


async def test_a_trusted_host_may_be_private_and_still_not_denied():
    policy = AddressPolicy(allow_hosts=frozenset({"cms.example"}), deny_networks=read_networks(["10.9.0.0/16"]))
    found = await resolve_checked("CMS.example.", 80, policy, resolve=answering("10.0.0.5"))
    assert [str(a) for a in found] == ["10.0.0.5"]
    assert judge_url("http://cms.example:3000/", policy) is None
    with pytest.raises(RefusedAddressError):
        await resolve_checked("cms.example", 80, policy, resolve=answering("10.9.0.5"))


class Answers(AbstractResolver):
    """A resolver under somebody else's control."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        return [
            {"hostname": host, "host": a, "port": port, "family": 2, "proto": 6, "flags": 0} for a in self.addresses
        ]

    async def close(self) -> None:
        pass


@pytest.mark.parametrize(
    ("url", "answers"),
    [
        ("http://127.0.0.1:9/", ()),
        ("http://0x7f000001:9/", ("127.0.0.1",)),
        ("http://rebound.example:9/", ("127.0.0.1",)),
        ("http://rebound.example:9/", ("127.0.0.1", "10.0.0.1")),
    ],
)
async def test_the_webhook_client_connects_to_no_refused_address(url: str, answers: tuple[str, ...]):
    connector = aiohttp.TCPConnector(socket_factory=checked_socket_factory(PUBLIC), resolver=Answers(*answers))
    async with aiohttp.ClientSession(connector=connector) as session:
        with pytest.raises(aiohttp.ClientConnectorError) as caught:
            await session.get(url)
    assert "address refused" in str(caught.value)
    assert caught.value.errno == errno.EACCES  # ECONNREFUSED would mean that it did try
