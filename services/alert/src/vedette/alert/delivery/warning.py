"""When the owner of an endpoint that takes nothing is told, and in which words: by mail, another way than the endpoint.

A warning is owed like a notice, through the outbox: it survives a crash, is tried again while the mail server is away,
and its id, a function of endpoint, stage and day, keeps a storm of failures from becoming a storm of mails.
"""

from base64 import b32encode
from datetime import datetime
from hashlib import sha256

from vedette.alert.consent import find, may_be_told
from vedette.alert.notices.letter import one_line
from vedette.schemas import Due, EmailEndpoint, EndpointState, EndpointWarning, Subscriber

STAGES = (2, 6)
"""Failed attempts of one notice after which the owner is told. Source: alert design, 4.3."""
NOBODY = "-"
"""What stands where a notice has its rule and its event."""
ADVICE = {
    EndpointState.ACTIVE: "Notices wait and are tried again, for three days each.",
    EndpointState.SUSPENDED: "Notices wait for 14 days. Once it works again, verify it anew.",
    EndpointState.GONE: "Nothing more is sent there. Enter another address if you still want to be told.",
}


def stage_of(attempt: int, told: int) -> int:
    """Return the stage an owner is to be told of now, 0 if none; `told` is the last since the endpoint worked."""
    return max((stage for stage in STAGES if told < stage <= attempt), default=0)


def warnings_for(subscriber: Subscriber | None, warning: EndpointWarning, now: datetime) -> list[Due]:
    """Return what is owed to the owner's mailboxes that want notices, without the endpoint itself."""
    if subscriber is None or find(subscriber, warning.endpoint_id) is None:
        return []
    boxes = [e for e in subscriber.endpoints if isinstance(e, EmailEndpoint) and may_be_told(e)]
    return [
        Due(
            delivery_id=_warning_id(subscriber.subscriber_id, box.endpoint_id, warning, now),
            endpoint_id=box.endpoint_id, subscriber_id=subscriber.subscriber_id, rule_id=NOBODY, event_id=NOBODY,
            revision=1, channel=box.channel, made_at=now, next_at=now, warning=warning,
        )
        for box in boxes
        if box.endpoint_id != warning.endpoint_id
    ]  # fmt: skip


def warning_words(warning: EndpointWarning) -> tuple[str, list[str]]:
    """Return title and lines of the mail."""
    which = f"Your {'mailbox' if warning.channel == 'email' else 'webhook'} {one_line(warning.endpoint_id)}"
    if warning.state is EndpointState.ACTIVE:
        title = f"{which} takes no notices"
        first = f"{warning.attempts} attempts to deliver a notice have failed. The last one: {one_line(warning.note)}."
    else:
        title = f"{which} is {warning.state.value}"
        first = f"Vedette tells it nothing for now: {one_line(warning.note)}."
    since = f"The first failure was at {warning.since:%Y-%m-%d %H:%M} UTC." if warning.since else ""
    return title, [line for line in (first, since, ADVICE.get(warning.state, "")) if line]


def _warning_id(subscriber_id: str, mailbox_id: str, warning: EndpointWarning, now: datetime) -> str:
    stage = stage_of(warning.attempts, 0) if warning.state is EndpointState.ACTIVE else 0  # it stops once, at any
    content = (subscriber_id, mailbox_id, warning.endpoint_id, warning.state.value, str(stage), f"{now:%Y-%m-%d}")
    return "msg_" + b32encode(sha256("\n".join(content).encode()).digest()).decode()[:26]
