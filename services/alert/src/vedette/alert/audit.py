"""The audit log: entries chained by hashes, so that an edit, a gap or a cut end is seen.

Each run of the API writes a chain of its own, since several may run. Its first entry names the last entry of every
chain it found, so a chain that lost its end is known by the chains that came after.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from pydantic import BaseModel

from vedette.schemas import AuditEntry

BEGAN = "chain.began"
HIDDEN = frozenset({"url", "address", "secret_ref", "sha256"})
"""Fields that are told only by their hash."""

Heads = Mapping[str, tuple[int, str]]
"""By chain: number and hash of its last entry."""


class Chain:
    """Makes the entries of one run."""

    def __init__(self, name: str, heads: Heads) -> None:
        self._name = name
        self._heads = heads
        self._seq = 0
        self._hash = ""

    def begin(self, at: datetime) -> AuditEntry:
        """Return the first entry."""
        after = json.dumps({chain: list(head) for chain, head in sorted(self._heads.items())})
        return self._add(at=at, actor="operator", action=BEGAN, target=f"chain:{self._name}", after=after)

    def add(
        self, *, at: datetime, actor: str, action: str, target: str, before: BaseModel | None, after: BaseModel | None,
        request_id: str,
    ) -> AuditEntry:  # fmt: skip
        """Return the next entry."""
        return self._add(
            at=at, actor=actor, action=action, target=target, request_id=request_id,
            before=redacted(before), after=redacted(after),
        )  # fmt: skip

    def _add(self, **fields: Any) -> AuditEntry:  # the fields of the contract
        self._seq += 1
        bare = AuditEntry(chain=self._name, seq=self._seq, previous_hash=self._hash, hash="0" * 64, **fields)
        entry = bare.model_copy(update={"hash": hash_of(bare)})
        self._hash = entry.hash
        return entry


def hash_of(entry: AuditEntry) -> str:
    """Return the hash an entry should have."""
    fields = entry.model_dump(mode="json", exclude={"hash"})
    return sha256(json.dumps(fields, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def redacted(record: BaseModel | None) -> str | None:
    """Return a record as JSON with addresses and secrets hashed."""
    return None if record is None else json.dumps(_hide(record.model_dump(mode="json", exclude_defaults=True)))


def _hide(value: Any, name: str = "") -> Any:  # any JSON value
    if isinstance(value, dict):
        return {key: _hide(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [_hide(each, name) for each in value]
    return f"sha256:{sha256(str(value).encode()).hexdigest()[:16]}" if name in HIDDEN else value


def verify(entries: Iterable[AuditEntry]) -> list[str]:
    """Return a sentence for everything that does not hold; none means no entry was changed, left out or cut off."""
    chains: dict[str, list[AuditEntry]] = {}
    for entry in entries:
        chains.setdefault(entry.chain, []).append(entry)
    problems = [problem for name in sorted(chains) for problem in _broken(name, chains[name])]
    hashes = {(entry.chain, entry.seq): entry.hash for chain in chains.values() for entry in chain}
    for chain in chains.values():
        for entry in chain:
            if entry.action == BEGAN:
                problems += _cut_off(entry, hashes)
    return problems


def _broken(name: str, entries: list[AuditEntry]) -> list[str]:
    found: list[str] = []
    previous = ""
    for number, entry in enumerate(entries, start=1):
        if entry.seq != number:
            return [*found, f"chain {name}: entry {number} is missing or out of turn; {entry.seq} stands there"]
        if entry.hash != hash_of(entry):
            found.append(f"chain {name}: entry {number} was changed")
        if entry.previous_hash != previous:
            found.append(f"chain {name}: entry {number} does not follow the one before it")
        previous = entry.hash
    return found


def _cut_off(entry: AuditEntry, hashes: Mapping[tuple[str, int], str]) -> list[str]:
    heads = json.loads(entry.after or "{}")
    return [
        f"chain {chain}: entry {seq}, which chain {entry.chain} saw, is missing or another"
        for chain, (seq, digest) in heads.items()
        if hashes.get((chain, seq)) != digest
    ]
