"""Fixtures for everybody: a real PostgreSQL and Valkey for the run, a migrated database a worker, the built product.

The servers are started once a run and shared by the workers of pytest-xdist; the migrated template database is made
once and cloned for each worker; tables are emptied after each test that used them.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from filelock import FileLock
from flask import Flask
from flask.testing import FlaskClient
from psycopg import sql
from sqlalchemy.engine import make_url
from werkzeug.test import TestResponse

from backend.bootstrap import Frontdesk, build
from backend.embedded import postgres, valkey
from backend.gateway.app import create
from backend.settings import Settings, parse
from backend.store.database import engine
from backend.store.migrate import upgrade

MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # 10:00 in New York, 9:00 in Chicago


class SettableClock:
    """A clock that tests set and move on."""

    def __init__(self, moment: datetime = MONDAY) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """The moment that was set."""
        return self.moment

    def set(self, moment: datetime) -> None:
        """Make it that moment."""
        self.moment = moment.astimezone(UTC)

    def advance(self, **parts: float) -> None:
        """Move on by a timedelta's parts."""
        self.moment += timedelta(**parts)


@pytest.fixture(scope="session")
def run_home() -> Iterator[Path]:
    """One folder for the whole run, shared by its workers; the last one to leave stops the servers and removes it."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"{os.getpid()}"
    home = Path(tempfile.gettempdir()) / f"frontdesk-tests-{run[:16]}"
    home.mkdir(mode=0o700, exist_ok=True)
    me = home / f"user-{os.getpid()}"
    me.touch()
    yield home
    with FileLock(f"{home}.lock"):
        me.unlink()
        if not list(home.glob("user-*")):
            if (home / "postgres.lock").exists():
                postgres.ensure(home, durable=False).remove()
            if (home / "valkey.lock").exists():
                valkey.ensure(home).remove()
            shutil.rmtree(home, ignore_errors=True)
            Path(f"{home}.lock").unlink()


@pytest.fixture(scope="session")
def postgres_url(run_home: Path) -> str:
    """A running server's URL; its database is the migrated template, not to be used by tests."""
    with FileLock(f"{run_home}.lock"):
        url = postgres.ensure(run_home, durable=False).url
        template = engine(url)
        upgrade(template)
        template.dispose()
    return url


@pytest.fixture(scope="session")
def database_url(postgres_url: str, run_home: Path) -> Iterator[str]:
    """This worker's own migrated database."""
    server = make_url(postgres_url)
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with _administrator(postgres_url) as connection, FileLock(f"{run_home}.lock"):
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(server.database or "")
            )
        )
    yield server.set(database=name).render_as_string(hide_password=False)
    with _administrator(postgres_url) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def empty_database_url(postgres_url: str) -> Iterator[str]:
    """One more database of this worker, without tables, for tests of migrations."""
    name = f"empty_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with _administrator(postgres_url) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
    with _administrator(postgres_url) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def valkey_server_url(run_home: Path) -> str:
    """A running Valkey's URL, shared by the run."""
    return valkey.ensure(run_home).url


@pytest.fixture(scope="session")
def redis_url(valkey_server_url: str) -> str:
    """This worker's own numbered database of the run's Valkey."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    return valkey_server_url.replace("db=0", f"db={int(worker) % 15 + 1}")


@pytest.fixture(scope="session")
def settings(database_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a test installation on this worker's stores."""
    home = tmp_path_factory.mktemp("home")
    return replace(
        parse({"FRONTDESK_ENV": "test", "FRONTDESK_HOME": str(home)}), database_url=database_url, redis_url=redis_url
    )


@pytest.fixture(scope="session")
def session_clock() -> SettableClock:
    """The clock of `session_frontdesk`."""
    return SettableClock()


@pytest.fixture(scope="session")
def session_frontdesk(settings: Settings, session_clock: SettableClock) -> Iterator[Frontdesk]:
    """The product, wired once a worker; use `frontdesk`, which cleans up after each test."""
    frontdesk = build(settings, clock=session_clock)
    yield frontdesk
    frontdesk.database.engine.dispose()


@pytest.fixture
def clock(session_clock: SettableClock) -> SettableClock:
    """Monday, 23 November 2026, 15:00 UTC until a test sets it."""
    session_clock.set(MONDAY)
    return session_clock


@pytest.fixture
def frontdesk(session_frontdesk: Frontdesk, clock: SettableClock) -> Iterator[Frontdesk]:
    """The product on empty tables and a clock that stands still."""
    yield session_frontdesk
    _empty(session_frontdesk)


class ApiClient:
    """Calls API v1 as the actions do: with the service token, and a fresh Idempotency-Key where none is given."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self.client = client
        self.token = token

    def get(self, path: str, **query: object) -> TestResponse:
        """GET /api/v1 + path."""
        return self.client.get(f"/api/v1{path}", query_string=query, headers=self._headers())

    def post(self, path: str, body: object = None, *, key: str | None = None) -> TestResponse:
        """POST /api/v1 + path."""
        headers = self._headers() | {"Idempotency-Key": key or uuid4().hex}
        return self.client.post(f"/api/v1{path}", json={} if body is None else body, headers=headers)

    def put(self, path: str, body: object) -> TestResponse:
        """PUT /api/v1 + path."""
        return self.client.put(f"/api/v1{path}", json=body, headers=self._headers())

    def delete(self, path: str, **query: object) -> TestResponse:
        """DELETE /api/v1 + path."""
        return self.client.delete(f"/api/v1{path}", query_string=query, headers=self._headers())

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@pytest.fixture(scope="session")
def session_app(session_frontdesk: Frontdesk) -> Flask:
    """The web application, wired once a worker."""
    return create(session_frontdesk)


@pytest.fixture
def api(session_app: Flask, frontdesk: Frontdesk) -> ApiClient:
    """A client of API v1."""
    return ApiClient(session_app.test_client(), frontdesk.settings.service_token.reveal())


def _empty(frontdesk: Frontdesk) -> None:
    """Remove every row that a test left, quickly: most tables are empty, and an empty one is left alone."""
    with frontdesk.database.engine.begin() as connection:
        connection.exec_driver_sql(
            """
            DO $$
            DECLARE name text; used text[] := '{}'; found boolean;
            BEGIN
                FOR name IN SELECT quote_ident(tablename) FROM pg_tables
                    WHERE schemaname = 'public' AND tablename <> 'alembic_version'
                LOOP
                    EXECUTE 'SELECT EXISTS (SELECT FROM ' || name || ')' INTO found;
                    IF found THEN used := used || name; END IF;
                END LOOP;
                IF used <> '{}' THEN
                    EXECUTE 'TRUNCATE ' || array_to_string(used, ', ') || ' RESTART IDENTITY CASCADE';
                END IF;
            END $$
            """
        )


def _administrator(url: str) -> psycopg.Connection:
    """A session on the server beside the template, so that the template can be cloned."""
    server = make_url(url)
    host = server.query["host"]
    return psycopg.connect(
        host=host if isinstance(host, str) else host[0], user=server.username, dbname="postgres", autocommit=True
    )
