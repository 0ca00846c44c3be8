"""Contracts in words, the way every command says them."""

from datetime import date
from typing import Protocol

from vedette.schemas import (
    CasualtyClaim,
    CasualtyEvent,
    ClaimDate,
    CleanArticle,
    Contract,
    Count,
    CountOp,
    Delivery,
    EventDate,
    PostClaim,
    PostEvent,
    RawArticle,
    Rejection,
    Subscriber,
    Toll,
    WatchRule,
)

__all__ = ["count_in_words", "date_in_words", "day", "one_line", "place_in_words", "toll_in_words", "what_of_claim"]

COUNTERS = ("killed", "injured", "missing", "captured", "displaced")
QUALIFIED = {CountOp.AT_LEAST: "at least ", CountOp.AT_MOST: "at most ", CountOp.ABOUT: "about "}


class Located(Protocol):
    """What the places of claims and of events have in common."""

    @property
    def name(self) -> str:
        """Name to show."""

    @property
    def admin1(self) -> str | None:
        """Province."""

    @property
    def country(self) -> str | None:
        """ISO code."""


def day(value: date) -> str:
    """Return a day as people write it: 13 June 2023."""
    return f"{value.day} {value:%B %Y}"


def date_in_words(value: ClaimDate | EventDate) -> str:
    """Return a span of days in words."""
    if value.start is None and value.end is None:
        return "day not known"
    if value.start == value.end and value.end is not None:
        return day(value.end)
    begin = f"from {day(value.start)} " if value.start else ""
    return f"{begin}to {day(value.end)}" if value.end else begin.strip() + " on"


def place_in_words(place: Located) -> str:
    """Return a place with its province and country, each named once."""
    parts = [place.name, place.admin1 if place.admin1 != place.name else None, place.country]
    return ", ".join(part for part in parts if part)


def count_in_words(count: Count) -> str:
    """Return a number as the text qualifies it; the text's own words where it gives no figure."""
    if count.best is not None:
        return f"{QUALIFIED.get(count.op, '')}{count.best:,}"
    return count.text or ("0" if count.high == 0 else "some")


def toll_in_words(toll: Toll) -> str:
    """Return a toll as `2 killed, 5 injured`."""
    told = [(name, getattr(toll, name)) for name in COUNTERS]
    return ", ".join(f"{count_in_words(count)} {name}" for name, count in told if count is not None) or "no number"


def what_of_claim(claim: PostClaim | CasualtyClaim) -> str:
    """Return what a claim says in a few words."""
    if isinstance(claim, CasualtyClaim):
        victims = claim.victims.text or claim.victims.group.value
        scope = "" if claim.scope.value == "incident" else f" ({claim.scope.value})"
        cause = "" if claim.cause.value == "unknown" else f", {claim.cause.value.replace('_', ' ')}"
        return f"{toll_in_words(claim.toll)}{scope} · {victims}{cause}"
    numbers = "; ".join(f"{count_in_words(n)} ({n.role.value})" for n in claim.numbers)
    holder = claim.actor.text if claim.actor else "holder not told"
    told = [claim.action.value.replace("_", " "), claim.facility.value.replace("_", " "), holder, numbers]
    return " · ".join(part for part in told if part)


def one_line(value: Contract) -> str:  # noqa: PLR0911  one return per contract
    """Return any message of the pipeline as one line."""
    match value:
        case RawArticle():
            return f"r{value.revision} {value.hints.title or value.url or value.content_type}"
        case CleanArticle():
            return f"r{value.revision} {value.publisher or '?'}: {value.title or value.text[:60]}"
        case PostClaim() | CasualtyClaim():
            places = ", ".join(place.name for place in value.places) or "no place"
            return f"{value.kind}: {what_of_claim(value)} · {places}{' · withdrawn' if value.withdrawn else ''}"
        case PostEvent() | CasualtyEvent():
            status = "" if value.status.value == "active" else f" [{value.status.value}]"
            return f"r{value.revision} {value.summary}{status}"
        case Subscriber():
            return f"{value.name}: " + ", ".join(e.endpoint_id for e in value.endpoints)
        case WatchRule():
            return f"{value.name} (for {value.subscriber_id}){'' if value.enabled else ' off'}"
        case Delivery():
            told = f"{value.state.value} {value.delivery_id} to {value.endpoint_id}"
            return f"{told}, attempt {value.attempt} {value.detail}"
        case Rejection():
            return f"{value.reason.value} in {value.service}: {value.detail[:120]}"
        case _:
            return value.model_dump_json()[:160]
