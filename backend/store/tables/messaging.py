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
    Column("address_id", Uuid, nullable=False, comment="where the person wrote last: where answers go"),
    Column("preferred_channel", Text, comment="where the person would rather be written to first"),
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
    Column("lease_owner", Uuid, comment="the turn that is being taken"),
    Column("lease_until", DateTime(timezone=True)),
    Column("retry_at", DateTime(timezone=True), comment="no turn is taken before"),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

addresses = Table(
    "addresses",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("data_key_id", ForeignKey("data_keys.id"), nullable=False, comment="of its conversation"),
    Column("channel", Text, nullable=False),
    sealed_column("address", nullable=False),
    Column("address_index", LargeBinary, nullable=False, comment="blind index of the address"),
    Column("phone_index", LargeBinary, comment="the same of its telephone number, by the provider's word"),
    Column(
        "proven",
        Boolean,
        nullable=False,
        server_default=text("true"),
        comment="what comes from it is its owner's; a mail's sender is not, unless it answers ours",
    ),
    Column("opted_out_at", DateTime(timezone=True)),
    Column(
        "standing",
        Text,
        CheckConstraint("standing IN ('ok', 'blocked', 'unreachable', 'bounced', 'complained')", name="standing"),
        nullable=False,
        server_default=text("'ok'"),
    ),
    Column("standing_code", Text, comment="the provider's"),
    Column("verified_at", DateTime(timezone=True), comment="when it was linked to its conversation"),
    Column("last_inbound_at", DateTime(timezone=True)),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    UniqueConstraint("channel", "address_index", "proven"),
    Index(None, "conversation_id"),
    Index(None, "phone_index"),
)

consents = Table(
    "consents",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("address_id", ForeignKey("addresses.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("kind", Text, CheckConstraint("kind IN ('opt_out', 'opt_in')", name="kind"), nullable=False),
    sealed_column("words"),
    Column(
        "source",
        Text,
        CheckConstraint("source IN ('patient', 'carrier', 'provider', 'link', 'unknown')", name="source"),
        nullable=False,
    ),
    Column("at", DateTime(timezone=True), nullable=False),
    Index(None, "address_id"),
    Index(None, "conversation_id"),
    comment="every change of whether a person wants to be written to",
)

links = Table(
    "links",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("used_at", DateTime(timezone=True)),
    comment="one-time links by which a person goes on with a conversation on another channel",
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
    Column("keyword", Text, comment="what was acted on already: stop, start, help by the provider; link by us"),
    Column("address_id", Uuid, nullable=False, comment="where it came from, or was meant to go"),
    Column("choice_id", Uuid, comment="the button that was pressed"),
    sealed_column("subject"),
    sealed_column("attachment"),
    Column("provider", Text),
    Column("provider_id", Text),
    Column("in_reply_to", Uuid),
    Column("replies_to", Text, comment="the provider's id of our message that a person quoted"),
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
    Column("address_id", Uuid, nullable=False, comment="where it goes now"),
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
    Index("ix_deliveries_under_way", "created_at", postgresql_where=text("state IN ('accepted', 'sent')")),
    Index("ix_deliveries_unsent", "conversation_id", "seq", postgresql_where=text(_UNSENT)),
    Index(None, "conversation_id"),
)

delivery_attempts = Table(
    "delivery_attempts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("message_id", ForeignKey("deliveries.message_id"), nullable=False),
    Column("address_id", Uuid, nullable=False),
    Column("channel", Text, nullable=False),
    Column("provider_id", Text),
    Column("state", Text, nullable=False),
    Column("error_code", Text),
    Column("attempts", SmallInteger, nullable=False),
    Column("began_at", DateTime(timezone=True), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    UniqueConstraint("message_id", "address_id"),
    comment="addresses at which a message ended without reaching the person, before it went to the next",
)

choices = Table(
    "choices",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("message_id", ForeignKey("messages.id"), nullable=False),
    Column("conversation_id", Uuid, nullable=False),
    Column("seq", BigInteger, nullable=False, comment="of the message"),
    Column("position", SmallInteger, nullable=False),
    sealed_column("label", nullable=False),
    Column("says", Text, nullable=False, comment="what the person would type instead"),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("used_by", Uuid, comment="the message that pressed it"),
    UniqueConstraint("message_id", "position"),
    Index(None, "conversation_id", "seq"),
    comment="buttons under messages",
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
