"""Fold claims into events: what one article says becomes what we believe happened.

READ FIRST `merge_claims`. Everything here is a function of its arguments; state is handed in as keys and bytes and
comes back as puts. The grouping is in `merge/grouping.py`, the rules of likeness in `merge/incidents.py` (people
harmed) and `merge/sites.py` (posts), the sums in `merge/toll.py`, `merge/post.py` and `merge/series.py`.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from vedette.extract.merge.context import Context
from vedette.extract.merge.decide import root_of, whole_of
from vedette.extract.merge.draft import Draft, Filed, Happening, KeyValues, Memos, new_memos
from vedette.extract.merge.grouping import settle
from vedette.extract.merge.items import Item
from vedette.extract.merge.members import Member, last_known
from vedette.extract.merge.pins import Pin, PinKind, corrected
from vedette.extract.merge.record import Built, Known, build_event, event_id_of
from vedette.schemas import Claim, Event, EventStatus, PostAction

__all__ = ["Merge", "apply_pin", "merge_claim", "merge_claims"]


@dataclass(frozen=True, slots=True)
class Merge:
    """What one claim changes: events with their new revision, and the state to write after they are published."""

    events: Sequence[Event] = ()
    puts: Sequence[tuple[str, bytes | None]] = ()


def merge_claim(claim: Claim, state: KeyValues, context: Context, memos: Memos | None = None) -> Merge:
    """Fold one claim into the happenings told so far.

    The same claim again, or an older version of it, changes nothing. A withdrawn claim stays in its place but counts no
    more, so that nothing around it moves.
    """
    return merge_claims([claim], state, context, memos)


def merge_claims(claims: Iterable[Claim], state: KeyValues, context: Context, memos: Memos | None = None) -> Merge:
    """Fold some claims and build each event they change once, in the end.

    What stands after all of them is what would stand after each alone; of the revisions between only the last is told.
    Claims that are new are filed first and placed together, in the order all merging follows: where none stands after
    them, none has to be asked again. A claim that is known is folded when its turn comes.
    """
    draft = Draft(state, memos or new_memos(context))
    changed: list[Claim] = []
    new: list[Item] = []
    for claim in claims:
        known = draft.filed(claim.claim_id)
        if known is None:
            new += _enter(Filed.of(claim, context), None, draft)
        elif _is_newer(claim, known.claim):
            settle(new, draft)
            new = []
            settle(_enter(Filed.of(claim, context), known, draft), draft)
        else:
            continue
        changed.append(claim)
    settle(new, draft)
    if not changed:
        return Merge()
    return _settled(draft, {claim.claim_id for claim in changed}, max(map(last_known, changed)))


def apply_pin(pin: Pin, state: KeyValues, context: Context, memos: Memos | None = None) -> Merge:
    """Let a person's decision hold, now and for every claim to come. The same decision again changes nothing.

    Raises: `ValueError` if a corrected value does not fit its field.
    """
    draft = Draft(state, memos or new_memos(context))
    named = draft.file_pin(pin)
    for item in named:
        _must_fit(pin, draft.happening(draft.leader_of(item)).event)
        draft.touched[draft.leader_of(item)] = None
    settle(named, draft)
    return _settled(draft, set(), pin.at)


def _must_fit(pin: Pin, event: Event | None) -> None:
    if pin.stands(PinKind.CORRECTED) and pin.field and event is not None:
        corrected(event, pin.field, pin.value)


def _settled(draft: Draft, changed: Collection[str], at: datetime) -> Merge:
    """Return the events that changed with some claims, and what to write."""
    events = [event for leader in _to_build(draft) for event in _publish(leader, changed, at, draft)]
    return Merge(events, draft.puts())


def _version(claim: Claim) -> tuple[int, bool]:
    return claim.article_revision, claim.withdrawn


def _is_newer(claim: Claim, known: Claim) -> bool:
    """Return True for a later revision of the article; at equal revisions a withdrawal stands."""
    return _version(claim) > _version(known)


def _enter(filed: Filed, known: Filed | None, draft: Draft) -> list[Item]:
    """File a claim; return the items whose place must be asked for."""
    before = {i.id: i for i in known.items} if known else {}
    after = {i.id: i for i in filed.items}
    changed = [i for i in before.values() if after.get(i.id) != i]
    concerned = {other.id: other for item in changed for other in draft.take_out(item)}
    draft.file(filed)
    concerned = {i: item for i, item in concerned.items() if i in after or i not in before}
    return [*concerned.values(), *(i for i in filed.items if before.get(i.id) != i)]


def _to_build(draft: Draft) -> list[str]:
    """Return the touched happenings, and the posts whose attack is told together with touched harm.

    A touched happening may have become part of another, so both are built, and those that name either as what they may
    be the same as.
    """
    roots = {leader: root_of(leader, draft) for leader in draft.touched}
    moved = draft.moved()
    joined = draft.joined_anew()
    moved += [item for group in joined for item in group.items]
    roots |= {leader: leader for leader in draft.linked_to(joined)}
    posts = {
        draft.leader_of(attack): None for item in moved if item.action is None for attack in draft.told_together(item)
    }
    return list({**dict.fromkeys(roots.values()), **draft.touched, **posts})


def _publish(leader: str, changed: Collection[str], at: datetime, draft: Draft) -> list[Event]:
    """Build a touched happening's event and store it; return it if there is news in it."""
    stored = draft.happening(leader)
    built = None
    # a series of which only new sites are told makes no event, however many they are
    if root_of(leader, draft) == leader and whole_of(leader, draft).telling:
        members = draft.members(leader, stored.course.so_far if stored.course else None, changed)
        known = Known(stored.event.changes if stored.event else (), stored.steps, changed, stored.course)
        built = build_event(
            leader, members, links=_links(leader, draft), harm=_harm(members, draft), known=known,
            pins=draft.pins_on(m.item for m in members),
        )  # fmt: skip
    event = _revised(built, stored.event) if built else _ended(leader, stored.event, at, draft)
    own = tuple([item.id for item in draft.group(leader).items])
    draft.keep(leader, Happening(own, built.steps, event, built.course) if built else Happening(own, (), event))
    return [event] if event is not None and event != stored.event else []


