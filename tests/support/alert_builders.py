"""Events, rules and subscribers with defaults, so that a test shows only what it is about."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from vedette.schemas import (
    Actor,
    ActorKind,
    ActorRole,
    CasualtyEvent,
    Change,
    ChangeReason,
    ClaimantRole,
    Consent,
    Contradiction,
    DateBasis,
    DateCode,
    EmailEndpoint,
    EventDate,
    EventPlace,
    EventSource,
    EventToll,
    Facility,
    PlaceCode,
    PostAction,
    PostEvent,
    PostStep,
    Quote,
    Realis,
    Subscriber,
    TollCount,
    WatchRule,
    WebhookEndpoint,
)

NOON = datetime(2025, 3, 4, 12, 0, tzinfo=UTC)
VOUCHED = Consent(how="operator", at=NOON, by="A. Desk")
SECRET = "whsec_dmVkZXR0ZS10ZXN0LXNlY3JldC0zMi1ieXRlcy1sb25n"
TURKEY = Actor(text="Turkish forces", actor_id="TUR", role=ActorRole.HOLDER, kind=ActorKind.FOREIGN_FORCE)


def place(**over: Any) -> EventPlace:
    """A hill village in Idlib, known to the site."""
    fields = {
        "name": "Kafr Sindiyan", "gazetteer_id": "own:kafr-sindiyan", "lat": 35.82, "lon": 36.31,
        "precision": PlaceCode.SITE, "radius_km": None, "admin1": "Idlib", "country": "SY",
    }  # fmt: skip
    return EventPlace(**(fields | over))


def day(number: int = 3, **over: Any) -> EventDate:
    return EventDate(
        **(
            {
                "start": date(2025, 3, number),
                "end": date(2025, 3, number),
                "precision": DateCode.DAY,
                "basis": DateBasis.EVENT,
            }
            | over
        )
    )


def source(number: int = 1, **over: Any) -> EventSource:
    text = over.pop(
        "text", "Turkish forces set up an observation post at Kafr Sindiyan on Monday, the Hillside Watch said."
    )
    fields = {
        "claim_id": f"c:{number}", "article_id": f"a{number}", "publisher": "Orontes Courier",
        "claimant": "Hillside Watch", "claimant_role": ClaimantRole.MONITOR,
        "url": f"https://orontes-courier.example/{number}", "published_at": NOON - timedelta(minutes=20),
        "quote": Quote(text=text, start=0, end=len(text), text_sha256="0" * 64),
    }  # fmt: skip
    return EventSource(**(fields | over))


def _base(over: dict[str, Any]) -> dict[str, Any]:
    return {
        "revision": 1, "first_reported_at": NOON, "updated_at": NOON, "place": place(), "area": "sy", "date": day(),
        "claims": ["c:1"], "sources": [source()], "independent_claims": 1, "confidence": 0.45,
        "confidence_parts": {"reading": 0.9, "independent": 0.5},
    } | over  # fmt: skip


def post_event(**over: Any) -> PostEvent:
    """A new Turkish observation post at Kafr Sindiyan, Idlib."""
    state = over.get("state", PostAction.ESTABLISHED)
    fields = {
        "event_id": "e:post-1", "summary": "Turkey set up an observation post at Kafr Sindiyan, per Hillside Watch.",
        "state": state, "facility": Facility.OBSERVATION_POST, "actor": TURKEY, "actors": [TURKEY], "is_site": True,
        "realis": Realis.PLANNED if state in {PostAction.PLANNED, PostAction.AGREED} else Realis.ACTUAL,
        "history": [PostStep(action=state, date=day(), claim_id="c:1", at=NOON)],
    }  # fmt: skip
    return PostEvent(**_base(fields | over))


def count(best: int | None, low: int | None = None, high: int | None = None) -> TollCount:
    return TollCount(low=best if low is None else low, best=best, high=best if high is None else high)


def toll_event(killed: int | None = 3, injured: int | None = None, **over: Any) -> CasualtyEvent:
    """Shelling with so many dead at Kafr Sindiyan, Idlib."""
    quote = f"Shelling killed {killed} people in Kafr Sindiyan, a medic said."
    toll = EventToll(
        killed=None if killed is None else count(killed), injured=None if injured is None else count(injured)
    )
    fields = {
        "event_id": "e:toll-1", "summary": f"Shelling killed {killed} at Kafr Sindiyan, per a medic.", "toll": toll,
        "sources": [source(text=quote, claimant="Dr. Amal Qasim", claimant_role=ClaimantRole.MEDIC)],
    }  # fmt: skip
    return CasualtyEvent(**_base(fields | over))


def revised(event: Any, **over: Any) -> Any:  # either family
    """The next revision of an event, with these fields changed."""
    return event.model_copy(update={"revision": event.revision + 1, **over})


def corrected(event: CasualtyEvent, killed: int) -> CasualtyEvent:
    """The next revision, after the source took its figure back."""
    old = event.toll.killed
    change = Change(
        revision=event.revision + 1, at=NOON, field="toll.killed", old=str(old.best if old else None), new=str(killed),
        reason=ChangeReason.CORRECTION,
    )  # fmt: skip
    return revised(event, toll=EventToll(killed=count(killed)), changes=[*event.changes, change])


def rival(event: CasualtyEvent, low: int, best: int, high: int) -> CasualtyEvent:
    """The next revision, with another source's lower figure beside it."""
    contradiction = Contradiction(field="toll.killed", values=[str(low), str(high)], claim_ids=["c:1", "c:2"])
    return revised(event, toll=EventToll(killed=count(best, low, high)), contradictions=[contradiction])


def rule(rule_id: str = "r1", when: Any = None, **over: Any) -> WatchRule:
    fields = {
        "rule_id": rule_id, "subscriber_id": "alice", "name": "A rule",
        "when": when or {"all": [{"kind": ["post"]}, {"place": {"admin": "SY/Idlib"}}]},
    }  # fmt: skip
    return WatchRule.model_validate(fields | over)


ALICE_RULE = rule("idlib-posts", name="New posts in Idlib")
BOB_RULE = rule(
    "tolls", {"all": [{"kind": ["casualty"]}, {"killed": {"n": 2}}]}, subscriber_id="bob", name="Two or more killed"
)
CHARLIE_RULE = rule(
    "far-away", {"place": {"admin": "NO"}}, subscriber_id="charlie", name="Anything in Norway", follow_up="every"
)


def alice(url: str = "https://alice.example/hook", **over: Any) -> Subscriber:
    hook = WebhookEndpoint(
        endpoint_id="alice-hook", url=url, secret_ref=over.pop("secret_ref", "env:ALICE_SECRET"), consent=VOUCHED
    )
    return Subscriber(subscriber_id="alice", name="Alice", endpoints=[hook], zone="Europe/Berlin", **over)


def bob(address: str = "bob@mail.example") -> Subscriber:
    return Subscriber(
        subscriber_id="bob",
        name="Bob",
        endpoints=[EmailEndpoint(endpoint_id="bob-mail", address=address, consent=VOUCHED)],
    )


def charlie(url: str = "https://charlie.example/hook", secret_ref: str = "env:CHARLIE_SECRET") -> Subscriber:
    hook = WebhookEndpoint(endpoint_id="charlie-hook", url=url, secret_ref=secret_ref, consent=VOUCHED)
    return Subscriber(subscriber_id="charlie", name="Charlie", endpoints=[hook])


def everyone() -> dict[str, Subscriber]:
    return {s.subscriber_id: s for s in (alice(), bob(), charlie())}
