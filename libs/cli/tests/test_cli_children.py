"""Child processes: none outlives its parent."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from vedette.cli.processes import Children
from vedette.cli.run import check_names, judge


def has_ended(pid: int) -> bool:
    """Wait for any process, ours or not, to end."""
    try:
        watch = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([watch], [], [], 10)[0])
    finally:
        os.close(watch)


def test_all_means_every_service_and_a_name_given_twice_counts_once() -> None:
    assert check_names(["all"]) == ("ingest", "clean", "extract", "alert")
    assert check_names(["clean", "clean"]) == ("clean",)


def test_a_child_that_ignores_sigterm_is_killed_with_its_own_children(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    code = (
        "import signal, subprocess, sys, time, pathlib\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "inner = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"pathlib.Path({str(pid_file)!r} + '.new').write_text(str(inner.pid))\n"
        f"pathlib.Path({str(pid_file)!r} + '.new').rename({str(pid_file)!r})\n"
        "time.sleep(60)\n"
    )
    children = Children()
    child = children.start("stubborn", [sys.executable, "-c", code], log=tmp_path / "log")
    while not pid_file.exists():
        assert child.process.poll() is None
    children.stop(patience_s=0.2)
    assert child.process.returncode == -signal.SIGKILL
    assert has_ended(int(pid_file.read_text()))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can end a child with its parent")
def test_a_child_ends_when_its_parent_is_killed() -> None:
    code = (
        "import sys\nfrom vedette.cli.processes import Children\n"
        "child = Children().start('sleeper', [sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.process.pid, flush=True)\ninput()\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    assert has_ended(pid)


def test_a_log_keeps_what_a_child_said(tmp_path: Path) -> None:
    with Children() as children:
        child = children.start("speaker", [sys.executable, "-c", "print('ready')"], log=tmp_path / "speaker.log")
        child.process.wait(10)
        assert child.tail() == "ready"


def test_a_service_that_was_asked_to_stop_did_not_fail() -> None:
    with Children() as children:
        child = children.start("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"])
        children.signal(signal.SIGTERM)
        child.process.wait(10)
        assert judge(children.ended()) == 0


def test_a_service_that_failed_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with Children() as children:
        children.start("broken", [sys.executable, "-c", "raise SystemExit(3)"]).process.wait(10)
        assert judge(children.ended()) == 1
    assert "broken ended with 3" in capsys.readouterr().err
