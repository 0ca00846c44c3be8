"""Options several commands share, each named once."""

from typing import Annotated

import typer

__all__ = ["AsJson", "Broker"]

Broker = Annotated[str, typer.Option(envvar="VEDETTE_BROKER", help="Kafka bootstrap servers, host:port.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]
