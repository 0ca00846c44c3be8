"""The state of merging as keys and bytes, and a draft in which one claim's consequences are worked out.

Every key begins with the one merge key (`keys.py`), as the messages do that change it:
`claim|id` the claim, `place|item` where an item stands, `block|key` the items filed there, `event|leader` the items
that chose a happening, the steps of its history and its event, `bridge|leader` what bridges it to an earlier one,
`name|event_id` the leader of an event, `pin|item` what people decided.
"""

from collections.abc import Iterable, Sequence

from vedette.extract.merge.blocks import denials_of, filed_under, looks_into, told_in
from vedette.extract.merge.decide import Place, root_of, weigh, whole
from vedette.extract.merge.incidents import told_together
from vedette.extract.merge.items import Item, Order
from vedette.extract.merge.keys import MERGE_KEY
from vedette.extract.merge.members import Member
from vedette.extract.merge.pins import Pin, read_pins, with_pin, write_pins
from vedette.extract.merge.stored import (
    Filed,
    Happening,
    KeyValues,
    Memo,
    Memos,
    items_of,
    names_in,
    new_memos,
    write_place,
)

__all__ = ["Draft", "Filed", "Happening", "KeyValues", "Memo", "Memos", "items_of", "new_memos"]

_ANY_PINS = "pins"
_NEWEST = "newest"
_MOST_WEIGHED = 500_000


