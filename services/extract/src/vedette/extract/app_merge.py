"""The second half of the service on topics: claims in, events out, state in a table."""

from collections.abc import Awaitable, Callable

from vedette.extract.corroborate import merge_claim
from vedette.extract.merge.context import Context
from vedette.extract.merge.draft import KeyValues, new_memos
from vedette.runtime.messages import Message, Outcome, Outgoing, Put
from vedette.schemas import Claim
from vedette.schemas.topics import EVENTS

__all__ = ["MERGE_TABLE", "merge_handler"]

MERGE_TABLE = "extract-merge"
"""Name of the table that holds claims and events; it lies in the partition of the one merge key."""


def merge_handler(
    table: KeyValues, context: Context | None = None, *, table_name: str = MERGE_TABLE
) -> Callable[[Message[Claim]], Awaitable[Outcome]]:
    """Return what to do with one claim: send each changed event under its id, then write the state.

    A crash between the two folds the same claim into the same state again and sends the same revisions once more.
    """
    known = context or Context()
    memos = new_memos(known)

    async def handle(message: Message[Claim]) -> Outcome:
        merge = merge_claim(message.value, table, known, memos)
        return Outcome(
            messages=[Outgoing(EVENTS, event.event_id, event) for event in merge.events],
            puts=[Put(table_name, key, value) for key, value in merge.puts],
        )

    return handle
