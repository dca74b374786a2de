"""The product's web side with one more route, the baseline of booking: it commits one trivial row and no more."""

from __future__ import annotations

import os

from flask import Flask
from sqlalchemy import text

from backend.bootstrap import build
from backend.gateway import app
from backend.settings import parse

TABLE = text("CREATE TABLE IF NOT EXISTS bench_rows (id bigint GENERATED ALWAYS AS IDENTITY, at timestamptz)")
ROW = text("INSERT INTO bench_rows (at) VALUES (now())")


def create() -> Flask:
    """What gunicorn serves: `tests.bench.trivial:create()`."""
    frontdesk = build(parse(os.environ))
    with frontdesk.database.transaction() as transaction:
        transaction.connection.execute(TABLE)
    web = app.create(frontdesk)

    @web.post("/api/v1/bench-rows")
    def commit_one_row() -> tuple[dict[str, str], int]:
        with frontdesk.database.transaction() as transaction:
            transaction.connection.execute(ROW)
        return {"status": "ok"}, 201

    return web
