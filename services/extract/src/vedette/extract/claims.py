"""What claims of both families share: evidence, date, places, attribution, confidence, identity."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from vedette.extract.circumstances.told import When, Where
from vedette.extract.reading import Reading
from vedette.schemas import Actor, Attribution, CasualtyClaim, Claim, ClaimConfidence, Evidence, FieldSpan, PostClaim

__all__ = ["ClaimParts", "claim_id", "evidence_of", "field_span"]

_NO_SPEAKER = Attribution()


class ClaimParts:
    """The common fields of a claim in the making; `when` and `where` are set before `common` is asked."""

    when: When
    where: Where

    def __init__(self, reading: Reading, index: int, at: int | None = None) -> None:
        """`at` is where the word of harm stands, for sentences that quote two sources."""
        self._reading = reading
        self._index = index
        saying = reading.saying(index)
        self._saying = saying.heard_at(at) if saying and at is not None else saying

    def common(
        self, kind: str, actors: Sequence[Actor], spans: Sequence[FieldSpan], others: Sequence[int]
    ) -> dict[str, Any]:
        """Return the fields every claim has, as keyword arguments."""
        # Any: values of many field types on their way into a validated model
        article, reading = self._reading.article, self._reading
        places = [field_span(reading, f"places.{n}", *span) for n, span in enumerate(self.where.spans)]
        when = [field_span(reading, "date", *self.when.span)] if self.when.span else []
        saying = [field_span(reading, "attribution", self._saying.start, self._saying.end)] if self._saying else []
        return {
            "kind": kind,
            "article_id": article.article_id,
            "article_revision": article.revision,
            "text_sha256": article.text_sha256,
            "url": article.url,
            "publisher": article.publisher,
            "published_at": article.published_at,
            "syndication_id": article.syndication_id,
            "language": article.language,
            "read_at": article.fetched_at,
            "evidence": [evidence_of(reading, i) for i in dict.fromkeys([self._index, *others])],
            "spans": [*spans, *places, *when, *saying],
            "places": list(self.where.places),
            "date": self.when.date,
            "attribution": self._saying.attribution if self._saying else _NO_SPEAKER,
            "actors": list(actors),
            "reader": f"{reading.tools.tagger.name}+rules/1",
            "area": self._area(),
        }

    def confidence(self, **parts: float) -> ClaimConfidence:
        """Return the parts and their product, tempered: one weak part does not make the whole reading worthless."""
        whole = {**parts, "date": self.when.score, "place": self.where.score}
        reading = 1.0
        for part in whole.values():
            reading *= part**0.5
        return ClaimConfidence(reading=round(reading, 3), parts={k: round(v, 3) for k, v in whole.items()})

    def _area(self) -> str:
        country = next((p.country for p in self.where.places if p.country), None) or self._reading.home
        return country.lower() if country else "xx"


def evidence_of(reading: Reading, index: int) -> Evidence:
    """Return a sentence as evidence."""
    s = reading.sentences[index]
    return Evidence(start=s.start, end=s.end, quote=s.text)


def field_span(reading: Reading, name: str, start: int, end: int) -> FieldSpan:
    """Return the characters a field was read from."""
    return FieldSpan(field=name, start=start, end=end, quote=reading.article.text[start:end])


def claim_id(claim: Claim) -> str:
    """Return an id that is a function of article, family and content: the same claim in a later revision keeps it."""
    content: dict[str, Any] = {  # Any: plain JSON
        "article": claim.article_id,
        "kind": claim.kind,
        "realis": claim.realis,
        "places": sorted(p.gazetteer_id or p.name.lower() for p in claim.places),
        "date": [str(claim.date.start), str(claim.date.end)],
    }
    if isinstance(claim, PostClaim):
        content |= {
            "action": claim.action,
            "facility": claim.facility,
            "actor": claim.actor and (claim.actor.actor_id or claim.actor.text.lower()),
            "numbers": sorted(str([n.role.value, n.low, n.best, n.high]) for n in claim.numbers),
        }
    elif isinstance(claim, CasualtyClaim):
        toll = claim.toll.model_dump(
            exclude={c: {"text"} for c in ("killed", "injured", "missing", "captured", "displaced")}
        )
        content |= {
            "toll": toll,
            "victims": [claim.victims.group, claim.victims.side, claim.victims.text.lower()],
            "scope": claim.scope,
        }
    text = json.dumps(content, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
