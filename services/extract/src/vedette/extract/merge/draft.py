"""A draft of the state: one claim's consequences are worked out in memory, then told as rows to write."""

from collections.abc import Iterable, Mapping, Sequence

from vedette.extract.merge.blocks import filed_under
from vedette.extract.merge.decide import Place, root_of, whole_of
from vedette.extract.merge.group import Group
from vedette.extract.merge.items import Item
from vedette.extract.merge.keys import MERGE_KEY
from vedette.extract.merge.memos import NO_BLOCK, Block, Memos, new_memos, next_stamp
from vedette.extract.merge.pins import Pin, with_pin, write_pins
from vedette.extract.merge.record import event_id_of
from vedette.extract.merge.standing import ANY_PINS, NEWEST, Standing, row_of
from vedette.extract.merge.stored import Filed, Happening, KeyValues, items_of, write_place

__all__ = ["Draft", "Filed", "Happening", "KeyValues", "Memos", "items_of", "new_memos"]

Row = tuple[str, bytes | None]


class Draft(Standing):
    """The state with changes on top; nothing is written before `puts`, which is called once, last."""

    def __init__(self, state: KeyValues, memos: Memos) -> None:
        super().__init__(state, memos)
        self.touched: dict[str, None] = {}
        self._claims: dict[str, None] = {}
        self._moved: dict[str, None] = {}
        self._blocks: dict[tuple[str, int], None] = {}
        self._bridges: dict[str, None] = {}
        self._kept: dict[str, None] = {}
        self._keys: dict[str, list[str]] = {}

    def _begin(self) -> None:
        """Change what is in memory: from here on it fits no state, until all is worked out."""
        self._memos.stamp = None

    def file_pin(self, pin: Pin) -> list[Item]:
        """Store a decision with every item it names; return those of them that are known, none if it is no news."""
        named = dict.fromkeys((*pin.items, *pin.others))
        for item_id in named:
            before = self._pins_of(item_id)
            after = with_pin(before, pin)
            if after != before:
                self._pins[item_id] = after
        self.has_pins = self.has_pins or bool(self._pins)
        return [self.item(i) for i in named if self.place(i)] if self._pins else []

    def move(self, item: Item, place: Place) -> None:
        """Put an item where it belongs."""
        self._begin()
        before = self.place(item.id)
        left = before.leader if before else None
        self._memos.places[item.id] = place
        self._moved[item.id] = None
        if not item.denies and item.order > self._placed:
            self._placed = item.order
        groups = self._groups_at(place.leader)
        if left != place.leader:
            if left is not None:
                self._leave(item, left)
                groups = self._groups_at(place.leader)
            for group in groups:
                group.add(item)
            self._refile(item, left, place.leader)
        for group in groups:
            self._note(group, item.id)
        if place.joins or (before and before.joins):
            self._bridge(item, before.joins if before else (), place.joins)
        self._touch(place.leader)

    def _groups_at(self, leader: str) -> list[Group]:
        """Return the group of a leader, and all bridged together that it is part of, where that is remembered."""
        group, bridged = self.group(leader), self._memos.bridged
        return [group, *([bridged[root]] if bridged and (root := root_of(leader, self)) in bridged else [])]

    def _refile(self, item: Item, left: str | None, leader: str | None) -> None:
        for key in self._keys.get(item.id) or filed_under(item):
            block = self._memos.blocks.get(key, NO_BLOCK)
            if block is not NO_BLOCK:
                block.chose(item, left, leader)

    def _bridge(self, item: Item, before: Sequence[str], after: Sequence[str]) -> None:
        self._memos.bridged.clear()
        for leader in (*before, *after):
            self._touch(leader)
        for leader in before:
            self._memos.bridges[leader] = tuple(i for i in self._bridges_of(leader) if i != item.id)
        for leader in after:
            self._memos.bridges[leader] = (*self._bridges_of(leader), item.id)
            self._touch(leader)
        self._bridges.update((leader, None) for leader in (*before, *after))

    def _touch(self, leader: str) -> None:
        """Note a happening, and the one it is part of, as changed."""
        self.touched[leader] = None
        root = root_of(leader, self)
        if root != leader:
            self.touched[root] = None

    def _leave(self, item: Item, leader: str) -> None:
        self.group(leader).remove(item.id)
        self._memos.bridged.clear()
        self._touch(leader)

    def file(self, filed: Filed) -> None:
        """Store a claim and file its items where partners will look."""
        self._begin()
        self._claims[filed.claim.claim_id] = None
        self._remember(filed)
        for item in filed.items:
            if not item.denies and item.order > self._newest:
                self._newest = item.order
            keys = self._keys[item.id] = filed_under(item)
            for key in keys:
                block = self._block(key)
                if block is NO_BLOCK:
                    block = self._memos.blocks[key] = Block()
                chunk = block.add(item)
                if chunk is not None:
                    self._blocks[key, chunk] = None
            place = self.place(item.id)
            if place is not None:
                self._touch(place.leader)

    def take_out(self, item: Item) -> list[Item]:
        """Remove an item that its claim no longer makes; return all later items that this may concern."""
        self._begin()
        place = self.place(item.id)
        groups = [whole_of(root_of(place.leader, self), self)] if place else []
        concerned = {i.id: i for i in self.later(item, groups)}
        if place is not None:
            self._leave(item, place.leader)
            if place.joins:
                self._bridge(item, place.joins, ())
        self.touched.update((self.leader_of(other), None) for other in self.told_together(item))
        self._unfile(item)
        self._memos.items.pop(item.id, None)
        self._memos.places[item.id] = None
        self._moved[item.id] = None
        return list(concerned.values())

    def _unfile(self, item: Item) -> None:
        place = self.place(item.id)
        for key in filed_under(item):
            chunks = self._block(key).remove(item, place.leader if place else None)
            self._blocks.update(((key, chunk), None) for chunk in chunks)

    def keep(self, leader: str, happening: Happening) -> None:
        """Store a happening."""
        before = self.happening(leader)
        if happening.event is before.event and happening.members == before.members and happening.steps == before.steps:
            happening = Happening(before.members, before.steps, before.event, happening.course)
        else:
            self._kept[leader] = None
        self._memos.happenings[leader] = happening

    def joined_anew(self) -> list[Group]:
        """Return the happenings that became part of another or are so no more, each with what it is part of now."""
        roots = dict.fromkeys(root_of(leader, self) for leader in self._bridges)
        return [whole_of(root, self) for root in roots]

    def linked_to(self, groups: Iterable[Group]) -> list[str]:
        """Return the happenings of items that may be the same as one of these."""
        found = []
        for group in groups:
            names = {place.leader for item in group.items if (place := self.place(item.id))}
            for other in self.later(group.items[0], [group]) if names else ():
                place = self.place(other.id)
                if place and not names.isdisjoint(place.links):
                    found.append(self.leader_of(other))
        return list(dict.fromkeys(found))

    def moved(self) -> list[Item]:
        """Return the items that were put somewhere."""
        return [self.item(i) for i in self._moved if self.place(i)]

    # what to write

    def puts(self) -> list[Row]:
        """Return what to write, the claim last: a claim that is stored has all its consequences stored."""
        if not (self._claims or self._pins or self._kept or self._moved):
            self._memos.stamp = self._stamp
            return []
        rows = [*self._event_rows(), *self._place_rows(), *self._block_rows()]
        if self._pins:
            rows += [(f"pin|{i}", write_pins(pins)) for i, pins in self._pins.items()]
            rows.append((ANY_PINS, b"1"))
        claims: list[Row] = [(f"claim|{i}", self._memos.filed[i].claim.write()) for i in self._claims]
        told = b"".join([value or b"" for _, value in claims] or [value or key.encode() for key, value in rows])
        return self._stamped([*rows, *claims], told)

    def _stamped(self, rows: Sequence[Row], told: bytes) -> list[Row]:
        self._memos.stamp = next_stamp(self._stamp, told)
        newest = "\t".join((*self._newest[1:], self._memos.stamp)).encode()
        return [(f"{MERGE_KEY}|{key}", value) for key, value in ((NEWEST, newest), *rows)]

    def _event_rows(self) -> Iterable[Row]:
        for leader in self._kept:
            happening = self._memos.happenings[leader]
            yield f"event|{leader}", happening.write()
            if happening.event is not None or self._was_leader(leader):
                name = f"name|{happening.event.event_id if happening.event else event_id_of(leader)}"
                if self._get(name) is None:
                    yield name, leader.encode()

    def _was_leader(self, leader: str) -> bool:
        """Return True for the first item of what has become part of another, maybe before its event was ever told.

        Told claim by claim it would have had a name, and a person may have used it.
        """
        place = self.place(leader)
        return place is not None and (place.leader != leader or bool(self._bridges_of(leader)))

    def _place_rows(self) -> Iterable[Row]:
        for item_id in self._moved:
            place = self._memos.places[item_id]
            value = write_place(place) if place else None
            if value is not None or self._get(f"place|{item_id}") is not None:
                yield f"place|{item_id}", value
        for leader in self._bridges:
            yield f"bridge|{leader}", "\t".join(self._memos.bridges[leader]).encode() or None

    def _block_rows(self) -> Iterable[Row]:
        for key, number in self._blocks:
            chunks = self._memos.blocks[key].chunks
            yield row_of(key, number), "\t".join(chunks[number]).encode() if number < len(chunks) else None

    def forget(self, items: Mapping[str, Item], claims: Iterable[str]) -> list[Row]:
        """Return what to write so that whole happenings and claims are gone as if they had never been."""
        self._begin()
        memos = self._memos
        for item in items.values():
            self._unfile(item)
        rows: list[Row] = []
        for name in items:
            keys = [f"place|{name}", f"bridge|{name}", f"pin|{name}", f"event|{name}", f"name|{event_id_of(name)}"]
            rows += [(key, None) for key in keys if self._get(key) is not None]
            for known in (memos.places, memos.bridges, memos.groups, memos.happenings):
                known.pop(name, None)
        over = list(claims)
        for claim_id in over:
            memos.filed.pop(claim_id, None)
        rows += [*self._block_rows(), *((f"claim|{claim_id}", None) for claim_id in over)]
        return self._stamped(rows, "\t".join(["gone", *over]).encode())
