"""What merging forgets: happenings nobody has told of for longer than their window.

Events stay on their topic as they stood; what goes is the state in which a claim could still join them. A claim that
became known before the window is not merged any more either (a replay of what was forgotten), for it would begin anew
an event that stands already. Source: decision record 0077.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from vedette.extract.merge.context import Context
from vedette.extract.merge.decide import whole
from vedette.extract.merge.draft import Draft, KeyValues, Memos, items_of
from vedette.extract.merge.items import Item, Lane
from vedette.extract.merge.keys import MERGE_KEY
from vedette.schemas import Claim

__all__ = ["CLAIM_ROWS", "Windows", "forget", "is_settled"]

CLAIM_ROWS = f"{MERGE_KEY}|claim|"
"""Where the stored claims begin; every row of the state belongs to one of them."""


@dataclass(frozen=True)
class Windows:
    """How long after its newest claim became known a happening can be joined, by kind."""

    incident: timedelta = timedelta(days=90)
    total: timedelta = timedelta(days=365)
    report: timedelta = timedelta(days=90)
    post: timedelta = timedelta(days=3650)
    _by_lane: dict[Lane, timedelta] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_lane = {
            Lane.INCIDENT: self.incident, Lane.CUMULATIVE: self.total, Lane.LOOSE: self.report, Lane.SITE: self.post,
            Lane.SERIES: self.post,
        }  # fmt: skip
        object.__setattr__(self, "_by_lane", by_lane)

    def of(self, items: Iterable[Item]) -> timedelta:
        """Return the longest window of some items; the shortest there is for none."""
        return max((self._by_lane[item.lane] for item in items), default=self.shortest)

    @property
    def shortest(self) -> timedelta:
        """Return the shortest window; nothing younger is ever forgotten."""
        return min(self._by_lane.values())


def is_settled(claim: Claim, now: datetime, windows: Windows, context: Context) -> bool:
    """Return True for a claim that became known so long ago that its happening may be forgotten."""
    age = now - claim.read_at
    return age > windows.shortest and age > windows.of(items_of(claim, context))


def forget(
    claim_id: str, state: KeyValues, *, now: datetime, windows: Windows, context: Context, memos: Memos
) -> list[tuple[str, bytes | None]]:
    """Return the rows to write so that the happenings of a claim are forgotten; none while one may still be joined."""
    draft = Draft(state, memos)
    filed = draft.filed(claim_id)
    if filed is None or not is_settled(filed.claim, now, windows, context):
        return []
    gone: dict[str, Item] = {}
    for item in filed.items:
        members = whole(draft.leader_of(item), draft).items if draft.place(item.id) else [item]
        newest = max(_known_at(member, draft) for member in members)
        if now - newest <= windows.of(members):
            return []
        gone |= {member.id: member for member in members}
    claims = dict.fromkeys([claim_id, *(item.claim_id for item in gone.values())])
    # a claim of several sites stays as long as one of them does
    over = [c for c in claims if (f := draft.filed(c)) is None or all(item.id in gone for item in f.items)]
    return draft.forget(gone, over)


def _known_at(item: Item, draft: Draft) -> datetime:
    filed = draft.filed(item.claim_id)
    assert filed is not None
    return filed.claim.read_at
