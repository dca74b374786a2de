"""The Flask application."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from flask import Flask, Response
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import text
from werkzeug.exceptions import HTTPException

from backend.bootstrap import Frontdesk
from backend.domain.errors import NotFound, Unavailable
from backend.gateway.metrics import Metrics
from backend.gateway.unsubscribe import unsubscribe_blueprint
from backend.gateway.webhooks import webhooks

LARGEST_REQUEST: Final = 256 * 1024
_ALIVE = text("SELECT 1")


def create(frontdesk: Frontdesk, counts: Path | None = None) -> Flask:
    """The web side of the product, wired; nothing connects until the first request.

    `counts`: where several processes keep what they count together.
    """
    app = Flask("backend.gateway", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_REQUEST, MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST, MAX_FORM_PARTS=200)
    metrics = Metrics(frontdesk.database, counts)
    app.register_blueprint(webhooks(frontdesk, metrics))
    app.register_blueprint(unsubscribe_blueprint(frontdesk))
    for blueprint in frontdesk.blueprints:
        app.register_blueprint(blueprint)

    @app.get("/healthz")
    def alive() -> str:
        """The process answers."""
        return "ok\n"

    @app.get("/readyz")
    def ready() -> str:
        """The process can do its work."""
        with frontdesk.database.transaction() as transaction:
            transaction.connection.execute(_ALIVE)
        return "ready\n"

    @app.get("/metrics")
    def figures() -> Response:
        """Counts and times for Prometheus."""
        return Response(metrics.page(), content_type=CONTENT_TYPE_LATEST)

    @app.errorhandler(Unavailable)
    def unavailable(error: Unavailable) -> tuple[str, int, dict[str, str]]:
        """Not acknowledged: whoever called tries again."""
        return f"503: {error.message}.\n", 503, {"Retry-After": "2"}

    @app.errorhandler(NotFound)
    def missing(error: NotFound) -> tuple[str, int]:
        return f"404: {error.message}.\n", 404

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> tuple[str, int]:
        return f"{error.code}: {error.name}.\n", error.code or 500

    return app
