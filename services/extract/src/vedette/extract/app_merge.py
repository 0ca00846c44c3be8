"""The second half of the service on topics: claims and corrections in, events out, state in a table."""

from vedette.extract.app_forget import Forgetting, WalkedTable
from vedette.extract.corroborate import Merge, merge_claim
from vedette.extract.merge.analyst import Layer, apply_correction, apply_waiting, with_heirs
from vedette.extract.merge.context import Context
from vedette.extract.merge.draft import new_memos
from vedette.extract.merge.expiry import Windows
from vedette.extract.packed import PackedTable, pack
from vedette.runtime.errors import PermanentError
from vedette.runtime.logs import get_log
from vedette.runtime.messages import Message, Outcome, Outgoing, Put
from vedette.schemas import Claim, Correction, RejectReason
from vedette.schemas.topics import EVENTS

__all__ = ["MERGE_TABLE", "Merger"]

MERGE_TABLE = "extract-merge"
"""Name of the table that holds claims and events; one partition, as the topics of claims and corrections have."""


class Merger:
    """Folds claims and corrections into the table, one after another.

    A crash between sending and writing folds the same message into the same state again and sends the same revisions
    once more.
    """

    def __init__(
        self, table: WalkedTable, context: Context, windows: Windows, *, table_name: str = MERGE_TABLE
    ) -> None:
        self._table, self._context, self._table_name = PackedTable(table), context, table_name
        self._memos = new_memos(context)
        self._forgetting = Forgetting(self._table, windows, context, self._memos)

    async def claim(self, message: Message[Claim]) -> Outcome:
        """Fold one claim: send each changed event under its id, write the state, forget a little of what is past."""
        if self._forgetting.is_too_late(message):
            get_log().info("claim is past its window and not merged", claim_id=message.value.claim_id)
            return Outcome()
        merge = merge_claim(message.value, self._table, self._context, self._memos)
        merge = apply_waiting(merge, self._table, self._context, self._memos)
        puts = self._forgetting.rows(message, merge.puts, Layer(self._table))
        return self._outcome(Merge(merge.events, puts))

    async def correction(self, message: Message[Correction]) -> Outcome:
        """Let an analyst's decision hold, or take it back."""
        try:
            merge = apply_correction(message.value, self._table, self._context, self._memos)
        except ValueError as error:
            raise PermanentError(RejectReason.BAD_CONTRACT, f"the correction does not fit: {error}") from error
        return self._outcome(merge)

    def _outcome(self, merge: Merge) -> Outcome:
        return Outcome(
            messages=[Outgoing(EVENTS, event.event_id, event) for event in with_heirs(merge.events)],
            puts=[Put(self._table_name, key, pack(value)) for key, value in merge.puts],
        )
