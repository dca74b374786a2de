"""What patients are told of our own accord: policies, words, wishes, and every planned message."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    Time,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from backend.store.metadata import metadata

PLANNED = "state = 'planned'"

# Like the rest of what is derived from appointments, these rows refer to them without a foreign key: each is one more
# check in the statement that everybody waits for.
notifications = Table(
    "notifications",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False, comment="the step of the policy, or waitlist, closure"),
    Column(
        "anchor",
        Text,
        CheckConstraint("anchor IN ('booked', 'start', 'cancelled', 'noshow', 'closed')", name="anchor"),
        nullable=False,
        comment="what has to be true when it is sent",
    ),
    Column("appointment_id", Uuid, nullable=False),
    Column("revision", Integer, nullable=False, comment="of the appointment's time when it was planned"),
    Column("patient_id", Uuid, nullable=False),
    Column("conversation_id", Uuid, comment="where it was said; before that, where the visit was booked"),
    Column("due_at", DateTime(timezone=True), nullable=False, comment="by the product's clock"),
    Column("priority", SmallInteger, nullable=False, comment="0 at once, 1 reminder, 2 bulk"),
    Column("state", Text, CheckConstraint("state IN ('planned', 'said', 'skipped')", name="state"), nullable=False),
    Column("reason", Text, comment="why it was skipped, or put off last"),
    Column("message_id", Uuid, comment="its message, whose delivery has lease, state and provider's id"),
    Column("template_version", Integer),
    Column("planned_at", DateTime(timezone=True), nullable=False),
    Column("settled_at", DateTime(timezone=True), comment="when it was said or skipped"),
    UniqueConstraint("appointment_id", "kind", "revision"),
    Index("ix_notifications_due", "priority", "due_at", postgresql_where=text(PLANNED)),
    Index("ix_notifications_settled", "due_at", postgresql_where=text("state <> 'planned'")),
    Index(None, "message_id", postgresql_where=text("message_id IS NOT NULL")),
    Index(None, "patient_id", "due_at"),
)

questions = Table(
    "questions",
    metadata,
    Column("message_id", Uuid, primary_key=True),
    Column("conversation_id", Uuid, nullable=False),
    Column("seq", BigInteger, nullable=False, comment="of the message"),
    Column(
        "subject",
        Text,
        CheckConstraint("subject IN ('attendance', 'opening', 'closure', 'which')", name="subject"),
        nullable=False,
    ),
    Column("subject_id", Uuid, nullable=False, comment="the notification's, the waitlist offer's, or the answer's"),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
    Column("answer", Text),
    Column("answered_at", DateTime(timezone=True)),
    Column("answered_by", Uuid, comment="the message that answered it"),
    Column("among", ARRAY(Uuid), comment="the messages that may be meant, of a question which"),
    Index("ix_questions_answered_by", "answered_by", postgresql_where=text("answered_by IS NOT NULL")),
    Index("ix_questions_open", "conversation_id", "seq", postgresql_where=text("answer IS NULL")),
    Index(None, "subject_id"),
)

reminder_policies = Table(
    "reminder_policies",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("service_id", ForeignKey("services.id", ondelete="CASCADE"), comment="null: every service"),
    Column("location_id", ForeignKey("locations.id", ondelete="CASCADE"), comment="null: every place"),
    Column("steps", JSONB, nullable=False),
    Column("no_show_after", Integer, comment="minutes after its end; null: staff say so"),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("service_id", "location_id", postgresql_nulls_not_distinct=True),
)

message_templates = Table(
    "message_templates",
    metadata,
    Column("name", Text, primary_key=True),
    Column("locale", Text, primary_key=True),
    Column("version", Integer, primary_key=True, comment="the highest one counts; the former ones stay"),
    Column("body", Text, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)

preferences = Table(
    "preferences",
    metadata,
    Column("patient_id", ForeignKey("patients.id", ondelete="CASCADE"), primary_key=True),
    Column("channel", Text, comment="where the patient would rather be told"),
    Column("locale", Text),
    Column("wakes", Time, comment="with sleeps: when we may write, on the patient's clock"),
    Column("sleeps", Time),
    Column("fewer", Boolean, nullable=False, server_default=text("false"), comment="only the last reminder that asks"),
    Column("changed_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    CheckConstraint("(wakes IS NULL) = (sleeps IS NULL) AND wakes < sleeps", name="order"),
)

senders = Table(
    "senders",
    metadata,
    Column("name", Text, primary_key=True, comment="a channel, or one of several senders of it"),
    Column("rate", Double, nullable=False, comment="messages a second that we start"),
    Column("tokens", Double, nullable=False, comment="how many may go at once"),
    Column("refilled_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("paused_until", DateTime(timezone=True), comment="the provider said so, or too much failed"),
    Column("failures", Integer, nullable=False, server_default=text("0"), comment="in a row"),
    comment="how fast each sender may go, shared by all workers; on the database's clock",
)

leaderships = Table(
    "leaderships",
    metadata,
    Column("role", Text, primary_key=True),
    Column("owner", Uuid, nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
    comment="what only one process does at a time; on the database's clock",
)