class Draft:
    """The state with changes on top; nothing is written before `puts`."""

    def __init__(self, state: KeyValues, memos: Memos) -> None:
        self._state, self._area, self._memos = state, MERGE_KEY, memos
        self._claims: dict[str, Filed] = {}
        self._items: dict[str, Item] = {}
        self._blocks: dict[str, dict[str, None]] = {}
        self._places: dict[str, Place | None] = {}
        self._moved: dict[str, None] = {}
        self._groups: dict[str, list[str]] = {}
        self._bridges: dict[str, tuple[str, ...]] = {}
        self.touched: dict[str, None] = {}
        self._happenings: dict[str, Happening] = {}
        self._pins: dict[str, tuple[Pin, ...]] = {}
        self._any_pins = self._get(_ANY_PINS) is not None
        self._newest = self._read_newest()

    def _get(self, key: str) -> bytes | None:
        return self._state.get(f"{self._area}|{key}")

    def _read_newest(self) -> Order:
        value = self._get(_NEWEST)
        told, _, where = value.decode().partition("\t") if value else ("", "", "")
        return False, told, where

    def filed(self, claim_id: str) -> Filed | None:
        """Return a stored claim with its items."""
        if claim_id in self._claims:
            return self._claims[claim_id]
        value = self._get(f"claim|{claim_id}")
        return self._memos.claims.read(f"{self._area}|{claim_id}", value) if value is not None else None

    def item(self, item_id: str) -> Item:
        """Return an item. Raises: `KeyError` if its claim is not stored."""
        if item_id not in self._items:
            filed = self.filed(item_id) or self.filed(item_id.rpartition(".")[0])
            if filed is None:
                raise KeyError(item_id)
            self._items.update((i.id, i) for i in filed.items)
        return self._items[item_id]

    def pins(self, item: Item) -> tuple[Pin, ...]:
        """Return the decisions of people that name an item."""
        return self._pins_of(item.id)

    def _pins_of(self, item_id: str) -> tuple[Pin, ...]:
        if item_id in self._pins:
            return self._pins[item_id]
        return read_pins(self._get(f"pin|{item_id}")) if self._any_pins else ()

    def named_with(self, items: Sequence[Item]) -> list[Item]:
        """Return the items that decisions of people name together with one of these."""
        pins = [pin for item in items for pin in self._pins_of(item.id)]
        ids = dict.fromkeys(i for pin in pins for i in (*pin.items, *pin.others))
        return [self.item(i) for i in ids if self.place(i)]

    def file_pin(self, pin: Pin) -> list[Item]:
        """Store a decision with every item it names; return those of them that are known, none if it is no news."""
        news = False
        for item_id in dict.fromkeys((*pin.items, *pin.others)):
            before = self._pins_of(item_id)
            after = with_pin(before, pin)
            news = news or after != before
            self._pins[item_id] = after
        self._any_pins = True
        return [self.item(i) for i in self._pins if self.place(i)] if news else []

    def pins_on(self, items: Iterable[Item]) -> list[Pin]:
        """Return the decisions that a happening tells of: those one of whose anchors stands in it."""
        pins = [pin for item in items for pin in self._pins_of(item.id) if item.id in pin.anchors]
        return [pin for pin in dict.fromkeys(pins) if not pin.lifted]

    def leader_named(self, event_id: str) -> str | None:
        """Return the first item of an event, null if there is no such event."""
        value = self._get(f"name|{event_id}")
        return value.decode() if value is not None else None

    def members(self, leader: str) -> list[Member]:
        """Return the items of a happening in order, each with its claim."""
        found = []
        for item in whole(leader, self):
            filed = self.filed(item.claim_id)
            assert filed is not None
            found.append(Member(item, filed.claim, filed.voice, filed.source))
        return found

    def place(self, item_id: str) -> Place | None:
        """Return where an item stands."""
        if item_id not in self._places:
            value = self._get(f"place|{item_id}")
            self._places[item_id] = None if value is None else self._memos.places.read(f"{self._area}|{item_id}", value)
        return self._places[item_id]

    def happening(self, leader: str) -> Happening:
        """Return a happening as it was stored."""
        value = self._get(f"event|{leader}")
        return Happening() if value is None else self._memos.happenings.read(f"{self._area}|{leader}", value)

    def _members(self, leader: str) -> list[str]:
        if leader in self._groups:
            return self._groups[leader]
        return list(self.happening(leader).members)

    def group(self, leader: str) -> Sequence[Item]:
        """Return the items that chose a happening, in order, without those of happenings bridged to it."""
        return [self.item(i) for i in self._members(leader)]

    def bridges(self, leader: str) -> Sequence[Item]:
        """Return the items that bridge this happening to an earlier one."""
        return [self.item(i) for i in self._bridges_of(leader)]

    def _bridges_of(self, leader: str) -> tuple[str, ...]:
        if leader not in self._bridges:
            value = self._get(f"bridge|{leader}")
            self._bridges[leader] = () if value is None else names_in(value)
        return self._bridges[leader]

    def _block(self, key: str) -> Iterable[str]:
        if key in self._blocks:
            return self._blocks[key]
        value = self._get(f"block|{key}")
        return () if value is None else self._memos.blocks.read(f"{self._area}|{key}", value)

    def partners(self, item: Item) -> list[Item]:
        """Return all items filed where this one looks."""
        ids = {i for key in looks_into(item) for i in self._block(key) if i != item.id}
        return [self.item(i) for i in ids]

    def weigh(self, one: Item, other: Item) -> int | None:
        """Return the points for two items being one happening, remembered for all items alike."""
        if not one.alike or one.article_id == other.article_id:
            return weigh(one, other)
        key = (one.alike, other.alike, one.order < other.order)
        known = self._memos.weighed
        if key not in known:
            if len(known) >= _MOST_WEIGHED:
                known.clear()
            known[key] = weigh(one, other)
        return known[key]

    def is_newest(self, item: Item) -> bool:
        """Return True if no item that denies nothing stands after this one."""
        return not item.denies and item.order >= self._newest

    def denials(self, items: Sequence[Item]) -> list[Item]:
        """Return the denials that could be of the same happening as one of these items."""
        first, last = min(i.first for i in items), max(i.last for i in items)
        ids = dict.fromkeys(i for key in denials_of(items[0].lane, first, last) for i in self._block(key))
        return [self.item(i) for i in ids]

    def around(self, items: Sequence[Item]) -> list[Item]:
        """Return the items themselves and all filed where one of them looks."""
        keys = {key for item in items for key in looks_into(item)}
        ids = {i for key in keys for i in self._block(key)}
        return [self.item(i) for i in ids.union(i.id for i in items)]

    def move(self, item: Item, place: Place) -> None:
        """Put an item where it belongs."""
        before = self.place(item.id)
        if before is not None and before.leader != place.leader:
            self._leave(item, before.leader)
        if before is None or before.leader != place.leader:
            members = {i: self.item(i) for i in [*self._members(place.leader), item.id]}
            self._groups[place.leader] = sorted(members, key=lambda i: members[i].order)
        self._places[item.id] = place
        self._moved[item.id] = None
        self._bridge(item, before.joins if before else (), place.joins)
        self._touch(place.leader)

    def _bridge(self, item: Item, before: Sequence[str], after: Sequence[str]) -> None:
        for leader in (*before, *after):
            self._touch(leader)
        for leader in before:
            self._bridges[leader] = tuple(i for i in self._bridges_of(leader) if i != item.id)
        for leader in after:
            self._bridges[leader] = (*self._bridges_of(leader), item.id)
            self._touch(leader)

    def _touch(self, leader: str) -> None:
        """Note a happening, and the one it is part of, as changed."""
        self.touched[leader] = None
        self.touched[root_of(leader, self)] = None

    def _leave(self, item: Item, leader: str) -> None:
        self._groups[leader] = [i for i in self._members(leader) if i != item.id]
        self._touch(leader)

    def file(self, filed: Filed) -> None:
        """Store a claim and file its items where partners will look."""
        self._claims[filed.claim.claim_id] = filed
        self._items.update((i.id, i) for i in filed.items)
        self._newest = max(self._newest, *(i.order for i in filed.items if not i.denies), (False, "", ""))
        for item in filed.items:
            for key in filed_under(item):
                self._blocks.setdefault(key, dict.fromkeys(self._block(key)))[item.id] = None
            place = self.place(item.id)
            if place is not None:
                self._touch(place.leader)

    def take_out(self, item: Item) -> list[Item]:
        """Remove an item that its claim no longer makes; return all items that this may concern."""
        place = self.place(item.id)
        members = whole(root_of(place.leader, self), self) if place else []
        concerned = {i.id: i for i in self.around([item, *members])}
        if place is not None:
            self._leave(item, place.leader)
            self._bridge(item, place.joins, ())
        self.touched.update((self.leader_of(other), None) for other in self.told_together(item))
        for key in filed_under(item):
            self._blocks.setdefault(key, dict.fromkeys(self._block(key))).pop(item.id, None)
        self._places[item.id] = None
        self._moved[item.id] = None
        concerned.pop(item.id, None)
        return list(concerned.values())

    def told_together(self, item: Item) -> list[Item]:
        """Return the attacks and the harm that the same passage of the article tells, of the other family."""
        key = told_in(item)
        ids = self._block(key) if key else ()
        others = [self.item(i) for i in ids if i != item.id]
        return [o for o in others if (o.action is None) != (item.action is None) and told_together(o, item)]

    def leader_of(self, item: Item) -> str:
        """Return the first item of the happening an item stands in, itself while it stands in none."""
        place = self.place(item.id)
        return root_of(place.leader, self) if place else item.id

    def keep(self, leader: str, happening: Happening) -> None:
        """Store a happening."""
        self._happenings[leader] = happening

    def puts(self) -> list[tuple[str, bytes | None]]:
        """Return what to write, the claim last: a claim that is stored has all its consequences stored."""
        rows: list[tuple[str, bytes | None]] = []
        for leader, happening in self._happenings.items():
            rows.append((f"event|{leader}", happening.write()))
            self._memos.happenings.keep(f"{self._area}|{leader}", rows[-1][1] or b"", happening)
            if happening.event is not None and self._get(f"name|{happening.event.event_id}") is None:
                rows.append((f"name|{happening.event.event_id}", leader.encode()))
        for item_id in self._moved:
            place = self._places[item_id]
            stored = self._get(f"place|{item_id}")
            value = write_place(place) if place else None
            if value != stored:
                rows.append((f"place|{item_id}", value))
        for leader, bridging in self._bridges.items():
            if not bridging and not self._moved:
                continue
            after = "\t".join(bridging).encode() or None
            if after != self._get(f"bridge|{leader}"):
                rows.append((f"bridge|{leader}", after))
        for key, ids in self._blocks.items():
            rows.append((f"block|{key}", "\t".join(ids).encode() or None))
            self._memos.blocks.keep(f"{self._area}|{key}", rows[-1][1] or b"", tuple(ids))
        if self._pins:
            rows += [(f"pin|{i}", write_pins(pins)) for i, pins in self._pins.items()]
            rows.append((_ANY_PINS, b"1"))
        rows.append((_NEWEST, "\t".join(self._newest[1:]).encode()))
        for claim_id, filed in self._claims.items():
            rows.append((f"claim|{claim_id}", filed.claim.write()))
            self._memos.claims.keep(f"{self._area}|{claim_id}", rows[-1][1] or b"", filed)
        return [(f"{self._area}|{key}", value) for key, value in rows]
