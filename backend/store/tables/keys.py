"""Wrapped data keys, one a person."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Integer, LargeBinary, Table, Uuid, func

from backend.store.metadata import metadata

data_keys = Table(
    "data_keys",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("wrapped", LargeBinary, comment="null once erased: whatever it sealed is gone"),
    Column("master_version", Integer, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("erased_at", DateTime(timezone=True)),
)
