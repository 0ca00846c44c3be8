"""The sample receiver, as a process, against the channel that sends real notices."""

import asyncio
import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alert_builders import SECRET
from alert_dues import due
from brokers import wait_until

from vedette.alert.channels.webhook import Webhook
from vedette.alert.delivery.schedule import Verdict
from vedette.alert.keyring import Keyring
from vedette.cli.broker import free_port
from vedette.runtime.addresses import AddressPolicy
from vedette.schemas import Verification, VerificationData, WebhookEndpoint

SAMPLE = Path(__file__).parents[2] / "examples" / "webhook_receiver.py"
OTHER = "whsec_" + "YW5vdGhlci1zZWNyZXQtdGhhdC1pcy1sb25nLWVub3VnaA=="


@contextmanager
def receiver(folder: Path, port: int):
    """Run the sample, remembering in a folder; yield the lines it has printed."""
    out = folder / "out.txt"
    line = [sys.executable, str(SAMPLE), "--port", str(port), "--seen", str(folder / "seen.sqlite")]
    with out.open("ab") as file:
        process = subprocess.Popen(line, env={**os.environ, "RECEIVER_SECRET": SECRET}, stdout=file)
    try:
        wait_until(lambda: _listens(port), seconds=60, what="the sample listens")
        yield lambda: out.read_text().splitlines()
    finally:
        process.terminate()
        process.wait(60)


def _listens(port: int) -> bool:
    async def connected() -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return False
        writer.close()
        return True

    return asyncio.run(connected())


async def sent(port: int, number: int = 1, *, secret: str = SECRET, skew: timedelta = timedelta()):
    webhook = Webhook(
        policy=AddressPolicy(allow_private=True), keyring=Keyring(None, lambda _: secret),
        clock=lambda: datetime.now(UTC) + skew,
    )  # fmt: skip
    hook = WebhookEndpoint(endpoint_id="hook", url=f"http://127.0.0.1:{port}/", secret_ref="env:X")
    try:
        if number:
            return await webhook.send(due(number).notice, hook)
        question = VerificationData(endpoint_id="hook", subscriber_id="alice", challenge="c" * 40)
        return await webhook.verify(hook, Verification(timestamp=datetime.now(UTC), data=question))
    finally:
        await webhook.close()


def test_the_sample_takes_each_notice_once_also_over_a_restart(tmp_path):
    port = free_port()
    with receiver(tmp_path, port):
        assert [asyncio.run(sent(port)).answer for _ in range(2)] == ["taken", "seen before"]
    with receiver(tmp_path, port) as printed:
        assert asyncio.run(sent(port)).answer == "seen before"
        assert asyncio.run(sent(port, 2)).answer == "taken"
        assert printed() == ["event.matched  New observation post: Kafr Sindiyan (Idlib, Syria)"] * 2


def test_the_sample_answers_the_challenge_and_refuses_other_secrets_and_old_signatures(tmp_path):
    port = free_port()
    with receiver(tmp_path, port) as printed:
        assert asyncio.run(sent(port, 0)).verdict is Verdict.TAKEN
        assert asyncio.run(sent(port, secret=OTHER)).status == 401
        assert asyncio.run(sent(port, secret=f"{OTHER} {SECRET}")).status == 200
        for skew in (timedelta(minutes=6), timedelta(minutes=-6)):
            assert asyncio.run(sent(port, 3, skew=skew)).status == 400
        assert len(printed()) == 1
