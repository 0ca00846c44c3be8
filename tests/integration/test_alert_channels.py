"""The channels against real receivers, well behaved and not: no broker, no mocks."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from email.parser import BytesParser
from email.policy import default
from email.utils import format_datetime

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver
from alert_builders import (
    ALICE_RULE,
    BOB_RULE,
    NOON,
    SECRET,
    bob,
    everyone,
    place,
    post_event,
    revised,
    source,
    toll_event,
)
from receivers import MailSink, WebhookReceiver
from standardwebhooks import Webhook as PublishedVerifier
from standardwebhooks import WebhookVerificationError

from vedette.alert.channels.connections import MailServer
from vedette.alert.channels.email import Mail
from vedette.alert.channels.mail import Sender
from vedette.alert.channels.mime import UnsafeHeaderError, encoded, write_mail
from vedette.alert.channels.webhook import TOTAL_S, Webhook, judge_answer, read_retry_after
from vedette.alert.delivery.schedule import Verdict
from vedette.alert.keyring import Keyring
from vedette.alert.ledger import EventLedger
from vedette.alert.matching.index import RuleIndex
from vedette.alert.steps import notify
from vedette.runtime.addresses import UNREACHABLE, AddressPolicy
from vedette.runtime.errors import ConfigError
from vedette.schemas import (
    DigestItem,
    EventStatus,
    Gathering,
    Notice,
    NoticeType,
    Period,
    Pointer,
    WebhookEndpoint,
)

OTHER_SECRET = "whsec_" + "YW5vdGhlci1zZWNyZXQtdGhhdC1pcy1sb25nLWVub3VnaA=="
LOCAL = AddressPolicy(allow_private=True)


def notice_of(event=None, rule=ALICE_RULE, ledger=None) -> Notice:
    owed = notify(
        event or post_event(),
        index=RuleIndex([rule]),
        subscribers=everyone(),
        ledger=ledger or EventLedger(),
        now=NOON,
    )
    assert owed.dues[0].notice
    return owed.dues[0].notice


def hook(url: str) -> WebhookEndpoint:
    return WebhookEndpoint(endpoint_id="alice-hook", url=url, secret_ref="env:ALICE_SECRET")


def channel(policy=LOCAL, secret=SECRET, **limits) -> Webhook:
    return Webhook(policy=policy, keyring=Keyring(None, lambda ref: secret), clock=lambda: datetime.now(UTC), **limits)


async def send_to(receiver: WebhookReceiver, manner: str, **limits):
    receiver.manners["/alice"] = [manner]
    webhook = channel(**limits)
    try:
        return await webhook.send(notice_of(), hook(receiver.url("/alice")))
    finally:
        await webhook.close()


async def test_a_signed_notice_is_accepted_by_the_published_library():
    async with WebhookReceiver() as receiver:
        found = await send_to(receiver, "ok")
        assert (found.verdict, found.status) == (Verdict.TAKEN, 200)
        (got,) = receiver.received
        PublishedVerifier(SECRET).verify(got.body, dict(got.headers))
        assert Notice.read(got.body) == notice_of()
        assert got.headers["content-type"] == "application/json"
        assert "cookie" not in got.headers


async def test_a_second_signature_of_another_kind_does_not_disturb_the_published_library():
    async with WebhookReceiver() as receiver:
        ring = Keyring("a key of at least thirty-two characters", lambda ref: SECRET)
        webhook = Webhook(policy=LOCAL, keyring=ring, clock=lambda: datetime.now(UTC), private=ring.private_key())
        await webhook.send(notice_of(), hook(receiver.url("/alice")))
        await webhook.close()
        (got,) = receiver.received
    assert [word.partition(",")[0] for word in got.headers["webhook-signature"].split()] == ["v1", "v1a"]
    PublishedVerifier(SECRET).verify(got.body, dict(got.headers))


async def test_a_minimal_webhook_gets_ids_and_a_link_and_nothing_of_the_event():
    async with WebhookReceiver() as receiver:
        webhook = channel(news=lambda *who: "https://vedette.example/news/" + "-".join(who))
        notice = notice_of()
        await webhook.send(notice, hook(receiver.url("/alice")).model_copy(update={"minimal": True}))
        await webhook.close()
        (got,) = receiver.received
    PublishedVerifier(SECRET).verify(got.body, dict(got.headers))
    told = Pointer.read(got.body)
    assert (told.type, told.data.delivery_id, told.data.revision) == (notice.type, got.delivery_id, 1)
    assert told.data.url == "https://vedette.example/news/alice-alice-hook-e:post-1"
    assert not [word for word in ("Kafr", "Idlib", "observation", "Courier") if word in got.body.decode()]


async def test_a_connection_is_used_again_but_not_for_longer_than_five_minutes():
    peers, arrived, answered, now = [], asyncio.Event(), asyncio.Event(), [0.0]

    async def take(request):
        peers.append(request.transport.get_extra_info("peername"))
        if request.path == "/slow":
            arrived.set()
            await answered.wait()
        return web.Response()

    app = web.Application()
    app.router.add_post("/{tail:.*}", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    webhook = channel(monotonic=lambda: now[0])

    async def told(path="/"):
        return await webhook.send(notice_of(), hook(f"http://127.0.0.1:{runner.addresses[0][1]}{path}"))

    for at in (0.0, 299.0, 301.0, 302.0):
        now[0] = at
        await told()
    assert peers[0] == peers[1] != peers[2] == peers[3]
    slow = asyncio.create_task(told("/slow"))
    await arrived.wait()
    now[0] = 700.0
    await told()
    answered.set()
    assert (await slow).verdict is Verdict.TAKEN, "a call under way is not cut off"
    await webhook.close()
    await runner.cleanup()


async def test_a_changed_byte_or_another_secret_is_refused_by_the_published_library():
    async with WebhookReceiver() as receiver:
        await send_to(receiver, "ok")
        (got,) = receiver.received
        with pytest.raises(WebhookVerificationError):
            PublishedVerifier(SECRET).verify(got.body.replace(b"Idlib", b"Hama!"), dict(got.headers))
        with pytest.raises(WebhookVerificationError):
            PublishedVerifier(OTHER_SECRET).verify(got.body, dict(got.headers))


async def test_while_a_secret_is_replaced_both_are_accepted():
    async with WebhookReceiver() as receiver:
        webhook = channel(secret=f"{OTHER_SECRET} {SECRET}")
        await webhook.send(notice_of(), hook(receiver.url("/alice")))
        await webhook.close()
        for secret in (SECRET, OTHER_SECRET):
            PublishedVerifier(secret).verify(receiver.received[0].body, dict(receiver.received[0].headers))


@pytest.mark.parametrize(
    ("manner", "verdict", "status"),
    [
        ("fail", Verdict.FAILED, 500),
        ("redirect", Verdict.FAILED, 302),
        ("gone", Verdict.GONE, 410),
        ("later", Verdict.FAILED, 503),
        ("cut", Verdict.FAILED, None),
        ("drip", Verdict.TAKEN, 200),
        ("flood", Verdict.TAKEN, 200),
    ],
)
async def test_each_manner_of_answer_gets_its_verdict(manner, verdict, status):
    async with WebhookReceiver() as receiver:
        began = time.monotonic()
        found = await send_to(receiver, manner)
        assert (found.verdict, found.status) == (verdict, status)
        assert len(receiver.received) == 1, "a redirect is not followed, nothing is sent twice"
        assert time.monotonic() - began < TOTAL_S, "nobody waits for the end of an answer whose status is known"


async def test_a_receiver_that_hangs_is_given_up_after_the_time_limit():
    async with WebhookReceiver() as receiver:
        began = time.monotonic()
        found = await send_to(receiver, "hang", total_s=0.3)
        assert (found.verdict, found.detail) == (Verdict.FAILED, "no answer within 0.3 s")
        assert time.monotonic() - began < TOTAL_S


async def test_a_receiver_may_ask_for_a_longer_pause():
    async with WebhookReceiver(retry_after_s=7) as receiver:
        assert (await send_to(receiver, "later")).retry_after_s == 7
    later = datetime.now(UTC) + timedelta(seconds=90)
    assert read_retry_after(format_datetime(later, usegmt=True), datetime.now(UTC)) == pytest.approx(90, abs=2)
    assert read_retry_after("soon", NOON) is None
    assert judge_answer(429, "3", NOON).retry_after_s == 3


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/alice", "http://localhost:{port}/alice", "http://0x7f000001:{port}/alice",
        "http://2130706433:{port}/alice", "http://[::1]:{port}/alice", "http://[::ffff:127.0.0.1]:{port}/alice",
        "http://169.254.169.254/latest/meta-data", "http://user:word@alice.example/", "http://10.0.0.7/alice",
    ],
)  # fmt: skip
async def test_private_addresses_are_refused_in_every_dress(url):
    async with WebhookReceiver() as receiver:
        webhook = channel(policy=AddressPolicy(ports=frozenset({80, receiver.port})))
        found = await webhook.send(notice_of(), hook(url.format(port=receiver.port)))
        await webhook.close()
        assert found.verdict is Verdict.REFUSED
        assert receiver.received == []


class LyingResolver(AbstractResolver):
    """Says that every name is this machine, as an attacker's name server would."""

    async def resolve(self, host, port=0, family=0):
        return [{"hostname": host, "host": "127.0.0.1", "port": port, "family": 2, "proto": 0, "flags": 0}]

    async def close(self) -> None:
        pass


