"""Closures and the visits they affect; and the clock of a demo."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Index,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from backend.store.metadata import metadata

campaigns = Table(
    "campaigns",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("location_id", ForeignKey("locations.id", ondelete="CASCADE"), comment="null: everywhere"),
    Column("practitioner_id", ForeignKey("practitioners.id", ondelete="CASCADE"), comment="null: everybody there"),
    Column("days", JSONB, nullable=False, comment="dates, by the clock of the place"),
    Column("times", JSONB, comment="minutes of the day, from and until; null: all day"),
    Column(
        "state",
        Text,
        CheckConstraint("state IN ('running', 'stopped', 'done', 'reopened')", name="state"),
        nullable=False,
    ),
    Column("created_by", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Index(None, "state"),
)

campaign_targets = Table(
    "campaign_targets",
    metadata,
    Column("id", Uuid, primary_key=True, comment="also its notification's"),
    Column("campaign_id", ForeignKey("campaigns.id", ondelete="CASCADE"), nullable=False),
    Column("appointment_id", Uuid, nullable=False),
    Column("patient_id", Uuid, nullable=False),
    Column("starts_at", DateTime(timezone=True), nullable=False, comment="the visit's, when it was found"),
    Column(
        "state",
        Text,
        CheckConstraint("state IN ('found', 'told', 'rebooked', 'declined', 'settled')", name="state"),
        nullable=False,
    ),
    Column("offers", JSONB, comment="other times that were offered: ids and moments"),
    Column("rebooked_as", Uuid, comment="the appointment made instead"),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Index("uq_campaign_targets_appointment", "campaign_id", "appointment_id", unique=True),
    Index("ix_campaign_targets_found", "campaign_id", "starts_at", postgresql_where=text("state = 'found'")),
    Index("ix_campaign_targets_told", "changed_at", postgresql_where=text("state = 'told'")),
)

demo_clock = Table(
    "demo_clock",
    metadata,
    Column("id", SmallInteger, CheckConstraint("id = 1", name="singleton"), primary_key=True, autoincrement=False),
    *(
        column
        for prefix in ("former_", "")
        for column in (
            Column(f"{prefix}since", DateTime(timezone=True), nullable=False, comment="real"),
            Column(f"{prefix}shown", DateTime(timezone=True), nullable=False),
            Column(f"{prefix}speed", Double, nullable=False),
        )
    ),
    comment="demo and test only; see backend/clock.py",
)
