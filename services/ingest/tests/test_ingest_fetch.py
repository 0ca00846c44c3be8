"""Fetching, against a real server on the loopback: every bad answer ends in a reason, in bounded time and size."""

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from vedette.cli.site import Site
from vedette.ingest.fetch import Fetcher, Known, Limits, retry_after_s
from vedette.runtime.addresses import AddressPolicy, Refusal, RefusedAddressError
from vedette.runtime.errors import PermanentError, TransientError
from vedette.schemas import RejectReason

INSIDE = AddressPolicy(allow_private=True)
PUBLIC = AddressPolicy()
LIMITS = Limits(max_bytes=100_000, connect_s=1, read_s=0.3, total_s=1.0)
CERTIFICATES = Path(__file__).parent / "certificates"
STORY = "<h1>Four killed in Balyun</h1><p>Four people were killed on Monday, medics said.</p>"


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site() as running:
        yield running


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    made = Fetcher("Vedette-Test/1 (+https://herald.example)", LIMITS)
    yield made
    await made.close()


async def test_a_page_comes_with_what_the_server_says_of_it(site: Site, fetcher: Fetcher):
    url = site.put("/a", STORY, headers={"Last-Modified": "Wed, 04 Mar 2026 10:00:00 GMT"})
    got = await fetcher.get(url, INSIDE)
    assert (got.status, got.body, got.url) == (200, STORY.encode(), url)
    assert got.content_type == "text/html; charset=utf-8"
    assert got.etag
    assert got.last_modified == "Wed, 04 Mar 2026 10:00:00 GMT"
    headers = site.asked("/a")[0].headers
    assert headers["user-agent"] == "Vedette-Test/1 (+https://herald.example)"
    assert "cookie" not in headers


async def test_a_known_page_is_asked_for_conditionally(site: Site, fetcher: Fetcher):
    url = site.put("/a", STORY)
    first = await fetcher.get(url, INSIDE)
    again = await fetcher.get(url, INSIDE, known=Known(first.etag, first.last_modified))
    assert (again.status, again.body) == (304, None)
    site.put("/a", STORY + "<p>Update.</p>")
    assert (await fetcher.get(url, INSIDE, known=Known(first.etag))).body is not None


async def test_compressed_pages_are_unpacked(site: Site, fetcher: Fetcher):
    url = site.put("/a", gzip.compress(STORY.encode()), headers={"Content-Encoding": "gzip"})
    assert (await fetcher.get(url, INSIDE)).body == STORY.encode()


async def reason_of(fetcher: Fetcher, url: str, policy: AddressPolicy = INSIDE) -> tuple[RejectReason, str]:
    with pytest.raises(PermanentError) as caught:
        await fetcher.get(url, policy)
    return caught.value.reason, caught.value.detail


async def test_a_large_page_is_refused_by_its_announced_length(site: Site, fetcher: Fetcher):
    url = site.put("/big", b"a" * 100_001)
    reason, detail = await reason_of(fetcher, url)
    assert reason is RejectReason.TOO_LARGE
    assert "announces 100001 bytes" in detail


async def test_a_page_of_40_mb_is_left_at_the_cap(site: Site, fetcher: Fetcher):
    sent = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(40 * 16):
            sent += 65_536
            yield b"<p>x</p>" * 8192

    reason, _ = await reason_of(fetcher, site.stream("/endless", chunks))
    assert reason is RejectReason.TOO_LARGE
    assert sent < 10_000_000  # what fits into socket buffers, not 40 MB


