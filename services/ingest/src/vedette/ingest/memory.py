"""What ingest remembers: published revisions, which the topic gives back after a restart, and recent failures."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from vedette.schemas import SeenArticle

MAX_FAILURES = 20_000
"""Failed addresses remembered; the oldest are forgotten first and then only reported again."""

FIRST_PAUSE = timedelta(seconds=60)
LONGEST_PAUSE = timedelta(hours=6)


@dataclass(frozen=True)
class Failure:
    """An address that could not be taken."""

    tries: int
    next_at: datetime
    """Not tried before this."""
    told: bool
    """Its rejection is written; the same failure is told once."""


class Memory:
    """Seen articles by id, fed by the topic (`learn`) and by ourselves (`note`).

    They are kept as bytes: hundreds of thousands of objects would take four times the room.
    """

    def __init__(self) -> None:
        self._seen: dict[str, bytes] = {}
        self._checked: dict[str, datetime] = {}
        self._failures: OrderedDict[str, Failure] = OrderedDict()

    def learn(self, key: str, value: SeenArticle | None) -> None:
        """Take a message of the topic; an older one than what we know changes nothing."""
        known = self._load(key)
        if value is None:
            self._seen.pop(key, None)
            self._checked.pop(key, None)
        elif known is None or (value.revision, value.seen_at) >= (known.revision, known.seen_at):
            self._seen[key] = value.write()

    def note(self, seen: SeenArticle) -> None:
        """Remember what we are about to write to the topic."""
        self.learn(seen.article_id, seen)
        self.forgive(seen.article_id)

    def find(self, article_id: str) -> SeenArticle | None:
        """Return the article an address id stands for, through a redirect where there was one."""
        seen = self._load(article_id)
        return self._load(seen.leads_to) if seen and seen.leads_to else seen

    def checked(self, seen: SeenArticle) -> datetime:
        """Return when we last looked at an article."""
        return max(self._checked.get(seen.article_id, seen.seen_at), seen.seen_at)

    def looked(self, seen: SeenArticle, now: datetime) -> None:
        """Remember that an article was looked at and is as it was."""
        self._checked[seen.article_id] = now

    def failure(self, article_id: str) -> Failure | None:
        """Return the last failure of an address, None if it never failed or was taken since."""
        return self._failures.get(article_id)

    def failed(self, article_id: str, now: datetime, *, told: bool, pause: timedelta | None = None) -> Failure:
        """Remember a failure; the pause before the next try doubles with each."""
        before = self._failures.pop(article_id, None)
        tries = before.tries + 1 if before else 1
        wait = max(pause or timedelta(), min(FIRST_PAUSE * 2 ** min(tries - 1, 16), LONGEST_PAUSE))
        failure = Failure(tries, now + wait, told or bool(before and before.told))
        self._failures[article_id] = failure
        while len(self._failures) > MAX_FAILURES:
            self._failures.popitem(last=False)
        return failure

    def forgive(self, key: str) -> None:
        """Forget the failures of an address."""
        self._failures.pop(key, None)

    def ids(self) -> list[str]:
        """Return the ids remembered now."""
        return list(self._seen)

    def is_stale(self, key: str, before: datetime) -> bool:
        """Return True if an article was not seen since a moment."""
        seen = self._load(key)
        return seen is not None and self.checked(seen) < before

    def _load(self, key: str) -> SeenArticle | None:
        value = self._seen.get(key)
        return None if value is None else SeenArticle.read(value)

    def __len__(self) -> int:
        return len(self._seen)