def _links(leader: str, draft: Draft) -> list[str]:
    """Return the events this one may be the same as."""
    links = {link for named in whole_of(leader, draft).links.values() for link in named}
    if not links:
        return []
    roots = {root_of(link, draft) for link in links if draft.place(link)}
    return sorted(event_id_of(root) for root in roots if root != leader)


def _harm(members: Sequence[Member], draft: Draft) -> list[str]:
    """Return the casualty events of attacks on a post, as their articles tell them together."""
    attacks = [m.item for m in members if m.item.action is PostAction.ATTACKED]
    if not attacks:
        return []
    return sorted({event_id_of(draft.leader_of(harm)) for item in attacks for harm in draft.told_together(item)})


def _revised(built: Built, stored: Event | None) -> Event:
    """Return the event with its revision: one per claim and withdrawal, and always above what was published."""
    event = built.event
    if stored is None:
        return event
    if len(event.changes) == len(stored.changes) and event.model_copy(update={"revision": stored.revision}) == stored:
        return stored
    if stored.revision < event.revision:
        return event
    return event.model_copy(update={"revision": stored.revision + 1})


def _ended(leader: str, stored: Event | None, at: datetime, draft: Draft) -> Event | None:
    """Return what becomes of an event whose first claim now belongs to another, or is gone."""
    if stored is None or stored.status is EventStatus.SUPERSEDED:
        return stored
    place = draft.place(leader)
    root = root_of(place.leader, draft) if place else leader
    if root == leader:
        status, heir = EventStatus.RETRACTED, None
    else:
        status, heir = EventStatus.SUPERSEDED, event_id_of(root)
    if (stored.status, stored.superseded_by) == (status, heir):
        return stored
    update = {
        "status": status, "superseded_by": heir, "revision": stored.revision + 1,
        "updated_at": max(stored.updated_at, at),
    }  # fmt: skip
    return stored.model_copy(update=update)
