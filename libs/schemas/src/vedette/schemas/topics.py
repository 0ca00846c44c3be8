"""The topic catalogue: one table, read by services, the init job, AsyncAPI and the docs."""

from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from vedette.schemas.address import KnownAddress
from vedette.schemas.article import CleanArticle, RawArticle
from vedette.schemas.audit import AuditEntry
from vedette.schemas.claim import AnyClaim, CasualtyClaim, PostClaim
from vedette.schemas.correction import Correction
from vedette.schemas.delivery import Delivery, Due
from vedette.schemas.event import AnyEvent, CasualtyEvent, PostEvent
from vedette.schemas.handover import Handover
from vedette.schemas.rejection import Rejection
from vedette.schemas.seen import SeenArticle
from vedette.schemas.watch import Subscriber, WatchRule

__all__ = ["CATALOGUE", "Topic", "topic_of"]

DAY_MS = 86_400_000


@dataclass(frozen=True)
class Topic:
    """A topic and what every reader and writer must know of it."""

    name: str
    """Full name with major version."""
    models: tuple[type[Any], ...]  # contract classes; a family of two for claims and events
    """Contract classes of its values."""
    adapter: TypeAdapter[Any]  # union adapters have no common static type
    """Parses a value."""
    key: str
    """What the message key is."""
    partitions: int
    """Greatest number of workers that can share it."""
    retention_ms: int | None
    """How long messages are kept; null for compacted topics."""
    written_by: str
    """Service that writes it."""
    summary: str
    """One sentence for the docs."""

    @property
    def compacted(self) -> bool:
        """Return True if only the latest message per key is kept."""
        return self.retention_ms is None


RAW = Topic(
    "vedette.articles.raw.v1", (RawArticle,), TypeAdapter(RawArticle), "article_id", 8, 7 * DAY_MS, "ingest",
    "Articles as they arrived.",
)  # fmt: skip
SEEN = Topic(
    "vedette.ingest.seen.v1", (SeenArticle,), TypeAdapter(SeenArticle), "article_id", 1, None, "ingest",
    "Internal to ingest: which revision of which article was published.",
)  # fmt: skip
CLEAN = Topic(
    "vedette.articles.clean.v1", (CleanArticle,), TypeAdapter(CleanArticle), "article_id", 8, 30 * DAY_MS, "clean",
    "Articles without the page around them.",
)  # fmt: skip
CLAIMS = Topic(
    "vedette.claims.v1", (PostClaim, CasualtyClaim), TypeAdapter(AnyClaim), "area", 1, 90 * DAY_MS, "extract",
    "What one article says happened; who says so; in which words.",
)  # fmt: skip
EVENTS = Topic(
    "vedette.events.v1", (PostEvent, CasualtyEvent), TypeAdapter(AnyEvent), "event_id", 8, None, "extract",
    "What Vedette believes happened; every revision, the latest kept.",
)  # fmt: skip
CORRECTIONS = Topic(
    "vedette.corrections.v1", (Correction,), TypeAdapter(Correction), "one for all", 1, 3650 * DAY_MS, "analysts",
    "What analysts decided about events: retract, merge, split, correct, and take back.",
)  # fmt: skip
SUBSCRIBERS = Topic(
    "vedette.subscribers.v1", (Subscriber,), TypeAdapter(Subscriber), "subscriber_id", 1, None, "alert",
    "Who is told and where; a null value deletes.",
)  # fmt: skip
RULES = Topic(
    "vedette.watch-rules.v1", (WatchRule,), TypeAdapter(WatchRule), "rule_id", 1, None, "alert",
    "What subscribers want to hear of; a null value deletes.",
)  # fmt: skip
DELIVERIES = Topic(
    "vedette.deliveries.v1", (Delivery,), TypeAdapter(Delivery), "endpoint_id", 8, 90 * DAY_MS, "alert",
    "Outcome of each attempt to tell somebody.",
)  # fmt: skip
OUTBOX = Topic(
    "vedette.alert.outbox.v1", (Due,), TypeAdapter(Due), "endpoint_id", 8, 14 * DAY_MS, "alert",
    "Internal to alert: notices owed, and what became of each attempt.",
)  # fmt: skip
HANDOVERS = Topic(
    "vedette.alert.handovers.v1", (Handover,), TypeAdapter(Handover), "event_id", 8, 14 * DAY_MS, "alert",
    "Internal to alert: what was told of an event that another took over.",
)  # fmt: skip
AUDIT = Topic(
    "vedette.alert.audit.v1", (AuditEntry,), TypeAdapter(AuditEntry), "chain", 1, 365 * DAY_MS, "alert",
    "Who changed which rule, subscriber or key, through the API or a command; chained by hashes.",
)  # fmt: skip
ADDRESSES = Topic(
    "vedette.alert.addresses.v1", (KnownAddress,), TypeAdapter(KnownAddress), "address_hash", 1, None, "alert",
    "Internal to alert: how often an address was asked, and whether it may be asked again; by keyed hash.",
)  # fmt: skip
REJECTIONS = Topic(
    "vedette.rejections.v1", (Rejection,), TypeAdapter(Rejection), "source position", 1, 30 * DAY_MS, "all services",
    "Messages set aside, with reason and original bytes.",
)  # fmt: skip

CATALOGUE: tuple[Topic, ...] = (
    RAW, SEEN, CLEAN, CLAIMS, CORRECTIONS, EVENTS, SUBSCRIBERS, RULES, DELIVERIES, OUTBOX, HANDOVERS, AUDIT, ADDRESSES,
    REJECTIONS,
)  # fmt: skip


def topic_of(name: str) -> Topic:
    """Return the topic with this name or short name (`events`, `articles.raw`, `watch-rules`).

    Raises: `KeyError` with the known names.
    """
    for topic in CATALOGUE:
        if name in {topic.name, topic.name.removeprefix("vedette.").removesuffix(".v1")}:
            return topic
    known = ", ".join(t.name.removeprefix("vedette.").removesuffix(".v1") for t in CATALOGUE)
    msg = f"no topic {name!r}; known: {known}"
    raise KeyError(msg)
