"""What the benches of delivery share: a receiver that reads HTTP by hand, and the clock."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime


def clock() -> datetime:
    return datetime.now(UTC)


async def answer_each(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: Callable[[bytes], Awaitable[None]]
) -> None:
    """Read the requests of a connection and answer each by its head, until one side closes it."""
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            size = next(int(h[15:]) for h in head.lower().split(b"\r\n") if h.startswith(b"content-length:"))
            await reader.readexactly(size)
            await answer(head)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()
