"""`vedette run`: services as child processes, signals passed on."""

import os
import signal
import sys
import time
from types import FrameType
from typing import Annotated

import typer

from vedette.cli.failures import FOUND_WANTING
from vedette.cli.options import Broker
from vedette.cli.processes import Child, Children
from vedette.runtime.errors import ConfigError

SERVICES = ("ingest", "clean", "extract", "alert")
FIRST_HEALTH_PORT = 8080
POLL_S = 0.2


def command(
    services: Annotated[list[str], typer.Argument(help="ingest, clean, extract, alert, or all.")],
    broker: Broker = "localhost:9092",
) -> None:
    """Run services against a broker, each in a process of its own, until one ends or you stop them.

    Settings are read from VEDETTE_… variables (docs/operations.md). The first service answers /livez, /readyz and
    /metrics on VEDETTE_HEALTH_PORT (8080), the next on the port after it, and so on.
    """
    names = check_names(services)
    first_port = _health_port(os.environ.get("VEDETTE_HEALTH_PORT") or str(FIRST_HEALTH_PORT))
    with Children() as children:
        pass_signals_on(children)
        for number, name in enumerate(names):
            env = {"VEDETTE_BROKER": broker, "VEDETTE_HEALTH_PORT": str(first_port + number)}
            children.start(name, [sys.executable, "-m", f"vedette.{name}"], env=env)
        while not children.ended():
            time.sleep(POLL_S)
        code = judge(children.ended())
    raise typer.Exit(code)


def _health_port(text: str) -> int:
    if not text.isdecimal():
        msg = f"VEDETTE_HEALTH_PORT is a number such as {FIRST_HEALTH_PORT}, not {text!r}"
        raise ConfigError(msg)
    return int(text)


def check_names(names: list[str]) -> tuple[str, ...]:
    """Return the services named, each once; `all` means all of them.

    Raises: `typer.BadParameter` for a name that is no service.
    """
    wrong = [name for name in names if name not in {*SERVICES, "all"}]
    if wrong:
        msg = f"no service {', '.join(wrong)}; there are {', '.join(SERVICES)}, and all"
        raise typer.BadParameter(msg)
    return SERVICES if "all" in names else tuple(dict.fromkeys(names))


def pass_signals_on(children: Children) -> None:
    """Hand SIGTERM, SIGINT and SIGHUP to the children instead of dying of them."""

    def hand_on(number: int, frame: FrameType | None) -> None:
        del frame
        children.signal(signal.SIGTERM if number == signal.SIGINT else number)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, hand_on)


def judge(ended: list[Child]) -> int:
    """Return 0 if all that ended were asked to or ended well, else 1, and name the ones that did not."""
    failed = [child for child in ended if child.process.returncode not in {0, -signal.SIGTERM}]
    for child in failed:
        print(f"vedette: {child.name} ended with {child.process.returncode}; stopping the others", file=sys.stderr)
    return FOUND_WANTING if failed else 0
