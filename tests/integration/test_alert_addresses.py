"""Addresses webhooks may not reach, in every dress, and the challenge they must answer."""

import json
import socket
from datetime import UTC, datetime

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver
from alert_builders import ALICE_RULE, NOON, SECRET, everyone, post_event
from receivers import WebhookReceiver
from standardwebhooks import Webhook as PublishedVerifier

from vedette.alert.channels.webhook import Webhook, cleaned, echoes
from vedette.alert.delivery.schedule import Verdict
from vedette.alert.keyring import Keyring
from vedette.alert.ledger import EventLedger
from vedette.alert.matching.index import RuleIndex
from vedette.alert.steps import notify
from vedette.runtime.addresses import UNREACHABLE, AddressPolicy, read_networks
from vedette.schemas import Notice, Verification, VerificationData, WebhookEndpoint

CHALLENGE = "q" * 43
QUESTION = Verification(
    timestamp=NOON, data=VerificationData(endpoint_id="alice-hook", subscriber_id="alice", challenge=CHALLENGE)
)


def notice_of() -> Notice:
    """Return what Alice would be told."""
    owed = notify(post_event(), index=RuleIndex([ALICE_RULE]), subscribers=everyone(), ledger=EventLedger(), now=NOON)
    assert owed.dues[0].notice
    return owed.dues[0].notice


def hook(url: str) -> WebhookEndpoint:
    return WebhookEndpoint(endpoint_id="alice-hook", url=url, secret_ref="env:ALICE_SECRET")


class Resolver(AbstractResolver):
    """Answers what it is told, one list for each question; the last stays."""

    def __init__(self, *answers: list[str]):
        self.answers, self.asked = list(answers), 0

    async def resolve(self, host, port=0, family=0):
        self.asked += 1
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [
            {
                "hostname": host, "host": a, "port": port, "proto": 0, "flags": 0,
                "family": socket.AF_INET6 if ":" in a else socket.AF_INET,
            }
            for a in found
        ]  # fmt: skip

    async def close(self) -> None:
        pass


def channel(policy, resolver=None) -> Webhook:
    return Webhook(
        policy=policy, keyring=Keyring(None, lambda ref: SECRET), clock=lambda: datetime.now(UTC), resolver=resolver,
        connect_s=1, total_s=20,
    )  # fmt: skip


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "192.88.99.1",
        "::1", "::", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:7f00:1::", "3fff::1", "5f00::1",
        "2001:db8::1", "fe80::5efe:127.0.0.1",
    ],
)  # fmt: skip
async def test_a_name_that_resolves_to_what_is_not_public_is_never_connected_to(address):
    async with WebhookReceiver() as receiver:
        policy = AddressPolicy(ports=frozenset({receiver.port}))
        webhook = channel(policy, Resolver([address]))
        found = await webhook.send(notice_of(), hook(f"http://innocent.example:{receiver.port}/alice"))
        await webhook.close()
    assert (found.verdict, found.detail) == (Verdict.FAILED, UNREACHABLE)
    assert receiver.received == []


async def test_a_name_that_is_public_and_private_at_once_is_refused_whole():
    async with WebhookReceiver() as receiver:
        policy = AddressPolicy(ports=frozenset({receiver.port}))
        for answers in (["93.184.215.14", "127.0.0.1"], ["127.0.0.1", "93.184.215.14"], ["93.184.215.14", "::1"]):
            webhook = channel(policy, Resolver(answers))
            found = await webhook.send(notice_of(), hook(f"http://half.example:{receiver.port}/alice"))
            await webhook.close()
            assert (found.verdict, found.detail) == (Verdict.FAILED, UNREACHABLE)
        assert receiver.received == []


