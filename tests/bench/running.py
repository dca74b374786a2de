"""The product a benchmark measures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
import psutil
from sqlalchemy import Engine, TextClause, create_engine, text

from backend.settings import Settings, parse
from bot.model import model_path
from tests.e2e.product import ROOT, Product, until

SERVICE = "bench-visit"
WAITING = text(
    "SELECT (SELECT count(*) FROM messages WHERE direction = 'inbound' AND processed_at IS NULL)"
    " + (SELECT count(*) FROM deliveries WHERE state IN ('pending', 'sending'))"
)
ADD_SERVICE = text(
    "INSERT INTO services (slug, name, duration_minutes, minimum_notice_minutes, booking_horizon_days)"
    " VALUES (:slug, 'Bench visit', 15, 0, 120) ON CONFLICT DO NOTHING"
)
ADD_OFFERINGS = text(
    "INSERT INTO service_offerings (service_id, practitioner_id, location_id)"
    " SELECT DISTINCT services.id, practitioner_id, location_id FROM services, schedules WHERE slug = :slug"
    " ON CONFLICT DO NOTHING"
)


@dataclass
class Bench:
    """A running product with what a benchmark needs of it."""

    product: Product
    settings: Settings
    database_url: str
    redis_url: str

    @classmethod
    def of(cls, product: Product) -> Bench:
        """The bench of a running product; its stores' addresses come from its web process."""
        environ = _environ_of_child(product)
        settings = parse({**product.environ, "DATABASE_URL": environ["DATABASE_URL"]})
        return cls(product, settings, environ["DATABASE_URL"], environ["REDIS_URL"])

    def environ(self) -> dict[str, str]:
        """The environment of one more process of this product."""
        return {**self.product.environ, "DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}

    def api(self) -> httpx.Client:
        """A client of the REST API with the service token."""
        return httpx.Client(
            base_url=f"{self.product.url}/api/v1",
            headers={"Authorization": f"Bearer {self.settings.service_token.reveal()}"},
            timeout=15,
        )

    def model(self) -> Path:
        """The trained model the product runs on."""
        return model_path(ROOT, self.product.home)

    def now(self) -> datetime:
        """Where the product's clock stands."""
        assert self.settings.frozen_now is not None
        return self.settings.frozen_now

    def everybody_offers(self, slug: str) -> None:
        """Have one more service of 15 minutes that all 12 practitioners offer wherever they work."""
        engine = create_engine(self.database_url)
        with engine.begin() as connection:
            for statement in (ADD_SERVICE, ADD_OFFERINGS):
                connection.execute(statement, {"slug": slug})
        engine.dispose()

    def drain(self, seconds: float = 300) -> None:
        """Wait until every text is answered and every answer is sent."""
        engine = create_engine(self.database_url)
        try:
            until(lambda: None if _count(engine, WAITING) else True, seconds, "all turns to be answered")
        finally:
            engine.dispose()


def _count(engine: Engine, query: TextClause) -> int:
    with engine.connect() as connection:
        return int(connection.execute(query).scalar_one())


def _environ_of_child(product: Product) -> dict[str, str]:
    """The environment of the web process, which knows where the embedded stores are."""
    assert product.process is not None
    for child in psutil.Process(product.process.pid).children(recursive=True):
        if any("gunicorn" in part for part in child.cmdline()):
            environ: dict[str, str] = child.environ()
            return environ
    raise AssertionError("the product has no web process")
