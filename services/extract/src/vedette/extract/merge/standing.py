"""What stands so far, as grouping and building see it: rows of the state, read as they are asked for.

Every key begins with the one merge key (`keys.py`), as the messages do that change it:
`claim|id` the claim, `place|item` where an item stands, `block|key` and `block|key|n` the items filed there,
`event|leader` the items that chose a happening, the steps of its history and its event, `bridge|leader` what bridges it
to an earlier one, `name|event_id` the leader of an event, `pin|item` what people decided, `newest` the last place in
the order and the stamp of the state (`memos.py`).
"""

from collections.abc import Collection, Iterable, Sequence

from vedette.extract.merge.blocks import denials_of, looks_into, told_in
from vedette.extract.merge.decide import Place, gathered, root_of, weigh, whole
from vedette.extract.merge.group import Group
from vedette.extract.merge.incidents import told_together
from vedette.extract.merge.items import Item, Lane, Order
from vedette.extract.merge.keys import MERGE_KEY
from vedette.extract.merge.members import Member
from vedette.extract.merge.memos import CHUNK, NO_BLOCK, Block, Memos
from vedette.extract.merge.pins import Pin, read_pins
from vedette.extract.merge.stored import Filed, Happening, KeyValues, members_in, names_in, read_place
from vedette.extract.merge.told import Told

__all__ = ["ANY_PINS", "NEWEST", "Standing", "row_of"]

ANY_PINS = "pins"
NEWEST = "newest"
_UNWEIGHED = -1000
"""No points are ever as few."""