async def test_a_name_that_resolves_to_a_private_address_is_refused_at_connect_time():
    async with WebhookReceiver() as receiver:
        webhook = channel(policy=AddressPolicy(ports=frozenset({receiver.port})), resolver=LyingResolver())
        found = await webhook.send(notice_of(), hook(f"http://innocent.example:{receiver.port}/alice"))
        await webhook.close()
        assert (found.verdict, found.detail) == (Verdict.FAILED, UNREACHABLE), "it reads like a closed port"
        assert receiver.received == []


async def test_plain_http_is_refused_unless_the_operator_allows_it():
    webhook = channel(policy=AddressPolicy(schemes=frozenset({"https"})))
    found = await webhook.send(notice_of(), hook("http://alice.example/hook"))
    assert (found.verdict, found.detail) == (Verdict.REFUSED, "this address may not be called (scheme)")


async def test_a_closed_port_and_an_unknown_name_read_the_same():
    async with WebhookReceiver() as receiver:
        closed = receiver.url("/alice")
    webhook = channel()
    for url in (closed, "http://no-such-host.invalid/alice", closed.replace("http:", "https:")):
        found = await webhook.send(notice_of(), hook(url))
        assert (found.verdict, found.detail) == (Verdict.FAILED, UNREACHABLE)
    await webhook.close()


