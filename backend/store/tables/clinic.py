"""The clinic's configuration: places, people, services and their hours.

Any change to one of these tables gives `clinic.version` a new value (a trigger of migration 0001), so that
whoever keeps a copy in memory can tell with one cheap query whether it is still the truth.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    Time,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSTZRANGE

from backend.store.metadata import metadata

NO_NAMES = text("'{}'")


def _translations() -> Column[Any]:
    """What the clinic says in other languages: language -> column -> words."""
    return Column("translations", JSONB, nullable=False, server_default=text("'{}'"), comment="language: column: words")


clinic = Table(
    "clinic",
    metadata,
    Column("id", SmallInteger, CheckConstraint("id = 1", name="singleton"), primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("country", Text, nullable=False, comment="ISO 3166-1 alpha-2"),
    Column("zone", Text, nullable=False, comment="IANA"),
    Column("phone", Text, nullable=False),
    Column("url", Text),
    Column("version", Uuid, nullable=False, server_default=func.gen_random_uuid()),
)

locations = Table(
    "locations",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("aliases", ARRAY(Text), nullable=False, server_default=NO_NAMES),
    Column("address", Text, nullable=False),
    Column("zone", Text, nullable=False, comment="IANA"),
    Column("phone", Text),
    Column("directions", Text),
    _translations(),
)

location_hours = Table(
    "location_hours",
    metadata,
    Column("location_id", ForeignKey("locations.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "weekday",
        SmallInteger,
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        primary_key=True,
        comment="0 is Monday",
    ),
    Column("opens", Time, primary_key=True),
    Column("closes", Time, nullable=False),
    CheckConstraint("opens < closes", name="order"),
)

practitioners = Table(
    "practitioners",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("aliases", ARRAY(Text), nullable=False, server_default=NO_NAMES),
    Column("active", Boolean, nullable=False, server_default=text("true")),
)

services = Table(
    "services",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("aliases", ARRAY(Text), nullable=False, server_default=NO_NAMES),
    Column("duration_minutes", SmallInteger, nullable=False),
    Column("buffer_before_minutes", SmallInteger, nullable=False, server_default=text("0")),
    Column("buffer_after_minutes", SmallInteger, nullable=False, server_default=text("0")),
    Column("step_minutes", SmallInteger, nullable=False, server_default=text("15"), comment="between possible starts"),
    Column("minimum_notice_minutes", Integer, nullable=False, server_default=text("60")),
    Column("booking_horizon_days", SmallInteger, nullable=False, server_default=text("90")),
    Column("cancel_cutoff_hours", SmallInteger, nullable=False, server_default=text("24")),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    _translations(),
    CheckConstraint("duration_minutes BETWEEN 5 AND 480", name="duration"),
    CheckConstraint("buffer_before_minutes BETWEEN 0 AND 240", name="buffer_before"),
    CheckConstraint("buffer_after_minutes BETWEEN 0 AND 240", name="buffer_after"),
    CheckConstraint("step_minutes BETWEEN 5 AND 480", name="step"),
    CheckConstraint("minimum_notice_minutes >= 0", name="notice"),
    CheckConstraint("booking_horizon_days BETWEEN 1 AND 730", name="horizon"),
    CheckConstraint("cancel_cutoff_hours >= 0", name="cutoff"),
)

service_offerings = Table(
    "service_offerings",
    metadata,
    Column("service_id", ForeignKey("services.id", ondelete="CASCADE"), primary_key=True),
    Column("practitioner_id", ForeignKey("practitioners.id", ondelete="CASCADE"), primary_key=True),
    Column("location_id", ForeignKey("locations.id", ondelete="CASCADE"), primary_key=True),
)

schedules = Table(
    "schedules",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("practitioner_id", ForeignKey("practitioners.id", ondelete="CASCADE"), nullable=False),
    Column("location_id", ForeignKey("locations.id", ondelete="CASCADE"), nullable=False),
    Column("weekday", SmallInteger, CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"), nullable=False),
    Column("starts", Time, nullable=False),
    Column("ends", Time, nullable=False),
    Column("valid_from", Date),
    Column("valid_until", Date, comment="inclusive"),
    CheckConstraint("starts < ends", name="order"),
    Index(None, "practitioner_id", "location_id"),
)

schedule_exceptions = Table(
    "schedule_exceptions",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("practitioner_id", ForeignKey("practitioners.id", ondelete="CASCADE"), nullable=False),
    Column("location_id", ForeignKey("locations.id", ondelete="CASCADE"), nullable=False),
    Column("on_date", Date, nullable=False),
    Column("starts", Time, comment="null with ends: does not work there that day"),
    Column("ends", Time),
    CheckConstraint("(starts IS NULL) = (ends IS NULL) AND starts < ends", name="order"),
    Index(None, "on_date"),
)

time_off = Table(
    "time_off",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("practitioner_id", ForeignKey("practitioners.id", ondelete="CASCADE"), nullable=False),
    Column("during", TSTZRANGE, CheckConstraint("NOT isempty(during)", name="not_empty"), nullable=False),
    Column("campaign_id", ForeignKey("campaigns.id", ondelete="SET NULL"), comment="the closure it is part of"),
)

closures = Table(
    "closures",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("location_id", ForeignKey("locations.id", ondelete="CASCADE"), comment="null: all locations"),
    Column("on_date", Date, nullable=False, comment="in the location's zone"),
    Column("starts", Time, comment="null with ends: the whole day"),
    Column("ends", Time),
    Column("name", Text, nullable=False),
    Column("campaign_id", ForeignKey("campaigns.id", ondelete="SET NULL"), comment="the closure it is part of"),
    CheckConstraint("(starts IS NULL) = (ends IS NULL) AND starts < ends", name="order"),
    Index(None, "on_date"),
)