class Standing:
    """The state of merging, through the memory of it. Reading changes nothing that is stored."""

    def __init__(self, state: KeyValues, memos: Memos) -> None:
        self._state, self._memos = state, memos
        value = self._get(NEWEST)
        told, where, self._stamp = value.decode().split("\t") if value else ("", "", "")
        self._newest: Order = (False, told, where)
        self._placed = self._newest
        memos.open(self._stamp)
        self._pins: dict[str, tuple[Pin, ...]] = {}
        self.has_pins = self._get(ANY_PINS) is not None

    def _get(self, key: str) -> bytes | None:
        return self._state.get(f"{MERGE_KEY}|{key}")

    # what stands

    def filed(self, claim_id: str) -> Filed | None:
        """Return a stored claim with its items."""
        known = self._memos.filed.get(claim_id)
        if known is None:
            value = self._get(f"claim|{claim_id}")
            known = self._remember(Filed.read(value, self._memos.context)) if value is not None else None
        return known

    def _remember(self, filed: Filed) -> Filed:
        self._memos.filed[filed.claim.claim_id] = filed
        self._memos.items.update((item.id, item) for item in filed.items)
        return filed

    def item(self, item_id: str) -> Item:
        """Return an item. Raises: `KeyError` if its claim is not stored."""
        items = self._memos.items
        if item_id not in items:
            filed = self.filed(item_id) or self.filed(item_id.rpartition(".")[0])
            if filed is None:
                raise KeyError(item_id)
            self._remember(filed)
        return items[item_id]

    def place(self, item_id: str) -> Place | None:
        """Return where an item stands."""
        places = self._memos.places
        if item_id not in places:
            value = self._get(f"place|{item_id}")
            places[item_id] = None if value is None else read_place(value)
        return places[item_id]

    def happening(self, leader: str) -> Happening:
        """Return a happening as it was stored."""
        known = self._memos.happenings.get(leader)
        if known is None:
            value = self._get(f"event|{leader}")
            known = self._memos.happenings[leader] = Happening() if value is None else Happening.read(value)
        return known

    def group(self, leader: str) -> Group:
        """Return the items that chose a happening, in order, without those of happenings bridged to it."""
        group = self._memos.groups.get(leader)
        if group is None:
            value = self._get(f"event|{leader}")
            ids = members_in(value) if value is not None else ()
            group = self._memos.groups[leader] = Group(self.item(i) for i in ids)
            for item_id in ids:
                self._note(group, item_id)
        return group

    def _note(self, group: Group, item_id: str) -> None:
        """Enter in a group what else a member's place says."""
        place = self.place(item_id)
        if place is not None:
            group.note(item_id, place.joins, place.links, pinned=place.pinned)

    def bridged(self, leader: str) -> Group:
        """Return the items of a happening and of all bridged to it."""
        group = self._memos.bridged.get(leader)
        if group is None:
            group = gathered(leader, self)
            if not self._bridges_of(leader):  # only the whole, not a part of it, is kept up to date
                self._memos.bridged[leader] = group
        return group

    def bridges(self, leader: str) -> Sequence[Item]:
        """Return the items that bridge this happening to an earlier one."""
        ids = self._memos.bridges.get(leader)
        if ids is None:
            ids = self._bridges_of(leader)
        return [self.item(i) for i in ids] if ids else ()

    def _bridges_of(self, leader: str) -> tuple[str, ...]:
        known = self._memos.bridges.get(leader)
        if known is None:
            value = self._get(f"bridge|{leader}")
            known = self._memos.bridges[leader] = () if value is None else names_in(value)
        return known

    def members(self, leader: str, told: Told | None, changed: Collection[str]) -> list[Member]:
        """Return the items of a happening in order, each with its claim.

        `told` are those of the last time, `changed` the claims that are new or of a new version since.
        """
        items = whole(leader, self).items
        found = told.first_of(items, changed) if told else []
        for item in items[len(found) :]:
            filed = self.filed(item.claim_id)
            assert filed is not None
            found.append(filed.members[item.id])
        return found

    def leader_named(self, event_id: str) -> str | None:
        """Return the first item of an event, null if there is no such event."""
        value = self._get(f"name|{event_id}")
        return value.decode() if value is not None else None

    def leader_of(self, item: Item) -> str:
        """Return the first item of the happening an item stands in, itself while it stands in none."""
        place = self.place(item.id)
        return root_of(place.leader, self) if place else item.id

    # decisions of people

    def pins(self, item: Item) -> tuple[Pin, ...]:
        """Return the decisions of people that name an item."""
        return self._pins_of(item.id) if self.has_pins else ()

    def _pins_of(self, item_id: str) -> tuple[Pin, ...]:
        if item_id in self._pins:
            return self._pins[item_id]
        return read_pins(self._get(f"pin|{item_id}")) if self.has_pins else ()

    def named_with(self, items: Iterable[Item]) -> list[Item]:
        """Return the items that decisions of people name together with one of these."""
        if not self.has_pins:
            return []
        pins = [pin for item in items for pin in self._pins_of(item.id)]
        ids = dict.fromkeys(i for pin in pins for i in (*pin.items, *pin.others))
        return [self.item(i) for i in ids if self.place(i)]

    def pins_on(self, items: Iterable[Item]) -> list[Pin]:
        """Return the decisions that a happening tells of: those one of whose anchors stands in it."""
        if not self.has_pins:
            return []
        pins = [pin for item in items for pin in self._pins_of(item.id) if item.id in pin.anchors]
        return [pin for pin in dict.fromkeys(pins) if not pin.lifted]

    # who may meet

    def _block(self, key: str) -> Block:
        """Return what is filed under a key; `NO_BLOCK`, which nothing is to be filed in, for nothing."""
        block = self._memos.blocks.get(key)
        if block is None:
            chunks = list(self._chunks(key))
            block = self._memos.blocks[key] = Block(chunks) if chunks else NO_BLOCK
        return block

    def _chunks(self, key: str) -> Iterable[tuple[str, ...]]:
        value, number = self._get(row_of(key, 0)), 0
        while value is not None:
            yield names_in(value)
            number += 1
            value = self._get(row_of(key, number)) if value.count(b"\t") + 1 >= CHUNK else None

    def _opened(self, keys: Iterable[str]) -> list[Block]:
        """Return the blocks of these keys in which something is filed, ready to be asked."""
        known, found = self._memos.blocks, []
        for key in keys:
            block = known.get(key)
            if block is None:
                block = self._block(key)
            if block is not NO_BLOCK:
                if not block.is_open:
                    rows = ((self.item(i), self.place(i)) for i in block)
                    block.open([(item, place.leader if place else None) for item, place in rows])
                found.append(block)
        return found

    def chosen(self, item: Item) -> Iterable[str]:
        """Return the happenings chosen by items before this one that are filed where it looks."""
        found: set[str] = set()
        for block in self._opened(looks_into(item)):
            block.chosen(item, found)
        return found

    def weigh(self, one: Item, other: Item) -> int | None:
        """Return the points for two items being one happening, remembered for all items alike."""
        if one.article_id == other.article_id:
            return weigh(one, other)
        key, known = (one.alike, other.alike, one.order < other.order), self._memos.weighed
        points = known.get(key, _UNWEIGHED)
        if points == _UNWEIGHED:
            points = known[key] = weigh(one, other)
        return points

    def is_newest(self, item: Item) -> bool:
        """Return True if no item that denies nothing was placed after this one; any not placed yet will be asked."""
        return not item.denies and item.order >= self._placed

    def denials(self, item: Item, groups: Sequence[Group]) -> list[Item]:
        """Return the denials that could be of the same happening as an item or a member of these groups."""
        groups = [group for group in groups if len(group)]
        first, last = min([item.first, *(g.first for g in groups)]), max([item.last, *(g.last for g in groups)])
        ids = dict.fromkeys(i for key in denials_of(item.lane, first, last) for i in self._block(key))
        return [self.item(i) for i in ids]

    def later(self, item: Item, groups: Sequence[Group]) -> list[Item]:
        """Return the items after this one that are filed where it, or a member of these groups, looks."""
        looks = {looks_into(item)}
        for group in groups:
            looks.update(map(looks_into, group.items if item.lane is Lane.CUMULATIVE else group.all_faces()))
        keys = looks.pop() if len(looks) == 1 else {key for some in looks for key in some}
        ids: set[str] = set()
        for block in self._opened(keys):
            ids.update(block.later(item.order))
        return [self.item(i) for i in ids if i != item.id]

    def told_together(self, item: Item) -> list[Item]:
        """Return the attacks and the harm that the same passage of the article tells, of the other family."""
        key = told_in(item)
        others = [self.item(i) for i in self._block(key) if i != item.id] if key else []
        return [o for o in others if (o.action is None) != (item.action is None) and told_together(o, item)]


def row_of(key: str, chunk: int) -> str:
    """Return the name of the row that holds a chunk of a block."""
    return f"block|{key}|{chunk}" if chunk else f"block|{key}"