async def test_a_secret_that_cannot_be_read_is_retried_and_never_shown():
    def missing(ref):
        msg = "the variable ALICE_SECRET is not set"
        raise ConfigError(msg)

    webhook = Webhook(policy=LOCAL, keyring=Keyring(None, missing), clock=lambda: NOON)
    found = await webhook.send(notice_of(), hook("http://127.0.0.1:1/"))
    assert (found.verdict, found.detail) == (Verdict.FAILED, "the signing secret cannot be read")


# mail


def mail_to(sink: MailSink, **over) -> Mail:
    fields = {"host": sink.host, "port": sink.port, "sender": "alerts@vedette.example", "start_tls": False} | over
    return Mail(MailServer(**fields), clock=lambda: NOON, total_s=20)


async def mailed(notice: Notice, reader=None):
    async with MailSink() as sink:
        reader = reader or bob()
        sender = mail_to(sink)
        found = await sender.send(notice, reader.endpoints[0], reader)
        await sender.close()
        assert (found.verdict, found.status) == (Verdict.TAKEN, 250)
        (mail,) = sink.mails
        return mail


def parts_of(mail) -> tuple[str, str]:
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    return text.get_content(), html.get_content()


async def test_a_mail_has_quote_source_who_says_so_place_and_date_in_both_parts():
    mail = await mailed(notice_of(toll_event(killed=3), BOB_RULE))
    assert mail["Subject"] == "3 killed: Kafr Sindiyan (Idlib, Syria)"
    assert mail["To"] == "bob@mail.example"
    for part in parts_of(mail):
        words = " ".join(part.split())
        for needed in (
            "Shelling killed 3 people in Kafr Sindiyan, a medic said.",
            "https://orontes-courier.example/1",
            "Dr. Amal Qasim (medic)",
            "Kafr Sindiyan (Idlib, Syria)",
            "3 March 2025",
            "killed: 2",
            "fair",
        ):
            assert needed in words


