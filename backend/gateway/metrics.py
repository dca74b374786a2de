"""What Prometheus may know: counts and times, nothing about a patient."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import text

from backend.domain.errors import Unavailable
from backend.store.database import Database

_PENDING = text("""
    SELECT count(*) AS number, coalesce(extract(epoch FROM max(now() - at)), 0) AS age
    FROM messages WHERE direction = 'inbound' AND processed_at IS NULL
""")
_HANDOFFS = text("SELECT state, count(*) AS number FROM handoffs WHERE closed_at IS NULL GROUP BY state")
_TURNS = text("""
    SELECT percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY extract(epoch FROM d.created_at - m.at))
    FROM deliveries d JOIN messages r ON r.id = d.message_id JOIN messages m ON m.id = r.in_reply_to
    WHERE d.created_at > now() - interval '5 minutes'
""")


class Metrics:
    """What was counted, by all processes that count in one folder, and the figures of the installation."""

    def __init__(self, database: Database, counts: Path | None = None) -> None:
        self._registry = CollectorRegistry()
        self._asked = CollectorRegistry() if counts else self._registry
        self._asked.register(_Installation(database))
        if counts:
            MultiProcessCollector(self._asked, str(counts))  # type: ignore[no-untyped-call]
        self._received = Counter(
            "frontdesk_messages_received", "Messages from providers.", ["channel", "new"], registry=self._registry
        )
        self._rejected = Counter(
            "frontdesk_webhooks_rejected", "Webhooks that were refused.", ["reason"], registry=self._registry
        )
        for reason in ("forged", "malformed"):
            self._rejected.labels(reason)

    def received(self, channel: str, *, new: bool) -> None:
        """A message came; not a new one when the provider repeated itself."""
        self._received.labels(channel, str(new).lower()).inc()

    def rejected(self, reason: str) -> None:
        """A webhook was refused."""
        self._rejected.labels(reason).inc()

    def page(self) -> bytes:
        """The exposition, as Prometheus reads it."""
        return generate_latest(self._asked)


class _Installation(Collector):
    """Asked of the database when Prometheus asks: the same from every process."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def describe(self) -> list[Metric]:
        """Nothing in advance: registering must not reach for the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The figures of this moment; none while the database is away."""
        try:
            with self._database.transaction() as transaction:
                deliveries = transaction.deliveries.counts()
                pending = transaction.connection.execute(_PENDING).one()
                handoffs = transaction.connection.execute(_HANDOFFS).all()
                turns = transaction.connection.execute(_TURNS).scalar_one()
        except Unavailable:
            return
        states = GaugeMetricFamily("frontdesk_messages", "Messages of the last day by state.", labels=["state"])
        for state, number in deliveries.items():
            states.add_metric([state], number)
        yield states
        yield GaugeMetricFamily("frontdesk_turns_pending", "Messages not answered yet.", pending.number)
        yield GaugeMetricFamily("frontdesk_turns_oldest_seconds", "Age of the oldest of them.", float(pending.age))
        waiting = GaugeMetricFamily("frontdesk_handoffs", "Conversations that need a person.", labels=["state"])
        for row in handoffs:
            waiting.add_metric([row.state], row.number)
        yield waiting
        latency = GaugeMetricFamily(
            "frontdesk_turn_seconds", "From a message to its answer, over five minutes.", labels=["quantile"]
        )
        for quantile, seconds in zip(("0.5", "0.95"), turns or (), strict=False):
            latency.add_metric([quantile], float(seconds))
        yield latency
