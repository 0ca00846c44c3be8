"""Several notices as one: the digest's headline, items and count."""

from collections.abc import Sequence

from vedette.alert.holding.lanes import Lane
from vedette.alert.notices.notice import MAX_BODY_BYTES, slim
from vedette.schemas import (
    DeliveryState,
    DigestItem,
    Due,
    Gathering,
    MsgType,
    Notice,
    NoticeData,
    NoticeType,
    Period,
)

MAX_ITEMS = 50
"""Source: feature table of the alert design: 50 items and the number of the rest."""
ALONE = frozenset({Gathering.GROUP, Gathering.QUIET, Gathering.THROTTLE, Gathering.SNOOZE})
"""Where a single notice goes out as itself."""


def gather(lane: Lane, newest: Sequence[Due], total: int) -> Due:
    """Return the notice a window becomes. `newest` are its last notices, oldest first, at least one.

    It has the rule and the event of the newest; it is owed from the moment the window closed.
    """
    last = newest[-1]
    assert last.notice is not None
    data = last.notice.data
    items = [item for due in reversed(newest) for item in items_of(due)][:MAX_ITEMS]
    kinds = {item.msg_type for item in items}
    notice = Notice(
        type=NoticeType.DIGEST,
        timestamp=lane.closes_at,
        data=data.model_copy(
            update={
                "delivery_id": lane.window_id,
                "msg_type": MsgType.ALERT if MsgType.ALERT in kinds else data.msg_type,
                "references": [],
                "changed": [],
                "headline": headline(total, data.rule_name, lane.reason),
                "gathered": lane.reason,
                "items": items,
                "total": total,
                "period": Period(start=min(lane.opened_at, lane.closes_at), end=lane.closes_at),
            }
        ),
    )
    return last.model_copy(
        update={
            "delivery_id": lane.window_id, "state": DeliveryState.DUE, "attempt": 0, "made_at": lane.closes_at,
            "next_at": lane.closes_at, "notice": fit(notice), "plan": None, "closes": None,
        }
    )  # fmt: skip


def fit(notice: Notice) -> Notice:
    """Return the digest with as many items as a body may hold; `total` still counts them all."""
    notice = slim(notice)
    while len(notice.write()) > MAX_BODY_BYTES and len(notice.data.items) > 1:
        kept = notice.data.items[: len(notice.data.items) * 4 // 5]
        notice = notice.model_copy(update={"data": notice.data.model_copy(update={"items": kept})})
    return notice


def headline(total: int, rule_name: str, reason: Gathering) -> str:
    """Return one line for a person."""
    if reason is Gathering.TALLY:
        return f"{total} events came together: {rule_name}"
    return f"{total} notice{'' if total == 1 else 's'}: {rule_name}"


def items_of(due: Due) -> list[DigestItem]:
    """Return what a digest shows of a notice: itself, or its own items if it is a digest."""
    data = due.notice.data if due.notice else None
    if data is None:
        return []
    return list(data.items) or [item_of(data, due)]


def total_of(due: Due) -> int:
    """Return for how many notices one stands."""
    return (due.notice.data.total if due.notice else None) or 1


def item_of(data: NoticeData, due: Due) -> DigestItem:
    """Return one notice as a digest shows it."""
    url = next((s.url for s in reversed(data.event.sources) if s.url), None)
    return DigestItem(
        delivery_id=data.delivery_id, msg_type=data.msg_type, event_id=data.event_id, revision=data.revision,
        at=due.made_at, headline=data.headline, summary=data.event.summary, changed=data.changed[:3], url=url,
    )  # fmt: skip
