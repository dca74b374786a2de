"""Bringing a database to the newest schema.

Any number of processes may start at once: one migrates, the others wait for it and find nothing left to do.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

LOCK = 0x46524F4E54  # "FRONT": any constant that nobody else uses as an advisory lock in this database


def upgrade(engine: Engine, to: str = "head") -> str:
    """Apply what is missing (up to a revision), in one transaction; return the newest revision."""
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        if _current(connection) != newest():
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            command.upgrade(_config(connection), to)
        return newest()


def current(engine: Engine) -> str | None:
    """The revision the database has; None when it is empty."""
    with engine.connect() as connection:
        return _current(connection)


def newest() -> str:
    """The revision this release needs."""
    head = ScriptDirectory.from_config(_config(None)).get_current_head()
    if head is None:
        raise RuntimeError("this installation has no migrations")
    return head


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
