"""Claims of invented newsrooms, with defaults so that only the point of a test shows."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from vedette.schemas import (
    Actor,
    ActorKind,
    ActorRole,
    Attribution,
    CasualtyClaim,
    Cause,
    ClaimantRole,
    ClaimConfidence,
    ClaimDate,
    ClaimPlace,
    Count,
    CountOp,
    DateBasis,
    DateCode,
    Evidence,
    Facility,
    NumberRole,
    PlaceCode,
    PostAction,
    PostClaim,
    PostNumber,
    Realis,
    Scope,
    Toll,
    VictimGroup,
    Victims,
)

DAY = date(2031, 5, 6)
"""The Tuesday on which most stories happen."""

# Invented sites around a real sort of country: coordinates some kilometres apart, two governorates.
KALEM = {"name": "Kalem", "lat": 35.90, "lon": 36.30, "admin1": "Northern", "country": "SY", "place_id": "own:kalem"}
KALEM_MILL = {
    "name": "Kalem Mill",
    "lat": 35.92,
    "lon": 36.32,
    "admin1": "Northern",
    "country": "SY",
    "place_id": "own:mill",
}
DORVA = {"name": "Dorva", "lat": 35.60, "lon": 36.70, "admin1": "Northern", "country": "SY", "place_id": "own:dorva"}
ISTRA = {"name": "Istra", "lat": 34.10, "lon": 38.20, "admin1": "Eastern", "country": "SY", "place_id": "own:istra"}


def site(row: dict[str, Any], code: PlaceCode = PlaceCode.SITE) -> ClaimPlace:
    return ClaimPlace(
        text=row["name"], name=row["name"], gazetteer_id=row.get("place_id"), lat=row.get("lat"), lon=row.get("lon"),
        precision=code, admin1=row.get("admin1"), country=row.get("country"), score=0.9,
    )  # fmt: skip


def area(name: str, code: PlaceCode = PlaceCode.GOVERNORATE, country: str = "SY") -> ClaimPlace:
    admin1 = name if code is PlaceCode.GOVERNORATE else None
    return ClaimPlace(text=name, name=name, precision=code, admin1=admin1, country=country, score=0.9)


def count(value: int | None, op: CountOp = CountOp.EXACT, low: int | None = None, high: int | None = None) -> Count:
    low = value if low is None else low
    high = value if high is None and op is CountOp.EXACT else high
    return Count(low=low, best=value, high=high, op=op, text=str(value))


def on(day: date | None, code: DateCode = DateCode.DAY, basis: DateBasis = DateBasis.EVENT, days: int = 0) -> ClaimDate:
    return ClaimDate(start=day, end=day + timedelta(days=days) if day else None, precision=code, basis=basis)


def at(hour: float, day: date = DAY) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour)


def actor(actor_id: str, text: str | None = None, role: ActorRole = ActorRole.HOLDER) -> Actor:
    return Actor(text=text or actor_id, actor_id=actor_id, role=role, kind=ActorKind.STATE_FORCE)


def _common(kind: str, fields: dict[str, Any]) -> dict[str, Any]:
    publisher = fields.pop("publisher", "Harbour Daily")
    hour = fields.pop("hour", 12.0)
    article = fields.pop("article", f"{publisher}-{hour}")
    claimant, role = fields.pop("claimant", None), fields.pop("role", ClaimantRole.UNKNOWN)
    quote = fields.pop("quote", "A sentence of the article.")
    start = fields.pop("start", 0)
    published = fields.pop("published_at", at(hour))
    host = publisher.lower().replace(" ", "-") if publisher else "nobody"
    key = f"{kind}{article}{start}{quote}{sorted(fields.items(), key=str)}"
    return {
        "claim_id": sha256(key.encode()).hexdigest()[:32], "article_id": sha256(article.encode()).hexdigest()[:32],
        "text_sha256": sha256(b"text").hexdigest(), "url": f"https://{host}.example/{hour}", "publisher": publisher,
        "published_at": published, "read_at": (published or at(hour)) + timedelta(minutes=5),
        "realis": Realis.ACTUAL, "date": on(DAY), "confidence": ClaimConfidence(reading=0.9), "reader": "test 1",
        "evidence": [Evidence(start=start, end=start + len(quote), quote=quote)], "area": "sy",
        "attribution": Attribution(claimant=claimant, claimant_role=role, relay=fields.pop("relay", None)),
    }  # fmt: skip


def casualty(killed: int | Count | None = None, injured: int | Count | None = None, **fields: Any) -> CasualtyClaim:
    """Return a claim of people harmed: a car bomb in Kalem on the day, told by one newsroom at noon."""
    killed = count(killed) if isinstance(killed, int) else killed
    injured = count(injured) if isinstance(injured, int) else injured
    fields.setdefault("toll", Toll(killed=killed, injured=injured))
    group, side, words = (
        fields.pop("group", VictimGroup.UNKNOWN),
        fields.pop("side", None),
        fields.pop("words", "people"),
    )
    fields.setdefault("victims", Victims(group=group, side=side, text=words))
    fields.setdefault("places", [site(KALEM)])
    fields.setdefault("cause", Cause.CAR_BOMB)
    fields.setdefault("scope", Scope.INCIDENT)
    return CasualtyClaim(**(_common("casualty", fields) | fields))


def post(action: PostAction = PostAction.ESTABLISHED, **fields: Any) -> PostClaim:
    """Return a claim of a post: Turkish forces set up a military point in Kalem on the day."""
    numbers = [
        PostNumber(role=role, low=n, best=n, high=n, text=str(n))
        for role in NumberRole
        if (n := fields.pop(role.value, None)) is not None
    ]
    fields.setdefault("numbers", numbers)
    fields.setdefault("places", [site(KALEM)])
    fields.setdefault("facility", Facility.MILITARY_POINT)
    fields.setdefault("actor", actor("TUR", "Turkish forces"))
    return PostClaim(action=action, **(_common(f"post{action}", fields) | fields))


def withdrawn(claim: Any, revision: int = 2, later_h: float = 5) -> Any:
    """Return the same claim as taken back by a later revision of its article."""
    update = {"withdrawn": True, "article_revision": revision, "withdrawn_at": claim.read_at + timedelta(hours=later_h)}
    return claim.model_copy(update=update)
