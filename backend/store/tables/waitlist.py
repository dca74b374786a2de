"""Who waits for a time, times that became free, and who was offered them."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSTZRANGE

from backend.store.metadata import metadata

WAITING = "state = 'waiting'"
OFFERED = "state = 'offered'"
WORKED = "state IN ('new', 'offering')"

waitlist = Table(
    "waitlist",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", ForeignKey("patients.id", ondelete="CASCADE"), nullable=False),
    Column("conversation_id", Uuid, comment="where they joined; null: wherever the patient is reached"),
    Column("service_id", Integer, nullable=False),
    Column("practitioner_id", Integer, comment="null: anybody"),
    Column("location_id", Integer, comment="null: anywhere"),
    Column("appointment_id", Uuid, comment="wants to come earlier than that visit, which is then moved"),
    Column("from_at", DateTime(timezone=True), comment="starts no earlier"),
    Column("until_at", DateTime(timezone=True), nullable=False, comment="starts before; then the wish is over"),
    Column("weekdays", ARRAY(SmallInteger), comment="0 is Monday, by the place's calendar; null: any"),
    Column("minute_from", SmallInteger, nullable=False, server_default=text("0"), comment="of the place's day"),
    Column("minute_until", SmallInteger, nullable=False, server_default=text("1440"), comment="starts before"),
    Column("notice_minutes", Integer, nullable=False, comment="shortest time between an offer and its visit"),
    Column("priority", SmallInteger, nullable=False, server_default=text("0"), comment="staff's; higher goes first"),
    Column(
        "state",
        Text,
        CheckConstraint("state IN ('waiting', 'booked', 'left', 'expired')", name="state"),
        nullable=False,
        server_default=text("'waiting'"),
    ),
    Column("joined_at", DateTime(timezone=True), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("changed_by", Text, nullable=False, comment="conversation:<id>, service, system or staff:<name>"),
    CheckConstraint("minute_from < minute_until AND minute_from >= 0 AND minute_until <= 1440", name="minutes"),
    CheckConstraint("from_at < until_at", name="order"),
    CheckConstraint("notice_minutes >= 0", name="notice"),
    # One wish a patient, service and visit: whoever joins again changes it and keeps the place.
    Index(
        "uq_waitlist_waiting",
        "patient_id",
        "service_id",
        "appointment_id",
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=text(WAITING),
    ),
    Index("ix_waitlist_rank", text("priority DESC"), "joined_at", "id", postgresql_where=text(WAITING)),
    Index(None, "conversation_id"),
)

# Written by the statement that frees a time: no foreign keys, like the rest of what is derived from appointments.
openings = Table(
    "openings",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("practitioner_id", Integer, nullable=False),
    Column("service_id", Integer, nullable=False, comment="that it was freed from"),
    Column("location_id", Integer, nullable=False),
    Column("during", TSTZRANGE, nullable=False, comment="the practitioner's time, with buffers"),
    Column("visit", TSTZRANGE, nullable=False),
    Column("source", Text, nullable=False, comment="cancelled, declined, rescheduled, rest or staff"),
    Column("origin_id", Uuid, comment="the appointment that it was the time of"),
    Column(
        "state",
        Text,
        CheckConstraint("state IN ('new', 'offering', 'filled', 'open', 'gone', 'stopped')", name="state"),
        nullable=False,
    ),
    Column("wave", SmallInteger, nullable=False, server_default=text("0"), comment="the last one that was asked"),
    Column("next_at", DateTime(timezone=True), nullable=False, comment="worked on again, by the product's clock"),
    Column("hold_id", Uuid, comment="the slot that keeps the time meanwhile"),
    Column("appointment_id", Uuid, comment="the visit that fills it"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("settled_at", DateTime(timezone=True)),
    Column("changed_by", Text, nullable=False, server_default=text("'system'")),
    Index("ix_openings_due", "next_at", postgresql_where=text(WORKED)),
    Index("ix_openings_starts", text("lower(during)")),
)

waitlist_offers = Table(
    "waitlist_offers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("opening_id", ForeignKey("openings.id", ondelete="CASCADE"), nullable=False),
    Column("entry_id", ForeignKey("waitlist.id", ondelete="CASCADE"), nullable=False),
    Column("patient_id", Uuid, nullable=False),
    Column("conversation_id", Uuid, nullable=False, comment="where it was offered"),
    Column("wave", SmallInteger, nullable=False),
    Column("message_id", Uuid, comment="that asks"),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column(
        "state",
        Text,
        CheckConstraint("state IN ('offered', 'accepted', 'declined', 'expired', 'lost')", name="state"),
        nullable=False,
    ),
    Column("offered_at", DateTime(timezone=True), nullable=False),
    Column("deadline", DateTime(timezone=True), nullable=False),
    Column("settled_at", DateTime(timezone=True)),
    Column("tell_at", DateTime(timezone=True), comment="when whoever lost may be told: not at night"),
    Column("told_at", DateTime(timezone=True), comment="when they were"),
    UniqueConstraint("opening_id", "entry_id"),
    # Nobody decides about two at once, and no telephone gets two to confuse.
    Index("uq_waitlist_offers_patient", "patient_id", unique=True, postgresql_where=text(OFFERED)),
    Index("uq_waitlist_offers_conversation", "conversation_id", unique=True, postgresql_where=text(OFFERED)),
    Index("ix_waitlist_offers_untold", "tell_at", postgresql_where=text("state = 'lost' AND told_at IS NULL")),
    Index(None, "entry_id"),
)

last_searches = Table(
    "last_searches",
    metadata,
    Column("conversation_id", Uuid, primary_key=True),
    Column("service_id", Integer, nullable=False),
    Column("practitioner_id", Integer),
    Column("location_id", Integer),
    Column("appointment_id", Uuid),
    Column("windows", JSONB, nullable=False, comment="pairs of ISO moments, by the wall clock unless they say where"),
    Column("at", DateTime(timezone=True), nullable=False),
    comment="what was looked for last in a conversation: what WAITLIST means there",
)
