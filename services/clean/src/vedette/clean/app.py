"""Wiring: articles.raw in, articles.clean out; the CPU work in child processes with limits."""

from datetime import timedelta

from vedette.clean.reprints import Reprints
from vedette.clean.settings import CleanSettings
from vedette.clean.work import clean_and_sketch, warm_up
from vedette.runtime.app import Message, Outcome, Outgoing, Service
from vedette.runtime.compacted import CompactedReader
from vedette.runtime.workers import WorkerPool
from vedette.schemas import CleanArticle, RawArticle
from vedette.schemas.topics import CLEAN, RAW


def create_app(settings: CleanSettings) -> Service:
    """Return the service, ready to `run()`."""
    service = Service("clean", settings)
    pool = WorkerPool(
        size=settings.pool_size,
        time_limit_s=settings.clean_time_limit_s,
        memory_limit_mb=settings.clean_memory_limit_mb,
        initializer=warm_up,
        max_tasks=settings.clean_recycle_after,
    )
    keep = timedelta(days=settings.clean_reprint_days)
    reprints = Reprints(keep=keep, limit=settings.clean_reprint_texts)

    def learn(key: str, article: CleanArticle | None) -> None:
        reader.latest.pop(key, None)  # the sketch is enough; thirty days of text would not fit
        if article is not None:
            reprints.learn(article)

    reader: CompactedReader[CleanArticle] = CompactedReader(CLEAN, settings, on_change=learn)

    async def handle(message: Message[RawArticle]) -> Outcome:
        article, sketch = await pool.call(clean_and_sketch, message.value)
        named = article.model_copy(update={"syndication_id": reprints.group(article, sketch)})
        return Outcome(messages=[Outgoing(CLEAN, named.article_id, named)])

    service.agent(RAW, handle, batch=2 * settings.pool_size)
    service.prepare(pool.warm_up)
    service.background(reader.run)
    service.on_stop(pool.close)
    return service
