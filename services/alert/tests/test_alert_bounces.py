"""Reports of mail servers: which mailbox is no more, and which reports are not believed."""

import pytest

from vedette.alert.bounces import read_bounces

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
    assert (found.address, found.hard, found.status, found.delivery_id) == ("bob@mail.example", True, "5.1.1", NOTICE)


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("failed", "5.2.2"), ("failed", "4.4.7")])
def test_a_full_mailbox_or_a_slow_server_is_no_hard_bounce(action, status):
    (found,) = read_bounces(report(action=action, status=status), domain="vedette.example")
    assert not found.hard


def test_a_report_that_quotes_no_notice_of_ours_is_not_believed():
    assert read_bounces(report(message_id=f"<{NOTICE}@elsewhere.example>"), domain="vedette.example") == []
    assert read_bounces(report(message_id="<x@vedette.example>"), domain="vedette.example") == []
    assert read_bounces(b"Subject: out of office\n\nI am away.", domain="vedette.example") == []
    assert read_bounces(b"", domain="vedette.example") == []
    assert read_bounces(report(action="delivered"), domain="vedette.example") == []
