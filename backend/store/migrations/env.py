"""Alembic's entry: runs the migrations on the connection that backend.store.migrate hands over."""

from __future__ import annotations

from alembic import context

from backend.store import tables
from backend.store.metadata import metadata

__all__ = ["tables"]

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
