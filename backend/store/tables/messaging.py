"""Conversations, what was said in them, how it travelled, and who took over."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)

from backend.store.metadata import metadata, sealed_column

_UNSENT = "state IN ('pending', 'sending')"

conversations = Table(
    "conversations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("channel", Text, nullable=False),
    sealed_column("address", nullable=False),
    Column("address_index", LargeBinary, nullable=False, comment="blind index of the address"),
    Column("data_key_id", ForeignKey("data_keys.id"), nullable=False),
    Column("locale", Text, nullable=False, server_default=text("'en'")),
    Column(
        "state",
        Text,
        CheckConstraint("state IN ('bot', 'waiting', 'claimed', 'resolved')", name="state"),
        nullable=False,
        server_default=text("'bot'"),
    ),
    Column("claimed_by", Text),
    Column("opted_out_at", DateTime(timezone=True)),
    Column("lease_owner", Uuid, comment="the turn that is being taken"),
    Column("lease_until", DateTime(timezone=True)),
    Column("retry_at", DateTime(timezone=True), comment="no turn is taken before"),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("last_inbound_at", DateTime(timezone=True)),
    UniqueConstraint("channel", "address_index"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("seq", BigInteger, Identity(always=True), nullable=False, comment="the order things were said in"),
    Column(
        "direction", Text, CheckConstraint("direction IN ('inbound', 'outbound')", name="direction"), nullable=False
    ),
    Column(
        "author",
        Text,
        CheckConstraint("author IN ('patient', 'bot', 'staff', 'system')", name="author"),
        nullable=False,
    ),
    Column("author_name", Text, comment="which member of staff"),
    Column("purpose", Text, comment="reply, emergency, waiting, holding, ..."),
    sealed_column("body", nullable=False),
    Column("attachments", SmallInteger, nullable=False, server_default=text("0")),
    Column("keyword", Text, comment="what the provider itself acted on: stop, start, help"),
    Column("provider", Text),
    Column("provider_id", Text),
    Column("in_reply_to", Uuid),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("processed_at", DateTime(timezone=True)),
    Column("attempts", SmallInteger, nullable=False, server_default=text("0")),
    UniqueConstraint("provider", "provider_id"),
    Index(None, "conversation_id", "seq"),
    Index(
        "ix_messages_pending",
        "conversation_id",
        "seq",
        postgresql_where=text("direction = 'inbound' AND processed_at IS NULL"),
    ),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("message_id", ForeignKey("messages.id"), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("seq", BigInteger, nullable=False, comment="of the message: one person's texts leave in this order"),
    Column("urgent", Boolean, nullable=False, server_default=text("false"), comment="waits for no other"),
    Column(
        "state",
        Text,
        CheckConstraint(
            "state IN ('pending', 'sending', 'unknown', 'accepted', 'sent', 'undelivered', 'failed', 'canceled',"
            " 'delivered', 'read')",
            name="state",
        ),
        nullable=False,
    ),
    Column("due_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("attempts", SmallInteger, nullable=False, server_default=text("0")),
    Column("lease_owner", Uuid),
    Column("lease_until", DateTime(timezone=True)),
    Column("tried_at", DateTime(timezone=True), comment="first attempt whose outcome is not known"),
    Column("provider_id", Text),
    Column("error_code", Text),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("updated_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Index("ix_deliveries_due", "due_at", postgresql_where=text(_UNSENT)),
    Index("ix_deliveries_unsent", "conversation_id", "seq", postgresql_where=text(_UNSENT)),
    Index(None, "conversation_id"),
)

early_reports = Table(
    "early_reports",
    metadata,
    Column("message_id", Uuid, primary_key=True),
    Column("state", Text, primary_key=True),
    Column("provider_id", Text, nullable=False),
    Column("error_code", Text),
    Column("received_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    comment="reports on messages that are not there (yet)",
)

handoffs = Table(
    "handoffs",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column(
        "state",
        Text,
        CheckConstraint("state IN ('waiting', 'claimed', 'resolved', 'returned')", name="state"),
        nullable=False,
    ),
    Column("reason", Text, nullable=False),
    Column("priority", SmallInteger, nullable=False),
    sealed_column("note"),
    Column("claimed_by", Text),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("claimed_at", DateTime(timezone=True)),
    Column("closed_at", DateTime(timezone=True)),
    Index("uq_handoffs_open", "conversation_id", unique=True, postgresql_where=text("closed_at IS NULL")),
    Index("ix_handoffs_state", "state", "opened_at"),
)

handoff_events = Table(
    "handoff_events",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("handoff_id", ForeignKey("handoffs.id"), nullable=False),
    Column("step", Text, nullable=False),
    Column("actor", Text, nullable=False, comment="bot, patient, system or staff:<name>"),
    Column("reason", Text),
    Column("at", DateTime(timezone=True), nullable=False),
    Index(None, "handoff_id"),
)