async def test_a_resolver_that_changes_its_mind_is_refused_at_the_second_connect():
    async with WebhookReceiver() as secret:
        policy = AddressPolicy(ports=frozenset({secret.port}), allow_networks=read_networks(["192.0.2.0/24"]))
        resolver = Resolver(["192.0.2.1"], ["127.0.0.1"])
        webhook = channel(policy, resolver)
        first = await webhook.send(notice_of(), hook(f"http://rebinding.example:{secret.port}/alice"))
        second = await webhook.send(notice_of(), hook(f"http://rebinding.example:{secret.port}/alice"))
        await webhook.close()
        assert resolver.asked == 2, "every connect asks and judges anew"
        assert {first.verdict, second.verdict} == {Verdict.FAILED}
        assert second.detail == UNREACHABLE
        assert secret.received == []


@pytest.mark.parametrize(
    "host",
    [
        "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "[::1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]",
        "[fe80::1%25eth0]", "127.0.0.1", "localhost", "sub.localhost", "①②⑦.⓪.⓪.①", "127。0。0。1", "10.0.0.7.",
    ],
)  # fmt: skip
async def test_hosts_written_as_numbers_or_in_disguise_are_refused_by_their_form(host):
    async with WebhookReceiver() as receiver:
        webhook = channel(AddressPolicy(ports=frozenset({receiver.port}), ip_literals=False))
        found = await webhook.send(notice_of(), hook(f"http://{host}:{receiver.port}/alice"))
        await webhook.close()
        assert found.verdict is Verdict.REFUSED
        assert receiver.received == []


async def test_a_redirect_to_a_private_address_is_not_followed():
    async with WebhookReceiver() as receiver:
        receiver.manners["/alice"] = ["redirect"]
        webhook = channel(AddressPolicy(allow_private=True))
        found = await webhook.send(notice_of(), hook(receiver.url("/alice")))
        await webhook.close()
        assert (found.verdict, found.status) == (Verdict.FAILED, 302)
        assert [r.path for r in receiver.received] == ["/alice"]


async def test_a_public_address_behind_nat64_still_passes():
    policy = AddressPolicy()
    assert policy.judge("64:ff9b::5db8:d70e") is None
    assert policy.judge("64:ff9b::7f00:1") is not None


# the challenge


async def answering(answer):
    """Run a receiver that answers the challenge as told; return the verdict and what it got."""
    got = []

    async def take(request):
        body = await request.read()
        got.append((body, {k.lower(): v for k, v in request.headers.items()}))
        return answer(json.loads(body)["data"]["challenge"])

    app = web.Application()
    app.router.add_post("/in", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    webhook = channel(AddressPolicy(allow_private=True))
    try:
        port = runner.addresses[0][1]
        return await webhook.verify(hook(f"http://127.0.0.1:{port}/in"), QUESTION), got
    finally:
        await webhook.close()
        await runner.cleanup()


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (lambda word: web.Response(text=word), Verdict.TAKEN),
        (lambda word: web.json_response({"challenge": word}), Verdict.TAKEN),
        (lambda word: web.Response(text="taken"), Verdict.FAILED),
        (lambda word: web.Response(status=204), Verdict.FAILED),
        (lambda word: web.Response(status=202, text=word), Verdict.FAILED),
        (lambda word: web.Response(status=500, text=word), Verdict.FAILED),
        (lambda word: web.Response(text=word + word), Verdict.FAILED),
        (lambda word: web.json_response([word]), Verdict.FAILED),
        (lambda word: web.Response(text="{"), Verdict.FAILED),
    ],
)
async def test_only_a_receiver_that_sends_the_challenge_back_wants_notices(answer, verdict):
    found, got = await answering(answer)
    assert found.verdict is verdict
    ((body, headers),) = got
    PublishedVerifier(SECRET).verify(body, headers)
    assert Verification.read(body) == QUESTION


def test_an_answer_is_kept_without_control_characters():
    assert cleaned(b"no\x00 such\x1b[31m desk\r\n\xff") == "no such[31m desk  \ufffd"
    assert not echoes('{"challenge": 3}', CHALLENGE)
    assert not echoes("", CHALLENGE)
