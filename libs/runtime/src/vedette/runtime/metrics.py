"""Every metric of the runtime, each with the sentence that says what it means."""

from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Buckets from one fast step to one that nears its time limit."""


class Metrics:
    """The metrics of one service. A service adds its own through `counter`, `gauge` and `histogram`."""

    def __init__(self, service: str) -> None:
        self.registry = CollectorRegistry()
        self._service = service
        self.received = self.counter("vedette_messages_received", "Messages read from a topic.", ["topic"])
        self.forwarded = self.counter("vedette_messages_sent", "Messages sent and acknowledged.", ["topic"])
        self.rejected = self.counter("vedette_rejections", "Messages set aside, by reason.", ["reason"])
        self.retried = self.counter("vedette_retries", "Tries that failed for now and were repeated.", ["topic"])
        self.seconds = self.histogram(
            "vedette_handle_seconds", "Seconds from taking up a message to its offset being free to move.", ["topic"]
        )
        self.in_flight = self.gauge("vedette_messages_in_flight", "Messages taken up and not finished.", ["topic"])
        self.age = self.histogram("vedette_message_age_seconds", "Age of a message when it is taken up.", ["topic"])
        self.lag = self.gauge(
            "vedette_lag_messages", "Messages waiting in a partition of this worker.", ["topic", "partition"]
        )
        self.stalled = self.gauge("vedette_stalled_partitions", "Partitions with waiting messages and no progress.")
        self.assigned = self.gauge("vedette_assigned_partitions", "Partitions this worker reads.", ["topic"])
        self.pool_lost = self.counter("vedette_pool_tasks_lost", "Tasks stopped at a limit, by reason.", ["reason"])

    def counter(self, name: str, sentence: str, labels: Sequence[str] = ()) -> Counter:
        """Add a counter; `_total` is added to its name on the page."""
        return Counter(name, sentence, labels, registry=self.registry)

    def gauge(self, name: str, sentence: str, labels: Sequence[str] = ()) -> Gauge:
        """Add a gauge."""
        return Gauge(name, sentence, labels, registry=self.registry)

    def histogram(self, name: str, sentence: str, labels: Sequence[str] = ()) -> Histogram:
        """Add a histogram of seconds."""
        return Histogram(name, sentence, labels, registry=self.registry, buckets=SECONDS)

    def page(self) -> bytes:
        """Return the metrics in Prometheus text format."""
        return generate_latest(self.registry)
