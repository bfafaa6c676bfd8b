"""What /metrics says of requests: how many, how long, by route and status; never by whom."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.exposition import generate_latest

BUCKETS_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)
KINDS_MAX = 1_000  # (method, route, status) that are known; there are far fewer


class Requests:
    """Counts requests in this registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry
        labels = ["method", "route"]
        self._count = Counter("kopilka_http_requests", "Requests answered", [*labels, "status"], registry=registry)
        self._time = Histogram(
            "kopilka_http_seconds", "Time to the answer", labels, buckets=BUCKETS_SECONDS, registry=registry
        )
        # Finding a child by its labels costs more than counting.
        self._known: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        kind = (method, route, status)
        found = self._known.get(kind)
        if found is None:
            found = (self._count.labels(method, route, str(status)), self._time.labels(method, route))
            if len(self._known) < KINDS_MAX:
                self._known[kind] = found
        found[0].inc()
        found[1].observe(seconds)

    def page(self) -> bytes:
        """The text format of Prometheus."""
        return generate_latest(self._registry)