async def test_an_update_says_what_changed_and_joins_its_thread():
    event = toll_event(killed=3)
    first = notify(event, index=RuleIndex([BOB_RULE]), subscribers=everyone(), ledger=EventLedger(), now=NOON)
    later = revised(toll_event(killed=12))
    notice = notice_of(later, BOB_RULE, first.ledger)
    mail = await mailed(notice)
    assert first.dues[0].delivery_id in mail["In-Reply-To"]
    assert mail["References"] == f"<{first.dues[0].delivery_id}@vedette.example>"
    text, html = parts_of(mail)
    assert "killed: 3 -> 12" in text
    assert "killed: 3 → 12" in html
    assert mail["Message-ID"] == f"<{notice.data.delivery_id}@vedette.example>"


async def test_a_retraction_says_so_in_the_subject():
    event = toll_event(killed=3)
    first = notify(event, index=RuleIndex([BOB_RULE]), subscribers=everyone(), ledger=EventLedger(), now=NOON)
    gone = revised(event, status=EventStatus.RETRACTED)
    mail = await mailed(notice_of(gone, BOB_RULE, first.ledger))
    assert mail["Subject"].startswith("Retracted: 3 killed")


async def test_headers_of_the_project_cannot_be_written_by_a_story():
    evil = place(name="Town\r\nBcc: everybody@mail.example\r\n\r\n<b>hello", hint="\u202egnp.exe")
    event = toll_event(killed=3, place=evil)
    mail = await mailed(notice_of(event, BOB_RULE.model_copy(update={"name": "x\nTo: y@z.example"})))
    assert "Bcc" not in mail
    assert mail.get_all("To") == ["bob@mail.example"]
    assert "\n" not in mail["Subject"]
    assert "\u202e" not in mail["Subject"]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Id"] == "<tolls.bob.rules.vedette.example>"


async def test_a_story_cannot_put_markup_or_script_links_into_the_page():
    nasty = source(
        text='Three died <script>alert(1)</script> & "more" were hurt.',
        url="javascript:alert(1)",
        claimant="<img src=x>",
    )
    _, html = parts_of(await mailed(notice_of(toll_event(killed=3, sources=[nasty]), BOB_RULE)))
    assert "<script" not in html
    assert "<img" not in html
    assert "javascript:" not in html


async def test_the_page_names_its_language_and_has_one_heading_and_marked_tables():
    _, html = parts_of(await mailed(notice_of(toll_event(killed=3), BOB_RULE)))
    assert '<html lang="en" dir="ltr">' in html
    assert html.count("<h1") == 1
    assert html.count("<table") == html.count('role="presentation"') + 1, "all tables but the facts are layout"
    assert html.count('<th scope="row">') >= 3


async def test_an_arabic_quote_reads_from_right_to_left():
    arabic = source(text="قُتل ثلاثة أشخاص في قصف على القرية")
    text, html = parts_of(await mailed(notice_of(toll_event(killed=3, sources=[arabic]), BOB_RULE)))
    assert '<blockquote dir="rtl">' in html
    assert "قُتل ثلاثة" in text


