"""State is stored packed, and what an older version stored is still read."""

import os

from claims import casualty

from vedette.extract.packed import PackedTable, pack, unpack


def test_a_claim_takes_less_than_two_thirds_of_its_bytes() -> None:
    value = casualty(3).write()
    packed = pack(value)
    assert packed is not None
    assert len(packed) < len(value) * 2 / 3
    assert unpack(packed) == value


def test_short_values_nothing_and_noise_come_back_as_they_went() -> None:
    for value in (b"", b"\tshort", b"x" * 119, os.urandom(5000), None):
        assert unpack(pack(value)) == value


def test_values_stored_before_packing_are_read() -> None:
    value = casualty(3).write()
    assert PackedTable({"key": value}).get("key") == value
    assert PackedTable({}).get("key") is None
