"""A claim as it stands in a happening: what it tells, and who speaks."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from vedette.extract.merge.claimants import claimant_of
from vedette.extract.merge.context import Context
from vedette.extract.merge.items import Item, family_of, time_of
from vedette.extract.merge.ranks import Rank, is_correction, rank_of
from vedette.extract.merge.trusted import trusted
from vedette.schemas import CasualtyClaim, Claim, EventSource, Quote, UtcDatetime

__all__ = ["Member", "Voice", "last_known", "source_of", "voice_name", "voice_of"]

_QUOTE_CHARACTERS = 600
"""Longer passages are cut in the event; the claim keeps them whole."""


class Voice(NamedTuple):
    """Who speaks in a claim, worked out once.

    `origin` is equal for all claims of one claimant, `family` for all of one publisher; `blames` is the family of the
    perpetrator it names.
    """

    at: UtcDatetime
    rank: Rank
    origin: str
    family: str
    named: bool
    corrects: bool
    copy_of: str | None
    blames: str | None


@dataclass(slots=True, eq=False)
class Member:
    """An item of a happening with its claim. It stays as it is for all the events it is shown in."""

    item: Item
    claim: Claim
    voice: Voice
    source: EventSource

    _unquoted: EventSource | None = field(init=False, default=None)

    @property
    def unquoted(self) -> EventSource:
        """Return the source without its words."""
        if self._unquoted is None:
            self._unquoted = self.source.model_copy(update={"quote": None})
        return self._unquoted

    @property
    def told(self) -> str:
        """Return when it was told, as text that sorts."""
        return self.item.order[1].partition(" ")[0]


def last_known(claim: Claim) -> datetime:
    """Return when the last word on a claim became known: that it was made, or that it was taken back."""
    return claim.withdrawn_at or claim.read_at


def voice_name(claim: Claim) -> str:
    """Return whom to name for a claim."""
    return claim.attribution.claimant or claim.attribution.relay or claim.publisher or "unnamed"


def voice_of(claim: Claim, context: Context) -> Voice:
    """Return who speaks: the named claimant, else the agency, else the publisher on its own account."""
    claimant = claimant_of(claim, context.actors, context.publishers, context.claimants)
    family = context.publishers.family_of(claim)
    blamed = claim.perpetrator.actor_id if claim.perpetrator else None
    return Voice(
        at=time_of(claim), rank=rank_of(claim, claimant, context.actors), family=family, named=claimant is not None,
        origin=claimant.key if claimant else family, copy_of=claim.syndication_id,
        corrects=isinstance(claim, CasualtyClaim) and is_correction(claim),
        blames=family_of(blamed, context.actors) if blamed else None,
    )  # fmt: skip


def source_of(claim: Claim) -> EventSource:
    """Return the claim as a source of an event."""
    passage = claim.evidence[0]
    text = passage.quote[:_QUOTE_CHARACTERS]
    quote = trusted(Quote, text=text, start=passage.start, end=passage.start + len(text), text_sha256=claim.text_sha256)
    said = claim.attribution
    return trusted(
        EventSource, claim_id=claim.claim_id, article_id=claim.article_id, publisher=claim.publisher,
        claimant=said.claimant, claimant_role=said.claimant_role, relay=said.relay, url=claim.url,
        published_at=claim.published_at,
        syndication_id=claim.syndication_id, language=claim.language, realis=claim.realis, hedged=claim.hedged,
        quote=quote,
    )  # fmt: skip
