"""What the jobs say of themselves, for /readyz and /metrics."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge


class Health:
    """Made once by the wiring, written by the jobs, read by the web edge.

    troubles: a stable word -> what is wrong, in a sentence; the program is ready while there are none.
    """

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        registry = registry or CollectorRegistry()
        self.troubles: dict[str, str] = {}
        self._deliveries = Counter(
            "kopilka_deliveries", "Deliveries by what became of a try", ["outcome"], registry=registry
        )
        self._queue = Gauge(
            "kopilka_deliveries_due",
            "Deliveries whose time has come; 10000 stands for that many or more",
            ["lane"],
            registry=registry,
        )
        self._rate = Gauge("kopilka_send_rate", "Messages a second that the sender allows itself", registry=registry)
        self._runs = Counter("kopilka_job_runs", "Runs of jobs by how they ended", ["job", "end"], registry=registry)
        self._events = Counter("kopilka_events_pumped", "Events that were turned into promises", registry=registry)
        self._calls = Counter(
            "kopilka_webhook_calls", "Calls of webhooks by what became of their message", ["outcome"], registry=registry
        )
        self._messages = Gauge(
            "kopilka_webhook_messages", "Messages of webhooks that wait or were given up", ["state"], registry=registry
        )
        self._tick = Gauge("kopilka_last_tick_seconds", "The programme's instant of the last tick", registry=registry)

    @property
    def ready(self) -> bool:
        return not self.troubles

    def trouble(self, name: str, sentence: str) -> None:
        self.troubles[name] = sentence

    def well(self, name: str) -> None:
        self.troubles.pop(name, None)

    def delivered(self, outcome: str, count: int = 1) -> None:
        """outcome: sent, unknown, failed or queued."""
        self._deliveries.labels(outcome).inc(count)

    def queued(self, depth: Mapping[str, int], per_second: float) -> None:
        self._rate.set(per_second)
        for lane, count in depth.items():
            self._queue.labels(lane).set(count)

    def pumped(self, events: int) -> None:
        self._events.inc(events)

    def called(self, outcome: str) -> None:
        """outcome: sent, queued (to be tried again) or dead."""
        self._calls.labels(outcome).inc()

    def webhooks(self, queued: int, dead: int) -> None:
        self._messages.labels("queued").set(queued)
        self._messages.labels("dead").set(dead)

    def ran(self, job: str, end: str) -> None:
        """end: done, failed or paused."""
        self._runs.labels(job, end).inc()

    def ticked(self, at_seconds: float) -> None:
        self._tick.set(at_seconds)
