"""Wiring: articles.clean -> claims, read in child processes with limits; claims, corrections -> events, in a table."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from vedette.extract.actors.finder import ActorTable
from vedette.extract.app_forget import MemoryWalk
from vedette.extract.app_merge import MERGE_TABLE, Merger
from vedette.extract.memory import known_at, read_memory, write_memory
from vedette.extract.merge.context import Context
from vedette.extract.packed import pack, unpack
from vedette.extract.settings import ExtractSettings
from vedette.extract.steps import as_first_known, withdrawals
from vedette.extract.work import read_in_child, shared_reader
from vedette.runtime.app import Message, Outcome, Outgoing, Put, Service
from vedette.runtime.tables import Table
from vedette.runtime.workers import WorkerPool
from vedette.schemas import Claim, CleanArticle
from vedette.schemas.topics import CLAIMS, CLEAN, CORRECTIONS

__all__ = ["create_app"]

CLAIMS_TABLE = "extract-claims"
"""Name of the table that holds the claims of each article's last revision, keyed by article id."""


def create_app(settings: ExtractSettings) -> Service:
    """Return the service, ready to `run()`."""
    service = Service("extract", settings)
    pool = WorkerPool(
        size=settings.pool_size,
        time_limit_s=settings.extract_time_limit_s,
        memory_limit_mb=settings.extract_memory_limit_mb,
        initializer=shared_reader,
    )
    memories = service.table(CLAIMS_TABLE, beside=CLEAN)
    walk = MemoryWalk(memories, timedelta(days=settings.extract_keep_article_days), known_at)
    service.agent(CLEAN, read_handler(pool, memories, walk), name="extract-read", batch=2 * settings.pool_size)
    state = service.table(MERGE_TABLE, beside=CLAIMS)
    merger = Merger(state, Context(actors=ActorTable.load()), settings.windows())
    most = settings.extract_merge_at_once
    service.batches(CLAIMS, merger.claims, table=state, most=most, name="extract-merge", turn="merge")
    service.agent(CORRECTIONS, merger.correction, name="extract-correct", turn="merge")
    service.prepare(pool.warm_up)
    service.on_stop(pool.close)
    return service


def read_handler(
    pool: WorkerPool, table: Table, walk: MemoryWalk
) -> Callable[[Message[CleanArticle]], Awaitable[Outcome]]:
    """Return what to do with one article: send its claims, and take back what a new revision no longer says."""

    async def handle(message: Message[CleanArticle]) -> Outcome:
        walk.under_way.add(message.value.article_id)
        try:
            return await read(message)
        finally:
            walk.under_way.discard(message.value.article_id)

    async def read(message: Message[CleanArticle]) -> Outcome:
        article = message.value
        earlier = read_memory(unpack(table.get(article.article_id)))
        claims = as_first_known(await pool.call(read_in_child, article), earlier)
        gone = withdrawals(earlier, claims, article)
        messages = [Outgoing(CLAIMS, claim.area, claim) for claim in in_order(earlier, claims, gone)]
        memory = pack(write_memory([*claims, *gone]))
        past = [Put(CLAIMS_TABLE, key, None) for key in walk.gone(message.partition, message.timestamp)]
        return Outcome(messages=messages, puts=[*past, Put(CLAIMS_TABLE, article.article_id, memory)])

    return handle


def in_order(earlier: Sequence[Claim], claims: Sequence[Claim], gone: Sequence[Claim]) -> list[Claim]:
    """Return what stayed, then what is new, then what is gone.

    A corrected number thus joins the happening of the old one before the old one goes; the other way round the
    happening would be taken back and told anew.
    """
    known = {claim.claim_id for claim in earlier}
    return [*sorted(claims, key=lambda claim: claim.claim_id not in known), *gone]
