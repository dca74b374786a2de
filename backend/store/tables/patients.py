"""Patients and how to reach them; everything that says who somebody is, is ciphertext."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)

from backend.store.metadata import metadata, sealed_column

patients = Table(
    "patients",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", Integer, Identity(), nullable=False, unique=True, comment="what the slots' constraint compares"),
    Column("data_key_id", ForeignKey("data_keys.id"), nullable=False),
    sealed_column("name", nullable=False),
    sealed_column("birth_date"),
    sealed_column("address"),
    sealed_column("notes"),
    Column("locale", Text, nullable=False, server_default=text("'en'")),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

contact_points = Table(
    "contact_points",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", ForeignKey("patients.id", ondelete="CASCADE"), nullable=False),
    Column("system", Text, CheckConstraint("system IN ('phone', 'email', 'other')", name="system"), nullable=False),
    sealed_column("value", nullable=False),
    Column("value_index", LargeBinary, nullable=False, comment="blind index of the normalised value"),
    Column("relationship", Text, nullable=False, server_default=text("'self'"), comment="of its holder to the patient"),
    Column("verified_at", DateTime(timezone=True)),
    Column("disowned_at", DateTime(timezone=True), comment="somebody else said that it is theirs"),
    UniqueConstraint("patient_id", "value_index"),
    Index(None, "value_index"),
)
