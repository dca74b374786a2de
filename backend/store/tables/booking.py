"""Appointments, the slots they occupy, offers and idempotency keys.

A row of `slots` is time that nobody else can have: an appointment's ("busy") or a short hold ("busy-tentative").
Two exclusion constraints are what makes a double booking impossible; Python only asks politely first.

Appointments refer to the configuration by foreign keys; what is derived from them or soon gone (slots, offers, lines of
the history) does not, because each key is one more check in the statement that everybody waits for.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSTZRANGE, ExcludeConstraint

from backend.store.metadata import metadata, sealed_column

APPOINTMENT_STATUSES = (
    "'proposed', 'pending', 'booked', 'arrived', 'checked-in', 'fulfilled', 'cancelled', 'noshow',"
    " 'entered-in-error', 'waitlist'"
)

appointments = Table(
    "appointments",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False),
    Column("service_id", ForeignKey("services.id"), nullable=False),
    Column("practitioner_id", ForeignKey("practitioners.id"), nullable=False),
    Column("location_id", ForeignKey("locations.id"), nullable=False),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("status", Text, CheckConstraint(f"status IN ({APPOINTMENT_STATUSES})", name="status"), nullable=False),
    sealed_column("reason"),
    Column("attendance", Text, CheckConstraint("attendance IN ('confirmed', 'declined', 'late')", name="attendance")),
    Column("revision", Integer, nullable=False, server_default=text("1")),
    Column("time_revision", Integer, nullable=False, server_default=text("1"), comment="the one that set its time"),
    Column("conversation_id", Uuid, comment="the conversation it was booked in"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("starts_at < ends_at", name="order"),
    Index(None, "patient_id", "starts_at"),
    Index(None, "starts_at"),
)

appointment_history = Table(
    "appointment_history",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("appointment_id", ForeignKey("appointments.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column(
        "change",
        Text,
        nullable=False,
        comment="booked, rescheduled, cancelled, confirmed, declined, late, arrived, ...",
    ),
    Column("status", Text, nullable=False),
    Column("practitioner_id", Integer, nullable=False),
    Column("location_id", Integer, nullable=False),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False, comment="who did it: conversation:<id>, service, demo"),
    sealed_column("reason"),
    Column("at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("appointment_id", "revision"),
)

slots = Table(
    "slots",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("practitioner_id", Integer, nullable=False),
    Column("service_id", Integer, nullable=False),
    Column("location_id", Integer, nullable=False),
    Column("patient_number", Integer, comment="null while it is only held"),
    Column("during", TSTZRANGE, nullable=False, comment="with buffers: the practitioner's time"),
    Column("visit", TSTZRANGE, nullable=False, comment="without buffers: the patient's time"),
    Column("status", Text, nullable=False, comment="FHIR Slot.status"),
    Column("appointment_id", ForeignKey("appointments.id"), unique=True),
    Column("holder", Text, comment="who may turn the hold into an appointment"),
    Column("expires_at", DateTime(timezone=True)),
    ExcludeConstraint(
        (text("int4range(practitioner_id, practitioner_id, '[]')"), "&&"),
        (text("during"), "&&"),
        name="ex_slots_practitioner",
        using="gist",
    ),
    ExcludeConstraint(
        (text("int4range(patient_number, patient_number, '[]')"), "&&"),
        (text("visit"), "&&"),
        name="ex_slots_patient",
        using="gist",
        where=text("patient_number IS NOT NULL"),
    ),
    CheckConstraint(
        "(status = 'busy' AND appointment_id IS NOT NULL AND patient_number IS NOT NULL AND expires_at IS NULL)"
        " OR (status = 'busy-tentative' AND appointment_id IS NULL AND holder IS NOT NULL AND expires_at IS NOT NULL)",
        name="status",
    ),
    CheckConstraint("NOT isempty(visit) AND during @> visit", name="within"),
    CheckConstraint("upper(during) - lower(during) <= interval '1 day'", name="length"),
    Index("ix_slots_practitioner_id_starts", "practitioner_id", text("lower(during)")),
    Index("ix_slots_starts", text("lower(during)")),
    Index(None, "holder", postgresql_where=text("status = 'busy-tentative'")),
)

offers = Table(
    "offers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", Uuid, nullable=False),
    Column("batch", Uuid, nullable=False, comment="the offers made together"),
    Column("number", SmallInteger, nullable=False, comment="what the patient types to choose it"),
    Column("token", Text, nullable=False, unique=True),
    Column("slot_id", Uuid, nullable=False, comment="the hold; gone when it expired"),
    Column("appointment_id", ForeignKey("appointments.id"), comment="the appointment that is to be moved"),
    Column("service_id", Integer, nullable=False),
    Column("practitioner_id", Integer, nullable=False),
    Column("location_id", Integer, nullable=False),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("chosen_at", DateTime(timezone=True)),
    UniqueConstraint("batch", "number"),
    Index(None, "conversation_id", "batch"),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("scope", Text, primary_key=True, comment="the command"),
    Column("key", Text, primary_key=True),
    Column("request_hash", LargeBinary, nullable=False),
    Column("response", JSONB, nullable=False, comment="ids only"),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)
