"""Who asks the API."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Caller:
    """Who asks."""

    name: str
    """`operator`, or `subscriber:` and an id."""
    subscriber_id: str | None
    """Whose things the caller may see; None for the operator, who sees all."""
    request_id: str

    def owns(self, subscriber_id: str) -> bool:
        """Return True if the caller may see and change what is this subscriber's."""
        return self.subscriber_id is None or self.subscriber_id == subscriber_id
