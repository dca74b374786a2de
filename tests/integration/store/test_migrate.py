"""Migrations make the schema that the tables describe, once, whoever starts first."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, text

from backend.bootstrap import Frontdesk
from backend.store import tables
from backend.store.database import engine
from backend.store.metadata import metadata
from backend.store.migrate import current, newest, upgrade


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Engine]:
    made = engine(empty_database_url)
    with made.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    yield made
    made.dispose()


def test_upgrade_reaches_the_newest_revision_when_database_is_empty(empty: Engine) -> None:
    assert current(empty) is None
    assert upgrade(empty) == newest()
    assert current(empty) == newest()


def test_upgrade_changes_nothing_when_run_again(empty: Engine) -> None:
    upgrade(empty)
    assert upgrade(empty) == newest()


def test_upgrade_runs_once_when_four_start_together(empty: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: upgrade(empty), range(4))) == [newest()] * 4


def test_migrations_make_what_the_tables_describe_when_compared(frontdesk: Frontdesk) -> None:
    assert tables.__all__
    with frontdesk.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    # Comments are for whoever reads the code; the database carries none.
    assert [found for found in differences if not (isinstance(found, list) and found[0][0] == "modify_comment")] == []


def test_exclusion_constraints_are_there_when_migrated(frontdesk: Frontdesk) -> None:
    with frontdesk.database.engine.connect() as connection:
        found = connection.execute(text("SELECT conname FROM pg_constraint WHERE contype = 'x' ORDER BY 1")).scalars()
        assert list(found) == ["ex_slots_patient", "ex_slots_practitioner"]