async def test_a_mail_server_that_puts_off_or_refuses_gets_its_verdict():
    async with MailSink(answers=["451 4.7.1 try later", "550 5.1.1 no such user", "250 OK"]) as sink:
        mail = mail_to(sink)
        notice, reader = notice_of(toll_event(killed=3), BOB_RULE), bob()
        found = [await mail.send(notice, reader.endpoints[0], reader) for _ in range(3)]
        await mail.close()
    assert [(f.verdict, f.status) for f in found] == [
        (Verdict.FAILED, 451), (Verdict.BOUNCED, 550), (Verdict.TAKEN, 250),
    ]  # fmt: skip


async def test_a_mail_server_that_is_away_or_silent_is_tried_again():
    async with MailSink() as sink:
        pass
    reader, notice = bob(), notice_of(toll_event(killed=3), BOB_RULE)
    found = await mail_to(sink).send(notice, reader.endpoints[0], reader)
    assert (found.verdict, found.detail) == (Verdict.FAILED, "the mail server could not be reached")
    silent = await asyncio.start_server(lambda reader, writer: asyncio.sleep(5), "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    found = await Mail(
        MailServer("127.0.0.1", port, "alerts@vedette.example", start_tls=False), clock=lambda: NOON, total_s=0.3
    ).send(notice, reader.endpoints[0], reader)
    silent.close()
    assert found.verdict is Verdict.FAILED


async def test_a_mail_is_not_sent_in_the_clear_where_tls_is_required():
    async with MailSink() as sink:
        reader = bob()
        found = await mail_to(sink, start_tls=True).send(
            notice_of(toll_event(killed=3), BOB_RULE), reader.endpoints[0], reader
        )
        assert found.verdict is Verdict.FAILED
        assert sink.mails == []


async def test_times_are_told_in_the_readers_zone():
    reader = bob().model_copy(update={"zone": "Asia/Damascus"})
    text, _ = parts_of(await mailed(notice_of(toll_event(killed=3), BOB_RULE), reader))
    assert "4 March 2025, 15:00" in text


# digests, unsubscribing


def digest_of(*notices: Notice, total: int) -> Notice:
    items = [
        DigestItem(
            delivery_id=n.data.delivery_id, msg_type=n.data.msg_type, event_id=n.data.event_id, revision=1, at=NOON,
            headline=n.data.headline, summary=n.data.event.summary, url="https://orontes-courier.example/1",
        )
        for n in notices
    ]  # fmt: skip
    data = notices[0].data.model_copy(
        update={
            "items": items, "total": total, "gathered": Gathering.QUIET, "headline": f"{total} notices: tolls",
            "period": Period(start=NOON - timedelta(hours=8), end=NOON),
        }
    )  # fmt: skip
    return Notice(type=NoticeType.DIGEST, timestamp=NOON, data=data)


async def test_a_digest_shows_every_notice_says_why_it_waited_and_counts_the_rest():
    story = "قُتل <b>ثلاثة</b> أشخاص في القرية"
    notices = [notice_of(toll_event(killed=k, event_id=f"e:{k}", summary=story), BOB_RULE) for k in (3, 4)]
    mail = await mailed(digest_of(*notices, total=70))
    assert mail["Subject"] == "70 notices: tolls"
    for part in parts_of(mail):
        for needed in ("3 killed", "4 killed", "quiet hours", "and 68 more", "https://orontes-courier.example/1"):
            assert needed in part
    html = parts_of(mail)[1]
    assert '<p dir="rtl">قُتل &lt;b&gt;' in html
    assert html.count("<h1") == 1


def unsubscribing(sink: MailSink) -> Mail:
    return Mail(
        MailServer(sink.host, sink.port, "alerts@vedette.example", start_tls=False), clock=lambda: NOON, total_s=20,
        sender=Sender(
            "alerts@vedette.example", unsubscribe_mailbox="stop@vedette.example",
            bounce_path=lambda notice, to: f"back+{notice.lower()}@vedette.example",
            news=lambda *_: "https://vedette.example/news/abc",
            unsubscribe=lambda subscriber, endpoint, rule: f"https://vedette.example/unsubscribe/{subscriber}-{rule}",
        ),
    )  # fmt: skip


