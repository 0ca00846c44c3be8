"""The audit log shows every edit, gap and cut end."""

from alert_builders import ALICE_RULE, NOON, alice

from vedette.alert.audit import Chain, hash_of, redacted, verify


def run(name, heads, number=4):
    chain = Chain(name, heads)
    began = chain.begin(NOON)
    fields = {"actor": "subscriber:alice", "action": "rule.saved", "before": None, "after": ALICE_RULE}
    edits = [chain.add(at=NOON, target=f"rule:r{i}", request_id="q", **fields) for i in range(1, number + 1)]
    return [began, *edits]


def head(entries):
    return {entries[-1].chain: (entries[-1].seq, entries[-1].hash)}


def test_a_log_nobody_touched_holds():
    first = run("a", {})
    second = run("b", head(first))
    assert verify([*first, *second]) == []
    assert verify([]) == []


def test_a_changed_entry_is_seen():
    entries = run("a", {})
    entries[2] = entries[2].model_copy(update={"actor": "operator"})
    assert verify(entries) == ["chain a: entry 3 was changed"]


def test_a_changed_entry_with_a_new_hash_breaks_the_link_after_it():
    entries = run("a", {})
    forged = entries[2].model_copy(update={"actor": "operator"})
    entries[2] = forged.model_copy(update={"hash": hash_of(forged)})
    assert verify(entries) == ["chain a: entry 4 does not follow the one before it"]


def test_a_missing_entry_is_seen():
    entries = run("a", {})
    assert verify(entries[:2] + entries[3:]) == ["chain a: entry 3 is missing or out of turn; 4 stands there"]
    assert verify(entries[1:])[0].startswith("chain a: entry 1 is missing")


def test_a_chain_that_lost_its_end_is_known_by_the_next():
    first = run("a", {})
    second = run("b", head(first))
    assert verify([*first[:-1], *second]) == ["chain a: entry 5, which chain b saw, is missing or another"]
    assert verify(second) == ["chain a: entry 5, which chain b saw, is missing or another"]


def test_addresses_and_secrets_are_told_only_by_their_hash():
    said = redacted(alice("https://alice.example/hook"))
    assert "alice.example" not in said
    assert "ALICE_SECRET" not in said
    assert said.count("sha256:") == 2
    assert redacted(None) is None
