"""Changes of rules and subscribers made from the command line: into the audit log first, then onto their topic."""

import getpass
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime

from vedette.alert.audit import Chain
from vedette.cli.records import Record, latest, read_all
from vedette.runtime.errors import ConfigError
from vedette.runtime.messages import Outgoing
from vedette.runtime.producer import Producer
from vedette.runtime.settings import ServiceSettings
from vedette.schemas import AuditEntry, Contract
from vedette.schemas.topics import AUDIT, Topic

__all__ = ["change", "delete"]


async def change(settings: ServiceSettings, topic: Topic, values: Mapping[str, Contract | None]) -> None:
    """Write values by key, None deletes; no change goes unrecorded.

    A run of the command is a chain of its own in the log, and its entries say who was logged in.
    """
    await _write(settings, topic, values, await latest(settings, topic))


async def _write(
    settings: ServiceSettings, topic: Topic, values: Mapping[str, Contract | None], known: Mapping[str, Record]
) -> None:
    before = {key: _read(topic, known[key].value) for key in values if key in known}
    entries = _entries(await _heads(settings), topic, before, values)
    producer = Producer(settings, source="cli")
    await producer.start()
    try:
        for entry in entries:  # in the order of the chain
            await producer.send_all([Outgoing(AUDIT, entry.chain, entry)])
        await producer.send_all([Outgoing(topic, key, value) for key, value in values.items()])
    finally:
        await producer.stop()


async def delete(settings: ServiceSettings, topic: Topic, key: str) -> None:
    """Delete one key. Raises: `ConfigError` if it is not there."""
    known = await latest(settings, topic)
    if key not in known:
        msg = f"there is no {key!r} on {topic.name}; known: {', '.join(sorted(known)) or 'none'}"
        raise ConfigError(msg)
    await _write(settings, topic, {key: None}, known)


def _entries(
    heads: Mapping[str, tuple[int, str]],
    topic: Topic,
    before: Mapping[str, Contract],
    values: Mapping[str, Contract | None],
) -> list[AuditEntry]:
    chain, at, by = Chain(secrets.token_hex(8), heads), datetime.now(UTC), f"operator:{_login()}"
    what = topic.models[0].type_name.rpartition(".")[2].removeprefix("watch_")
    found = [chain.begin(at)]
    for key, value in values.items():
        action = f"{what}.{'deleted' if value is None else 'saved'}"
        found.append(
            chain.add(
                at=at, actor=by, action=action, target=f"{what}:{key}", before=before.get(key), after=value,
                request_id="command line",
            )
        )  # fmt: skip
    return found


async def _heads(settings: ServiceSettings) -> dict[str, tuple[int, str]]:
    """Return number and hash of the last entry of every chain."""
    entries = [AuditEntry.read(record.value) async for record in read_all(settings, AUDIT) if record.value]
    return {entry.chain: (entry.seq, entry.hash) for entry in entries}


def _read(topic: Topic, value: bytes | None) -> Contract:
    found: Contract = topic.adapter.validate_json(value or b"", extra="ignore")
    return found


def _login() -> str:
    """Return who is logged in; a container may know no name for its user."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
