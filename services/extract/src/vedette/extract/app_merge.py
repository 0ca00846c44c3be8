"""The second half of the service on topics: claims and corrections in, events out, state in a table."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from vedette.extract.app_forget import Forgetting, Rows, WalkedTable
from vedette.extract.corroborate import merge_claims
from vedette.extract.merge.analyst import Layer, apply_correction, apply_waiting, with_heirs
from vedette.extract.merge.context import Context
from vedette.extract.merge.draft import new_memos
from vedette.extract.merge.expiry import Windows
from vedette.extract.packed import PackedTable, pack
from vedette.runtime.errors import PermanentError
from vedette.runtime.messages import Message, Outcome, Outgoing, Put
from vedette.schemas import Claim, Correction, Event, PostClaim, RejectReason
from vedette.schemas.topics import EVENTS

__all__ = ["MERGE_TABLE", "Merger"]

MERGE_TABLE = "extract-merge"
"""Name of the table that holds claims and events; one partition, as the topics of claims and corrections have."""


class Merger:
    """Folds claims, as many as wait, and corrections into the table, one after another.

    A crash between sending and writing folds the same messages into the same state again and sends the same revisions
    once more. Source: decision record 0092.
    """

    def __init__(
        self, table: WalkedTable, context: Context, windows: Windows, *, table_name: str = MERGE_TABLE
    ) -> None:
        self._table, self._context, self._table_name = PackedTable(table), context, table_name
        self._memos = new_memos(context)
        self._forgetting = Forgetting(self._table, windows, context, self._memos)

    async def claims(self, messages: Sequence[Message[Claim]]) -> Outcome:
        """Fold some claims: send the events they change, write the state, forget a little of what is past."""
        messages = self._forgetting.in_time(messages)
        if not messages:
            return Outcome()
        state, events = Layer(self._table), list[Event]()
        for run in _runs(messages):
            merge = merge_claims([message.value for message in run], state, self._context, self._memos)
            merge = apply_waiting(merge, state, self._context, self._memos)
            state.write(merge.puts)
            events += with_heirs(merge.events)
        self._forgetting.forget(messages, state)
        return self._outcome(events, state.puts(), messages)

    async def correction(self, message: Message[Correction]) -> Outcome:
        """Let an analyst's decision hold, or take it back."""
        try:
            merge = apply_correction(message.value, self._table, self._context, self._memos)
        except ValueError as error:
            raise PermanentError(RejectReason.BAD_CONTRACT, f"the correction does not fit: {error}") from error
        return self._outcome(with_heirs(merge.events), merge.puts)

    def _outcome(self, events: Iterable[Event], puts: Rows, messages: Iterable[Message[Claim]] = ()) -> Outcome:
        told = {message.value.claim_id: message for message in messages}
        return Outcome(
            messages=[Outgoing(EVENTS, event.event_id, event, _cause(event, told)) for event in events],
            puts=[Put(self._table_name, key, pack(value)) for key, value in puts],
        )


def _runs(messages: Iterable[Message[Claim]]) -> Iterator[list[Message[Claim]]]:
    """Yield the claims that are folded as one: people harmed in one row together, posts each by itself.

    A toll is told as it stands in the end. That a post was set up is news even if the next claim, often of the same
    article, tells that it was shelled.
    """
    for of_post, run in groupby(messages, key=lambda message: isinstance(message.value, PostClaim)):
        found = list(run)
        yield from ([message] for message in found) if of_post else [found]


def _cause(event: Event, told: Mapping[str, Message[Claim]]) -> Message[Claim] | None:
    """Return the message of the latest claim of an event among those merged; the event follows its trace."""
    return next((told[claim_id] for claim_id in reversed(event.claims) if claim_id in told), None)