async def test_a_compressed_bomb_is_left_at_the_cap(site: Site, fetcher: Fetcher):
    bomb = gzip.compress(bytes(50_000_000))
    assert len(bomb) < 100_000
    reason, _ = await reason_of(fetcher, site.put("/bomb", bomb, headers={"Content-Encoding": "gzip"}))
    assert reason is RejectReason.TOO_LARGE


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(b"not gzip", "gzip"), (gzip.compress(b"x" * 5000, mtime=0)[:-9], "gzip"), (b"\x1b\x03", "br")],
)
async def test_a_broken_or_unasked_compression_is_refused(site: Site, fetcher: Fetcher, body: bytes, encoding: str):
    reason, _ = await reason_of(fetcher, site.put("/a", body, headers={"Content-Encoding": encoding}))
    assert reason is RejectReason.UNREADABLE


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
async def test_a_refusal_is_final(site: Site, fetcher: Fetcher, status: int):
    reason, detail = await reason_of(fetcher, site.put("/a", "no", status=status))
    assert reason is RejectReason.FETCH_FAILED
    assert f"answered {status}" in detail


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
async def test_a_failure_that_may_pass_is_tried_later_when_the_server_says(site: Site, fetcher: Fetcher, status: int):
    url = site.put("/a", "later", status=status, headers={"Retry-After": "120"})
    with pytest.raises(TransientError, match=f"answered {status}") as caught:
        await fetcher.get(url, INSIDE)
    assert caught.value.retry_after_s == 120.0


def test_retry_after_may_be_a_date():
    now = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
    assert retry_after_s(format_datetime(now + timedelta(minutes=5), usegmt=True), now) == 300.0
    assert retry_after_s(format_datetime(now - timedelta(minutes=5), usegmt=True), now) == 0.0
    assert [retry_after_s(text, now) for text in (None, "", "soon", "-5", "٣")] == [None] * 5


async def test_a_hanging_server_is_left_alone(site: Site, fetcher: Fetcher):
    with pytest.raises(TransientError):
        await fetcher.get(site.hang("/hang"), INSIDE)


async def test_a_dripping_server_cannot_hold_a_page_open(site: Site, fetcher: Fetcher):
    async def drops() -> AsyncIterator[bytes]:
        while True:
            yield b"."
            await asyncio.sleep(0.1)

    with pytest.raises(TransientError, match="no complete answer within 1 s"):
        await fetcher.get(site.stream("/drip", drops), INSIDE)


async def test_an_answer_that_is_not_http_is_tried_later(fetcher: Fetcher):
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"220 mail.example ESMTP\r\n")
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(TransientError, match="RemoteProtocolError"):
        await fetcher.get(f"http://127.0.0.1:{port}/", INSIDE)
    server.close()


async def test_a_closed_port_and_an_unknown_name_are_tried_later(fetcher: Fetcher):
    with pytest.raises(TransientError):
        await fetcher.get("http://127.0.0.1:9/", INSIDE)
    with pytest.raises(TransientError, match="does not resolve"):
        await fetcher.get("http://no-such-host.invalid/", INSIDE)


async def test_redirects_are_followed_and_the_last_address_counts(site: Site, fetcher: Fetcher):
    final = site.put("/2026/story", STORY)
    site.redirect("/hop", "/2026/story", status=301)
    got = await fetcher.get(site.redirect("/short", "/hop"), INSIDE)
    assert (got.url, got.body) == (final, STORY.encode())


async def test_a_redirect_loop_is_told_as_one(site: Site, fetcher: Fetcher):
    site.redirect("/b", "/a")
    reason, detail = await reason_of(fetcher, site.redirect("/a", "/b"))
    assert (reason, "redirect loop" in detail) == (RejectReason.FETCH_FAILED, True)
    assert len(site.requests) == 2


async def test_a_long_chain_of_redirects_is_left(site: Site, fetcher: Fetcher):
    for number in range(20):
        site.redirect(f"/{number}", f"/{number + 1}")
    reason, detail = await reason_of(fetcher, site.url("/0"))
    assert (reason, "more than 5 redirects" in detail) == (RejectReason.FETCH_FAILED, True)


@pytest.mark.parametrize(
    "to", ["http://169.254.169.254/latest/meta-data/", "file:///etc/passwd", "gopher://127.0.0.1:25/"]
)
async def test_a_redirect_to_a_refused_address_is_not_followed(site: Site, fetcher: Fetcher, to: str):
    reason, _ = await reason_of(fetcher, site.redirect("/a", to))
    assert reason is RejectReason.REFUSED_ADDRESS


