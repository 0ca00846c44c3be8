"""Merging: from what articles say to what happened. Pure; state and tables are handed in.

Read `grouping.py` first (who belongs with whom), then `incidents.py` and `sites.py` (likeness), `record.py` (an event
from its claims), `standing.py` and `draft.py` (the state as keys and bytes, and what is kept of it in memory). The
doors are `corroborate.py` (`merge_claim`, `apply_pin`) and `state.py` (`MergeStore`).

Decisions of people
-------------------
`pins.py` is the seam for analysts. A `Pin` says of *items* (of a casualty claim the item id is the claim id; a post
claim has one item per site) that they are `together`, stay `apart`, or that the happening in which the first of them
stands is `retracted` or has a `corrected` field. Grouping honours pins before any likeness, building applies them
last, so no claim that comes later overwrites them. How to use it:

    store.items_of(event_id)            the items of an event, the first one is its leader
    store.pin(Pin(...))                 the events it changed (`apply_pin` for a table of the service)

    merge A and B      Pin(kind=TOGETHER, items=(*items_of(A), *items_of(B)))
    split S out of A   Pin(kind=APART, items=S, others=the rest of A) and Pin(kind=TOGETHER, items=S)
    retract A          Pin(kind=RETRACTED, items=items_of(A))
    correct A          Pin(kind=CORRECTED, items=items_of(A), field="toll.killed.best", value=7)
    take it back       the same pin_id with a later `at` and lifted=True

A pin may come before its claims, twice, in any order: the end is the same. Of two pins that oppose each other the
later `at` holds. Who (`by`) and why (`why`) stand in the event's `changes` (`by`, `note`). Messages that carry pins
and claims come from topics of one partition, so that they meet.
"""
