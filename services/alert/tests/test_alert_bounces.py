"""Reports of mail servers: which mailbox is no more, and which reports are not believed."""

import pytest

from vedette.alert.bounces import Kind, read_bounces, read_wish

NOTICE = "msg_ABCDEFGHIJKLMNOPQRSTUVWX23"


def report(*, status="5.1.1", action="failed", message_id=f"<{NOTICE}@vedette.example>", headers_only=False) -> bytes:
    kind = "text/rfc822-headers" if headers_only else "message/rfc822"
    return f"""From: MAILER-DAEMON@mx.mail.example
To: alerts@vedette.example
Message-ID: <report-1@mx.mail.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain

The mail could not be delivered to bob@mail.example.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.mail.example

Final-Recipient: rfc822; Bob@mail.example
Action: {action}
Status: {status}

--b1
Content-Type: {kind}

From: alerts@vedette.example
Message-ID: {message_id}
Subject: 3 killed

--b1--
""".encode()


@pytest.mark.parametrize("headers_only", [False, True])
def test_a_mailbox_that_is_no_more_is_named_with_the_notice_that_came_back(headers_only):
    (found,) = read_bounces(report(headers_only=headers_only), domain="vedette.example")
    assert (found.address, found.kind, found.delivery_id) == ("bob@mail.example", Kind.HARD, NOTICE)


@pytest.mark.parametrize("status", ["5.2.2", "4.4.7"])
def test_a_full_mailbox_or_a_slow_server_is_no_hard_bounce(status):
    (found,) = read_bounces(report(status=status), domain="vedette.example")
    assert found.kind is Kind.SOFT


def test_a_mail_the_server_still_tries_to_deliver_has_not_come_back():
    assert read_bounces(report(action="delayed", status="4.4.1"), domain="vedette.example") == []


def test_a_report_that_quotes_nothing_is_known_by_the_address_it_came_to():
    path = f"back+{NOTICE.lower()}.0123456789abcdef@vedette.example"
    came = report(message_id="<x@y>").replace(b"To: alerts@vedette.example", f"To: <{path}>".encode())
    (found,) = read_bounces(came, domain="vedette.example")
    assert (found.delivery_id, found.mark) == (NOTICE, "0123456789abcdef")


COMPLAINT = f"""From: feedback@mail.example
To: alerts@vedette.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b1"

--b1
Content-Type: message/feedback-report

Feedback-Type: abuse
Version: 1
Original-Rcpt-To: Bob@mail.example

--b1
Content-Type: text/rfc822-headers

Message-ID: <{NOTICE}@vedette.example>

--b1--
""".encode()


def test_a_reader_who_calls_a_mail_spam_is_understood():
    (found,) = read_bounces(COMPLAINT, domain="vedette.example")
    assert (found.kind, found.address, found.delivery_id) == (Kind.COMPLAINT, "bob@mail.example", NOTICE)
    assert read_bounces(COMPLAINT.replace(b"abuse", b"not-spam"), domain="vedette.example") == []


def test_a_mail_that_unsubscribes_says_so_in_its_subject_and_a_report_never_does():
    assert read_wish(b"Subject: Re: abc.def\n\nstop") == "abc.def"
    assert read_wish(b"From: x@y.example\n\n") is None
    assert read_wish(report()) is None


def test_a_report_that_quotes_no_notice_of_ours_is_not_believed():
    assert read_bounces(report(message_id=f"<{NOTICE}@elsewhere.example>"), domain="vedette.example") == []
    assert read_bounces(report(message_id="<x@vedette.example>"), domain="vedette.example") == []
    assert read_bounces(b"Subject: out of office\n\nI am away.", domain="vedette.example") == []
    assert read_bounces(b"", domain="vedette.example") == []
    assert read_bounces(report(action="delivered"), domain="vedette.example") == []