async def test_a_public_source_cannot_redirect_inside(site: Site):
    """The first host is public by its resolver; the redirect goes to the loopback."""
    secret = site.put("/secret", "inside")
    site.redirect("/a", secret)
    trusted = AddressPolicy(allow_hosts=frozenset({"herald.example"}))

    async def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    fetcher = Fetcher("Vedette-Test/1", LIMITS, resolve=resolve)
    reason, _ = await reason_of(fetcher, f"http://herald.example:{site.port}/a", trusted)
    await fetcher.close()
    assert reason is RejectReason.REFUSED_ADDRESS
    assert not site.asked("/secret")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "localhost"]
)
async def test_no_spelling_of_the_loopback_is_fetched(site: Site, fetcher: Fetcher, host: str):
    site.put("/secret", "inside")
    with pytest.raises(RefusedAddressError):
        await fetcher.get(f"http://{host}:{site.port}/secret", AddressPolicy(ports=frozenset({site.port})))
    assert not site.requests


class Rebinding:
    """A resolver that answers a public address first and the loopback ever after."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked += 1
        return [self.answers.pop(0)] if len(self.answers) > 1 else [self.answers[0]]


async def test_a_name_that_turns_to_the_loopback_is_refused_at_the_connect(site: Site):
    site.put("/secret", "inside")
    resolver = Rebinding("127.0.0.1")
    fetcher = Fetcher("Vedette-Test/1", LIMITS, resolve=resolver)
    with pytest.raises(RefusedAddressError) as caught:
        await fetcher.get(f"http://rebound.example:{site.port}/secret", AddressPolicy(ports=frozenset({site.port})))
    await fetcher.close()
    assert caught.value.refusal is Refusal.LOOPBACK
    assert not site.requests


async def test_the_socket_goes_to_the_very_address_that_was_judged(site: Site):
    """One lookup per connect: there is no second answer for a rebinding resolver to give."""
    site.put("/a", STORY)
    resolver = Rebinding("127.0.0.1", "169.254.169.254")
    fetcher = Fetcher("Vedette-Test/1", LIMITS, resolve=resolver)
    got = await fetcher.get(f"http://herald.example:{site.port}/a", INSIDE)
    await fetcher.close()
    assert got.body == STORY.encode()
    assert resolver.asked == 1
    assert site.asked("/a")[0].headers["host"] == f"herald.example:{site.port}"  # the name, not the address


async def serve_tls(names: list[str | None]) -> asyncio.Server:
    """Serve one page over TLS as herald.example and note the names clients ask for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / "herald.crt.pem", CERTIFICATES / "herald.key.pem")
    context.sni_callback = lambda _socket, name, _context: names.append(name)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nstory")
        await writer.drain()
        writer.close()

    return await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)


@pytest.mark.parametrize(
    ("host", "ca_file", "fine"),
    [
        ("herald.example", CERTIFICATES / "herald.crt.pem", True),
        ("other.example", CERTIFICATES / "herald.crt.pem", False),
        ("herald.example", None, False),
    ],
    ids=["right name", "wrong name", "unknown authority"],
)
async def test_tls_checks_the_name_although_the_socket_goes_to_an_address(host: str, ca_file: Path | None, fine: bool):
    names: list[str | None] = []
    server = await serve_tls(names)
    port = server.sockets[0].getsockname()[1]

    async def resolve(asked: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    fetcher = Fetcher("Vedette-Test/1", LIMITS, ca_file=ca_file, resolve=resolve)
    if fine:
        assert (await fetcher.get(f"https://{host}:{port}/", INSIDE)).body == b"story"
    else:
        with pytest.raises(TransientError, match="ConnectError"):
            await fetcher.get(f"https://{host}:{port}/", INSIDE)
    await fetcher.close()
    server.close()
    assert names == [host]


async def test_a_host_with_a_dead_first_address_is_reached_by_its_second(site: Site):
    site.put("/a", STORY)

    async def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.3", "127.0.0.1"]  # nobody listens on the first

    fetcher = Fetcher("Vedette-Test/1", LIMITS, resolve=resolve)
    got = await fetcher.get(f"http://herald.example:{site.port}/a", INSIDE)
    await fetcher.close()
    assert got.status == 200


async def test_a_connection_is_never_shared_between_a_wide_and_a_narrow_policy(site: Site, fetcher: Fetcher):
    url = site.put("/a", STORY)
    await fetcher.get(url, INSIDE)
    with pytest.raises(RefusedAddressError):
        await fetcher.get(url, PUBLIC)