async def test_a_mail_says_how_to_stop_to_programs_and_to_people():
    async with MailSink() as sink:
        mail, reader = unsubscribing(sink), bob()
        await mail.send(notice_of(toll_event(killed=3), BOB_RULE), reader.endpoints[0], reader)
        await mail.close()
        (got,) = sink.mails
    link = "https://vedette.example/unsubscribe/bob-tolls"
    assert got["List-Unsubscribe"] == f"<{link}>, <mailto:stop@vedette.example?subject=bob-tolls>"
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for part in parts_of(got):
        assert link in part


async def test_a_digest_says_how_to_stop_as_any_mail_does():
    async with MailSink() as sink:
        mail, reader = unsubscribing(sink), bob()
        digest = digest_of(notice_of(toll_event(killed=3), BOB_RULE), total=2)
        await mail.send(digest, reader.endpoints[0], reader)
        await mail.close()
        (got,) = sink.mails
    assert got["List-Unsubscribe"].startswith("<https://vedette.example/unsubscribe/bob-tolls>")
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "https://vedette.example/unsubscribe/bob-tolls" in parts_of(got)[0]


async def test_a_minimal_mail_tells_nothing_of_the_event_not_even_in_its_headers():
    async with MailSink() as sink:
        mail, reader = unsubscribing(sink), bob()
        box = reader.endpoints[0].model_copy(update={"minimal": True})
        await mail.send(notice_of(toll_event(killed=3), BOB_RULE), box, reader)
        await mail.close()
        (got,) = sink.mails
    assert (got["Subject"], got["List-Id"]) == ("News from Vedette", "<notices.vedette.example>")
    said = str(got) + "".join(parts_of(got))
    assert "https://vedette.example/news/abc" in said
    assert not [word for word in ("killed", "Kafr", "Idlib", "medic", "Courier") if word in said]


async def test_many_mails_go_over_few_connections_and_a_refused_recipient_spoils_none():
    async with MailSink(answers=["250 OK", "550 5.1.1 no", "250 OK"]) as sink:
        mail, reader = unsubscribing(sink), bob()
        notices = [notice_of(toll_event(killed=3, event_id=f"e:{n}"), BOB_RULE) for n in range(8)]
        found = [await mail.send(n, reader.endpoints[0], reader) for n in notices]
        await mail.close()
    assert [f.verdict for f in found].count(Verdict.TAKEN) == 7
    assert len({m["Message-ID"] for m in sink.mails}) == 7


@pytest.mark.parametrize(
    "evil", ["a\r\nBcc: x@y.example", "a\nTo: x", "a\rX: y", "a\x00b", "a\u2028Bcc: x", "a\x85Bcc: x", "a\x0bBcc: x"]
)
def test_a_header_with_a_line_end_in_any_dress_is_never_written(evil):
    with pytest.raises(UnsafeHeaderError):
        write_mail([("Subject", evil)], text="t", html="h")


def test_long_and_foreign_headers_and_bodies_come_back_as_they_went_in():
    subject = "قُتل ثلاثة أشخاص في قصف على القرية مساء يوم الخميس الماضي " * 2
    body = "Zeile =C3=A4 mit ä\n.\n\nFrom here\n" + "x" * 3000 + "\n"
    references = " ".join(f"<msg_{n:026d}@vedette.example>" for n in range(20))
    wire = write_mail([("Subject", encoded(subject.strip())), ("References", references)], text=body, html=body * 2)
    assert max(len(line) for line in wire.split(b"\r\n")) <= 998
    assert b"\n" not in wire.replace(b"\r\n", b"")
    mail = BytesParser(policy=default).parsebytes(wire)
    assert mail["Subject"] == subject.strip()
    assert mail["References"].split() == references.split()
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n").strip() == body.strip()
